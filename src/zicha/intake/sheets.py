"""A sheet as it was read (工作表): text in cells under true row numbers, nothing interpreted.

Cells   text as the program that made them would show it: 12.0 is "12", a day is 2026-01-05, a moment
        2026-01-05 14:30:00, a number has at most 15 significant digits; an empty cell is ""
Rows    numbered as a spreadsheet numbers them: the first line of the sheet is row 1, blank lines count
Memory  rows come in batches; a sheet is never held as a whole but by the workbook reader itself
Errors  UnusableInput for a file that is hostile, damaged or protected
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pyarrow as pa

HEAD_ROWS = 40
"""How many rows from the top are looked at for headings."""

BATCH_ROWS = 65_536

UNSAVED_FORMULA = "\x00="
"""Stands for a formula whose result was not stored. No text of a sheet can look like it: it would hold a NUL."""


@dataclass(frozen=True, slots=True)
class RefusedRow:
    """A row whose cells could not be told apart (无法分列的行)."""

    row: int
    value: str
    problem: str
    mend: str


@dataclass(frozen=True, slots=True)
class Batch:
    """Some rows of a sheet (一批行): `columns[i]` holds the cells of column i, `numbers` the row numbers.

    A column is a string array, or has the type it is stored in where the file knows types (Parquet).
    """

    numbers: pa.Int64Array
    columns: Sequence[pa.Array]
    refused: Sequence[RefusedRow] = ()


@dataclass(frozen=True, slots=True)
class MergedArea:
    """A merged area (合并单元格); rows from 1, columns from 0, both ends inside."""

    first_row: int
    last_row: int
    first_column: int
    last_column: int


@dataclass(frozen=True)
class Sheet:
    """One sheet of a delivery (工作表). `sheet` is empty for a file without sheets.

    head       the first rows, for finding the headings
    rows       rows(after, width): the rows below row `after`, each with `width` cells
    date_1904  days are counted from 1904, as old Excel for Mac does
    """

    file: str
    sheet: str
    head: Sequence[Sequence[str]]
    rows: Callable[[int, int], Iterator[Batch]]
    merged: Sequence[MergedArea] = field(default=())
    date_1904: bool = False

    @property
    def place(self) -> str:
        return f"{self.file}!{self.sheet}" if self.sheet else self.file


READABLE = (".csv", ".tsv", ".xlsx", ".xlsm", ".xls", ".parquet")
"""Endings of the files we read."""


def read_sheets(path: Path, name: str) -> Iterator[Sheet]:
    """The sheets of a file that is called `name` in messages. Raises UnusableInput."""
    # Imported here: each reader imports this module.
    from zicha.intake import parquet_file, text_file, workbook

    match path.suffix.lower():
        case ".csv" | ".tsv":
            yield from text_file.sheets(path, name)
        case ".parquet":
            yield from parquet_file.sheets(path, name)
        case _:
            yield from workbook.sheets(path, name)
