"""A disk that takes no more, said to the user (磁盘写不进去): which folder, why, and what to do."""

from __future__ import annotations

import errno
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb

from zicha.contract.errors import ZichaError

_NO_ROOM = {
    errno.ENOSPC: "磁盘空间不足，请腾出空间后重试，或换一个文件夹",
    getattr(errno, "EDQUOT", errno.ENOSPC): "磁盘配额已用完，请腾出空间后重试，或换一个文件夹",
    errno.EFBIG: "文件大小超过系统限制，请检查磁盘配额后重试",
}
_REASONS = {
    **_NO_ROOM,
    errno.EACCES: "没有写入权限，请检查文件夹权限，或换一个文件夹",
    errno.EPERM: "没有写入权限，请检查文件夹权限，或换一个文件夹",
    errno.EROFS: "所在磁盘是只读的，请换一个文件夹",
    errno.EIO: "磁盘读写出错，请检查磁盘，或换一个文件夹",
}


_RUN_LEFT = "{out} 中原有的结果没有改动；已做完的检查留着，重试时接着做。"


@contextmanager
def disk_failures_said(out: Path, workplace: Path, left: str = _RUN_LEFT) -> Iterator[None]:
    """A disk that fails under the block becomes a ZichaError that names the folder; other errors go on as they are.

    workplace  where intermediate results lie; it is named where its disk and not that of `out` is full
    left       what stands now, in words; of a screening unless another command says otherwise
    """
    try:
        yield
    except ZichaError:
        raise
    except Exception as error:
        number = _disk_error(error)
        if number is None:
            raise
        folder = _fuller(out, workplace) if number in _NO_ROOM else out
        raise ZichaError(f"写入 {folder} 失败：{_REASONS[number]}。{left.format(out=out)}") from error


def _disk_error(error: BaseException | None) -> int | None:
    """The number of the disk's error behind this one: writers of workbooks and the engine wrap it in their own."""
    while error is not None:
        if isinstance(error, OSError) and error.errno in _REASONS:
            return error.errno
        if isinstance(error, duckdb.Error):
            # The engine gives the system's words, not its number.
            told = str(error).lower()
            return next((number for number in _REASONS if os.strerror(number).lower() in told), None)
        error = error.__cause__ or error.__context__
    return None


def _fuller(*folders: Path) -> Path:
    return min(folders, key=lambda folder: shutil.disk_usage(folder).free)
