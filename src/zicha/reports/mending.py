"""Refused rows as a workbook to mend (退回更正表): the original headings, what is wrong and how to mend it beside them.

One sheet a delivered sheet, with its refused rows alone, in their order; bad cells are coloured. A required column a
sheet does not have is added, empty, and all its rows stand there. Mended, the workbook can be handed in as it is: the
added columns are no columns of any table and are passed over, as is the first sheet.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import xlsxwriter

from zicha.contract.errors import BadCell
from zicha.contract.table import NOTES_SHEET, Column
from zicha.intake.collect import collect
from zicha.intake.headings import Recognised, recognise
from zicha.intake.profile.load import load_profile
from zicha.intake.profile.reading import dialect_of, separated
from zicha.intake.reader import DIALECTS
from zicha.intake.sheets import Sheet, read_sheets

ADDED = ("问题", "怎样改", "原文件", "原行号")
MOST_ROWS = 1_000_000
LONGEST_CELL = 32_000
_NO_SHEET_NAME = re.compile(r"[\[\]:*?/\\']")

Bad = Mapping[tuple[str, str], Mapping[int, list[BadCell]]]
Row = tuple[int, Sequence[str], Sequence[BadCell]]
"""Its number, its cells, what is bad in it."""


@dataclass(frozen=True, slots=True)
class _Part:
    """One sheet of which rows were refused (待更正的工作表). `lacking` are required columns it has no heading for."""

    sheet: Sheet
    known: Recognised
    bad: Mapping[int, list[BadCell]]
    lacking: Sequence[Column]

    @property
    def headings(self) -> list[str]:
        width = self.known.width
        own = list(self.sheet.head[self.known.heading_row - 1]) if self.known.heading_row else []
        return [*own, *[""] * width][:width] + [_heading_of(column) for column in self.lacking]

    @property
    def columns(self) -> dict[str, int]:
        """Where each column stands, by the label messages give it."""
        form = self.known.form
        places = {form.column(name).label: place for name, place in self.known.columns.items()}
        return places | {column.label: self.known.width + at for at, column in enumerate(self.lacking)}

    def rows(self) -> Iterator[Row]:
        """The refused rows in their order."""
        of_column = self.bad.get(self.known.heading_row, []) if self.lacking else []
        for batch in self.sheet.rows(self.known.first_row - 1, self.known.width):
            for refused in batch.refused:
                if refused.row in self.bad:
                    # Its cells are not known apart; the problem tells what was found in their place.
                    yield refused.row, [], self.bad[refused.row]
            for place, number in enumerate(batch.numbers.to_pylist()):
                if number in self.bad or of_column:
                    values = [_shown(column[place].as_py()) for column in batch.columns]
                    if any(values):
                        yield number, values, [*of_column, *self.bad.get(number, [])]


def write_mending(
    files: Sequence[Path], cells: Iterable[BadCell], target: Path, *, profiles: Sequence[Path] = ()
) -> None:
    """Write the refused rows of these files, read with these mapping profiles, to a workbook."""
    bad: dict[tuple[str, str], dict[int, list[BadCell]]] = {}
    for cell in cells:
        bad.setdefault((cell.file, cell.sheet), {}).setdefault(cell.row, []).append(cell)
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False,
               "strings_to_numbers": False}  # fmt: skip
    with xlsxwriter.Workbook(str(target), options) as book:
        looks = {
            "head": book.add_format({"bold": True, "text_wrap": True, "bg_color": "#E8EDF2", "border": 1}),
            "added": book.add_format({"bold": True, "text_wrap": True, "bg_color": "#FCE8D5", "border": 1}),
            "text": book.add_format({"num_format": "@"}),
            "bad": book.add_format({"num_format": "@", "bg_color": "#FBD5D5", "border": 1}),
            "said": book.add_format({"text_wrap": True, "valign": "top"}),
        }
        _write_notes(book, looks)
        taken = {NOTES_SHEET}
        for part in _parts(files, bad, profiles):
            _write_part(book, looks, part, _free_name(part.sheet, taken))


def _parts(files: Sequence[Path], bad: Bad, profiles: Sequence[Path]) -> Iterator[_Part]:
    loaded = [load_profile(path) for path in profiles]
    dialects = (*DIALECTS, *map(dialect_of, loaded))
    forms = {name: form for dialect in dialects for name, form in dialect.forms.items()}
    wanted = {file for file, _ in bad}
    found, _ = collect(files)
    for file in found:
        if file.name not in wanted:
            continue
        own = separated(file, loaded, forms)
        for sheet in [own] if own is not None else read_sheets(file.path, file.name):
            of_sheet = bad.get((sheet.file, sheet.sheet))
            known = recognise(sheet, forms) if of_sheet else None
            if known is not None and of_sheet:
                yield _Part(sheet, known, of_sheet, known.missing)


def _heading_of(column: Column) -> str:
    # The columns of a mapping profile are called as its source calls them.
    return column.name if column.chinese.startswith("→") else column.chinese


def _write_part(book: xlsxwriter.Workbook, looks: Mapping[str, Any], part: _Part, name: str) -> None:
    page = book.add_worksheet(name)
    page.freeze_panes(1, 0)
    headings, columns = part.headings, part.columns
    width = len(headings)
    page.set_column(0, max(width - 1, 0), 16)
    page.set_column(width, width + 1, 48)
    page.set_column(width + 2, width + 3, 18)
    for place, heading in enumerate(headings):
        page.write_string(0, place, heading[:LONGEST_CELL], looks["head"])
    for place, heading in enumerate(ADDED):
        page.write_string(0, width + place, heading, looks["added"])
    for line, (number, values, cells) in enumerate(part.rows(), start=1):
        if line > MOST_ROWS:
            break
        wrong = {columns[cell.column] for cell in cells if cell.column in columns}
        for place in range(width):
            value = values[place] if place < len(values) else ""
            page.write_string(line, place, value[:LONGEST_CELL], looks["bad" if place in wrong else "text"])
        problems = "\n".join(f"{cell.column}：“{cell.value}”{cell.problem}" for cell in cells)
        mends = "\n".join(dict.fromkeys(cell.mend for cell in cells))
        page.write_string(line, width, problems[:LONGEST_CELL], looks["said"])
        page.write_string(line, width + 1, mends[:LONGEST_CELL], looks["said"])
        page.write_string(line, width + 2, part.sheet.place[:LONGEST_CELL])
        page.write_number(line, width + 3, number)


def _write_notes(book: xlsxwriter.Workbook, looks: Mapping[str, Any]) -> None:
    """What the workbook is and what to do with it."""
    page = book.add_worksheet(NOTES_SHEET)
    page.set_column(0, 0, 100)
    lines = [
        "这是退回更正表：上传的数据中没有接收的行，它们没有进入数据集。",
        "按原来的文件和工作表分开，标题与原表相同；红底的单元格有问题，缺少的必填列已加在后面，等待填写。",
        "请按“问题”“怎样改”两列逐行更正，保存后把本文件作为一次新的上传交来；最后四列和本页不会读入，不必删除。",
        "没有退回的行已经接收，不必再交。",
    ]
    for line, text in enumerate(lines):
        page.write_string(line, 0, text, looks["said"])


def _shown(value: object) -> str:
    text = "" if value is None else str(value)
    # Stands for a formula whose result was not stored.
    return "" if text.startswith("\x00") else text


def _free_name(sheet: Sheet, taken: set[str]) -> str:
    """A name a spreadsheet takes: 31 characters, no brackets, each once whatever the case."""
    stem = Path(sheet.file).stem
    name = _NO_SHEET_NAME.sub("", sheet.sheet or stem).strip()[:31] or "数据"
    number, free = 2, name
    while free.casefold() in {one.casefold() for one in taken}:
        free = f"{name[:26]}({number})"
        number += 1
    taken.add(free)
    return free
