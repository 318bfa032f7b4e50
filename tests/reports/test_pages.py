"""A document as pages: the layout of an official document, words never read as markup, the same bytes every time."""

from __future__ import annotations

import io
import re
from dataclasses import replace
from datetime import date

import pypdf
import pytest

from tests.reports.documents import DAY, HOSTILE, everything, fact, with_text_everywhere
from zicha.reports.document import Document, Run, Section
from zicha.reports.editing import corrected, final
from zicha.reports.typeset.rendering import pages, pdf, preview
from zicha.reports.typeset.template_data import breakable
from zicha.reports.writing import Writing

MM = 72 / 25.4


def read(made: bytes) -> pypdf.PdfReader:
    return pypdf.PdfReader(io.BytesIO(made))


def text(made: bytes) -> str:
    return "\n".join(page.extract_text() for page in read(made).pages)


def without_blanks(words: str) -> str:
    return re.sub(r"[\s\u200b]", "", words)


def short(*pieces, **fields) -> Document:
    writing = Writing("1")
    writing.say(*pieces)
    return Document(
        title=((Run("题"),),),
        body_name="",
        recipients=(),
        day=DAY,
        sections=(Section("1", "部分", writing.blocks),),
        **fields,
    )


@pytest.fixture(scope="module")
def made() -> bytes:
    return pdf(everything())


def test_it_says_everything_the_document_says(made):
    told = without_blanks(text(made))
    for words in (
        "示例认证有限公司文件", "示认〔2026〕7号", "签发人：", "（初稿）", "市场监管总局：", "一、基本情况",
        "（一）发证总量", "1.分列", "（1）更细", "1,204张", "未提供数据", "表1分列（张）", "12.50", "图1疑点变化",
        "1.第一件", "【请填写：整改措施】", "表2宽表", "附件：", "1.疑点清单", "2.判定结果", "（公章）", "2026年6月30日",
        "第1版",
    ):  # fmt: skip
        assert words in told, words


def test_every_figure_has_its_footnote_on_the_page(made):
    told = without_blanks(text(made))
    assert "按certificates_total计数。依据1,204行记录。" in told
    assert "按penalties_2y计数。" in told


def test_the_page_is_that_of_an_official_document(made):
    page = read(made).pages[1]
    assert [float(side) for side in page.mediabox[2:]] == pytest.approx([210 * MM, 297 * MM], abs=1)
    places = placed(page)
    left = min(x for words, x, y in places if y > 40 * MM)
    assert left >= 28 * MM - 1
    number = next(y for words, x, y in places if "—" in words and y < 35 * MM)
    assert number == pytest.approx((35 - 7 - 4.5) * MM, abs=3 * MM)


def placed(page) -> list[tuple[str, float, float]]:
    """Words of the page and where they begin, in points from its lower left corner."""
    places = []

    def note(words, cm, tm, font, size):
        if words.strip():
            at = pypdf.mult(tm, cm)
            places.append((words, at[4], at[5]))

    page.extract_text(visitor_text=note)
    return places


def test_page_numbers_stand_outside():
    reader = read(pdf(short("字" * 2000)))
    first, second = (
        next(x for words, x, y in placed(page) if "—" in words and y < 35 * MM) for page in reader.pages[:2]
    )
    assert first > 105 * MM
    assert second < 105 * MM


def test_a_page_of_text_has_twenty_two_lines_of_twenty_eight_characters():
    reader = read(pdf(short("国" * 3000)))
    lines = [line for line in reader.pages[1].extract_text().splitlines() if "国" in line]
    assert len(lines) == 22
    # 156 mm at 三号 is 27.6 characters; printers squeeze the twenty-eighth in.
    assert {line.count("国") for line in lines} <= {27, 28}


def test_a_wide_table_stands_on_a_turned_page(made):
    turned = [page for page in read(made).pages if page.mediabox[2] > page.mediabox[3]]
    assert ["宽表" in page.extract_text() for page in turned] == [True]


def test_a_long_table_repeats_its_heading_on_every_page():
    writing = Writing("1")
    writing.table(["长表"], ("编号甲", "内容乙"), [(str(number), "行") for number in range(120)], (1, 3))
    document = replace(short("。"), sections=(Section("1", "部分", writing.blocks),))
    reader = read(pdf(document))
    assert len(reader.pages) >= 3
    assert all("编号甲" in page.extract_text() for page in reader.pages)


def test_the_same_document_gives_the_same_bytes(made):
    assert pdf(everything()) == made


def test_a_changed_word_gives_other_bytes(made):
    assert pdf(replace(everything(), number="示认〔2026〕8号")) != made


def test_its_dates_are_the_day_of_the_document_and_not_the_clock(made):
    about = read(made).metadata
    assert about.creation_date.date() == about.modification_date.date() == DAY
    assert about.title == "示例认证有限公司认证质量自查整改报告"
    other = read(pdf(replace(everything(), day=date(2020, 2, 29)))).metadata
    assert other.creation_date.date() == date(2020, 2, 29)


def test_it_is_made_for_archives_and_for_reading_aloud(made):
    about = read(made).xmp_metadata.stream.get_data().decode()
    assert "<pdfaid:part>2</pdfaid:part>" in about
    assert "<pdfaid:conformance>A</pdfaid:conformance>" in about
    assert "<pdfuaid:part>1</pdfuaid:part>" in about
    root = read(made).trailer["/Root"]
    assert root["/Lang"].lower().startswith("zh")
    assert "共 3 次筛查" in alternative_texts(root["/StructTreeRoot"])


