"""Clears up after a test process (收拾): waits until it has ended, however it did, then stops its PostgreSQL and
removes its data folder. A process of its own, since what is killed clears nothing up itself."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path


def main(home: Path) -> None:
    # The pipe has no other end any more as soon as the test process is gone.
    sys.stdin.buffer.read()
    if not home.exists():
        return
    from zicha.web.postgres import Server

    Server(home).stop()
    shutil.rmtree(home, ignore_errors=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
