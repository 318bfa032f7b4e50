"""What an official document is written with (公文写作): headings, sentences with figures, tables, places to write."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT, WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_BREAK, WD_COLOR_INDEX
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm

from zicha.reports.fact import Cell, Fact
from zicha.reports.word.footnotes import Footnotes
from zicha.reports.word.layout import (
    CAPTION,
    HEADING_FONT,
    TABLE_TEXT,
    indent,
    new_document,
    set_font,
)

_CHINESE_NUMBERS = "一二三四五六七八九十"
# XML cannot hold these; a delivered name may.
_UNWRITABLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ufffe\uffff\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class ToWrite:
    """A place for people to write (待填写), marked so that nobody overlooks it; in a table, "" marks the cell."""

    what: str


Piece = str | Fact | ToWrite


class Paper:
    """An official document being written from top to bottom (公文). Every figure brings its footnote."""

    def __init__(self, *, title: str, subject: str, day: datetime) -> None:
        self.document = new_document(title=title, subject=subject, day=day)
        self.footnotes = Footnotes(self.document)
        # Looking a style up by name reads them all; a report has thousands of cells.
        self._cell_style = self.document.styles[TABLE_TEXT].style_id
        self._tables = 0
        self._numbers = [0, 0, 0]

    def save(self, path: Path) -> None:
        self.document.save(str(path))

    def title(self, *lines: Piece) -> None:
        for line in lines:
            self._fill(self.document.add_paragraph(style="Title"), [line])

    def heading(self, text: str, level: int) -> None:
        """一、 （一） 1. by level."""
        self._numbers[level - 1] += 1
        self._numbers[level:] = [0] * (3 - level)
        number = self._numbers[level - 1]
        mark = {1: f"{chinese_number(number)}、", 2: f"（{chinese_number(number)}）", 3: f"{number}. "}[level]
        self.document.add_paragraph(plain(mark + text), f"Heading {level}")

    def say(self, *pieces: Piece) -> Any:
        """A paragraph, first line set in."""
        paragraph = self.document.add_paragraph()
        indent(paragraph._p.get_or_add_pPr())
        self._fill(paragraph, pieces)
        return paragraph

    def flush(self, *pieces: Piece, align: Any = WD_ALIGN_PARAGRAPH.LEFT) -> Any:
        """A paragraph that is not set in."""
        paragraph = self.document.add_paragraph()
        paragraph.alignment = align
        self._fill(paragraph, pieces)
        return paragraph

    def gap(self) -> None:
        self.document.add_paragraph()

    def page_break(self) -> None:
        self.document.add_paragraph().add_run().add_break(WD_BREAK.PAGE)

    def table(
        self,
        caption: Sequence[Piece],
        head: Sequence[str],
        lines: Iterable[Sequence[Cell | ToWrite]],
        widths: Sequence[int],
    ) -> None:
        """A numbered table as wide as the type area; `widths` are shares of it."""
        self._tables += 1
        paragraph = self.document.add_paragraph(f"表 {self._tables}　", CAPTION)
        self._fill(paragraph, caption)
        table = self.document.add_table(rows=1, cols=len(head), style="Table Grid")
        table.alignment = WD_TABLE_ALIGNMENT.CENTER
        table.autofit = False
        sizes = [Mm(156 * width / sum(widths)) for width in widths]
        for column, size in zip(table.columns, sizes, strict=True):
            column.width = size
        self._row(table.rows[0], head, sizes, is_head=True)
        for line in lines:
            self._row(table.add_row(), line, sizes)
        _cell_margins(table)
        spacer = self.document.add_paragraph()
        spacer.paragraph_format.line_spacing = Mm(4)

    def _row(
        self, row: Any, cells: Sequence[Cell | ToWrite], sizes: Sequence[Any], *, is_head: bool = False
    ) -> None:
        properties = row._tr.get_or_add_trPr()
        properties.append(OxmlElement("w:cantSplit"))
        if is_head:
            properties.append(OxmlElement("w:tblHeader"))
        for cell, content, size in zip(row.cells, cells, sizes, strict=True):
            cell.width = size
            if is_head:
                _shade(cell)
            elif content == ToWrite(""):
                _shade(cell, "FFFF00")
            cell.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.CENTER
            paragraph = cell.paragraphs[0]
            paragraph._p.style = self._cell_style
            if is_head:
                paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
                paragraph.paragraph_format.keep_with_next = True
                set_font(paragraph.add_run(plain(str(content)))._r.get_or_add_rPr(), HEADING_FONT)
            elif isinstance(content, int):
                paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
                paragraph.add_run(f"{content:,}")
            elif isinstance(content, Decimal) or content == "—":
                paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
                paragraph.add_run(f"{content:,.2f}" if isinstance(content, Decimal) else content)
            elif content != ToWrite(""):
                self._fill(paragraph, [content])

    def _fill(self, paragraph: Any, pieces: Sequence[Piece]) -> None:
        for piece in pieces:
            if isinstance(piece, Fact):
                # A number stays on one line with its unit.
                paragraph.add_run(piece.shown.replace(" ", "\u00a0"))
                self.footnotes.add(paragraph, plain(piece.footnote))
            elif isinstance(piece, ToWrite):
                run = paragraph.add_run(f"【请填写：{plain(piece.what)}】")
                run.font.highlight_color = WD_COLOR_INDEX.YELLOW
            elif piece:
                paragraph.add_run(plain(piece))


def plain(text: str) -> str:
    """The text without characters a Word file cannot hold."""
    return _UNWRITABLE.sub("", text)


def chinese_number(number: int) -> str:
    """1 → 一, 12 → 十二, up to 99."""
    tens, ones = divmod(number, 10)
    units = _CHINESE_NUMBERS[ones - 1] if ones else ""
    if tens == 0:
        return units
    return ("" if tens == 1 else _CHINESE_NUMBERS[tens - 1]) + "十" + units


def _shade(cell: Any, colour: str = "E7E6E6") -> None:
    shade = OxmlElement("w:shd")
    for name, value in (("val", "clear"), ("color", "auto"), ("fill", colour)):
        shade.set(qn(f"w:{name}"), value)
    cell._tc.get_or_add_tcPr().append(shade)


def _cell_margins(table: Any) -> None:
    margins = OxmlElement("w:tblCellMar")
    for side, width in (("top", 30), ("left", 60), ("bottom", 30), ("right", 60)):
        element = OxmlElement(f"w:{side}")
        element.set(qn("w:w"), str(width))
        element.set(qn("w:type"), "dxa")
        margins.append(element)
    look = table._tbl.tblPr.find(qn("w:tblLook"))
    if look is None:
        table._tbl.tblPr.append(margins)
    else:
        look.addprevious(margins)