def alternative_texts(node) -> str:
    node = node.get_object() if hasattr(node, "get_object") else node
    if isinstance(node, list):
        return "".join(alternative_texts(each) for each in node)
    if not isinstance(node, dict):
        return ""
    return str(node.get("/Alt", "")) + alternative_texts(node.get("/K", []))


def test_every_font_is_inside(made):
    names = {str(font) for page in read(made).pages for font in fonts_of(page)}
    assert names
    assert all(re.match(r"/[A-Z]{6}\+Noto(Serif|Sans)SC-", name) for name in names)


def fonts_of(page):
    return [font.get_object()["/BaseFont"] for font in page["/Resources"].get("/Font", {}).values()]


def test_the_file_has_no_link_and_no_script(made):
    for page in read(made).pages:
        for note in page.get("/Annots", []):
            assert "/A" not in note.get_object(), "only footnotes may be linked, inside the file"
    assert b"figure:" not in made
    assert b"/JavaScript" not in made


def test_text_that_looks_like_markup_is_shown_and_never_run():
    told = without_blanks(text(pdf(with_text_everywhere(HOSTILE))))
    for words in (
        '#read("/etc/hostname")', '#import"x.typ"', "#panic()", "$a^2$", "*粗*", "_斜_", "`码`", "[框]", "<标>",
        "@引", "\\//注/*注*/", "=题-项+项~", "<script>alert(1)</script>", "{{}}",
    ):  # fmt: skip
        assert told.count(without_blanks(words)) >= 10, words


@pytest.mark.parametrize("letters", ["\x00\x1b", "\ud800", "\u202e", "\ufffe"])
def test_letters_no_file_can_hold_are_left_out(letters):
    assert without_blanks("前后") in without_blanks(text(pdf(short(f"前{letters}后"))))


def test_an_empty_document_can_be_drawn():
    document = Document(title=((Run("题"),),), body_name="", recipients=(), day=DAY)
    assert len(read(pdf(document)).pages) == 1


def test_a_key_longer_than_its_cell_gets_places_to_break_and_a_short_one_none():
    assert breakable("99925Q1R0S", 8) == "99925Q1R0S"
    assert "\u200b" in breakable("a" * 64, 8)
    assert breakable("CERT-2026|AUDIT-0001", 8) == "CERT-\u200b2026|\u200bAUDIT-\u200b0001"


def test_a_cell_of_the_widest_letters_stays_in_its_cell():
    writing = Writing("1")
    writing.table(["表"], ("甲", "乙"), [("W" * 60, "右")], (1, 3))
    document = replace(short("。"), sections=(Section("1", "部分", writing.blocks),))
    lines = [(words.strip(), x) for words, x, y in placed(read(pdf(document)).pages[0]) if "W" in words]
    assert len(lines) > 3
    assert all(x + 10.5 * 0.97 * words.count("W") <= (28 + 156 / 4) * MM for words, x in lines)


# The pages on the screen.


def test_the_screen_shows_as_many_pages_as_the_file_has(made):
    assert len(pages(everything())) == len(read(made).pages)


def test_a_figure_on_the_screen_is_a_link_that_says_what_it_is():
    shown = pages(everything(), link=lambda key: f"/figures/{key}/?a=1&b=2")[0]
    assert 'href="/figures/certificates_total/?a=1&amp;b=2"' in shown
    assert 'data-figure="certificates_total"' in shown
    assert "<title>1,204 张。按 certificates_total 计数。依据 1,204 行记录。</title>" in shown


def test_a_corrected_figure_on_the_screen_tells_why():
    document = corrected(everything(), {"certificates_total": ("1,200 张", "重复登记")})
    assert "经人工更正，理由：重复登记。" in pages(document, link=lambda key: "#")[0]


def test_without_links_asked_for_there_are_none():
    assert not [page for page in pages(everything()) if "<a " in page or 'href="figure' in page]


def test_hostile_keys_and_footnotes_stay_words_in_the_page():
    shown = "".join(pages(with_text_everywhere(HOSTILE), link=lambda key: f"/f?{key}"))
    assert "<script" not in shown
    assert "&lt;script&gt;" in shown


def test_links_and_breaks_are_the_same_with_and_without_them():
    """The screen is the paper: every letter stands in the same place."""

    def letters(page: str) -> list[tuple[str, float, float]]:
        placed = []
        for x, y, line in re.findall(
            r'<g transform="matrix\(1 0 0 -1 ([\d.]+) ([\d.]+)\)">((?:<use [^>]*/>)+)', page
        ):
            for glyph, ahead in re.findall(r'href="#(\w+)" x="([\d.]+)"', line):
                placed.append((glyph, round(float(x) + float(ahead), 3), float(y)))
        return placed

    with_links, without = pages(everything(), link=lambda key: "#"), pages(everything())
    assert sum(len(letters(page)) for page in without) > 200
    assert [letters(page) for page in with_links] == [letters(page) for page in without]


def test_the_outline_knows_the_page_each_section_begins_on():
    assert preview(everything()).section_pages == {"1": 1, "2": 2}


def test_a_draft_and_a_final_document_differ_in_the_notes_alone(made):
    done = read(pdf(final(everything())))
    assert len(done.pages) == len(read(made).pages) - 1


def test_a_figure_in_a_table_is_a_link_as_well():
    writing = Writing("1")
    writing.table(["表"], ("甲",), [writing.line(fact("in_a_table", 3))], (1,))
    document = replace(short("。"), sections=(Section("1", "部分", writing.blocks),))
    assert 'data-figure="in_a_table"' in pages(document, link=lambda key: "#")[0]
