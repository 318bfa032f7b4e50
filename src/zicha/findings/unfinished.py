"""Where a run keeps the checks it has finished, so that the next one goes on after a kill (未完成的结果)."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from zicha.contract.errors import UnusableInput

FOLDER = ".unfinished"


@contextmanager
def unfinished_in(out: Path) -> Iterator[Path]:
    """A hidden folder in the output folder, taken away when the run ends well.

    Raises UnusableInput where nothing can be written, or another run is at work.
    """
    folder = out / FOLDER
    was_there = out.exists()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        lock = FileLock(folder / "lock", timeout=0)
        lock.acquire()
    except Timeout:
        raise UnusableInput(f"另一个筛查正在往 {out} 写结果；请等它结束，或换一个 --out。") from None
    except OSError as error:
        raise UnusableInput(f"结果文件夹 {out} 不能写入（{error.strerror}）。请换一个文件夹。") from error
    try:
        yield folder
    except UnusableInput:
        lock.release()
        shutil.rmtree(folder, ignore_errors=True)
        if not was_there:
            out.rmdir()
        raise
    except BaseException:
        lock.release()
        raise
    lock.release()
    shutil.rmtree(folder, ignore_errors=True)
