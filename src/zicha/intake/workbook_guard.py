"""What is looked at before a workbook is opened (打开工作簿之前的检查).

The reader builds a dense rectangle round the outermost cells and copies a shared text into every cell that uses it;
so the sheets are streamed through once for cells far from the rest and for texts used too often, and for what the
reader does not tell apart: error values, formulas without a stored result, percentages.
Errors  UnusableInput, naming the file and what to do
"""

from __future__ import annotations

import re
import zipfile
import zlib
from dataclasses import dataclass, field
from pathlib import Path
from xml.etree import ElementTree

from zicha.contract.errors import UnusableInput
from zicha.intake.sheets import UNSAVED_FORMULA
from zicha.intake.workbook_archive import Archive, bomb, damaged, refuse_long_directory

MOST_COLUMNS = 1_000
MOST_AREA = 100_000_000  # cells of the rectangle round all filled cells
_SPARSE_AREA = 20_000_000
_SPARSE_TIMES = 50
MOST_TEXT = 2 << 30  # bytes of shared text, counted at every use
_LONGEST_ROW = 16 << 20

# [^<>]: an unclosed tag ends at the next one, so no search runs over the whole text again and again.
_TAG = rb"<(?:[\w.-]+:)?"
_PLAIN_CELL = re.compile(rb'<c r="([A-Z]{1,3})(\d{1,7})"')
_FILLED = re.compile(_TAG + rb"c\s[^<>]*?\br\s*=\s*[\"']([A-Z]{1,3})(\d{1,7})[\"'][^<>]*(?<!/)>")
_ANY_CELL = re.compile(_TAG + rb"c(?=[\s/>])[^<>]*(?<!/)>")
_CELL_END = re.compile(rb"</(?:[\w.-]+:)?c\s*>")
_CELL = re.compile(_TAG + rb"c(\s[^<>]*?)?(?:/>|>(.*?)</(?:[\w.-]+:)?c\s*>)", re.DOTALL)
_PLACE = re.compile(rb"\br\s*=\s*[\"']([A-Z]{1,3})(\d{1,7})[\"']")
_KIND = re.compile(rb"\bt\s*=\s*[\"'](\w+)[\"']")
_STYLE = re.compile(rb"\bs\s*=\s*[\"'](\d+)[\"']")
_VALUE = re.compile(_TAG + rb"v(?:\s[^<>]*)?>([^<]*)<")
_HAS_FORMULA = re.compile(_TAG + rb"f[\s/>]")
_ROW_END = re.compile(rb"</(?:[\w.-]+:)?row\s*>")
_TEXT_END = re.compile(rb"</(?:[\w.-]+:)?si\s*>")


@dataclass(slots=True)
class SheetScan:
    """What the streaming look at one sheet found (预检结果); by row from 1 and column from 0."""

    errors: dict[int, dict[int, str]] = field(default_factory=dict)
    percents: dict[int, set[int]] = field(default_factory=dict)
    last_row: int = 0
    columns: set[bytes] = field(default_factory=set)
    filled: int = 0
    shared: int = 0  # at most so many cells hold a shared text
    unplaced: int = 0  # most cells in a row that do not say where they stand
    unplaced_rows: int = 0

    @property
    def width(self) -> int:
        return max((column_number(letters) + 1 for letters in self.columns), default=0) + self.unplaced

    @property
    def area(self) -> int:
        return self.width * (self.last_row + self.unplaced_rows)


@dataclass(frozen=True, slots=True)
class WorkbookScan:
    """What was found in a workbook: per sheet name, and how days are counted."""

    sheets: dict[str, SheetScan]
    date_1904: bool


def scan(path: Path, name: str) -> WorkbookScan:
    """Look through an XLSX archive. Raises UnusableInput when opening it would be unbounded or unsafe."""
    try:
        refuse_long_directory(path, name)
        with zipfile.ZipFile(path) as file:
            archive = Archive(file, path, name)
            return WorkbookScan(_sheets(archive, name), archive.counts_from_1904())
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, ElementTree.ParseError, KeyError) as error:
        raise damaged(name) from error
    except (NotImplementedError, RuntimeError, ValueError) as error:
        # zipfile's own words for an unknown way of packing, a password, a name that cannot be
        raise damaged(name) from error


def column_number(letters: bytes) -> int:
    """A → 0, Z → 25, AA → 26."""
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number - 1


def _sheets(archive: Archive, name: str) -> dict[str, SheetScan]:
    titles = archive.sheets()
    percents = archive.percent_styles()
    scans: dict[str, SheetScan] = {}
    texts: list[int] = []
    for part in archive.parts:
        if part in titles.values():
            scans[part] = _SheetScanner(name, percents).look(archive, part)
        elif part.lower().endswith("sharedstrings.xml"):
            texts = _text_lengths(archive, part)
        elif part.lower().endswith((".xml", ".rels", ".vml")):
            for _ in archive.chunks(part):
                pass  # for its size and declarations alone
    for title, part in titles.items():
        if part in scans:
            _check_area(name, title, scans[part])
            if max(texts, default=0) * scans[part].shared > MOST_TEXT:
                _check_text(archive, part, texts, name)
    return {title: scans[part] for title, part in titles.items() if part in scans}


