"""A question is answered by whom it was asked of, or with the reason why by another; an answer changes with a reason."""

from __future__ import annotations

from datetime import date

import pytest

from tests.site import World
from zicha.casework.campaigns import asking, selectors
from zicha.casework.campaigns.models import Campaign, Question
from zicha.casework.campaigns.proposing import questions_for, tasks_for
from zicha.casework.campaigns.services import close_campaign
from zicha.casework.refused import Refused, Stale
from zicha.casework.tenancy.models import Member
from zicha.casework.trace.models import Entry


@pytest.fixture
def question(campaign: Campaign, in_scope: World) -> Question:
    """The first question, asked of the auditor."""
    found = campaign.questions.first()
    assert found is not None
    [given] = asking.ask_members(
        campaign_id=campaign.pk,
        question_ids=[found.pk],
        assignee=in_scope.auditor,
        by=in_scope.quality_manager,
    )
    return given


def answered(question: Question, by: Member, **changes: object) -> Question:
    said = {"answer": "conforms", "statement": "抽查 20 份档案，均一致", "by": by}
    return asking.answer_question(question_id=question.pk, **(said | changes))


def test_an_answer_names_who_and_when_and_is_traced(question: Question, in_scope: World) -> None:
    done = answered(question, in_scope.auditor)
    assert (done.answered_by, done.answer, done.stood_in) == (in_scope.auditor, "conforms", "")
    assert done.answered_at is not None
    entry = Entry.objects.get(action="question.answered")
    assert (entry.by, entry.after["answer"]) == (in_scope.auditor, "conforms")


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"answer": ""}, "请选择答复"),
        ({"answer": "perhaps"}, "请选择答复"),
        ({"statement": " "}, "写明核查了什么"),
    ],
)
def test_an_answer_without_substance_is_refused(
    changes: dict, said: str, question: Question, in_scope: World
) -> None:
    with pytest.raises(Refused, match=said):
        answered(question, in_scope.auditor, **changes)


def test_somebody_else_answers_only_with_a_reason_that_stays(question: Question, in_scope: World) -> None:
    with pytest.raises(Refused, match="代为答复"):
        answered(question, in_scope.reviewer)
    done = answered(question, in_scope.reviewer, reason="责任人出差")
    assert (done.answered_by, done.stood_in) == (in_scope.reviewer, "责任人出差")


def test_nobody_asked_needs_no_reason_to_answer(campaign: Campaign, in_scope: World) -> None:
    free = campaign.questions.last()
    assert free is not None
    assert answered(free, in_scope.reviewer).stood_in == ""


def test_an_answer_changes_with_a_reason_and_the_trace_keeps_the_old_one(
    question: Question, in_scope: World
) -> None:
    answered(question, in_scope.auditor)
    with pytest.raises(Refused, match="修改已经作出的答复"):
        answered(question, in_scope.auditor, answer="fails")
    answered(question, in_scope.auditor, answer="fails", reason="复核发现两份不一致")
    entry = Entry.objects.get(action="answer.changed")
    assert (entry.before["answer"], entry.after["answer"]) == ("conforms", "fails")
    assert entry.reason == "复核发现两份不一致"
    assert list(selectors.failing_questions(question.campaign)) == [question]


def test_no_question_is_due_after_the_task_that_answers_it(campaign: Campaign) -> None:
    tasks = {task.place: task for task in tasks_for(campaign) if task.place.isdigit()}
    asked = [one for one in questions_for(campaign) if one.place[:1] in tasks]
    assert len(tasks) >= 4
    assert asked
    assert all(one.due_on <= tasks[one.place[0]].due_on for one in asked)


def test_two_who_answer_at_once_are_told(question: Question, in_scope: World) -> None:
    seen = question.version
    answered(question, in_scope.auditor, version=seen)
    with pytest.raises(Stale, match="目前的答复是“符合”"):
        answered(question, in_scope.reviewer, answer="fails", reason="代答", version=seen)
    question.refresh_from_db()
    assert question.answer == "conforms"


