"""Which files a delivery consists of (收集文件)."""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from zicha.contract.errors import Remark, UnusableInput
from zicha.intake.delivery import SourceFile
from zicha.intake.sheets import READABLE

MOST_FILES = 10_000

_SILENT = ("~$", ".", "Thumbs.db", "desktop.ini", "__MACOSX")
"""Beginnings of files that programs leave behind: lock files, folder settings."""

_ADVICE = {
    ".zip": "请先解压",
    ".rar": "请先解压",
    ".7z": "请先解压",
    ".et": "请用 WPS 另存为 xlsx",
    ".ods": "请另存为 xlsx",
    ".xlsb": "请另存为 xlsx",
    ".txt": "如是数据，请另存为 CSV",
}


@dataclass(frozen=True, slots=True)
class FoundFile:
    """A file to read: `name` is what messages call it, its path below what was given."""

    path: Path
    name: str
    size: int

    def fingerprint(self) -> SourceFile:
        with self.path.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
        return SourceFile(self.name, digest, self.size)


def collect(inputs: Sequence[Path]) -> tuple[list[FoundFile], list[Remark]]:
    """The files to read, in the order of their names, each once; and a remark for each that we do not read.

    Raises UnusableInput when an input is not there or there is nothing to read.
    """
    named: dict[str, Path] = {}
    remarks: list[Remark] = []
    seen: set[tuple[int, int]] = set()
    for given in inputs:
        for path, name in _below(given):
            status = _status(path)
            if status is None:
                remarks.append(_not_used(name, "不是可以读取的普通文件"))
            elif (status.st_dev, status.st_ino) in seen:
                continue
            elif path.suffix.lower() not in READABLE:
                advice = _ADVICE.get(path.suffix.lower(), "只读取 CSV、XLSX、XLS 和 Parquet 文件")
                remarks.append(_not_used(name, f"不读取这种文件，{advice}"))
            else:
                seen.add((status.st_dev, status.st_ino))
                named[_free_name(name, given, named)] = path
            if len(named) > MOST_FILES:
                raise UnusableInput(f"{given} 中的文件超过 {MOST_FILES:,} 个。请只给出存放数据的目录。")
    if not named:
        given_names = "、".join(str(path) for path in inputs) or "（没有给出）"
        skipped = "；".join(remark.text for remark in remarks[:3])
        raise UnusableInput(
            f"{given_names} 中没有可以读取的文件（CSV、XLSX、XLS、Parquet）。{skipped}".rstrip("。") + "。"
        )
    return [FoundFile(path, name, path.stat().st_size) for name, path in sorted(named.items())], remarks


def _below(given: Path) -> Iterator[tuple[Path, str]]:
    if not os.path.lexists(given):
        raise UnusableInput(f"{given} 不存在。请检查路径。")
    if not given.is_dir():
        yield given, given.name
        return
    # Links to folders are not followed, so a folder that contains itself ends.
    for folder, folders, files in os.walk(given, onerror=_refuse):
        folders[:] = sorted(name for name in folders if not name.startswith(_SILENT))
        for file in sorted(files):
            if not file.startswith(_SILENT):
                path = Path(folder, file)
                yield path, path.relative_to(given).as_posix()


def _refuse(error: OSError) -> None:
    raise UnusableInput(f"{error.filename} 打不开：{error.strerror}。请检查权限。") from error


def _status(path: Path) -> os.stat_result | None:
    """What the file is; nothing for a pipe, a device, a link that leads nowhere, a file we may not read."""
    try:
        status = path.stat()
    except OSError:
        return None
    return status if stat.S_ISREG(status.st_mode) and os.access(path, os.R_OK) else None


def _free_name(name: str, given: Path, taken: dict[str, Path]) -> str:
    """The name, or one with the folder before it when another input has a file of that name."""
    if name not in taken:
        return name
    folder = given.resolve() if given.is_dir() else given.resolve().parent
    longer = f"{folder.name}/{name}"
    number = 2
    while longer in taken:
        longer = f"{folder.name}({number})/{name}"
        number += 1
    return longer


def _not_used(name: str, why: str) -> Remark:
    return Remark("not_used", name, "", f"{name} 没有使用：{why}")
