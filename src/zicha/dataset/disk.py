"""Writing that survives a crash: a file is there whole or not at all, and stays once it is there (落盘)."""

from __future__ import annotations

import errno
import hashlib
import os
import shutil
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb

from zicha.contract.errors import UnusableInput, ZichaError

_REASONS = {
    errno.ENOSPC: "磁盘空间不足，请腾出空间后重试",
    errno.EDQUOT if hasattr(errno, "EDQUOT") else errno.ENOSPC: "磁盘配额已用完，请腾出空间后重试",
    errno.EFBIG: "文件大小超过系统限制，请检查磁盘配额后重试",
    errno.EACCES: "没有写入权限，请检查文件夹权限，或换一个文件夹",
    errno.EPERM: "没有写入权限，请检查文件夹权限，或换一个文件夹",
    errno.EROFS: "所在磁盘是只读的，请换一个文件夹",
    errno.ENOTDIR: "路径中有一段是文件而不是文件夹，请换一个文件夹",
    errno.EEXIST: "同名的文件已经存在，请换一个文件夹",
}


def make_folder(folder: Path) -> None:
    """Make a folder and those above it, each on disk before the next."""
    if folder.is_dir():
        return
    make_folder(folder.parent)
    folder.mkdir(exist_ok=True)
    sync_folder(folder.parent)


def write(path: Path, content: bytes) -> None:
    """Put a small file in place, whole or not at all."""
    beside = path.with_name(path.name + ".new")
    with beside.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    move(beside, path)


def move(source: Path, target: Path) -> None:
    """Put what is at `source`, already on disk, in the place of `target` in one step."""
    for patience in (0.05, 0.2, 1.0, None):
        try:
            os.replace(source, target)
            break
        except PermissionError:
            # Windows refuses for as long as somebody else has the file open: a reader, a virus scanner.
            if sys.platform != "win32" or patience is None:
                raise
            time.sleep(patience)
    sync_folder(target.parent)


def sync(path: Path) -> None:
    """Wait until the content of a file written by somebody else is on disk."""
    with path.open("rb+") as file:
        os.fsync(file.fileno())


def sync_folder(folder: Path) -> None:
    """Wait until the names in a folder are on disk. Windows has no such call and needs none."""
    if sys.platform == "win32":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def remove(path: Path) -> None:
    """Remove a file or a folder that may be gone already."""
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)


def sha256_of(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


@contextmanager
def said_plainly(folder: Path) -> Iterator[None]:
    """Failures of the disk and of the engine become a ZichaError that names the folder and what to do."""
    try:
        yield
    except OSError as error:
        reason = _REASONS.get(error.errno or 0, f"{error.strerror or error}，请检查磁盘后重试")
        raise ZichaError(f"写入数据集 {folder} 失败：{reason}。原有版本没有改动。") from error
    except duckdb.ConversionException as error:
        raise UnusableInput(
            f"交付的数据与数据契约的列类型不符：{_first_line(error)}。没有写入任何内容。"
        ) from error
    except duckdb.Error as error:
        raise ZichaError(f"写入数据集 {folder} 失败：{_reason_of(error)}。原有版本没有改动。") from error


def _reason_of(error: duckdb.Error) -> str:
    """The engine gives the system's words, not its number."""
    text = _first_line(error)
    for number, reason in _REASONS.items():
        if os.strerror(number).lower() in text.lower():
            return reason
    if isinstance(error, duckdb.OutOfMemoryException):
        return "内存或临时磁盘空间不足，请腾出空间后重试"
    return f"{text}，请检查磁盘后重试"


def _first_line(error: Exception) -> str:
    return str(error).splitlines()[0].rstrip(".!")