def test_an_answer_is_withdrawn_by_who_gave_it_or_the_manager(question: Question, in_scope: World) -> None:
    answered(question, in_scope.auditor)
    with pytest.raises(Refused, match="答复人或者质量负责人"):
        asking.withdraw_answer(question_id=question.pk, reason="有误", by=in_scope.reviewer)
    with pytest.raises(Refused, match="理由"):
        asking.withdraw_answer(question_id=question.pk, reason="", by=in_scope.auditor)
    back = asking.withdraw_answer(question_id=question.pk, reason="有误", by=in_scope.auditor)
    assert (back.answer, back.answered_by, back.statement) == ("", None, "")
    with pytest.raises(Refused, match="还没有答复"):
        asking.withdraw_answer(question_id=question.pk, reason="有误", by=in_scope.auditor)


def test_an_answered_question_is_not_reworded(question: Question, in_scope: World) -> None:
    answered(question, in_scope.auditor)
    with pytest.raises(Refused, match="撤回答复"):
        reworded(question, in_scope, text="另一个要求")


def test_a_later_day_needs_a_reason_and_no_day_lies_outside_the_plan(
    question: Question, in_scope: World
) -> None:
    later = date(2026, 9, 28)
    with pytest.raises(Refused, match="推迟"):
        reworded(question, in_scope, due_on=later)
    reworded(question, in_scope, due_on=later, reason="等待原件")
    with pytest.raises(Refused, match="晚于报送截止日期"):
        reworded(question, in_scope, due_on=date(2026, 10, 1), reason="等待原件")
    with pytest.raises(Refused, match="早于自查开始日期"):
        reworded(question, in_scope, due_on=date(2026, 6, 1))


def reworded(question: Question, world: World, **changes: object) -> Question:
    question.refresh_from_db()
    names = ("place", "text", "evidence_wanted", "assignee", "due_on")
    said = {name: getattr(question, name) for name in names} | {"by": world.quality_manager}
    return asking.change_question(question_id=question.pk, **(said | changes))


def test_many_questions_are_given_at_once_with_an_entry_each(campaign: Campaign, in_scope: World) -> None:
    first, *rest = campaign.questions.all()
    answered(first, in_scope.auditor)
    given = asking.ask_members(
        campaign_id=campaign.pk,
        question_ids=[first.pk, *(one.pk for one in rest)],
        assignee=in_scope.reviewer,
        by=in_scope.quality_manager,
    )
    assert len(given) == len(rest) == 29, "what is answered stays as it is"
    assert Entry.objects.filter(action="question.assigned").count() == 29
    assert not asking.ask_members(
        campaign_id=campaign.pk, question_ids=[one.pk for one in rest], assignee=in_scope.reviewer,
        by=in_scope.quality_manager,
    ), "nothing changes twice"  # fmt: skip


def test_questions_go_to_nobody_who_may_not_answer(campaign: Campaign, in_scope: World) -> None:
    with pytest.raises(Refused, match="角色不能办理"):
        asking.ask_members(
            campaign_id=campaign.pk,
            question_ids=[campaign.questions.first().pk],
            assignee=in_scope.administrator,
            by=in_scope.quality_manager,
        )


def test_a_question_of_ones_own_is_added_behind_the_others(campaign: Campaign, in_scope: World) -> None:
    own = asking.add_question(
        campaign_id=campaign.pk,
        text="分支机构负责人没有变更而未备案的情况。",
        due_on=date(2026, 8, 31),
        by=in_scope.quality_manager,
        place="4b",
    )
    assert (own.code, own.position, own.passage.title) == ("", 31, "管理制度、追溯")
    with pytest.raises(Refused, match="没有条款"):
        asking.add_question(
            campaign_id=campaign.pk,
            text="问",
            due_on=date(2026, 8, 31),
            by=in_scope.quality_manager,
            place="九九",
        )


def test_nothing_is_answered_in_a_closed_campaign(question: Question, in_scope: World) -> None:
    close_campaign(campaign_id=question.campaign_id, reason="结束", by=in_scope.quality_manager)
    with pytest.raises(Refused, match="已经结束"):
        answered(question, in_scope.auditor)
