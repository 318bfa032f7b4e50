"""Page, fonts and styles of an official document (公文版式), after GB/T 9704-2012.

A4, type area 156 mm × 225 mm, 37 mm above it and 28 mm to its left; body 三号仿宋, 22 lines a page; page numbers — 1 —
outside, odd pages right and even pages left. Fonts the machine lacks fall back to what `_FALL_BACKS` names.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

import docx
from docx.enum.section import WD_ORIENT
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

TITLE_FONT = "方正小标宋简体"
BODY_FONT = "仿宋_GB2312"
HEADING_FONT = "黑体"
SECOND_FONT = "楷体_GB2312"
NUMBER_FONT = "宋体"

TITLE_SIZE = Pt(22)  # 二号
BODY_SIZE = Pt(16)  # 三号
TABLE_SIZE = Pt(10.5)  # 五号
NOTE_SIZE = Pt(9)  # 小五
BODY_LINE = Pt(29)  # 22 lines in 225 mm
TYPE_AREA = Mm(156)
WIDE_TYPE_AREA = Mm(225)

TABLE_TEXT = "Table Text"
CAPTION = "Caption"
FOOTNOTE_TEXT = "footnote text"
FOOTNOTE_REFERENCE = "footnote reference"

# Font → what Word and LibreOffice take where it is not installed.
_FALL_BACKS = {
    TITLE_FONT: ("小标宋体,华文中宋,宋体,SimSun,Noto Serif CJK SC", "roman"),
    BODY_FONT: ("仿宋,FangSong,华文仿宋,Noto Serif CJK SC", "modern"),
    HEADING_FONT: ("SimHei,微软雅黑,Noto Sans CJK SC", "modern"),
    SECOND_FONT: ("楷体,KaiTi,华文楷体,Noto Serif CJK SC", "modern"),
    NUMBER_FONT: ("SimSun,Noto Serif CJK SC", "auto"),
}


def new_document(*, title: str, subject: str, day: datetime, version: str = "") -> Any:
    """An empty document in the layout; `day` stands for the time it was made, so that nothing depends on the clock.

    version  stands small beside the page number
    """
    document = docx.Document()
    _defaults(document)
    _styles(document)
    _fonts(document)
    _page(document.sections[0])
    document.settings.odd_and_even_pages_header_footer = True
    _page_number(document.sections[0].footer, WD_ALIGN_PARAGRAPH.RIGHT, version)
    _page_number(document.sections[0].even_page_footer, WD_ALIGN_PARAGRAPH.LEFT, version)
    about = document.core_properties
    about.title, about.subject, about.author, about.comments = title, subject, "", ""
    about.created = about.modified = day
    about.last_modified_by, about.language = "", "zh-CN"
    return document


def set_font(properties: Any, name: str) -> None:
    """The font for Chinese and for everything else; theme fonts, which would win, are taken out."""
    fonts = properties.get_or_add_rFonts()
    for attribute in list(fonts.attrib):
        del fonts.attrib[attribute]
    for script in ("w:ascii", "w:hAnsi", "w:eastAsia", "w:cs"):
        fonts.set(qn(script), name)
    # Chinese quotation marks and dashes belong to both worlds; this says they are Chinese.
    fonts.set(qn("w:hint"), "eastAsia")


def _defaults(document: Any) -> None:
    defaults = document.styles.element.find(qn("w:docDefaults"))
    run = defaults.find(qn("w:rPrDefault")).find(qn("w:rPr"))
    set_font(run, BODY_FONT)
    language = run.find(qn("w:lang"))
    language.set(qn("w:val"), "en-US")
    language.set(qn("w:eastAsia"), "zh-CN")
    spacing = defaults.find(qn("w:pPrDefault")).find(qn("w:pPr")).find(qn("w:spacing"))
    spacing.set(qn("w:after"), "0")
    spacing.set(qn("w:line"), "240")
    theme = document.settings.element.find(qn("w:themeFontLang"))
    if theme is not None:
        theme.set(qn("w:eastAsia"), "zh-CN")


def _styles(document: Any) -> None:
    body = _style(document, "Normal", BODY_FONT, BODY_SIZE)
    body.paragraph_format.line_spacing_rule = WD_LINE_SPACING.EXACTLY
    body.paragraph_format.line_spacing = BODY_LINE
    body.paragraph_format.alignment = WD_ALIGN_PARAGRAPH.JUSTIFY
    body.paragraph_format.widow_control = True

    title = _style(document, "Title", TITLE_FONT, TITLE_SIZE)
    title.paragraph_format.alignment = WD_ALIGN_PARAGRAPH.CENTER
    title.paragraph_format.line_spacing = Pt(36)
    for border in title.element.pPr.findall(qn("w:pBdr")):
        title.element.pPr.remove(border)

    for name, font in (("Heading 1", HEADING_FONT), ("Heading 2", SECOND_FONT), ("Heading 3", BODY_FONT)):
        heading = _style(document, name, font, BODY_SIZE)
        heading.paragraph_format.keep_with_next = True
        indent(heading.element.get_or_add_pPr())

    caption = _style(document, CAPTION, HEADING_FONT, Pt(12))
    caption.paragraph_format.alignment = WD_ALIGN_PARAGRAPH.CENTER
    caption.paragraph_format.keep_with_next = True
    caption.paragraph_format.space_before = Pt(6)
    caption.paragraph_format.line_spacing = Pt(22)

    cell = _style(document, TABLE_TEXT, BODY_FONT, TABLE_SIZE, WD_STYLE_TYPE.PARAGRAPH)
    cell.paragraph_format.alignment = WD_ALIGN_PARAGRAPH.LEFT
    _single(cell)

    note = _style(document, FOOTNOTE_TEXT, BODY_FONT, NOTE_SIZE, WD_STYLE_TYPE.PARAGRAPH)
    note.paragraph_format.alignment = WD_ALIGN_PARAGRAPH.LEFT
    _single(note)

    mark = _style(document, FOOTNOTE_REFERENCE, BODY_FONT, None, WD_STYLE_TYPE.CHARACTER)
    mark.font.superscript = True

    _single(_style(document, "Footer", NUMBER_FONT, Pt(14)))


def _style(document: Any, name: str, font: str, size: Any, add: Any = None) -> Any:
    style = document.styles.add_style(name, add) if add is not None else document.styles[name]
    set_font(style.element.get_or_add_rPr(), font)
    style.font.bold = style.font.italic = None if add is not None else False
    style.font.color.rgb = RGBColor(0, 0, 0)
    if size is not None:
        style.font.size = size
    for spacing in style.element.rPr.findall(qn("w:spacing")) + style.element.rPr.findall(qn("w:kern")):
        style.element.rPr.remove(spacing)
    if name not in (FOOTNOTE_REFERENCE,):
        style.paragraph_format.space_before = style.paragraph_format.space_after = Pt(0)
    return style


def _single(style: Any) -> None:
    style.paragraph_format.line_spacing_rule = WD_LINE_SPACING.SINGLE


def indent(properties: Any, characters: int = 2) -> None:
    """First line set in by so many characters, whatever the font size."""
    found = properties.get_or_add_ind()
    found.set(qn("w:firstLineChars"), str(characters * 100))
    found.set(qn("w:firstLine"), str(characters * 320))


def _fonts(document: Any) -> None:
    """Name what stands in for each font in the font table of the document."""
    rows = "".join(
        f'<w:font w:name="{name}"><w:altName w:val="{others}"/><w:charset w:val="86"/>'
        f'<w:family w:val="{family}"/><w:pitch w:val="default"/></w:font>'
        for name, (others, family) in _FALL_BACKS.items()
    )
    space = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    part = document.part.part_related_by(RELATIONSHIP_TYPE.FONT_TABLE)
    part._blob = (
        f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?><w:fonts xmlns:w="{space}">{rows}</w:fonts>'
    ).encode()


def _page(section: Any) -> None:
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.bottom_margin = Mm(37), Mm(35)
    section.left_margin, section.right_margin = Mm(28), Mm(26)
    section.header_distance, section.footer_distance = Mm(15), Mm(23)


def turn_page(section: Any, orientation: Any) -> None:
    """A section of turned pages, its margins turned with them, or of upright ones again."""
    _page(section)
    if orientation == WD_ORIENT.LANDSCAPE:
        section.orientation = orientation
        section.page_width, section.page_height = section.page_height, section.page_width
        section.top_margin, section.bottom_margin = Mm(28), Mm(26)
        section.left_margin, section.right_margin = Mm(37), Mm(35)
        section.footer_distance = Mm(14)
    else:
        section.orientation = WD_ORIENT.PORTRAIT


def _page_number(footer: Any, side: Any, version: str) -> None:
    footer.is_linked_to_previous = False
    paragraph = footer.paragraphs[0]
    paragraph.alignment = side
    # One character in from the outer edge.
    edge = qn("w:rightChars" if side == WD_ALIGN_PARAGRAPH.RIGHT else "w:leftChars")
    paragraph._p.get_or_add_pPr().get_or_add_ind().set(edge, "100")
    if version and side == WD_ALIGN_PARAGRAPH.RIGHT:
        paragraph.add_run(f"{version}　　").font.size = NOTE_SIZE
    paragraph.add_run("— ")
    run = paragraph.add_run()
    for kind in ("begin", None, "end"):
        if kind is None:
            code = OxmlElement("w:instrText")
            code.set(qn("xml:space"), "preserve")
            code.text = " PAGE "
            run._r.append(code)
        else:
            mark = OxmlElement("w:fldChar")
            mark.set(qn("w:fldCharType"), kind)
            run._r.append(mark)
    paragraph.add_run(" —")
    if version and side == WD_ALIGN_PARAGRAPH.LEFT:
        paragraph.add_run(f"　　{version}").font.size = NOTE_SIZE
