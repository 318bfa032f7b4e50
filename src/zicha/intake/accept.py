"""The rows of a recognised sheet → typed rows and bad cells (逐行接收).

A row with one bad cell is refused as a whole; all its bad cells are named. Blank rows are no rows. Sheets are taken
batch by batch, so a large CSV is never held as text.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from zicha.contract.codes import CODE_LISTS, CodeList
from zicha.contract.errors import BadCell, Remark, UnusableInput
from zicha.contract.table import Column
from zicha.intake.cells import parse_column
from zicha.intake.headings import Recognised
from zicha.intake.sheets import Batch, MergedArea, Sheet

MOST_BAD_CELLS = 500_000
"""Beyond this a delivery is not mended cell by cell; its columns are wrong."""

_NOTED = {
    "legacy_number": "有 {rows} 个值是旧的登记号码（9、13 或 15 位），已按原样保留，建议换填统一社会信用代码",
    "rounded": "有 {rows} 个值的小数多于 6 位，已四舍五入到 6 位",
    "time_dropped": "有 {rows} 个值带有时刻，只取了日期",
}


@dataclass(frozen=True, slots=True)
class Accepted:
    """What came of one sheet (接收结果): read = rows of `rows` + refused ones; `rows` in the form's stored_schema."""

    rows: pa.Table
    bad: list[BadCell]
    remarks: list[Remark]
    read: int

    @property
    def refused(self) -> int:
        return self.read - self.rows.num_rows


def accept(
    sheet: Sheet,
    recognised: Recognised,
    code_lists: Mapping[str, CodeList] = CODE_LISTS,
    *,
    advance: Callable[[int], None] | None = None,
) -> Accepted:
    """Read the sheet's rows as rows of the form. `advance` hears how many rows each batch had.

    Raises UnusableInput when the file turns out unreadable, or wrong nearly everywhere.
    """
    taking = _Taking(sheet, recognised, code_lists)
    for batch in sheet.rows(recognised.first_row - 1, recognised.width):
        taking.take(batch)
        if advance is not None:
            advance(len(batch.numbers))
    return taking.result()


