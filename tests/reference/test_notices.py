"""A notice is data: its words are those of the official text, its parts fit together."""

import re
from dataclasses import replace
from pathlib import Path

import pytest

from zicha.reference.notices import CURRENT, NOTICES
from zicha.reference.notices.notice import SubPoint
from zicha.reference.notices.samr_2019_18 import NOTICE

PUBLISHED = Path(__file__).resolve().parents[2] / "../shared/founding"


def words(text: str) -> str:
    """The text without the blanks and line breaks of the printed page."""
    return re.sub(r"\s", "", text)


def quotations() -> list[str]:
    texts = [NOTICE.title, NOTICE.purpose.text, NOTICE.scope.text, NOTICE.report_title, NOTICE.goals]
    texts += [area.text for area in NOTICE.focus_areas]
    texts += [part for asked in NOTICE.requirements for part in (asked.title, asked.text)]
    texts += [part for section in NOTICE.report_sections for part in (section.title, section.text)]
    texts += [recipient.chinese for recipient in NOTICE.recipients]
    return [text for text in texts if text]


def test_a_module_that_defines_a_notice_is_found():
    assert NOTICES[CURRENT] is NOTICE
    assert all(key == notice.key for key, notice in NOTICES.items())


def test_the_notice_of_2019_has_four_focus_areas_five_requirements_and_five_sections():
    assert [area.letter for area in NOTICE.focus_areas] == ["A", "B", "C", "D"]
    assert [asked.place for asked in NOTICE.requirements] == [f"二（{number}）" for number in "一二三四五"]
    assert [section.number for section in NOTICE.report_sections] == [1, 2, 3, 4, 5]


def test_the_sub_points_run_from_1a_to_4c():
    assert (
        " ".join(point.code for point in NOTICE.sub_points()) == "1a 1b 1c 1d 1e 2a 2b 2c 3a 3b 3c 4a 4b 4c"
    )


def test_every_quotation_is_in_the_published_text():
    texts = list(PUBLISHED.glob("004_*.txt"))
    if not texts:
        pytest.skip("the published text is not beside the project")
    published = words(texts[0].read_text(encoding="utf-8"))
    assert [text for text in quotations() if words(text) not in published] == []


def test_the_report_goes_stamped_to_two_recipients_by_the_end_of_june():
    assert NOTICE.stamped
    assert NOTICE.due_on.isoformat() == "2019-06-30"
    assert [recipient.by_registration for recipient in NOTICE.recipients] == [False, True]


def test_every_section_says_what_a_person_must_write():
    assert all(section.to_write for section in NOTICE.report_sections)


def test_a_check_code_and_a_sub_point_code_lead_to_the_focus_area():
    assert NOTICE.area_of("B15").number == 2
    assert NOTICE.area_of("3c").letter == "C"
    assert NOTICE.sub_point("2a").label == "减少时间或不到现场"
    with pytest.raises(KeyError):
        NOTICE.sub_point("5a")


def test_every_passage_of_the_notice_is_carried_out_by_tasks_and_asked_of_people():
    places = {passage.place for passage in NOTICE.passages()}
    assert {task.place for task in NOTICE.tasks} == places - {point.code for point in NOTICE.sub_points()}
    assert {question.place for question in NOTICE.questions} == places - {
        str(area.number) for area in NOTICE.focus_areas
    }


def test_every_question_says_what_must_hold_what_shows_it_and_why_people_are_asked():
    for question in NOTICE.questions:
        assert question.text.endswith("。"), question.code
        assert question.evidence, question.code
        assert question.because, question.code


def test_a_task_or_a_question_of_a_place_the_notice_has_not_is_refused():
    elsewhere = replace(NOTICE.questions[0], place="九（九）")
    with pytest.raises(ValueError, match="九（九） is no place"):
        replace(NOTICE, questions=(elsewhere,))
    with pytest.raises(ValueError, match="by 101 %"):
        replace(NOTICE, tasks=(replace(NOTICE.tasks[0], by_then=101),))


def test_every_check_belongs_to_a_focus_area_of_every_notice():
    registry = pytest.importorskip("zicha.checks.registry")
    for notice in NOTICES.values():
        for rule in registry.all_checks():
            assert notice.area_of(rule.code) in notice.focus_areas


def test_a_sub_point_that_is_not_in_the_words_of_its_area_is_refused():
    area = NOTICE.focus_areas[0]
    invented = replace(area, sub_points=(SubPoint("1a", "超范围", "擅自扩大认证范围"),))
    with pytest.raises(ValueError, match="1a"):
        replace(NOTICE, focus_areas=(invented, *NOTICE.focus_areas[1:]))


def test_a_sub_point_given_twice_is_refused():
    area = NOTICE.focus_areas[0]
    twice = replace(area, sub_points=area.sub_points[:1] * 2)
    with pytest.raises(ValueError, match="sub-point"):
        replace(NOTICE, focus_areas=(twice, *NOTICE.focus_areas[1:]))


def test_no_notice_carries_a_telephone_number_or_an_address_of_a_contact():
    for notice in NOTICES.values():
        assert not re.search(r"\d{7,}|@", repr(notice))


def test_every_clause_a_check_cites_is_a_sub_point_of_the_notice():
    registry = pytest.importorskip("zicha.checks.registry")
    codes = {point.code for notice in NOTICES.values() for point in notice.sub_points()}
    assert {
        rule.code: set(rule.clauses) - codes for rule in registry.all_checks() if set(rule.clauses) - codes
    } == {}
