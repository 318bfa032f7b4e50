"""Sheets of a workbook that are a table (工作表): heading, widths, filter, frozen heading, print setup.

Text is always written as text, so nothing a record holds becomes a formula or a link.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import xlsxwriter

EXCEL_ROWS = 1_048_576
FONT = "宋体"
LINE_HEIGHT = 13.5  # points, at 10-point type
MOST_LINES = 12
TO_FILL = ("fill", "day")
Cell = str | int | float | None


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a sheet (列): heading, width in characters, how cells look.

    look    a key of the formats of `Book`: text, number, amount, share, date, moment, centre; fill and day are for people
            to fill in
    choices   words to choose from
    """

    heading: str
    width: float
    look: str = "text"
    choices: tuple[str, ...] = ()


class Book:
    """A workbook being written row by row (工作簿); memory does not grow with its rows."""

    def __init__(self, path: Path, *, title: str, subject: str, day: datetime) -> None:
        self.book = xlsxwriter.Workbook(
            str(path),
            {
                "constant_memory": True,
                "tmpdir": str(path.parent),
                "strings_to_formulas": False,
                "strings_to_numbers": False,
                "strings_to_urls": False,
            },
        )
        # The judging date, not the clock: the same input gives the same file.
        self.book.set_properties({"title": title, "subject": subject, "created": day})
        cell: dict[str, Any] = {
            "font_name": FONT, "font_size": 10, "valign": "vcenter", "border": 1, "border_color": "#BFBFBF",
        }  # fmt: skip
        self.looks = {
            "text": self.book.add_format({**cell, "text_wrap": True}),
            "number": self.book.add_format({**cell, "num_format": "#,##0"}),
            "share": self.book.add_format({**cell, "num_format": "0.0%"}),
            "amount": self.book.add_format({**cell, "num_format": "#,##0.00"}),
            "date": self.book.add_format({**cell, "num_format": "yyyy-mm-dd", "align": "center"}),
            "moment": self.book.add_format({**cell, "num_format": "yyyy-mm-dd hh:mm", "align": "center"}),
            "centre": self.book.add_format({**cell, "align": "center", "text_wrap": True}),
            # The colour of cells to fill in is a condition over their range, see `_to_fill`.
            "fill": self.book.add_format({"font_name": FONT, "font_size": 10, "valign": "vcenter", "text_wrap": True}),
            "day": self.book.add_format(
                {"font_name": FONT, "font_size": 10, "valign": "vcenter", "num_format": "yyyy-mm-dd"}
            ),
            "yellow": self.book.add_format({"bg_color": "#FFF9E5", "border": 1, "border_color": "#BFBFBF"}),
            "heading": self.book.add_format(
                {**cell, "bold": True, "bg_color": "#1F4E79", "font_color": "#FFFFFF", "text_wrap": True,
                 "align": "center", "valign": "vcenter"}
            ),
            "fill_heading": self.book.add_format(
                {**cell, "bold": True, "bg_color": "#BF8F00", "font_color": "#FFFFFF", "text_wrap": True,
                 "align": "center", "valign": "vcenter"}
            ),
            "title": self.book.add_format({"font_name": "黑体", "font_size": 16, "valign": "vcenter"}),
            "note": self.book.add_format({"font_name": FONT, "font_size": 10, "valign": "vcenter", "text_wrap": True}),
            "warning": self.book.add_format(
                {"font_name": FONT, "font_size": 10, "bold": True, "font_color": "#9C0006", "text_wrap": True,
                 "valign": "vcenter"}
            ),
        }  # fmt: skip

    def close(self) -> None:
        self.book.close()

    def sheet(self, name: str, *, colour: str = "", wide: bool = False) -> Any:
        """A new empty sheet, landscape, as wide as the page: A4, or A3 for a wide one."""
        sheet = self.book.add_worksheet(name)
        sheet.set_landscape()
        sheet.set_paper(8 if wide else 9)
        sheet.fit_to_pages(1, 0)
        sheet.set_margins(left=0.4, right=0.4, top=0.6, bottom=0.6)
        sheet.set_footer("&L&F · &A&R第 &P 页，共 &N 页")
        sheet.hide_gridlines(2)
        if colour:
            sheet.set_tab_color(colour)
        return sheet

    def table(
        self,
        name: str,
        columns: Sequence[Column],
        rows: Iterable[Sequence[Cell]],
        *,
        notes: Sequence[str] = (),
        colour: str = "",
        wide: bool = False,
        empty: str = "没有记录。",
        most: int = EXCEL_ROWS,
    ) -> int:
        """A sheet that is one table; returns how many rows it holds.

        notes  lines above the heading; empty: what stands there when there are no rows
        most   rows of the sheet at most, notes and heading included; a last line says that rows were left out
        """
        sheet = self.sheet(name, colour=colour, wide=wide)
        for number, column in enumerate(columns):
            look = self.looks[column.look] if column.look in TO_FILL else None
            sheet.set_column(number, number, column.width, look)
        heading = self._notes(sheet, notes, len(columns))
        self.heading(sheet, heading, columns)
        last = self._rows(sheet, heading + 1, columns, rows, most)
        if last == heading:
            sheet.merge_range(
                heading + 1, 0, heading + 1, max(len(columns) - 1, 1), empty, self.looks["note"]
            )
        else:
            sheet.autofilter(heading, 0, last, len(columns) - 1)
            self._to_fill(sheet, heading + 1, last, columns)
        sheet.freeze_panes(heading + 1, 0)
        sheet.repeat_rows(heading)
        return last - heading

    def heading(self, sheet: Any, row: int, columns: Sequence[Column]) -> None:
        sheet.set_row(row, 32)
        for number, column in enumerate(columns):
            look = "fill_heading" if column.look in TO_FILL else "heading"
            sheet.write_string(row, number, column.heading, self.looks[look])

    def row(self, sheet: Any, row: int, columns: Sequence[Column], cells: Sequence[Cell]) -> None:
        # Not every spreadsheet makes room for wrapped text when it opens a file.
        if (lines := _lines(columns, cells)) > 1:
            sheet.set_row(row, LINE_HEIGHT * min(lines, MOST_LINES) + 3)
        for number, (column, cell) in enumerate(zip(columns, cells, strict=True)):
            look = self.looks[column.look]
            if cell is None and column.look in TO_FILL:
                continue
            if cell is None or cell == "":
                sheet.write_blank(row, number, None, look)
            elif isinstance(cell, str):
                sheet.write_string(row, number, cell, look)
            else:
                sheet.write_number(row, number, cell, look)

    def _notes(self, sheet: Any, notes: Sequence[str], width: int) -> int:
        for row, note in enumerate(notes):
            sheet.merge_range(row, 0, row, max(width - 1, 1), note, self.looks["note"])
        return len(notes)

    def _rows(
        self, sheet: Any, first: int, columns: Sequence[Column], rows: Iterable[Sequence[Cell]], most: int
    ) -> int:
        row, left_out = first, 0
        for cells in rows:
            if row >= most - 1:
                left_out += 1
                continue
            self.row(sheet, row, columns, cells)
            row += 1
        if left_out:
            sheet.write_string(
                row,
                0,
                f"工作表已到 Excel 的行数上限，另有 {left_out:,} 行没有列出，全部内容见 findings.csv。",
                self.looks["warning"],
            )
        return row - 1

    def _to_fill(self, sheet: Any, first: int, last: int, columns: Sequence[Column]) -> None:
        """Colour and check the cells people write into; one rule a column, since writing each cell takes longer."""
        for number, column in enumerate(columns):
            if column.look in TO_FILL:
                always = {"type": "formula", "criteria": "=TRUE", "format": self.looks["yellow"]}
                sheet.conditional_format(first, number, last, number, always)
            if column.choices:
                sheet.data_validation(
                    first,
                    number,
                    last,
                    number,
                    {
                        "validate": "list",
                        "source": list(column.choices),
                        "error_title": "请从列表中选择",
                        "error_message": "只能填写：" + "、".join(column.choices),
                    },
                )
            elif column.look == "day":
                sheet.data_validation(
                    first,
                    number,
                    last,
                    number,
                    {
                        "validate": "date",
                        "criteria": ">=",
                        "value": datetime(2000, 1, 1),
                        "error_title": "请填写日期",
                        "error_message": "请写成 2026-01-31 的样子。",
                    },
                )


def _lines(columns: Sequence[Column], cells: Sequence[Cell]) -> int:
    """How many lines the fullest cell of a row takes; a Chinese character is two characters wide."""
    most = 1
    for column, cell in zip(columns, cells, strict=True):
        if isinstance(cell, str) and (len(cell) * 2 > column.width + 1 or "\n" in cell):
            # Widths count digits of 11-point type; ours is smaller.
            room = column.width + 1
            lines = sum(-(-len(line.encode("gbk", "replace")) // room) or 1 for line in cell.split("\n"))
            most = max(most, int(lines))
    return most
