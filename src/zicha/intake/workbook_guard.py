"""What is looked at before a workbook is opened (打开工作簿之前的检查).

The reader builds a dense rectangle from the outermost cells and trusts sizes; so the archive is streamed through
once, within bounds, for: bombs, document types and entities, cells far from the rest, and what the reader does not
tell apart: error values, formulas without a stored result, percentages.
Errors  UnusableInput, naming the file and what to do
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from xml.etree import ElementTree

from zicha.contract.errors import UnusableInput
from zicha.intake.sheets import UNSAVED_FORMULA

MOST_BYTES = 2 << 30  # of all parts, unpacked
MOST_PACKED_TIMES = 150
_SMALL = 64 << 20  # unpacked; below it no ratio is suspicious
MOST_PARTS = 10_000
MOST_COLUMNS = 1_000
MOST_AREA = 100_000_000  # cells of the rectangle round all filled cells
_SPARSE_AREA = 20_000_000
_SPARSE_TIMES = 50
MOST_TEXT = 2 << 30  # bytes of shared text, counted at every use
_CHUNK = 1 << 20
_LONGEST_ROW = 64 << 20

_TAG = rb"<(?:[\w.-]+:)?"
_FILLED = re.compile(_TAG + rb"c\s[^>]*?\br\s*=\s*[\"']([A-Z]{1,3})(\d{1,7})[\"'][^>]*(?<!/)>")
_ANY_CELL = re.compile(_TAG + rb"c(?=[\s/>])[^>]*(?<!/)>")
_CELL = re.compile(_TAG + rb"c\s([^>]*?)(?:/>|>(.*?)</(?:[\w.-]+:)?c>)", re.DOTALL)
_PLACE = re.compile(rb"\br\s*=\s*[\"']([A-Z]{1,3})(\d{1,7})[\"']")
_KIND = re.compile(rb"\bt\s*=\s*[\"'](\w+)[\"']")
_STYLE = re.compile(rb"\bs\s*=\s*[\"'](\d+)[\"']")
_VALUE = re.compile(_TAG + rb"v(?:\s[^>]*)?>([^<]*)<")
_HAS_FORMULA = re.compile(_TAG + rb"f[\s/>]")
_ROW_END = re.compile(rb"</(?:[\w.-]+:)?row>")
_SHARED_USE = re.compile(rb"\bt\s*=\s*[\"']s[\"']")
_TEXT_END = re.compile(rb"</(?:[\w.-]+:)?si>")


@dataclass(slots=True)
class SheetScan:
    """What the streaming look at one sheet found (预检结果); by row from 1 and column from 0."""

    errors: dict[int, dict[int, str]] = field(default_factory=dict)
    percents: dict[int, set[int]] = field(default_factory=dict)
    last_row: int = 0
    columns: set[bytes] = field(default_factory=set)
    filled: int = 0
    shared: int = 0
    unplaced: int = 0  # most cells in a row that do not say where they stand
    unplaced_rows: int = 0


@dataclass(frozen=True, slots=True)
class WorkbookScan:
    """What was found in a workbook: per sheet name, and how days are counted."""

    sheets: dict[str, SheetScan]
    date_1904: bool


def scan(path: Path, name: str) -> WorkbookScan:
    """Look through an XLSX archive. Raises UnusableInput when opening it would be unbounded or unsafe."""
    try:
        with zipfile.ZipFile(path) as archive:
            _check_sizes(archive, name, path.stat().st_size)
            return _Scanner(archive, name).run()
    except (zipfile.BadZipFile, EOFError, OSError, ElementTree.ParseError, KeyError) as error:
        raise damaged(name) from error
    except (NotImplementedError, RuntimeError, ValueError) as error:
        # zipfile's words for a part with a password or an unknown way of packing
        raise damaged(name) from error
    except Exception as error:
        if type(error).__module__ in ("zlib", "lzma", "bz2"):
            raise damaged(name) from error
        raise


def damaged(name: str) -> UnusableInput:
    return UnusableInput(
        f"{name} 不是完整的工作簿，可能没有下载完或已损坏。请在 Excel 或 WPS 中打开后另存为 xlsx。"
    )


def protected(name: str) -> UnusableInput:
    return UnusableInput(f"{name} 有打开密码，无法读取。请去掉密码后另存为 xlsx。")


def _check_sizes(archive: zipfile.ZipFile, name: str, packed: int) -> None:
    parts = archive.infolist()
    unpacked = sum(part.file_size for part in parts)
    if any(part.flag_bits & 1 for part in parts):
        raise protected(name)
    if len(parts) > MOST_PARTS or unpacked > MOST_BYTES:
        raise _bomb(name, unpacked)
    if unpacked > _SMALL and unpacked > MOST_PACKED_TIMES * packed:
        raise _bomb(name, unpacked)
    if len({part.filename for part in parts}) < len(parts):
        raise damaged(name)


def _bomb(name: str, unpacked: int) -> UnusableInput:
    return UnusableInput(
        f"{name} 解压后有 {unpacked >> 20:,} MB，与文件大小不相称（压缩炸弹），没有打开。"
        "如确为正常文件，请拆分为几个文件或另存为 CSV。"
    )


def column_number(letters: bytes) -> int:
    """A → 0, Z → 25, AA → 26."""
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number - 1


class _Scanner:
    """One pass over the parts of one archive."""

    def __init__(self, archive: zipfile.ZipFile, name: str) -> None:
        self._archive = archive
        self._name = name

    def run(self) -> WorkbookScan:
        parts = {part.filename: part for part in self._archive.infolist()}
        workbook = self._workbook_part(parts)
        root = ElementTree.fromstring(self._whole(parts[workbook]))
        targets = self._targets(parts, workbook)
        sheets = {}
        for sheet in _children(root, "sheet"):
            relation = next((value for key, value in sheet.items() if key.endswith("}id")), "")
            sheets[sheet.get("name", "")] = targets.get(relation, "")
        percent_styles = self._percent_styles(parts, targets)
        longest = 0
        scans: dict[str, SheetScan] = {}
        for part in parts.values():
            if not part.filename.lower().endswith((".xml", ".rels", ".vml")):
                continue
            titles = [title for title, target in sheets.items() if target == part.filename]
            if titles:
                scans[titles[0]] = self._sheet(part, percent_styles)
            elif part.filename.lower().endswith("sharedstrings.xml"):
                longest = self._longest_text(part)
            else:
                for _ in self._chunks(part):
                    pass
        self._check_areas(scans, longest)
        properties = next(iter(_children(root, "workbookPr")), None)
        date_1904 = properties is not None and properties.get("date1904", "0") in ("1", "true")
        return WorkbookScan(scans, date_1904)

    def _workbook_part(self, parts: dict[str, zipfile.ZipInfo]) -> str:
        for relation in self._relations(parts, "_rels/.rels", ""):
            if relation[1].endswith("/officeDocument") and relation[2] in parts:
                return relation[2]
        if "xl/workbook.xml" not in parts:
            raise damaged(self._name)
        return "xl/workbook.xml"

    def _targets(self, parts: dict[str, zipfile.ZipInfo], workbook: str) -> dict[str, str]:
        at = PurePosixPath(workbook)
        relations = self._relations(parts, f"{at.parent}/_rels/{at.name}.rels", str(at.parent))
        return {identity: target for identity, _, target in relations}

    def _relations(
        self, parts: dict[str, zipfile.ZipInfo], part: str, base: str
    ) -> list[tuple[str, str, str]]:
        if part not in parts:
            return []
        root = ElementTree.fromstring(self._whole(parts[part]))
        return [
            (item.get("Id", ""), item.get("Type", ""), _resolved(base, item.get("Target", "")))
            for item in root
        ]

    def _percent_styles(self, parts: dict[str, zipfile.ZipInfo], targets: dict[str, str]) -> set[bytes]:
        """Numbers of the cell styles that show a value as a percentage."""
        styles = next((target for target in targets.values() if target.endswith("styles.xml")), "")
        if styles not in parts:
            return set()
        root = ElementTree.fromstring(self._whole(parts[styles]))
        formats = {
            item.get("numFmtId", "")
            for item in _children(root, "numFmt")
            if "%" in re.sub(r'"[^"]*"|\\.', "", item.get("formatCode", ""))
        } | {"9", "10"}
        cells = next(iter(_children(root, "cellXfs")), None)
        used = [item.get("numFmtId", "0") in formats for item in cells] if cells is not None else []
        return {str(number).encode() for number, is_percent in enumerate(used) if is_percent}

    def _whole(self, part: zipfile.ZipInfo) -> bytes:
        if part.file_size > 32 << 20:
            raise _bomb(self._name, part.file_size)
        return b"".join(self._chunks(part))

    def _chunks(self, part: zipfile.ZipInfo) -> Iterator[bytes]:
        """The part's bytes, refusing more than it declares, and any document type or entity in it."""
        declared = part.file_size
        part.file_size = MOST_BYTES + 1  # so that reading does not stop where the archive says it ends
        seen, tail = 0, b""
        with self._archive.open(part) as stream:
            while chunk := stream.read(_CHUNK):
                if not seen and (chunk[:2] in (b"\xff\xfe", b"\xfe\xff") or b"\x00" in chunk[:8]):
                    raise damaged(self._name)
                seen += len(chunk)
                if seen > declared:
                    raise _bomb(self._name, seen)
                window = (tail + chunk).upper()
                if b"<!DOCTYPE" in window or b"<!ENTITY" in window:
                    raise UnusableInput(
                        f"{self._name} 的 {part.filename} 含有文档类型或实体声明（DTD），正常的工作簿没有，没有打开。"
                        "请在 Excel 或 WPS 中打开后另存为 xlsx。"
                    )
                tail = chunk[-16:]
                yield chunk
        part.file_size = declared

    def _sheet(self, part: zipfile.ZipInfo, percent_styles: set[bytes]) -> SheetScan:
        found = SheetScan()
        rest = b""
        for chunk in self._chunks(part):
            rest += chunk
            ends = [match.end() for match in _ROW_END.finditer(rest)]
            if ends:
                self._cells(rest[: ends[-1]], percent_styles, found)
                rest = rest[ends[-1] :]
            elif len(rest) > _LONGEST_ROW:
                raise _bomb(self._name, len(rest))
        self._cells(rest, percent_styles, found)
        return found

    def _cells(self, text: bytes, percent_styles: set[bytes], found: SheetScan) -> None:
        places = _FILLED.findall(text)
        if places:
            found.columns.update(letters for letters, _ in places)
            found.last_row = max(found.last_row, max(map(int, {row for _, row in places})))
            found.filled += len(places)
        if sum(1 for _ in _ANY_CELL.finditer(text)) > len(places):
            self._unplaced(text, found)
        found.shared += len(_SHARED_USE.findall(text))
        if percent_styles or b't="e"' in text or b"t='e'" in text or _HAS_FORMULA.search(text):
            self._special(text, percent_styles, found)

    def _unplaced(self, text: bytes, found: SheetScan) -> None:
        """Cells that do not say where they stand: they follow one another, row by row."""
        rows = _ROW_END.split(text)
        found.unplaced = max(found.unplaced, *(len(_ANY_CELL.findall(row)) for row in rows))
        found.unplaced_rows += len(rows)

    def _special(self, text: bytes, percent_styles: set[bytes], found: SheetScan) -> None:
        for match in _CELL.finditer(text):
            attributes, content = match[1], match[2]
            place = _PLACE.search(attributes)
            if content is None:
                continue
            if place is None:
                raise damaged(self._name)
            row, column = int(place[2]), column_number(place[1])
            kind = _KIND.search(attributes)
            value = _VALUE.search(content)
            style = _STYLE.search(attributes)
            if kind and kind[1] == b"e":
                shown = value[1].decode("utf-8", "replace") if value else "#N/A"
                found.errors.setdefault(row, {})[column] = shown
            elif (
                _HAS_FORMULA.search(content) and not (value and value[1]) and not (kind and kind[1] == b"str")
            ):
                found.errors.setdefault(row, {})[column] = UNSAVED_FORMULA
            elif style and style[1] in percent_styles and not (kind and kind[1] != b"n"):
                found.percents.setdefault(row, set()).add(column)

    def _longest_text(self, part: zipfile.ZipInfo) -> int:
        longest, open_for = 0, 0
        for chunk in self._chunks(part):
            ends = [match.end() for match in _TEXT_END.finditer(chunk)]
            for start, end in zip([0, *ends], [*ends, len(chunk)], strict=True):
                longest = max(longest, open_for + end - start)
                open_for = 0 if end in ends else open_for + end - start
        return longest

    def _check_areas(self, scans: dict[str, SheetScan], longest: int) -> None:
        for title, found in scans.items():
            width = max((column_number(letters) + 1 for letters in found.columns), default=0) + found.unplaced
            area = width * (found.last_row + found.unplaced_rows)
            if width > MOST_COLUMNS:
                raise UnusableInput(
                    f"{self._name}!{title} 有内容的列多达第 {width:,} 列，超过 {MOST_COLUMNS:,} 列的上限。"
                    "请删除右侧多余的列后重新保存。"
                )
            if area > MOST_AREA or (area > _SPARSE_AREA and area > _SPARSE_TIMES * found.filled):
                raise UnusableInput(
                    f"{self._name}!{title} 占 {found.last_row:,} 行 × {width:,} 列，有内容的单元格只有 {found.filled:,} 个"
                    "或总量过大。请删除远处多余的单元格，或拆分、另存为 CSV。"
                )
            if longest * found.shared > MOST_TEXT and longest > 1 << 17:
                raise _bomb(self._name, longest * found.shared)


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
