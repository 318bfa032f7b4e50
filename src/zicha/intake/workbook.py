"""Excel workbooks (工作簿): XLSX and the older XLS, told apart by what is in them, not by their names."""

from __future__ import annotations

import io
import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path

import pyarrow as pa
import python_calamine as calamine

from zicha.contract.errors import UnusableInput
from zicha.intake import old_workbook, workbook_guard
from zicha.intake.old_workbook import OldWorkbookScan
from zicha.intake.sheets import HEAD_ROWS, Batch, MergedArea, Sheet
from zicha.intake.workbook_archive import damaged, protected
from zicha.intake.workbook_guard import SheetScan, WorkbookScan

_ZIP, _OLE = b"PK\x03\x04", bytes.fromhex("D0CF11E0A1B11AE1")
_ROWS_AT_ONCE = 16_384
_EXACT = 10**15  # a spreadsheet keeps 15 digits


def sheets(path: Path, name: str) -> Iterator[Sheet]:
    """The filled worksheets of a workbook. Raises UnusableInput."""
    scan = _looked_through(path, name)
    try:
        with _opened(path, is_old=isinstance(scan, OldWorkbookScan)) as book:
            titles = [
                meta.name for meta in book.sheets_metadata if meta.typ == calamine.SheetTypeEnum.WorkSheet
            ]
            for position, title in enumerate(titles):
                found = _scan_of(title, position, scan, name)
                yield from _sheet(book, title, name, found, date_1904=scan.date_1904)
    except calamine.PasswordError as error:
        raise protected(name) from error
    except (calamine.CalamineError, OSError, ValueError) as error:
        raise damaged(name) from error
    except BaseException as error:
        # The reader is written in Rust; where it gives up it raises something that is no Exception.
        if type(error).__name__ == "PanicException":
            raise damaged(name) from error
        raise


def _opened(path: Path, *, is_old: bool) -> calamine.CalamineWorkbook:
    """The workbook. The reader goes by the name; many systems export XLSX under the name .xls, or the reverse."""
    if (path.suffix.lower() == ".xls") == is_old:
        return calamine.CalamineWorkbook.from_path(path)
    return calamine.CalamineWorkbook.from_filelike(io.BytesIO(path.read_bytes()))


def _looked_through(path: Path, name: str) -> WorkbookScan | OldWorkbookScan:
    """What is to be known of the workbook before it is opened."""
    with path.open("rb") as file:
        start = file.read(8)
        if start == _OLE:
            return old_workbook.scan(start + file.read(), name)
    if start.startswith(_ZIP):
        return workbook_guard.scan(path, name)
    raise UnusableInput(f"{name} 不是 Excel 工作簿，只是名字像。请用 Excel 或 WPS 打开后另存为 xlsx。")


def _scan_of(title: str, position: int, scan: WorkbookScan | OldWorkbookScan, name: str) -> SheetScan:
    if isinstance(scan, OldWorkbookScan):
        return scan.sheets[position] if position < len(scan.sheets) else SheetScan()
    if title not in scan.sheets:
        raise damaged(name)
    return scan.sheets[title]


def _sheet(
    book: calamine.CalamineWorkbook, title: str, name: str, scan: SheetScan, *, date_1904: bool
) -> Iterator[Sheet]:
    cells = book.get_sheet_by_name(title)
    if cells.start is None:
        return
    grid = _Grid(cells, cells.start[1], scan)
    merged = [
        MergedArea(top + 1, bottom + 1, left, right)
        for (top, left), (bottom, right) in cells.merged_cell_ranges or ()
    ]
    yield Sheet(name, title, grid.head(), grid.rows, merged, date_1904)


@dataclass(frozen=True, slots=True)
class _Grid:
    cells: calamine.CalamineSheet
    left: int  # columns left of the first filled one
    scan: SheetScan

    def head(self) -> list[list[str]]:
        rows = itertools.islice(self.cells.iter_rows(), HEAD_ROWS)
        return [[*[""] * self.left, *map(text_of, row)] for row in rows]

    def rows(self, after: int, width: int) -> Iterator[Batch]:
        rows = itertools.islice(self.cells.iter_rows(), after, None)
        number = after + 1
        while chunk := list(itertools.islice(rows, _ROWS_AT_ONCE)):
            yield self._batch(number, chunk, width)
            number += len(chunk)

    def _batch(self, number: int, chunk: Sequence[Sequence[object]], width: int) -> Batch:
        blank = [""] * len(chunk)
        columns = [list(blank) for _ in range(min(self.left, width))]
        columns += [_texts(column) for column in zip(*chunk, strict=True)]
        columns = columns[:width] + [list(blank) for _ in range(width - len(columns))]
        for at in range(len(chunk)):
            for column in self.scan.percents.get(number + at, ()):
                if column < width:
                    columns[column][at] = _as_percent(columns[column][at])
            for column, text in self.scan.errors.get(number + at, {}).items():
                if column < width:
                    columns[column][at] = text
        numbers = pa.array(range(number, number + len(chunk)), pa.int64())
        return Batch(numbers, [pa.array(column, pa.string()) for column in columns])


def _texts(values: Sequence[object]) -> list[str]:
    return [value if type(value) is str else text_of(value) for value in values]


def text_of(value: object) -> str:
    """A cell's value as the spreadsheet shows it, days and moments in ISO form."""
    match value:
        case str():
            return value
        case bool():
            return "TRUE" if value else "FALSE"
        case int():
            return _number(Decimal(value))
        case float():
            return _number(Decimal(format(value, ".15g")))
        case datetime():
            return _moment(value)
        case date() | time():
            return value.isoformat()
        case timedelta():
            return str(value)
        case _:
            return ""


def _number(value: Decimal) -> str:
    if abs(value) >= _EXACT:
        return format(value, "E").replace("E+0", "E+") if "E" in str(value) else f"{value:.14E}"
    whole = value.to_integral_value()
    return str(int(whole)) if whole == value else format(value, "f")


def _moment(value: datetime) -> str:
    # Moments are fractions of a day in binary: 14:30 comes as 14:29:59.999997.
    value = value.replace(microsecond=0) + timedelta(milliseconds=round(value.microsecond / 1000))
    if value.time() == time():
        return value.date().isoformat()
    return value.isoformat(" ")


def _as_percent(text: str) -> str:
    try:
        return f"{_number((Decimal(text) * 100).normalize())}%"
    except ArithmeticError:  # empty, or a date
        return text
