"""An XLSX archive, streamed within bounds (XLSX 压缩包): sizes, its parts, what belongs to which sheet.

Errors  UnusableInput for bombs, passwords, document types and entities; `damaged` for what is no archive
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from xml.etree import ElementTree

from zicha.contract.errors import UnusableInput
from zicha.intake.zip_directory import directory_of

MOST_BYTES = 2 << 30  # of all parts, unpacked
MOST_PACKED_TIMES = 150
_SMALL = 64 << 20  # unpacked; below it no ratio is suspicious
MOST_PARTS = 10_000
_WHOLE = 32 << 20  # a part that is parsed, not streamed
_CHUNK = 1 << 20

_ENCODING = re.compile(rb"encoding\s*=\s*[\"']([^\"']+)[\"']")
_OFFICE_DOCUMENT = "/officeDocument"


def damaged(name: str) -> UnusableInput:
    return UnusableInput(
        f"{name} 不是完整的工作簿，可能没有下载完或已损坏。请在 Excel 或 WPS 中打开后另存为 xlsx。"
    )


def protected(name: str) -> UnusableInput:
    return UnusableInput(f"{name} 有打开密码，无法读取。请去掉密码后另存为 xlsx。")


def bomb(name: str, unpacked: int) -> UnusableInput:
    return UnusableInput(
        f"{name} 解压后有 {unpacked >> 20:,} MB，与文件大小不相称（压缩炸弹），没有打开。"
        "如确为正常文件，请拆分为几个文件或另存为 CSV。"
    )


def refuse_long_directory(path: Path, name: str) -> None:
    """Raises UnusableInput for more parts than a workbook has, before the library reads the list of them."""
    with path.open("rb") as file:
        directory = directory_of(file)
    if directory is not None and directory.is_longer_than(MOST_PARTS):
        raise UnusableInput(
            f"{name} 内部有 {directory.entries:,} 个部分，正常的工作簿不超过 {MOST_PARTS:,} 个（压缩炸弹），没有打开。"
            "如确为正常文件，请在 Excel 或 WPS 中打开后另存为 xlsx。"
        )


class Archive:
    """The parts of one workbook file; `name` is what messages call it."""

    def __init__(self, file: zipfile.ZipFile, path: Path, name: str) -> None:
        self._file = file
        self._name = name
        listed = file.infolist()
        self._check_sizes(listed, path.stat().st_size)
        self.parts = {part.filename: part for part in listed}
        if len(self.parts) < len(listed):
            raise damaged(name)
        self._book = self._workbook_part()
        self._root = ElementTree.fromstring(self.whole(self._book))
        self._targets = {
            identity: target for identity, _, target in self._relations(*_relations_of(self._book))
        }

    def _check_sizes(self, listed: list[zipfile.ZipInfo], packed: int) -> None:
        unpacked = sum(part.file_size for part in listed)
        if any(part.flag_bits & 1 for part in listed):
            raise protected(self._name)
        if len(listed) > MOST_PARTS or unpacked > MOST_BYTES:
            raise bomb(self._name, unpacked)
        if unpacked > _SMALL and unpacked > MOST_PACKED_TIMES * packed:
            raise bomb(self._name, unpacked)

    def _workbook_part(self) -> str:
        for _, kind, target in self._relations("_rels/.rels", ""):
            if kind.endswith(_OFFICE_DOCUMENT) and target in self.parts:
                return target
        if "xl/workbook.xml" not in self.parts:
            raise damaged(self._name)
        return "xl/workbook.xml"

    def _relations(self, part: str, base: str) -> list[tuple[str, str, str]]:
        """Identity, kind and target of each relation a part has."""
        if part not in self.parts:
            return []
        root = ElementTree.fromstring(self.whole(part))
        return [
            (item.get("Id", ""), item.get("Type", ""), _resolved(base, item.get("Target", "")))
            for item in root
        ]

    def sheets(self) -> dict[str, str]:
        """Sheet name → the part that holds it."""
        found = {}
        for sheet in _children(self._root, "sheet"):
            identity = next((value for key, value in sheet.items() if key.endswith("}id")), "")
            found[sheet.get("name", "")] = self._targets.get(identity, "")
        return found

    def counts_from_1904(self) -> bool:
        properties = next(iter(_children(self._root, "workbookPr")), None)
        return properties is not None and properties.get("date1904", "0") in ("1", "true")

    def percent_styles(self) -> frozenset[bytes]:
        """Numbers of the cell styles that show a value as a percentage."""
        styles = next((target for target in self._targets.values() if target.endswith("styles.xml")), "")
        if styles not in self.parts:
            return frozenset()
        root = ElementTree.fromstring(self.whole(styles))
        own = {
            item.get("numFmtId", "")
            for item in _children(root, "numFmt")
            if "%" in re.sub(r'"[^"]*"|\\.', "", item.get("formatCode", ""))
        }
        formats = own | {"9", "10"}  # 0% and 0.00% are built in
        cells = next(iter(_children(root, "cellXfs")), None)
        used = [item.get("numFmtId", "0") in formats for item in cells] if cells is not None else []
        return frozenset(str(number).encode() for number, is_percent in enumerate(used) if is_percent)

    def whole(self, part: str) -> bytes:
        if self.parts[part].file_size > _WHOLE:
            raise bomb(self._name, self.parts[part].file_size)
        return b"".join(self.chunks(part))

    def chunks(self, part: str) -> Iterator[bytes]:
        """The part's bytes, refusing more than it declares, and any document type or entity in it."""
        listed = self.parts[part]
        declared = listed.file_size
        listed.file_size = MOST_BYTES + 1  # so that reading does not stop where the archive says it ends
        try:
            seen, tail = 0, b""
            with self._file.open(listed) as stream:
                while chunk := stream.read(_CHUNK):
                    if not seen:
                        self._check_encoding(chunk[:200])
                    seen += len(chunk)
                    if seen > declared:
                        raise bomb(self._name, seen)
                    self._check_declarations(tail + chunk, part)
                    tail = chunk[-16:]
                    yield chunk
        finally:
            listed.file_size = declared

    def _check_encoding(self, start: bytes) -> None:
        """Anything but UTF-8 would hide from us what it shows to the reader."""
        told = _ENCODING.search(start)
        if b"\x00" in start or start[:2] in (b"\xff\xfe", b"\xfe\xff"):
            raise damaged(self._name)
        if told and told[1].lower() not in (b"utf-8", b"us-ascii", b"ascii"):
            raise damaged(self._name)

    def _check_declarations(self, text: bytes, part: str) -> None:
        if b"<!" in text and re.search(rb"<!(?:DOCTYPE|ENTITY)", text, re.IGNORECASE):
            raise UnusableInput(
                f"{self._name} 的 {part} 含有文档类型或实体声明（DTD），正常的工作簿没有，没有打开。"
                "请在 Excel 或 WPS 中打开后另存为 xlsx。"
            )


def _relations_of(part: str) -> tuple[str, str]:
    at = PurePosixPath(part)
    return f"{at.parent}/_rels/{at.name}.rels", str(at.parent)


def _children(root: ElementTree.Element, tag: str) -> list[ElementTree.Element]:
    return [item for item in root.iter() if item.tag.rpartition("}")[2] == tag]


def _resolved(base: str, target: str) -> str:
    if target.startswith("/"):
        return target[1:]
    steps: list[str] = []
    for step in [*PurePosixPath(base).parts, *PurePosixPath(target).parts]:
        if step == "..":
            steps = steps[:-1]
        elif step != ".":
            steps.append(step)
    return "/".join(steps)
