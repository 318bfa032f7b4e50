"""What intake hands on: accepted rows, bad cells, remarks, and counts that add up (交付)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import pyarrow as pa

from zicha.contract.errors import BadCell, Remark
from zicha.contract.tables import TABLES


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A file as it was delivered (来源文件). `name` is its path below what was given on the command line."""

    name: str
    sha256: str
    size: int  # bytes


@dataclass(frozen=True, slots=True)
class SheetCount:
    """Rows of one sheet or file (行数核对): read = accepted + repeated + rejected.

    repeated  identical rows taken in once already
    form      name of the contract table, or of the dialect's form, the sheet was recognised as
    """

    file: str
    sheet: str
    form: str
    read: int
    accepted: int
    repeated: int
    rejected: int

    def __post_init__(self) -> None:
        if self.read != self.accepted + self.repeated + self.rejected:
            raise AssertionError(f"rows of {self.file} {self.sheet} do not add up: {self}")


@dataclass(frozen=True, slots=True)
class SheetColumns:
    """What became of the headings of one sheet (列的识别).

    heading_row  as the spreadsheet numbers it
    matched      columns of the form the sheet has, in Chinese, as it has them from left to right
    unknown      headings that are no column of the form and were passed over, as typed
    lacking      columns of the form the sheet has no heading for
    """

    file: str
    sheet: str
    heading_row: int
    matched: tuple[str, ...]
    unknown: tuple[str, ...]
    lacking: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Delivery:
    """One delivery, read and checked cell by cell (一次交付).

    tables    contract table → accepted rows in `ContractTable.stored_schema`, one row a key; tables without a
              row are absent
    rejected  every bad cell of every refused row
    silent    columns, as table.column, that are empty because the dialect they came in has no field for them
    """

    tables: Mapping[str, pa.Table]
    rejected: tuple[BadCell, ...]
    remarks: tuple[Remark, ...]
    counts: tuple[SheetCount, ...]
    files: tuple[SourceFile, ...]
    dialect: str = "contract"
    silent: frozenset[str] = frozenset()
    columns: tuple[SheetColumns, ...] = ()


def refused_rows(counts: Iterable[SheetCount]) -> dict[str, int]:
    """How many rows of each contract table were refused; rows of a dialect's forms may belong to several tables."""
    refused: dict[str, int] = {}
    for count in counts:
        if count.rejected and count.form in TABLES:
            refused[count.form] = refused.get(count.form, 0) + count.rejected
    return refused