@dataclass
class _Taking:
    sheet: Sheet
    recognised: Recognised
    code_lists: Mapping[str, CodeList]
    batches: list[pa.RecordBatch] = field(default_factory=list)
    bad: list[BadCell] = field(default_factory=list)
    noted: dict[tuple[str, Column], int] = field(default_factory=dict)
    read: int = 0

    def __post_init__(self) -> None:
        used = set(self.recognised.columns.values())
        self.schema = self.recognised.form.stored_schema
        self.merged = [
            area
            for area in self.sheet.merged
            if area.last_row >= self.recognised.first_row
            and any(area.first_column <= position <= area.last_column for position in used)
        ]

    def take(self, batch: Batch) -> None:
        """Take one batch of rows."""
        for refused in batch.refused:
            self._refuse(refused.row, "整行", refused.value, refused.problem, refused.mend)
        self.read += len(batch.refused)
        filled = self._filled(batch)
        self.read += int(np.count_nonzero(filled))
        if self.recognised.missing:
            return
        numbers = batch.numbers.to_numpy(zero_copy_only=False)
        good = filled & ~self._in_merged(numbers, filled)
        columns = []
        for column in self.recognised.form.columns:
            values, right = self._column(batch, column, numbers, filled)
            columns.append(values)
            good &= right
        count = len(numbers)
        columns += [
            pa.array([self.sheet.file] * count, pa.string()),
            pa.array([self.sheet.sheet] * count, pa.string()),
            batch.numbers,
        ]
        rows = pa.RecordBatch.from_arrays(columns, schema=self.schema)
        self.batches.append(rows if good.all() else rows.filter(pa.array(good)))
        self._check_bound()

    def _filled(self, batch: Batch) -> np.ndarray:
        """Which rows have anything in a column of the form."""
        filled = np.zeros(len(batch.numbers), dtype=bool)
        # Key columns come first: once every row is known to be filled the others need no look.
        for position in self.recognised.columns.values():
            if filled.all():
                break
            cells = batch.columns[position]
            if pa.types.is_string(cells.type):
                # The least a cell can hold and still be blank: blanks and invisible characters.
                some = pc.match_substring_regex(cells, r"[^\s\p{Z}\p{Cf}\x{feff}]")
            else:
                some = pc.is_valid(cells)
            filled |= pc.fill_null(some, False).to_numpy(zero_copy_only=False)
        return filled

    def _column(
        self, batch: Batch, column: Column, numbers: np.ndarray, filled: np.ndarray
    ) -> tuple[pa.Array, np.ndarray]:
        """The column's values, and which rows it leaves right."""
        position = self.recognised.columns.get(column.name)
        right = np.ones(len(numbers), dtype=bool)
        if position is None:
            return pa.nulls(len(numbers), column.arrow), right
        parsed = parse_column(
            batch.columns[position], column, self.code_lists, date_1904=self.sheet.date_1904
        )
        for cell in parsed.bad:
            if filled[cell.index]:
                right[cell.index] = False
                self._refuse(int(numbers[cell.index]), column.label, cell.value, cell.problem, cell.mend)
        for kind, rows in parsed.notes.items():
            self.noted[kind, column] = self.noted.get((kind, column), 0) + len(rows)
        return parsed.values, right

    def _in_merged(self, numbers: np.ndarray, filled: np.ndarray) -> np.ndarray:
        """Which rows share a merged area: what it says of each row is not known."""
        inside = np.zeros(len(numbers), dtype=bool)
        for area in self.merged:
            rows = (numbers >= area.first_row) & (numbers <= area.last_row) & filled
            for number in numbers[rows].tolist():
                self._refuse(number, self._label_of(area), "", *_merged_problem(area))
            inside |= rows
        return inside

    def _label_of(self, area: MergedArea) -> str:
        position = {place: name for name, place in self.recognised.columns.items()}
        names = [position[at] for at in range(area.first_column, area.last_column + 1) if at in position]
        return self.recognised.form.column(names[0]).label

    def _refuse(self, row: int, column: str, value: str, problem: str, mend: str) -> None:
        self.bad.append(BadCell(self.sheet.file, self.sheet.sheet, row, column, value, problem, mend))

    def _check_bound(self) -> None:
        if len(self.bad) > MOST_BAD_CELLS:
            raise UnusableInput(
                f"{self.sheet.place} 的错误单元格超过 {MOST_BAD_CELLS:,} 个，没有继续读取。第一个是：{self.bad[0]}"
                "请先更正整列的写法再交付。"
            )

    def result(self) -> Accepted:
        """All batches together."""
        recognised = self.recognised
        for column in recognised.missing if self.read else ():
            self._refuse(
                recognised.heading_row,
                column.label,
                "",
                f"是必填列而没有，{self.read:,} 行都不能接收",
                "补上该列，标题写中文名或英文名均可",
            )
        rows = pa.Table.from_batches(self.batches, schema=self.schema)
        return Accepted(rows, self.bad, self._remarks(), self.read)

    def _remarks(self) -> list[Remark]:
        sheet, table = self.sheet, self.recognised.form.name
        remarks = [
            Remark(
                "unknown_column",
                sheet.file,
                sheet.sheet,
                f"列“{heading}”不是“{self.recognised.form.chinese}”的列，没有读取",
                table=table,
            )
            for heading in self.recognised.unknown
        ]
        for (kind, column), rows in self.noted.items():
            text = f"列 {column.label} " + _NOTED[kind].format(rows=f"{rows:,}")
            remarks.append(Remark(kind, sheet.file, sheet.sheet, text, rows, table))
        return remarks


def _merged_problem(area: MergedArea) -> tuple[str, str]:
    if area.first_row < area.last_row:
        return (
            f"在合并单元格中（第 {area.first_row} 至 {area.last_row} 行），无法判断各行的值",
            "取消合并，在每一行分别填写",
        )
    return "在横向合并的单元格中，无法判断各列的值", "取消合并，在每一列分别填写"
