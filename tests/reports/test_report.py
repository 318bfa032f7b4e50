"""The self-inspection report as Word sees it: sections, footnotes, fonts, places to write, leads that stay leads."""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import replace
from datetime import date
from pathlib import Path

import docx
import pypdf
import pytest
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from lxml import etree

from zicha.findings.outcome import Outcome
from zicha.reference.notices.notice import Notice
from zicha.reports.editing import places
from zicha.reports.facts import facts_of
from zicha.reports.numbered_leads import numbered_leads
from zicha.reports.self_check_report import REPORT_FILE, Report, self_check_document, write_report
from zicha.reports.typeset.rendering import pdf
from zicha.screening.coverage import Coverage

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def written(outcome: Outcome, notice: Notice, folder: Path) -> Path:
    write_report(outcome, notice, facts_of(outcome, notice), numbered_leads(outcome, notice), folder)
    return folder / REPORT_FILE


@pytest.fixture(scope="module")
def report(outcome: Outcome, notice: Notice, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return written(outcome, notice, tmp_path_factory.mktemp("report"))


def xml(report: Path, name: str) -> etree._Element:
    with zipfile.ZipFile(report) as parts:
        return etree.fromstring(parts.read(name))


def text(report: Path) -> str:
    document = docx.Document(str(report))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    notes = ["".join(note.itertext()) for note in xml(report, "word/footnotes.xml")]
    return "\n".join([*(p.text for p in document.paragraphs), *cells, *notes]).replace("\u00a0", " ")


def test_it_has_the_five_sections_of_the_notice_in_their_words(report, notice):
    headings = [p.text for p in docx.Document(str(report)).paragraphs if p.style.name == "Heading 1"]
    assert headings == [
        f"{mark}、{section.title}" for mark, section in zip("一二三四五", notice.report_sections, strict=True)
    ]


def test_it_names_the_body_and_the_notice(report):
    told = text(report)
    assert "示例认证有限公司" in told
    assert "市监认证〔2019〕18号" in told
    assert "市场监管总局（认证监管司）" in told


def test_every_figure_has_a_footnote_of_its_own_and_every_footnote_a_figure(report):
    references = [e.get(f"{W}id") for e in xml(report, "word/document.xml").iter(f"{W}footnoteReference")]
    notes = [e for e in xml(report, "word/footnotes.xml") if e.get(f"{W}type") is None]
    assert references == [note.get(f"{W}id") for note in notes]
    assert len(references) == len(set(references)) > 15
    figures = re.findall(r"：(?:[\d,]+\u00a0\w+|未提供数据)(?=[，。；（])", _sentences(report))
    assert len(figures) == len(references)


def _sentences(report: Path) -> str:
    return "\n".join(p.text for p in docx.Document(str(report)).paragraphs)


def test_every_fact_of_the_notice_is_told_with_its_footnote(report, outcome, notice):
    notes = ["".join(note.itertext()).strip() for note in xml(report, "word/footnotes.xml")]
    for fact in facts_of(outcome, notice).facts.values():
        assert fact.footnote in notes


def test_the_footnotes_are_wired_as_word_expects(report):
    with zipfile.ZipFile(report) as parts:
        kinds = parts.read("[Content_Types].xml").decode()
        assert "/word/footnotes.xml" in kinds
        assert "footnotes.xml" in parts.read("word/_rels/document.xml.rels").decode()
    settings = xml(report, "word/settings.xml")
    named = settings.find(f"{W}footnotePr")
    assert [e.get(f"{W}id") for e in named] == ["-1", "0"]
    assert named.getnext().tag == f"{W}compat"


def test_a_lead_nobody_confirmed_is_never_called_a_problem(report, notice):
    official = [section.title for section in notice.report_sections]
    official += [what for section in notice.report_sections for what in section.to_write]
    official += [point.text for point in notice.sub_points()]
    told = text(report)
    for words in official:
        told = told.replace(words, "")
    assert "问题" not in told
    assert "疑点" in told


def test_what_could_not_be_checked_is_said(report):
    told = text(report)
    assert "因缺少数据未能执行" in told
    assert "没有提供数据表：现场签到（sign_ins）" in told
    assert "无法判定不算通过" in told
    assert "获证组织没有登记或参保人数" in told


def test_an_overridden_parameter_is_told_with_its_reason(report):
    told = text(report)
    assert "45%" in told
    assert "季节工多" in told


def test_places_to_write_are_marked(report, notice):
    document = docx.Document(str(report))
    marked = {run.text for p in document.paragraphs for run in p.runs if run.font.highlight_color}
    for section in notice.report_sections:
        for what in section.to_write:
            assert f"【请填写：{what}】" in marked


def test_the_page_is_that_of_an_official_document(report):
    document = docx.Document(str(report))
    section = document.sections[0]
    assert abs(section.page_width - Mm(210)) < Mm(1)
    assert abs(section.page_height - Mm(297)) < Mm(1)
    for real, lawful in (
        (section.top_margin, Mm(37)),
        (section.left_margin, Mm(28)),
        (section.page_width - section.left_margin - section.right_margin, Mm(156)),
        (section.page_height - section.top_margin - section.bottom_margin, Mm(225)),
    ):
        assert abs(real - lawful) < Mm(1)
    body = document.styles["Normal"]
    assert body.font.size == Pt(16)
    assert body.paragraph_format.line_spacing == Pt(29)
    for footer in ("word/footer1.xml", "word/footer2.xml"):
        assert "".join(xml(report, footer).itertext()).strip().replace(" PAGE ", "1") == "— 1 —"


def test_no_style_in_use_falls_back_to_a_western_font(report):
    document = docx.Document(str(report))
    used = {p.style.name for p in document.paragraphs} | {"Table Text", "footnote text", "Footer"}
    for name in used:
        fonts = document.styles[name].element.rPr.find(qn("w:rFonts"))
        assert fonts.get(qn("w:eastAsia")) == fonts.get(qn("w:ascii"))
        assert not [a for a in fonts.attrib if "Theme" in a]
    defaults = xml(report, "word/styles.xml").find(f"{W}docDefaults").find(f".//{W}rFonts")
    assert defaults.get(f"{W}eastAsia") == "仿宋_GB2312"


def test_coverage_in_the_report_adds_up(report):
    for table in docx.Document(str(report)).tables:
        head = [cell.text for cell in table.rows[0].cells]
        if "应查" in head and "免查" in head:
            for row in table.rows[1:]:
                cells = dict(zip(head, (cell.text for cell in row.cells), strict=True))
                judged = (int(cells[name]) for name in ("疑点", "通过", "无法判定", "免查"))
                assert sum(judged) == int(cells["应查"])
            return
    pytest.fail("there is no coverage table")


def test_names_with_characters_xml_cannot_hold_do_not_break_it(outcome, notice, tmp_path):
    bad = replace(outcome.findings[0], subject_id="C\x001\x0b", sentence="名称\x1f含控制符")
    told = text(written(replace(outcome, findings=(bad,)), notice, tmp_path))
    assert "名称含控制符" in told


def test_several_bodies_are_told_in_one_table(outcome, notice, tables, tmp_path):
    certificates = [
        {
            "certificate_no": f"C{number}",
            "body_id": f"B{number}",
            "org_id": "O",
            "scheme": "QMS",
            "status": "valid",
            "issued_on": date(2025, 1, 1),
            "expires_on": date(2028, 1, 1),
        }
        for number in range(3)
    ]
    files = {**outcome.files, **tables(certificates=certificates)}
    told = text(written(replace(outcome, files=files), notice, tmp_path))
    assert "全部机构（4 家）" in told
    assert "分机构情况" in told


def test_a_body_without_a_name_is_a_place_to_write(outcome, notice, tables, tmp_path):
    number = "CNCA-R-2002-001"
    files = {**outcome.files, **tables(bodies=[{"body_id": number, "name": number}])}
    assert "【请填写：认证机构名称】" in text(written(replace(outcome, files=files), notice, tmp_path))


def test_a_check_that_decided_nothing_is_not_told_as_clean(outcome, notice, tmp_path):
    nothing = Coverage("A09", True, in_scope=4, undecided=4)
    coverage = {**outcome.screening.coverage, "A09": nothing}
    screening = replace(outcome.screening, coverage=coverage)
    told = text(written(replace(outcome, screening=screening, findings=()), notice, tmp_path))
    assert "疑点：0 条，无法判定：4 个，没有一个对象得出结论" in told


def test_the_pages_tell_every_fact_the_word_file_tells(outcome, notice):
    facts = facts_of(outcome, notice)
    document = self_check_document(Report(outcome, notice, facts, numbered_leads(outcome, notice)))
    pages = pypdf.PdfReader(io.BytesIO(pdf(document))).pages
    told = re.sub(r"\s|\u200b", "", "".join(page.extract_text() for page in pages))
    for fact in facts.facts.values():
        assert re.sub(r"\s", "", fact.footnote) in told
    for section in notice.report_sections:
        assert section.title in told


def test_every_figure_and_every_place_to_write_has_a_key_of_its_own(outcome, notice):
    facts = facts_of(outcome, notice)
    document = self_check_document(Report(outcome, notice, facts, numbered_leads(outcome, notice)))
    figures = [run.figure.key for _, run in document.runs() if run.figure]
    assert len(set(figures)) == len(figures)
    assert set(facts.facts) <= set(figures)
    keys = [place.key for place in places(document)]
    assert len(set(keys)) == len(keys)


def test_the_same_screening_gives_the_same_file(outcome, notice, report, tmp_path):
    assert written(outcome, notice, tmp_path).read_bytes() == report.read_bytes()
