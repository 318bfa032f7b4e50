"""What a table of the contract is: columns, types, keys, references, units, code lists, Chinese names.

Types   text, list (text of items separated by ；), uscc (统一社会信用代码), date, time, int, number, flag
Storage date → date32; time → timestamp[us], wall clock of Asia/Shanghai; int → int64; flag → bool;
        number → decimal(18, 6), but degrees → float64; the rest → string
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum

import pyarrow as pa

DECIMAL = pa.decimal128(18, 6)
DEGREES = "°"

NOTES_SHEET = "填写说明"
"""The sheet of our workbooks that says how to fill them in; it holds no records."""

# Where an accepted row came from. They travel with the row but are no part of what it says.
SOURCE_COLUMNS: Mapping[str, pa.DataType] = {
    "source_file": pa.string(),
    "source_sheet": pa.string(),
    "source_row": pa.int64(),
}


class Type(Enum):
    """Column type (列类型)."""

    TEXT = "text"
    LIST = "list"
    USCC = "uscc"
    DATE = "date"
    TIME = "time"
    INT = "int"
    NUMBER = "number"
    FLAG = "flag"

    @property
    def label(self) -> str:
        return _TYPE_LABELS[self]


_TYPE_LABELS = {
    Type.TEXT: "文本",
    Type.LIST: "文本清单",
    Type.USCC: "统一社会信用代码",
    Type.DATE: "日期",
    Type.TIME: "时间",
    Type.INT: "整数",
    Type.NUMBER: "数值",
    Type.FLAG: "是否",
}


@dataclass(frozen=True, slots=True)
class Column:
    """One column (列): `required` cells may not be empty; `codes` names a list of contract.codes."""

    name: str
    chinese: str
    type: Type
    key: bool = False
    required: bool = False
    refers_to: str = ""
    unit: str = ""
    codes: str = ""
    remark: str = ""

    @property
    def arrow(self) -> pa.DataType:
        match self.type:
            case Type.DATE:
                return pa.date32()
            case Type.TIME:
                return pa.timestamp("us")
            case Type.INT:
                return pa.int64()
            case Type.FLAG:
                return pa.bool_()
            case Type.NUMBER:
                return pa.float64() if self.unit == DEGREES else DECIMAL
            case _:
                return pa.string()

    @property
    def label(self) -> str:
        """How messages call it: certificate_no（证书编号）."""
        return f"{self.name}（{self.chinese}）"


@dataclass(frozen=True, slots=True)
class ContractTable:
    """One table (数据表).

    dated_by  columns whose first filled one is the row's own day; a row dated after the judging date is not read
    part_of   the table whose row this row is a part of; it is not read when that row is not
    """

    name: str
    chinese: str
    columns: tuple[Column, ...]
    dated_by: tuple[str, ...] = ()
    part_of: str = ""
    remark: str = ""

    @property
    def key(self) -> tuple[str, ...]:
        return tuple(column.name for column in self.columns if column.key)

    @property
    def schema(self) -> pa.Schema:
        return pa.schema([(column.name, column.arrow) for column in self.columns])

    @property
    def stored_schema(self) -> pa.Schema:
        """The schema plus where each row came from."""
        return pa.schema([*self.schema, *SOURCE_COLUMNS.items()])

    def column(self, name: str) -> Column:
        """The column of that name. Raises KeyError."""
        for column in self.columns:
            if column.name == name:
                return column
        raise KeyError(f"{self.name}.{name}")


def text_rows(text: str) -> list[dict[str, str]]:
    """The rows of a text table: cells between bars, the first line names the columns, short rows are filled up."""
    lines = [line for line in text.strip().splitlines() if line.strip()]
    head, *rest = ([cell.strip() for cell in line.split("|")] for line in lines)
    for cells in rest:
        if len(cells) > len(head):
            raise ValueError(f"{len(cells)} cells under {len(head)} headings: {cells}")
    return [dict(zip(head, cells + [""] * (len(head) - len(cells)), strict=True)) for cells in rest]


def table(
    name: str,
    chinese: str,
    *,
    columns: str,
    dated_by: tuple[str, ...] = (),
    part_of: str = "",
    remark: str = "",
) -> ContractTable:
    """A table from its text; a name that is no column of it raises KeyError."""
    made = ContractTable(
        name, chinese, tuple(_column(row) for row in text_rows(columns)), dated_by, part_of, remark
    )
    for dated in dated_by:
        made.column(dated)
    return made


def _column(row: Mapping[str, str]) -> Column:
    kind = row["type"].rstrip("*!")
    return Column(
        name=row["column"],
        chinese=row["中文"],
        type=Type(kind),
        key="*" in row["type"],
        required="*" in row["type"] or "!" in row["type"],
        refers_to=row["refers to"],
        unit=row["unit"],
        codes=row["codes"],
        remark=row["remark"],
    )
