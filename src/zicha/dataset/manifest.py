"""The manifest of a version and the HEAD of a dataset, as JSON on disk (清单).

HEAD names the last version and the SHA-256 of its manifest; a manifest names its parent and the SHA-256 of the
parent's. So everything hangs on HEAD: an altered byte anywhere breaks the chain.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from zicha.contract.errors import ZichaError
from zicha.dataset.version import ID_PATTERN, StoredTable, Version
from zicha.intake.delivery import SheetCount, SourceFile

MARKER = "zicha-dataset.json"
"""The file that says a folder is a dataset, and in which format."""

FORMAT = 1


@dataclass(frozen=True, slots=True)
class Head:
    """What HEAD says (最新版本)."""

    version: str
    manifest_sha256: str


class AlterationError(ZichaError):
    """A file of the dataset is not what was written (数据集被改动)."""

    def __init__(self, file: str, problem: str) -> None:
        super().__init__(f"数据集文件 {file} {problem}。请运行 zicha verify 查明，并从备份恢复。")
        self.file, self.problem = file, problem


def manifest_name(version_id: str) -> str:
    return f"versions/{version_id}/manifest.json"


def object_name(sha256: str) -> str:
    return f"objects/{sha256}.parquet"


def version_id(number: int, fingerprint: str) -> str:
    return f"v{number:04d}-{fingerprint[:12]}"


def manifest_text(version: Version) -> bytes:
    return _text(
        {
            "id": version.id,
            "number": version.number,
            "parent": version.parent,
            "parent_manifest_sha256": version.parent_manifest_sha256,
            "contract_version": version.contract_version,
            "fingerprint": version.fingerprint,
            "created_at": version.created_at,
            "tables": [asdict(table) for table in version.tables.values()],
            "sources": [asdict(source) for source in version.sources],
            "counts": [asdict(count) for count in version.counts],
            "silent": sorted(version.silent),
        }
    )


def read_manifest(folder: Path, version: str, sha256: str) -> Version:
    """The version a manifest describes. Raises AlterationError when it is not the one with this SHA-256."""
    if not ID_PATTERN.fullmatch(version):
        raise AlterationError("HEAD", f"指向的不是版本：{version}")
    name = manifest_name(version)
    text = _read(folder, name)
    if hashlib.sha256(text).hexdigest() != sha256:
        raise AlterationError(name, "的内容与登记的 SHA-256 不符")
    try:
        said = json.loads(text)
        tables = {table["name"]: StoredTable(**table) for table in said.pop("tables")}
        sources = tuple(SourceFile(**source) for source in said.pop("sources"))
        counts = tuple(SheetCount(**count) for count in said.pop("counts"))
        silent = frozenset(said.pop("silent", ()))
        made = Version(**said, silent=silent, tables=tables, sources=sources, counts=counts, folder=folder)
    except (ValueError, KeyError, TypeError, AssertionError) as error:
        raise AlterationError(name, "不是本程序写的清单") from error
    if made.id != version:
        raise AlterationError(name, f"写的是另一个版本 {made.id}")
    if any(table.file != object_name(table.sha256) for table in tables.values()):
        raise AlterationError(name, "指向了数据集以外的文件")
    return made


def head_text(head: Head) -> bytes:
    return _text(asdict(head))


def read_head(folder: Path) -> Head | None:
    """What HEAD says; None before the first version. Raises AlterationError when it cannot be read."""
    if not (folder / "HEAD").exists():
        return None
    try:
        said = json.loads(_read(folder, "HEAD"))
        return Head(str(said["version"]), str(said["manifest_sha256"]))
    except (ValueError, TypeError, KeyError) as error:
        raise AlterationError("HEAD", "不是本程序写的内容") from error


def marker_text() -> bytes:
    return _text({"what": "自查数据集 · Zicha dataset", "format": FORMAT})


def check_marker(folder: Path) -> None:
    """Raises AlterationError when the marker is not ours, ZichaError when a later Zicha wrote it."""
    text = _read(folder, MARKER)
    if text == marker_text():
        return
    try:
        written_in = int(json.loads(text)["format"])
    except (ValueError, KeyError, TypeError) as error:
        raise AlterationError(MARKER, "不是本程序写的内容") from error
    if written_in <= FORMAT:
        raise AlterationError(MARKER, "不是本程序写的内容")
    raise ZichaError(f"数据集 {folder} 由更新版本的 Zicha 写成（格式 {written_in}）；请升级后再打开。")


def _read(folder: Path, name: str) -> bytes:
    try:
        return (folder / name).read_bytes()
    except FileNotFoundError as error:
        raise AlterationError(name, "不见了") from error
    except OSError as error:
        raise ZichaError(f"读不出数据集文件 {folder / name}：{error.strerror}。请检查权限和磁盘。") from error


def _text(content: Mapping[str, Any]) -> bytes:
    return (json.dumps(content, ensure_ascii=False, indent=1) + "\n").encode()
