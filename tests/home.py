"""The data folder of a test process (测试数据文件夹): nobody else's, and gone when the process is.

Imported before anything that reads Django's settings.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path


def _made() -> Path:
    """A new folder, with somebody who waits to clear it away; Ctrl-C does not reach them."""
    home = Path(tempfile.mkdtemp(prefix="zicha-test-"))
    subprocess.Popen(
        [sys.executable, Path(__file__).with_name("clearing.py"), home],
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    return home


HOME = _made()
os.environ["ZICHA_HOME"] = str(HOME)
os.environ["DJANGO_SETTINGS_MODULE"] = "zicha.web.settings"
os.environ.pop("DATABASE_URL", None)
