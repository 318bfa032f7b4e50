"""A document as a Word file: what the pages say, with real footnotes, and the same bytes every time."""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import replace

import docx as python_docx
import pypdf
import pytest
from docx.enum.section import WD_ORIENT
from docx.oxml.ns import qn
from docx.shared import Mm
from lxml import etree

from tests.reports.documents import DAY, HOSTILE, everything, with_text_everywhere
from zicha.reports.editing import corrected, final
from zicha.reports.typeset.rendering import pdf
from zicha.reports.word.rendering import docx


@pytest.fixture(scope="module")
def made() -> bytes:
    return docx(everything())


def opened(made: bytes):
    return python_docx.Document(io.BytesIO(made))


def words(made: bytes) -> str:
    """All words in reading order as the pages say them, notes left out; numbers of headings are written words."""
    body = opened(made).element.body
    return "".join(part.text or "" for part in body.iter(qn("w:t"))).replace("\u00a0", "").replace(" ", "")


def part(made: bytes, name: str) -> etree._Element:
    with zipfile.ZipFile(io.BytesIO(made)) as parts:
        return etree.fromstring(parts.read(name))


def test_word_and_the_pages_say_the_same_words(made):
    """Letter for letter, but for page numbers, notes and repeated table headings, which pages alone have."""
    reader = pypdf.PdfReader(io.BytesIO(pdf(everything())))
    drawn = re.sub(r"\s|\u200b", "", "".join(page.extract_text() for page in reader.pages))
    for paragraph in opened(made).element.body.iter(qn("w:p")):
        said = re.sub(r"\s|　", "", "".join(t.text or "" for t in paragraph.iter(qn("w:t"))))
        assert said in _without_marks(drawn), said


def _without_marks(drawn: str) -> str:
    # Marks of notes stand between the words; in the sample they are the single figures behind these.
    return drawn.replace("1,204张1；", "1,204张；").replace("未提供数据2。", "未提供数据。")


def test_every_figure_has_a_real_footnote(made):
    references = list(part(made, "word/document.xml").iter(qn("w:footnoteReference")))
    notes = ["".join(note.itertext()).strip() for note in part(made, "word/footnotes.xml")]
    assert len(references) == 2
    assert "按 certificates_total 计数。依据 1,204 行记录。" in notes


def test_a_corrected_figure_is_marked_and_says_why():
    made = docx(corrected(everything(), {"certificates_total": ("1,200 张", "重复登记")}))
    run = next(r for p in opened(made).paragraphs for r in p.runs if r.text == "1,200\u00a0张")
    assert run.font.highlight_color is not None
    notes = "".join(part(made, "word/footnotes.xml").itertext())
    assert "程序计算为 1,204 张，经人工更正，理由：重复登记。" in notes


def test_the_same_document_gives_the_same_bytes(made):
    assert docx(everything()) == made


def test_no_part_of_it_has_the_clock_in_it(made):
    with zipfile.ZipFile(io.BytesIO(made)) as parts:
        assert {each.date_time[:3] for each in parts.infolist()} == {(DAY.year, DAY.month, DAY.day)}
    about = opened(made).core_properties
    assert about.created.date() == about.modified.date() == DAY


def test_a_chart_is_a_picture_with_its_words_and_its_number_below(made):
    document = opened(made)
    (shape,) = document.inline_shapes
    assert abs(shape.width - Mm(156)) < Mm(1)
    assert shape._inline.docPr.get("descr").startswith("共 3 次筛查")
    captions = [p.text for p in document.paragraphs if p.style.name == "Caption"]
    assert captions == ["表 1　分列（张）", "图 1　疑点变化", "表 2　宽表"]


def test_a_wide_table_stands_on_a_turned_page_between_upright_ones(made):
    sections = opened(made).sections
    assert [s.orientation for s in sections] == [
        WD_ORIENT.PORTRAIT, WD_ORIENT.LANDSCAPE, WD_ORIENT.PORTRAIT,
    ]  # fmt: skip
    turned = sections[1]
    assert turned.page_width > turned.page_height
    assert abs(turned.page_width - turned.left_margin - turned.right_margin - Mm(225)) < Mm(1)


def test_the_version_stands_at_the_foot_of_every_page(made):
    for footer in ("word/footer1.xml", "word/footer2.xml"):
        assert "第 1 版" in "".join(part(made, footer).itertext())


def test_the_letterhead_is_red_above_a_red_rule(made):
    head, number = [p for p in opened(made).paragraphs if p.text.strip()][:2]
    assert str(head.runs[0].font.color.rgb) == "D7000F"
    assert number.text == "示认〔2026〕7号\t签发人：（姓名）"
    assert number._p.pPr.find(qn("w:pBdr")) is not None


def test_a_final_document_has_neither_note_nor_mark_of_a_draft():
    told = words(docx(final(everything())))
    assert "（初稿）" not in told
    assert told.count("根据通知要求") == 1


def test_text_that_looks_like_markup_is_shown_as_it_is():
    told = words(docx(with_text_everywhere(HOSTILE)))
    assert told.count(HOSTILE.replace(" ", "").replace("\u202e", "")) >= 10


def test_one_attachment_has_no_number():
    told = words(docx(replace(everything(), attachments=("疑点清单",))))
    assert "附件：疑点清单" in told


def test_the_parts_of_a_paragraph_stand_in_the_order_word_asks_for(made):
    """Word refuses a file whose paragraph properties stand in another order than the schema's."""
    order = ["pStyle", "keepNext", "keepLines", "pageBreakBefore", "widowControl", "pBdr", "shd", "tabs",
             "spacing", "ind", "jc", "sectPr"]  # fmt: skip
    for properties in part(made, "word/document.xml").iter(qn("w:pPr")):
        names = [etree.QName(child).localname for child in properties]
        places = [order.index(name) for name in names if name in order]
        assert places == sorted(places), names
