"""What a Word document is written with (公文写作): headings, lines with figures, tables, charts, places to write."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from io import BytesIO
from typing import Any

from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT, WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_BREAK, WD_COLOR_INDEX
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Emu, Mm, Pt, RGBColor

from zicha.reports.document import Align, Cell, Line, Numbering, Run, Table, shown_cell
from zicha.reports.plain import plain
from zicha.reports.word.footnotes import Footnotes
from zicha.reports.word.layout import (
    CAPTION,
    HEADING_FONT,
    SECOND_FONT,
    TABLE_TEXT,
    TITLE_FONT,
    TYPE_AREA,
    WIDE_TYPE_AREA,
    indent,
    new_document,
    set_font,
    turn_page,
)

_ALIGNED = {
    Align.JUSTIFIED: WD_ALIGN_PARAGRAPH.JUSTIFY,
    Align.LEFT: WD_ALIGN_PARAGRAPH.LEFT,
    Align.CENTRE: WD_ALIGN_PARAGRAPH.CENTER,
    Align.RIGHT: WD_ALIGN_PARAGRAPH.RIGHT,
}
_RED = RGBColor(0xD7, 0x00, 0x0F)


class Paper:
    """A Word document being written from top to bottom (公文). Every figure brings its footnote."""

    def __init__(self, *, title: str, subject: str, day: datetime, version: str = "") -> None:
        self.document = new_document(
            title=plain(title), subject=plain(subject), day=day, version=plain(version)
        )
        self.footnotes = Footnotes(self.document)
        self.numbers = Numbering()
        # Looking a style up by name reads them all; a report has thousands of cells.
        self._cell_style = self.document.styles[TABLE_TEXT].style_id

    def head(self, letterhead: str, number: str, issuer: str) -> None:
        """发文机关标志, 发文字号, 签发人 and the red rule, as far as there are any."""
        if letterhead:
            paragraph = self.document.add_paragraph()
            paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
            paragraph.paragraph_format.line_spacing = Pt(54)
            run = paragraph.add_run(plain(letterhead))
            set_font(run._r.get_or_add_rPr(), TITLE_FONT)
            run.font.size, run.font.color.rgb = Pt(36), _RED
            self.gap()
        if not (number or issuer or letterhead):
            return
        paragraph = self.flush((Run(number),), align=Align.LEFT if issuer else Align.CENTRE)
        if issuer:
            paragraph.paragraph_format.tab_stops.add_tab_stop(TYPE_AREA - Pt(16), alignment=2)
            paragraph.paragraph_format.left_indent = Pt(16)
            paragraph.add_run("\t签发人：")
            set_font(paragraph.add_run(plain(issuer))._r.get_or_add_rPr(), SECOND_FONT)
        if letterhead:
            _rule_below(paragraph)
        self.gap()

    def title(self, line: Line) -> None:
        self._fill(self.document.add_paragraph(style="Title"), line)

    def heading(self, text: str, level: int) -> None:
        style = f"Heading {min(level, 3)}"
        self.document.add_paragraph(plain(self.numbers.heading(level) + text), style)

    def say(self, line: Line, *, align: Align = Align.JUSTIFIED) -> Any:
        """A paragraph, first line set in."""
        paragraph = self.document.add_paragraph()
        if align is not Align.JUSTIFIED:
            paragraph.alignment = _ALIGNED[align]
        indent(paragraph._p.get_or_add_pPr())
        self._fill(paragraph, line)
        return paragraph

    def flush(self, line: Line, *, align: Align = Align.LEFT) -> Any:
        """A paragraph that is not set in."""
        paragraph = self.document.add_paragraph()
        paragraph.alignment = _ALIGNED[align]
        self._fill(paragraph, line)
        return paragraph

    def gap(self) -> None:
        self.document.add_paragraph()

    def page_break(self) -> None:
        self.document.add_paragraph().add_run().add_break(WD_BREAK.PAGE)

    def table(self, table: Table) -> None:
        """A numbered table as wide as the type area, of a turned page if it is wide."""
        if table.wide:
            self._new_page(turned=True)
        self._caption(self.numbers.table(), table.caption)
        made = self.document.add_table(rows=1, cols=len(table.head), style="Table Grid")
        made.alignment = WD_TABLE_ALIGNMENT.CENTER
        made.autofit = False
        area = WIDE_TYPE_AREA if table.wide else TYPE_AREA
        sizes = [Emu(area * weight // sum(table.weights)) for weight in table.weights]
        for column, size in zip(made.columns, sizes, strict=True):
            column.width = size
        self._row(made.rows[0], table.head, sizes, is_head=True)
        for line in table.rows:
            self._row(made.add_row(), line, sizes)
        _cell_margins(made)
        spacer = self.document.add_paragraph()
        spacer.paragraph_format.line_spacing = Mm(4)
        if table.wide:
            self._new_page(turned=False)

    def chart(self, picture: bytes, caption: Line, alt: str) -> None:
        """A numbered chart as wide as the type area, its words for the reader of the screen with it."""
        paragraph = self.document.add_paragraph()
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        paragraph.paragraph_format.line_spacing = 1.0
        paragraph.paragraph_format.keep_with_next = True
        shape = paragraph.add_run().add_picture(BytesIO(picture))
        shape.height, shape.width = int(shape.height * TYPE_AREA / shape.width), TYPE_AREA
        shape._inline.docPr.set("descr", plain(alt))
        self._caption(self.numbers.chart(), caption).paragraph_format.keep_with_next = False

    def _new_page(self, *, turned: bool) -> None:
        section = self.document.add_section(WD_SECTION.NEW_PAGE)
        turn_page(section, WD_ORIENT.LANDSCAPE if turned else WD_ORIENT.PORTRAIT)

    def _caption(self, number: str, caption: Line) -> Any:
        paragraph = self.document.add_paragraph(f"{number}　", CAPTION)
        self._fill(paragraph, caption)
        return paragraph

    def _row(self, row: Any, cells: Sequence[Cell], sizes: Sequence[Any], *, is_head: bool = False) -> None:
        properties = row._tr.get_or_add_trPr()
        properties.append(OxmlElement("w:cantSplit"))
        if is_head:
            properties.append(OxmlElement("w:tblHeader"))
        for cell, content, size in zip(row.cells, cells, sizes, strict=True):
            cell.width = size
            cell.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.CENTER
            paragraph = cell.paragraphs[0]
            paragraph._p.style = self._cell_style
            if is_head:
                _shade(cell)
                paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
                paragraph.paragraph_format.keep_with_next = True
                set_font(paragraph.add_run(plain(str(content)))._r.get_or_add_rPr(), HEADING_FONT)
                continue
            text, align = shown_cell(content)
            run = content if isinstance(content, Run) else Run(text)
            if run.place and not run.text:
                _shade(cell, "FFFF00")
            if align is Align.RIGHT:
                paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
            self._fill(paragraph, (run,))

    def _fill(self, paragraph: Any, line: Line) -> None:
        for run in line:
            text = plain(run.shown)
            if not text:
                continue
            # A number stays on one line with its unit.
            written = paragraph.add_run(text.replace(" ", "\u00a0") if run.figure else text)
            if run.place:
                written.font.highlight_color = WD_COLOR_INDEX.YELLOW
            elif run.correction:
                written.font.highlight_color = WD_COLOR_INDEX.TURQUOISE
            if run.footnote:
                self.footnotes.add(paragraph, plain(run.footnote))


def _rule_below(paragraph: Any) -> None:
    borders = OxmlElement("w:pBdr")
    rule = OxmlElement("w:bottom")
    for name, value in (("val", "single"), ("sz", "18"), ("space", "8"), ("color", "D7000F")):
        rule.set(qn(f"w:{name}"), value)
    borders.append(rule)
    properties = paragraph._p.get_or_add_pPr()
    properties.insert_element_before(
        borders, "w:shd", "w:tabs", "w:suppressAutoHyphens", "w:spacing", "w:ind", "w:jc"
    )


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
