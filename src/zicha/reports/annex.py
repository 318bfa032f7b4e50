"""The annexes of a report as a workbook (附件工作簿): named sheets of rows, each with a note on top.

Whatever a record holds becomes text, a number or a day, never a formula or a link. The same sheets give the same bytes.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from enum import Enum
from itertools import chain, islice
from pathlib import Path
from tempfile import TemporaryDirectory

from zicha.reports.plain import plain
from zicha.reports.sheet_writing import EXCEL_ROWS, Book, Column
from zicha.reports.sheet_writing import Cell as WrittenCell

Cell = str | int | float | Decimal | bool | date | datetime | None

LONGEST_NAME = 31
LONGEST_TEXT = 32_767
# Excel counts in 15 digits; a longer number would be another one.
_MOST_EXACT = 10**15
# Before this Excel believes in a day that never was.
_FIRST_DAY = date(1900, 3, 1)
_EPOCH = datetime(1899, 12, 30)
_NOT_IN_NAMES = re.compile(r"[\[\]:*?/\\]")


class Kind(Enum):
    """What a column holds (列类型), which is how it looks."""

    TEXT = "text"
    CENTRED = "centre"
    WHOLE = "number"
    AMOUNT = "amount"
    SHARE = "share"
    DAY = "date"
    MOMENT = "moment"


@dataclass(frozen=True, slots=True)
class AnnexColumn:
    """A column of an annex (附件的列): heading, kind, width in characters."""

    heading: str
    kind: Kind = Kind.TEXT
    width: float = 16


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet of an annex (附件的表). `rows` may be longer than memory; `empty` stands there when there are none."""

    name: str
    columns: Sequence[AnnexColumn]
    rows: Iterable[Sequence[Cell]]
    note: str = ""
    empty: str = "没有记录。"
    wide: bool = False


def annex(
    sheets: Sequence[Sheet], *, title: str, subject: str, day: date, most_rows: int = EXCEL_ROWS
) -> bytes:
    """The sheets as an .xlsx file; rows that do not fit a sheet go on in the next one.

    most_rows  of a sheet, note and heading included. Raises ValueError for an annex without a sheet.
    """
    if not sheets:
        raise ValueError(f"the annex {title!r} has no sheet")
    with TemporaryDirectory() as folder:
        path = Path(folder) / "annex.xlsx"
        book = Book(
            path, title=plain(title), subject=plain(subject), day=datetime(day.year, day.month, day.day)
        )
        taken: set[str] = set()
        for sheet in sheets:
            _write(book, sheet, taken, most_rows)
        book.close()
        return path.read_bytes()


def _write(book: Book, sheet: Sheet, taken: set[str], most_rows: int) -> None:
    columns = [Column(plain(column.heading), column.width, column.kind.value) for column in sheet.columns]
    notes = [plain(sheet.note)] if sheet.note else []
    rows = (tuple(_written(cell) for cell in row) for row in sheet.rows)
    for number, part in enumerate(_parts(rows, most_rows - len(notes) - 2), start=1):
        book.table(
            _name(sheet.name, number, taken), columns, part, notes=notes, empty=sheet.empty, wide=sheet.wide
        )


def _parts(rows: Iterator[tuple[WrittenCell, ...]], size: int) -> Iterator[Iterable[tuple[WrittenCell, ...]]]:
    """The rows in parts of that size; one part, without rows, when there are none."""
    first = list(islice(rows, 1))
    while True:
        yield chain(first, islice(rows, size - len(first)))
        first = list(islice(rows, 1))
        if not first:
            return


def _name(wanted: str, number: int, taken: set[str]) -> str:
    """A name Excel takes and no other sheet has, in whatever letters."""
    name = _NOT_IN_NAMES.sub("_", plain(wanted)).strip("' ") or "表"
    while True:
        tail = "" if number == 1 else f"（{number}）"
        made = name[: LONGEST_NAME - len(tail)] + tail
        # Excel keeps this name for itself.
        if made.lower() not in taken | {"history"}:
            taken.add(made.lower())
            return made
        number += 1


def _written(cell: Cell) -> WrittenCell:
    if cell is None:
        return None
    if isinstance(cell, bool):
        return "是" if cell else "否"
    if isinstance(cell, date):
        return _day(cell)
    if isinstance(cell, str):
        return _text(cell)
    if not math.isfinite(cell) or not -_MOST_EXACT < cell < _MOST_EXACT:
        return str(cell)
    return float(cell) if isinstance(cell, Decimal) else cell


def _text(cell: str) -> str:
    text = plain(cell)
    if len(text) <= LONGEST_TEXT:
        return text
    tail = f"……（全文 {len(text):,} 字，一格放不下）"
    return text[: LONGEST_TEXT - len(tail)] + tail


def _day(cell: date) -> WrittenCell:
    moment = cell.replace(tzinfo=None) if isinstance(cell, datetime) else datetime.combine(cell, time())
    if moment.date() < _FIRST_DAY:
        return cell.isoformat()
    return (moment - _EPOCH) / timedelta(days=1)
