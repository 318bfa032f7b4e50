"""Empty workbooks of the data contract (空白工作簿): one a group of tables, one sheet a table, and a sheet of notes.

Headings are the exact Chinese names the intake reads; what must be filled is marked by colour, never by a sign in
the heading. Numbers of things are text cells, so that a spreadsheet does not eat their leading zeros.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import xlsxwriter

from zicha.contract.codes import CODE_LISTS
from zicha.contract.table import NOTES_SHEET, Column, ContractTable, Type
from zicha.contract.tables import GROUPS, REQUIRED_TABLES, TABLES, tables_of_group
from zicha.reports.contract_pages import ways_to_write
from zicha.reports.contract_rows import WHAT_A_ROW_IS

"""The sheet that explains the others; it holds no records."""

_NOTES_WIDTHS = {
    "数据表": 18,
    "列": 24,
    "英文名": 20,
    "必填": 8,
    "类型": 18,
    "怎样写": 54,
    "单位": 8,
    "可选值": 56,
    "对应": 16,
    "说明": 40,
}
NOTES_COLUMNS = tuple(_NOTES_WIDTHS)

WHOLE_TABLE = "（整张表）"
"""Stands for the column in the row of notes on a table."""

_LINE_HEIGHT = 16

_LAST_ROW = 1_048_575  # of a sheet, counted from 0
_LONGEST_LIST = 255  # characters a spreadsheet allows in a drop-down list written out
# The day written into the file is fixed: the same contract gives the same bytes.
_CREATED = datetime(2026, 1, 1)

_NUMBER_FORMATS = {
    Type.TEXT: "@",
    Type.LIST: "@",
    Type.USCC: "@",
    Type.DATE: "yyyy-mm-dd",
    Type.TIME: "yyyy-mm-dd hh:mm",
    Type.INT: "0",
    Type.NUMBER: "General",
    Type.FLAG: "General",
}
_NARROWEST = {Type.DATE: 12, Type.TIME: 18, Type.USCC: 22, Type.LIST: 24, Type.TEXT: 16}

_INTRODUCTION = (
    "一张工作表就是一张数据表。从第 2 行起填写，一条记录一行；不要改动表名和第 1 行的列名，列的顺序可以调整。",
    "深色列名为必填列，浅色列名为选填列；没有数据的列和工作表留空即可。鼠标停在列名上可看写法。",
    "必须交的数据表只有“认证机构”和“认证证书”；缺少的表会使相应的检查项无法执行，并在结果中写明。",
)


def write_workbooks(folder: Path) -> list[Path]:
    """Write the empty workbooks into the folder, one a group of tables, in the order of the contract."""
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for number, group in enumerate(GROUPS, start=1):
        path = folder / f"{number}-{group}.xlsx"
        _write_workbook(path, tables_of_group(group))
        written.append(path)
    return written


def _write_workbook(path: Path, tables: list[ContractTable]) -> None:
    with xlsxwriter.Workbook(str(path), {"strings_to_formulas": False, "strings_to_urls": False}) as book:
        book.set_properties({"title": path.stem, "created": _CREATED})
        formats = _Formats(book)
        notes = book.add_worksheet(NOTES_SHEET)
        for table in tables:
            _write_table(book.add_worksheet(table.chinese), table, formats)
        _write_notes(notes, tables, formats)


class _Formats:
    """Cell formats of one workbook (单元格格式)."""

    def __init__(self, book: Any) -> None:
        line = {"font_name": "宋体", "font_size": 11, "valign": "vcenter"}
        heading = {**line, "bold": True, "align": "center", "border": 1, "border_color": "#8EA9C1"}
        self.required = book.add_format({**heading, "bg_color": "#1F4E78", "font_color": "#FFFFFF"})
        self.optional = book.add_format({**heading, "bg_color": "#DDEBF7", "font_color": "#1F3864"})
        note = {**line, "text_wrap": True, "valign": "top", "border": 1, "border_color": "#D9D9D9"}
        # Notes of one table and of the next are told apart by their ground.
        self.bands = (book.add_format(note), book.add_format({**note, "bg_color": "#F2F7FB"}))
        self.introduction = book.add_format({**line, "text_wrap": True})
        self.cells = {
            type_: book.add_format({**line, "num_format": number_format})
            for type_, number_format in _NUMBER_FORMATS.items()
        }


def _write_table(sheet: Any, table: ContractTable, formats: _Formats) -> None:
    _print_wide(sheet)
    sheet.freeze_panes(1, 0)
    sheet.set_row(0, 24)
    for position, column in enumerate(table.columns):
        sheet.set_column(position, position, _width(column), formats.cells[column.type])
        sheet.write_string(
            0, position, column.chinese, formats.required if column.required else formats.optional
        )
        note = "\n".join(_note(column))
        sheet.write_comment(0, position, note, {"x_scale": 2, "y_scale": 1 + note.count("\n") / 3})
        if choices := _choices(column):
            sheet.data_validation(1, position, _LAST_ROW, position, _drop_down(column, choices))


def _print_wide(sheet: Any) -> None:
    """On paper: A4 on its side, all columns on one page."""
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)


def _width(column: Column) -> float:
    """Wide enough for the heading and for a usual value."""
    heading = _places(column.chinese) + 4
    choices = max((_places(choice) + 4 for choice in _choices(column)), default=0)
    usual = 0 if column.codes else _NARROWEST.get(column.type, 10)
    return max(heading, usual, min(choices, 26))


def _choices(column: Column) -> list[str]:
    """The values to choose from, as people read them."""
    if column.type is Type.FLAG:
        return ["是", "否"]
    return list(CODE_LISTS[column.codes].labels.values()) if column.codes else []


def _drop_down(column: Column, choices: list[str]) -> dict[str, Any]:
    if len(",".join(choices)) > _LONGEST_LIST:
        raise ValueError(f"{column.label}: the choices do not fit into a drop-down list")
    is_open = bool(column.codes) and CODE_LISTS[column.codes].open
    return {
        "validate": "list",
        "source": choices,
        # An open list also takes words that are not in it.
        "error_type": "information" if is_open else "stop",
        "error_title": column.chinese[:32],
        "error_message": "不在可选值中。" + ("确认无误可以保留。" if is_open else "请从下拉列表中选择。"),
    }


def _note(column: Column) -> Iterator[str]:
    """What the comment on a heading says, line by line."""
    yield f"{'必填' if column.required else '选填'} · {column.type.label} · {column.name}"
    yield ways_to_write(column)
    if column.unit:
        yield f"单位：{column.unit}"
    if column.refers_to:
        yield f"与“{TABLES[column.refers_to].chinese}”表对应"
    if column.remark:
        yield column.remark


def _write_notes(sheet: Any, tables: list[ContractTable], formats: _Formats) -> None:
    _print_wide(sheet)
    last = len(NOTES_COLUMNS) - 1
    for row, text in enumerate(_INTRODUCTION):
        sheet.merge_range(row, 0, row, last, text, formats.introduction)
        sheet.set_row(row, 20)
    heading_row = len(_INTRODUCTION)
    for position, (heading, width) in enumerate(_NOTES_WIDTHS.items()):
        sheet.set_column(position, position, width)
        sheet.write_string(heading_row, position, heading, formats.required)
    rows = [
        (cells, formats.bands[number % 2])
        for number, table in enumerate(tables)
        for cells in (_table_note(table), *_note_rows(table))
    ]
    for row, (cells, band) in enumerate(rows, start=heading_row + 1):
        sheet.set_row(row, _LINE_HEIGHT * _lines(cells))
        for position, cell in enumerate(cells):
            sheet.write_string(row, position, cell, band)
    sheet.freeze_panes(heading_row + 1, 2)
    sheet.autofilter(heading_row, 0, heading_row + len(rows), last)


def _lines(cells: tuple[str, ...]) -> int:
    """How many lines the longest cell of a row of notes takes: not every spreadsheet grows a row by itself."""
    return max(
        -(-_places(cell) // (width - 2)) or 1
        for cell, width in zip(cells, _NOTES_WIDTHS.values(), strict=True)
    )


def _places(text: str) -> int:
    """Width of the text on screen, where a Chinese character takes two places."""
    return sum(1 if character.isascii() else 2 for character in text)


def _table_note(table: ContractTable) -> tuple[str, ...]:
    """The row of notes on the table as a whole."""
    must = "必交" if table.name in REQUIRED_TABLES else ""
    what = "；".join(filter(None, (WHAT_A_ROW_IS[table.name]["zh"], table.remark)))
    return (table.chinese, WHOLE_TABLE, table.name, must, "数据表", what, "", "", "", "")


def _note_rows(table: ContractTable) -> Iterator[tuple[str, ...]]:
    for column in table.columns:
        yield (
            table.chinese,
            column.chinese,
            column.name,
            "必填" if column.required else "",
            column.type.label,
            ways_to_write(column),
            column.unit,
            "、".join(_choices(column)),
            TABLES[column.refers_to].chinese if column.refers_to else "",
            "；".join(filter(None, (column.remark, "主键，不得重复" if table.key == (column.name,) else ""))),
        )