def _text_lengths(archive: Archive, part: str) -> list[int]:
    lengths, carried = [], 0
    for chunk in archive.chunks(part):
        start = -carried
        for match in _TEXT_END.finditer(chunk):
            lengths.append(match.end() - start)
            start = match.end()
        carried = len(chunk) - start
    return [*lengths, carried]


def _check_area(name: str, title: str, found: SheetScan) -> None:
    if found.width > MOST_COLUMNS:
        raise UnusableInput(
            f"{name}!{title} 有内容的列多达第 {found.width:,} 列，超过 {MOST_COLUMNS:,} 列的上限。"
            "请删除右侧多余的列后重新保存。"
        )
    size = f"{name}!{title} 占 {found.last_row + found.unplaced_rows:,} 行 × {found.width:,} 列"
    if found.area > MOST_AREA:
        raise UnusableInput(f"{size}，超过一次能读的大小。请拆分为几个文件或另存为 CSV。")
    if found.area > _SPARSE_AREA and found.area > _SPARSE_TIMES * found.filled:
        raise UnusableInput(
            f"{size}，其中有内容的单元格只有 {found.filled:,} 个。请删除远处多余的单元格后重新保存。"
        )


def _check_text(archive: Archive, part: str, texts: list[int], name: str) -> None:
    """Add up the shared text cell by cell: a long text may be used by every cell, or by one."""
    total, rest = 0, b""
    for chunk in archive.chunks(part):
        rest += chunk
        end = _end_of_rows(rest)
        for match in _CELL.finditer(rest[:end]):
            kind, value = _KIND.search(match[1] or b""), _VALUE.search(match[2] or b"")
            if kind and kind[1] == b"s" and value and value[1].isdigit() and int(value[1]) < len(texts):
                total += texts[int(value[1])]
        rest = rest[end:]
        if total > MOST_TEXT:
            raise bomb(name, total)


def _end_of_rows(text: bytes) -> int:
    """Where the last whole row ends, 0 when there is none."""
    end = text.rfind(b"</row>")
    if end >= 0:
        return end + len(b"</row>")
    return max((match.end() for match in _ROW_END.finditer(text)), default=0)


def _places(text: bytes) -> list[tuple[bytes, bytes]] | None:
    """The places of the cells where all are written the usual way and none is blank; nothing otherwise."""
    usual = text.count(b'<c r="')
    if not usual or b"<c>" in text or b":c" in text:
        return None
    if not usual == text.count(b"</c>") == text.count(b"<c "):
        return None
    places = _PLAIN_CELL.findall(text)
    return places if len(places) == usual else None


@dataclass
class _SheetScanner:
    """One pass over one sheet."""

    name: str
    percent_styles: frozenset[bytes]
    found: SheetScan = field(default_factory=SheetScan)

    def look(self, archive: Archive, part: str) -> SheetScan:
        rest = b""
        for chunk in archive.chunks(part):
            rest += chunk
            end = _end_of_rows(rest)
            if end:
                self._cells(rest[:end])
                rest = rest[end:]
            elif len(rest) > _LONGEST_ROW:
                raise bomb(self.name, len(rest))
        self._cells(rest)
        return self.found

    def _cells(self, text: bytes) -> None:
        places, found = _places(text), self.found
        if places is None:
            places = _FILLED.findall(text)
            if sum(1 for _ in _ANY_CELL.finditer(text)) > len(places):
                self._unplaced(text)
        if places:
            found.columns.update({letters for letters, _ in places})
            found.last_row = max(found.last_row, max(map(int, {row for _, row in places})))
            found.filled += len(places)
        found.shared += text.count(b'"s"') + text.count(b"'s'")
        has_formula = (b"<f" in text or b":f" in text) and _HAS_FORMULA.search(text)
        if self.percent_styles or has_formula or b'"e"' in text or b"'e'" in text:
            self._special(text)

    def _unplaced(self, text: bytes) -> None:
        """Cells that do not say where they stand: they follow one another, row by row."""
        rows = _ROW_END.split(text)
        self.found.unplaced = max(self.found.unplaced, *(len(_ANY_CELL.findall(row)) for row in rows))
        self.found.unplaced_rows += len(rows)

    def _special(self, text: bytes) -> None:
        """Note the cells the reader does not tell from others."""
        if sum(1 for _ in _ANY_CELL.finditer(text)) != sum(1 for _ in _CELL_END.finditer(text)):
            raise damaged(self.name)
        for match in _CELL.finditer(text):
            attributes, content = match[1] or b"", match[2]
            if content is None:
                continue
            place = _PLACE.search(attributes)
            kind, style = _KIND.search(attributes), _STYLE.search(attributes)
            said = self._said(kind[1] if kind else b"n", style[1] if style else b"", content)
            if said is None:
                continue
            if place is None:
                raise damaged(self.name)
            row, column = int(place[2]), column_number(place[1])
            if said == "%":
                self.found.percents.setdefault(row, set()).add(column)
            else:
                self.found.errors.setdefault(row, {})[column] = said

    def _said(self, kind: bytes, style: bytes, content: bytes) -> str | None:
        """The error value a cell holds, or that its formula has no result, or `%`; nothing for any other cell."""
        value = _VALUE.search(content)
        if kind == b"e":
            return value[1].decode("utf-8", "replace") if value and value[1] else "#N/A"
        if _HAS_FORMULA.search(content) and not (value and value[1]) and kind != b"str":
            return UNSAVED_FORMULA
        return "%" if kind == b"n" and style in self.percent_styles else None
