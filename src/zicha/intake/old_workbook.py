"""What is looked at before an XLS workbook is opened (打开 XLS 之前的检查).

An XLS file is a small file system (OLE) with one stream of records (BIFF). A chain of sectors that runs in a circle
would be followed for ever; error values and percentages are not told apart by the reader; so both are looked for.
Errors  UnusableInput for circles, passwords and records that end early
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field

from zicha.intake.workbook_archive import damaged, protected
from zicha.intake.workbook_guard import SheetScan

_FIRST_SPECIAL = 0xFFFFFFFA  # sector numbers from here on end a chain
_STREAMS = ("Workbook", "Book")
_ENCRYPTED = "EncryptedPackage"
_EOF, _FILEPASS, _DATEMODE, _BOUNDSHEET, _XF, _FORMAT = 0x0A, 0x2F, 0x22, 0x85, 0xE0, 0x041E
_NUMBER, _RK, _MULRK, _BOOLERR, _FORMULA = 0x0203, 0x027E, 0xBD, 0x0205, 0x0006
_LABEL, _RSTRING, _LABELSST, _DIMENSIONS = 0x0204, 0xD6, 0xFD, 0x0200
_CELLS = frozenset((_NUMBER, _RK, _MULRK, _BOOLERR, _FORMULA, _LABEL, _RSTRING, _LABELSST))
_MOST_ROWS, _MOST_COLUMNS = 65_536, 256  # of the format
_ERRORS = {
    0x00: "#NULL!",
    0x07: "#DIV/0!",
    0x0F: "#VALUE!",
    0x17: "#REF!",
    0x1D: "#NAME?",
    0x24: "#NUM!",
    0x2A: "#N/A",
}
_WORKSHEET = 0


@dataclass(slots=True)
class OldWorkbookScan:
    """What was found: one scan per worksheet in their order, and how days are counted."""

    sheets: list[SheetScan] = field(default_factory=list)
    date_1904: bool = False


def scan(content: bytes, name: str) -> OldWorkbookScan:
    """Look through the bytes of an XLS file. Raises UnusableInput."""
    try:
        return _records_scan(_stream(content, name), name)
    except (struct.error, IndexError, UnicodeDecodeError) as error:
        raise damaged(name) from error


# ── the file system ─────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class _Sectors:
    content: bytes
    size: int
    name: str

    def get(self, number: int) -> bytes:
        return self.content[(number + 1) * self.size : (number + 2) * self.size]

    def chain(self, start: int, following: tuple[int, ...]) -> list[int]:
        """The sectors of a chain; a chain longer than the table has come round in a circle."""
        found: list[int] = []
        while start < _FIRST_SPECIAL:
            if len(found) > len(following) or start >= len(following):
                raise damaged(self.name)
            found.append(start)
            start = following[start]
        return found


def _stream(content: bytes, name: str) -> bytes:
    """The records of the workbook. Follows every chain once."""
    sectors = _Sectors(content, 1 << struct.unpack_from("<H", content, 30)[0], name)
    if sectors.size not in (512, 4096):
        raise damaged(name)
    directory_at, _, cutoff, small_at = struct.unpack_from("<4I", content, 48)
    following = _allocation(sectors)
    directory = b"".join(map(sectors.get, sectors.chain(directory_at, following)))
    small = b"".join(map(sectors.get, sectors.chain(small_at, following)))
    small_following = struct.unpack(f"<{len(small) // 4}I", small[: len(small) // 4 * 4])
    streams: dict[str, bytes] = {}
    for at in range(0, len(directory) - 127, 128):
        entry = directory[at : at + 128]
        title = entry[: max(struct.unpack_from("<H", entry, 64)[0] - 2, 0)].decode("utf-16-le", "replace")
        start, size = struct.unpack_from("<2I", entry, 116)
        if title == _ENCRYPTED:
            raise protected(name)
        is_root = entry[66] == 5
        if entry[66] not in (2, 5) or not size:
            continue
        if size < cutoff and not is_root:
            sectors.chain(start, small_following)
        else:
            numbers = sectors.chain(start, following)
            if title in _STREAMS:
                streams[title] = b"".join(map(sectors.get, numbers))[:size]
    for title in _STREAMS:
        if title in streams:
            return streams[title]
    raise damaged(name)


def _allocation(sectors: _Sectors) -> tuple[int, ...]:
    """For each sector the one that follows it."""
    numbers = list(struct.unpack_from("<109I", sectors.content, 76))
    further = struct.unpack_from("<I", sectors.content, 68)[0]
    for _ in range(len(sectors.content) // sectors.size + 1):
        if further >= _FIRST_SPECIAL:
            break
        *more, further = struct.unpack(f"<{sectors.size // 4}I", sectors.get(further))
        numbers += more
    else:
        raise damaged(sectors.name)
    tables = b"".join(sectors.get(number) for number in numbers if number < _FIRST_SPECIAL)
    return struct.unpack(f"<{len(tables) // 4}I", tables[: len(tables) // 4 * 4])


# ── the records ─────────────────────────────────────────────────────────────────────────────────────────────────────


def _records(stream: bytes, at: int) -> Iterator[tuple[int, bytes]]:
    """Kind and content of each record up to the end of the part that starts at `at`."""
    while at + 4 <= len(stream):
        kind, size = struct.unpack_from("<HH", stream, at)
        yield kind, stream[at + 4 : at + 4 + size]
        if kind == _EOF:
            return
        at += 4 + size


def _records_scan(stream: bytes, name: str) -> OldWorkbookScan:
    found = OldWorkbookScan()
    starts: list[int] = []
    formats: list[int] = []
    percents = {9, 10}
    for kind, content in _records(stream, 0):
        if kind == _FILEPASS:
            raise protected(name)
        if kind == _DATEMODE:
            found.date_1904 = content[:2] == b"\x01\x00"
        elif kind == _BOUNDSHEET and content[5] == _WORKSHEET:
            starts.append(struct.unpack_from("<I", content)[0])
        elif kind == _XF:
            formats.append(struct.unpack_from("<H", content, 2)[0])
        elif kind == _FORMAT and b"%" in content[4:]:
            percents.add(struct.unpack_from("<H", content)[0])
    styles = {number for number, used in enumerate(formats) if used in percents}
    found.sheets = [_sheet_scan(stream, start, styles, name) for start in starts]
    return found


def _sheet_scan(stream: bytes, start: int, percent_styles: set[int], name: str) -> SheetScan:
    found = SheetScan()
    for kind, content in _records(stream, start):
        if kind == _DIMENSIONS:
            _check_dimensions(content, name)
        if kind not in _CELLS:
            continue
        row, column, style = struct.unpack_from("<3H", content)
        if column >= _MOST_COLUMNS:
            raise damaged(name)
        error = _error_in(kind, content)
        if error:
            found.errors.setdefault(row + 1, {})[column] = error
        elif kind == _MULRK:
            last = struct.unpack_from("<H", content, len(content) - 2)[0]
            for number, at in enumerate(range(4, 4 + 6 * (last - column + 1), 6)):
                if struct.unpack_from("<H", content, at)[0] in percent_styles:
                    found.percents.setdefault(row + 1, set()).add(column + number)
        elif style in percent_styles and kind in (_NUMBER, _RK, _FORMULA):
            found.percents.setdefault(row + 1, set()).add(column)
    return found


def _check_dimensions(content: bytes, name: str) -> None:
    """The reader sets aside memory for what the sheet says of its size."""
    layout = "<2I2H" if len(content) >= 12 else "<4H"  # BIFF8, and what was before it
    _, rows, _, columns = struct.unpack_from(layout, content)
    if rows > _MOST_ROWS or columns > _MOST_COLUMNS:
        raise damaged(name)


def _error_in(kind: int, content: bytes) -> str:
    if kind == _BOOLERR and content[7]:
        return _ERRORS.get(content[6], "#N/A")
    if kind == _FORMULA and content[12:14] == b"\xff\xff" and content[6] == 2:
        return _ERRORS.get(content[8], "#N/A")
    return ""
