"""A document as what it says: numbers of headings, places to write, figures corrected with a reason."""

from __future__ import annotations

import pytest

from tests.reports.documents import everything, fact
from zicha.reports.document import Numbering, Paragraph, Run, Table, chinese_number, shown_cell
from zicha.reports.editing import corrected, filled, final, places
from zicha.reports.writing import ToWrite, Writing


def texts(document):
    return [run.shown for _, run in document.runs()]


def test_headings_count_within_the_one_above_and_begin_anew_under_the_next():
    numbers = Numbering()
    levels = (1, 2, 3, 4, 4, 3, 2, 3, 1, 2)
    assert [numbers.heading(level) for level in levels] == [
        "一、", "（一）", "1. ", "（1）", "（2）", "2. ", "（二）", "1. ", "二、", "（一）",
    ]  # fmt: skip


def test_chinese_numbers_read_as_they_are_written():
    assert [chinese_number(number) for number in (1, 9, 10, 11, 20, 21, 99)] == [
        "一", "九", "十", "十一", "二十", "二十一", "九十九",
    ]  # fmt: skip


def test_tables_and_charts_are_counted_apart():
    numbers = Numbering()
    assert [numbers.table(), numbers.chart(), numbers.table()] == ["表 1", "图 1", "表 2"]


def test_a_row_must_have_a_cell_for_every_heading():
    with pytest.raises(ValueError, match="2 cells under 3 headings"):
        Table((Run("表"),), ("甲", "乙", "丙"), (("一", "二"),), (1, 1, 1))


def test_a_figure_not_supplied_says_so_and_is_never_zero():
    run = Writing("1").line(fact("penalties_2y", None))[0]
    assert run.shown == "未提供数据"
    assert run.figure.key == "penalties_2y"


def test_an_empty_place_shows_as_a_coloured_cell_and_no_words():
    assert shown_cell(Run("", place="x"))[0] == ""
    assert Run("原因", place="x").shown == "【请填写：原因】"


def test_every_place_has_a_key_of_its_own():
    writing = Writing("3")
    writing.say(ToWrite("原因"), ToWrite("原因"), ToWrite("措施", key="measures"))
    keys = [run.place for run in writing.blocks[0].runs]
    assert keys == ["3:原因", "3:原因#2", "measures"]


def test_what_is_still_to_write_is_listed_with_its_section():
    listed = [(place.section, place.key) for place in places(everything())]
    assert ("2", "2:整改措施") in listed
    assert ("", "title:省级部门") in listed
    assert len(listed) == 4


def test_a_place_that_was_written_is_no_place_any_more():
    document = filled(everything(), {"2:整改措施": "已经收回证书。", "2:建议": "  "})
    assert [place.key for place in places(document) if place.section == "2"] == ["2:建议"]
    assert "已经收回证书。" in texts(document)


def test_lines_of_a_text_become_paragraphs():
    before = everything()
    after = filled(before, {"2:整改措施": "第一段。\n\n第二段。"})
    told = [block.runs[0].text for _, block in after.blocks() if isinstance(block, Paragraph)]
    assert told[told.index("第一段。") + 1] == "第二段。"
    assert len(list(after.blocks())) == len(list(before.blocks())) + 1


def test_a_corrected_figure_shows_the_new_value_and_tells_the_old_one_and_why():
    document = corrected(everything(), {"certificates_total": ("1,200 张", "重复登记 4 张。")})
    run = next(run for _, run in document.runs() if run.correction)
    assert run.shown == "1,200 张"
    assert "程序计算为 1,204 张，经人工更正，理由：重复登记 4 张。" in run.footnote
    assert run.figure.key == "certificates_total"


def test_a_figure_corrected_twice_still_tells_what_was_computed():
    once = corrected(everything(), {"certificates_total": ("1,200 张", "甲")})
    twice = corrected(once, {"certificates_total": ("1,199 张", "乙")})
    run = next(run for _, run in twice.runs() if run.correction)
    assert run.correction.computed == "1,204 张"


@pytest.mark.parametrize("correction", [("1,200 张", " "), ("", "重复")])
def test_a_correction_without_a_value_or_a_reason_is_refused(correction):
    with pytest.raises(ValueError, match="needs a value and a reason"):
        corrected(everything(), {"certificates_total": correction})


def test_a_correction_of_a_figure_that_is_not_there_is_refused():
    with pytest.raises(LookupError, match="no_such"):
        corrected(everything(), {"no_such": ("1", "理由")})


def test_editing_leaves_the_computed_document_as_it_was():
    document = everything()
    before = texts(document)
    corrected(filled(document, {"2:建议": "无"}), {"certificates_total": ("1 张", "试")})
    assert texts(document) == before


def test_a_final_document_has_no_notes_for_who_writes():
    draft = everything()
    done = final(draft, version="第 2 版")
    assert len(list(done.blocks())) == len(list(draft.blocks())) - len(draft.notes)
    assert (done.is_draft, done.draft_note, done.version) == (False, "", "第 2 版")
