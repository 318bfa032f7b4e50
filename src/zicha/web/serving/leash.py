"""A child does not outlive its parent (随父进程退出), however the parent ended."""

from __future__ import annotations

import os
import signal
import threading
import time

PARENT = "ZICHA_SUPERVISOR"
_LOOKS_EVERY = 0.5
_GRACE = 15


def hold_on(parent: int | None = None) -> None:
    """End this process, gracefully first, as soon as `parent` is not its parent any more."""
    expected = parent if parent is not None else os.getppid()

    def watch() -> None:
        while os.getppid() == expected:
            time.sleep(_LOOKS_EVERY)
        os.kill(os.getpid(), signal.SIGTERM)
        time.sleep(_GRACE)
        os._exit(1)

    threading.Thread(target=watch, name="leash", daemon=True).start()


def hold_on_to_supervisor() -> None:
    """For the first process of a child; nothing where nobody supervises it."""
    supervisor = os.environ.get(PARENT, "")
    if supervisor:
        hold_on(int(supervisor))
