"""A problem from its opening to its closing: what each step asks for, and everything that is refused."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from tests.casework import problems_made as made
from tests.casework.files import PDF, named
from tests.casework.leads_made import lead_made
from tests.casework.problems_made import MEASURES, confirmed_lead, filled_in, problem_made
from tests.site import World
from zicha.casework.campaigns.models import Campaign, CampaignState
from zicha.casework.evidence.selectors import evidence_of
from zicha.casework.evidence.services import add_evidence
from zicha.casework.leads.services import reopen_lead
from zicha.casework.problems.closing import (
    check_effect,
    close_problem,
    missing_for_submission,
    reopen_problem,
    return_problem,
    submit_problem,
    verify_problem,
)
from zicha.casework.problems.models import Problem, ProblemLead, ProblemState, Why
from zicha.casework.problems.selectors import (
    problem_counts,
    problem_of_lead,
    problems_by,
    reminders_for,
    whys_of,
)
from zicha.casework.problems.services import (
    add_leads,
    assign_problem,
    change_problem,
    extend_problem,
    save_measures,
)
from zicha.casework.problems.steps import STEPS, why_not
from zicha.casework.refused import Refused, Stale
from zicha.casework.trace.models import Entry

TODAY = timezone.localdate
MADE: dict[str, Callable[[Campaign, World], Problem]] = {
    "open": problem_made,
    "submitted": made.submitted,
    "verified": made.verified,
    "closed": made.closed,
}


def in_days(days: int):  # type: ignore[no-untyped-def]
    return TODAY() + timedelta(days=days)


# ---- opening ----------------------------------------------------------------------------------------------------


def test_confirmed_leads_open_a_problem_with_a_number(campaign: Campaign, in_scope: World) -> None:
    leads = [confirmed_lead(campaign, in_scope) for _ in range(2)]
    problem = problem_made(campaign, in_scope, lead_ids=[lead.pk for lead in leads])
    assert (problem.number, problem.area, problem.state) == (1, "A", ProblemState.OPEN)
    assert [link.lead_id for link in problem.links.all()] == [lead.pk for lead in leads]
    assert problem_made(campaign, in_scope).number == 2
    assert problem_of_lead(leads[0]) == problem


def test_a_question_that_fails_opens_a_problem_without_leads(campaign: Campaign, in_scope: World) -> None:
    problem = problem_made(campaign, in_scope, lead_ids=[], source=campaign)
    assert (problem.source_kind, problem.source_id) == ("campaigns.Campaign", campaign.pk)


@pytest.mark.parametrize("answer", ["", "conforms", "not_applicable"])
def test_a_question_that_does_not_fail_opens_no_problem(
    answer: str, campaign: Campaign, in_scope: World
) -> None:
    campaign.answer = answer  # type: ignore[attr-defined]
    with pytest.raises(Refused, match="不符合"):
        problem_made(campaign, in_scope, lead_ids=[], source=campaign)


@pytest.mark.parametrize("state", ["open", "dismissed", "snoozed", "gone"])
def test_a_lead_nobody_confirmed_opens_no_problem(state: str, campaign: Campaign, in_scope: World) -> None:
    lead = lead_made(campaign, state=state)
    with pytest.raises(Refused, match="只有属实的线索可以立项"):
        problem_made(campaign, in_scope, lead_ids=[lead.pk])


def test_a_lead_grounds_one_problem_only(campaign: Campaign, in_scope: World) -> None:
    lead = confirmed_lead(campaign, in_scope)
    problem_made(campaign, in_scope, lead_ids=[lead.pk])
    with pytest.raises(Refused, match=r"有 1 条线索已在整改，如线索 \d+ 已在问题 1"):
        problem_made(campaign, in_scope, lead_ids=[lead.pk])


def test_a_lead_of_a_problem_is_not_opened_again(campaign: Campaign, in_scope: World) -> None:
    lead = confirmed_lead(campaign, in_scope)
    problem_made(campaign, in_scope, lead_ids=[lead.pk])
    with pytest.raises(Refused, match="已转入问题整改"):
        reopen_lead(lead_id=lead.pk, text="再看一遍", by=in_scope.reviewer)


@pytest.mark.parametrize(
    ("columns", "why"),
    [
        ({"title": "  "}, "名称"),
        ({"lead_ids": []}, "写明情况"),
        ({"lead_ids": [999_999_999]}, "不在本次自查中"),
        ({"severity": "S9"}, "严重程度"),
        ({"due_on": timezone.localdate() - timedelta(days=1)}, "早于今天"),
    ],
    ids=["no title", "nothing to rest on", "unknown lead", "unknown severity", "day is past"],
)
def test_opening_is_refused(
    columns: dict[str, object], why: str, campaign: Campaign, in_scope: World
) -> None:
    with pytest.raises(Refused, match=why):
        problem_made(campaign, in_scope, **columns)
    assert not Problem.objects.exists()


def test_nobody_without_the_right_owns_a_problem(campaign: Campaign, in_scope: World) -> None:
    with pytest.raises(Refused, match="不能作责任人"):
        problem_made(campaign, in_scope, owner=in_scope.administrator)


def test_a_closed_campaign_opens_no_problem(campaign: Campaign, in_scope: World) -> None:
    lead = confirmed_lead(campaign, in_scope)
    campaign.state = CampaignState.CLOSED
    campaign.save()
    with pytest.raises(Refused, match="已经结束"):
        problem_made(campaign, in_scope, lead_ids=[lead.pk])


def test_further_leads_join_an_open_problem(campaign: Campaign, in_scope: World) -> None:
    problem = problem_made(campaign, in_scope)
    lead = confirmed_lead(campaign, in_scope)
    add_leads(problem_id=problem.pk, lead_ids=[lead.pk], by=in_scope.reviewer)
    assert ProblemLead.objects.filter(problem=problem, kind="ground").count() == 2


# ---- what is done about it --------------------------------------------------------------------------------------


def test_the_owner_writes_measures_and_the_why_chain(campaign: Campaign, in_scope: World) -> None:
    problem = problem_made(campaign, in_scope)
    save_measures(problem_id=problem.pk, by=in_scope.auditor, **MEASURES)
    save_measures(problem_id=problem.pk, by=in_scope.auditor, **{**MEASURES, "whys": ["派工时没有核对。"]})
    assert [why.text for why in whys_of(problem)] == ["派工时没有核对。"]
    # A step taken out is empty, not gone: the trace knows its row.
    assert Why.objects.filter(problem=problem).count() == 3


def test_measures_of_somebody_else_are_not_written(campaign: Campaign, in_scope: World) -> None:
    problem = problem_made(campaign, in_scope)
    with pytest.raises(Refused, match="由责任人"):
        save_measures(problem_id=problem.pk, by=in_scope.decision_maker, **MEASURES)


@pytest.mark.parametrize("state", ["submitted", "verified", "closed"])
def test_measures_hold_still_once_submitted(state: str, campaign: Campaign, in_scope: World) -> None:
    problem = MADE[state](campaign, in_scope)
    with pytest.raises(Refused, match="不能修改整改内容"):
        save_measures(problem_id=problem.pk, by=in_scope.auditor, **MEASURES)


@pytest.mark.parametrize(
    ("changed", "why"),
    [({"whys": ["一"] * 6}, "最多追问 5 层"), ({"cause_category": "weather"}, "原因类别")],
)
def test_measures_out_of_form_are_refused(
    changed: dict[str, object], why: str, campaign: Campaign, in_scope: World
) -> None:
    problem = problem_made(campaign, in_scope)
    with pytest.raises(Refused, match=why):
        save_measures(problem_id=problem.pk, by=in_scope.auditor, **{**MEASURES, **changed})  # type: ignore[arg-type]


def test_who_writes_over_an_older_state_is_told(campaign: Campaign, in_scope: World) -> None:
    problem = problem_made(campaign, in_scope)
    save_measures(problem_id=problem.pk, by=in_scope.auditor, version=problem.version, **MEASURES)
    with pytest.raises(Stale, match="被别人改过"):
        save_measures(problem_id=problem.pk, by=in_scope.auditor, version=problem.version, **MEASURES)


def test_changing_what_the_problem_is_needs_a_reason(campaign: Campaign, in_scope: World) -> None:
    problem = problem_made(campaign, in_scope)
    said = {"title": "人日不足", "description": "", "severity": "S2", "point": "2a"}
    with pytest.raises(Refused, match="理由"):
        change_problem(problem_id=problem.pk, reason="", by=in_scope.quality_manager, **said)
    change_problem(problem_id=problem.pk, reason="涉及面小于预期", by=in_scope.quality_manager, **said)
    assert Entry.objects.filter(action="problem.changed", reason="涉及面小于预期").exists()


def test_an_extension_needs_a_reason_a_later_day_and_another_person(
    campaign: Campaign, in_scope: World
) -> None:
    problem = problem_made(campaign, in_scope, owner=in_scope.reviewer)
    later = problem.due_on + timedelta(days=10)
    refusals = [
        ({"due_on": later, "reason": "", "by": in_scope.quality_manager}, "理由"),
        ({"due_on": problem.due_on, "reason": "等待补审", "by": in_scope.quality_manager}, "晚于现在的期限"),
        ({"due_on": later, "reason": "等待补审", "by": in_scope.reviewer}, "不能批准自己延期"),
    ]
    for given, why in refusals:
        with pytest.raises(Refused, match=why), transaction.atomic():
            extend_problem(problem_id=problem.pk, **given)  # type: ignore[arg-type]
    extend_problem(problem_id=problem.pk, due_on=later, reason="等待补审", by=in_scope.quality_manager)
    problem.refresh_from_db()
    assert (problem.due_on, problem.first_due_on) == (later, later - timedelta(days=10))
    assert problem_counts(campaign).extended == 1


# ---- transitions ------------------------------------------------------------------------------------------------

LEGAL = {(step.came_from.value, key) for key, step in STEPS.items()}
ILLEGAL = sorted({(state, key) for state in MADE for key in STEPS} - LEGAL)


@pytest.mark.parametrize(("state", "key"), ILLEGAL)
def test_a_step_from_another_state_is_refused(
    state: str, key: str, campaign: Campaign, in_scope: World
) -> None:
    problem = MADE[state](campaign, in_scope)
    day = in_days(5)
    taken: dict[str, Callable[[], object]] = {
        "submit": lambda: submit_problem(problem_id=problem.pk, by=in_scope.auditor),
        "return": lambda: return_problem(problem_id=problem.pk, reason="证据不足", by=in_scope.reviewer),
        "verify": lambda: verify_problem(
            problem_id=problem.pk, text="已查看现场", effect_due_on=day, by=in_scope.reviewer
        ),
        "effective": lambda: check_effect(
            problem_id=problem.pk, result="effective", text="没有再发生", by=in_scope.reviewer
        ),
        "ineffective": lambda: check_effect(
            problem_id=problem.pk, result="ineffective", text="又发生两起", by=in_scope.reviewer
        ),
        "close": lambda: close_problem(problem_id=problem.pk, text="", by=in_scope.reviewer),
        "reopen": lambda: reopen_problem(
            problem_id=problem.pk, reason="又发生了", due_on=day, by=in_scope.quality_manager
        ),
    }
    with pytest.raises(Refused, match=f"不能{STEPS[key].chinese}"), transaction.atomic():
        taken[key]()
    problem.refresh_from_db()
    assert problem.state == state


@pytest.mark.parametrize("key", ["return", "verify", "effective", "ineffective", "close"])
def test_whoever_owned_the_problem_never_judges_it(key: str, campaign: Campaign, in_scope: World) -> None:
    """Check D15, and against the way around it: giving the problem away first."""
    problem = problem_made(campaign, in_scope, owner=in_scope.reviewer)
    assign_problem(
        problem_id=problem.pk, owner=in_scope.auditor, reason="岗位调整", by=in_scope.quality_manager
    )
    problem.refresh_from_db()
    problem.state = STEPS[key].came_from
    assert "曾是" in why_not(problem, key, in_scope.reviewer)
    assert why_not(problem, key, in_scope.quality_manager) == ""


def test_nobody_but_the_owner_submits(campaign: Campaign, in_scope: World) -> None:
    problem = filled_in(problem_made(campaign, in_scope), in_scope)
    with pytest.raises(Refused, match="只有责任人"):
        submit_problem(problem_id=problem.pk, by=in_scope.quality_manager)


def test_submitting_names_everything_that_is_missing(campaign: Campaign, in_scope: World) -> None:
    problem = problem_made(campaign, in_scope)
    assert missing_for_submission(problem) == [
        "纠正",
        "原因类别",
        "纠正措施",
        "原因分析（至少一问）",
        "举一反三",
        "整改证据文件",
    ]
    with pytest.raises(Refused, match=r"尚缺：纠正、原因类别.*举一反三、整改证据文件"):
        submit_problem(problem_id=problem.pk, by=in_scope.auditor)
    filled_in(problem, in_scope)
    assert submit_problem(problem_id=problem.pk, by=in_scope.auditor).state == "submitted"


@pytest.mark.parametrize(
    ("who", "why"), [("decision_maker", "没有验证通过的权限"), ("auditor", "您是（或曾是）问题 1 的责任人")]
)
def test_verifying_needs_the_permission_and_an_owner_is_told_that_they_own_it(
    who: str, why: str, campaign: Campaign, in_scope: World
) -> None:
    problem = made.submitted(campaign, in_scope)
    with pytest.raises(Refused, match=why):
        verify_problem(
            problem_id=problem.pk, text="已查看", effect_due_on=in_days(9), by=in_scope.people[who]
        )


@pytest.mark.parametrize(
    ("text", "days", "why"), [("", 90, "怎样验证的"), ("已查看现场记录", -1, "不能早于今天")]
)
def test_verifying_says_how_and_when_to_look_again(
    text: str, days: int, why: str, campaign: Campaign, in_scope: World
) -> None:
    problem = made.submitted(campaign, in_scope)
    with pytest.raises(Refused, match=why):
        verify_problem(problem_id=problem.pk, text=text, effect_due_on=in_days(days), by=in_scope.reviewer)


def test_returning_needs_a_reason_and_gives_the_problem_back(campaign: Campaign, in_scope: World) -> None:
    problem = made.submitted(campaign, in_scope)
    with pytest.raises(Refused, match="退回的理由"), transaction.atomic():
        return_problem(problem_id=problem.pk, reason=" ", by=in_scope.reviewer)
    assert return_problem(problem_id=problem.pk, reason="证据看不清", by=in_scope.reviewer).state == "open"


def test_closing_before_the_effect_is_checked_is_refused(campaign: Campaign, in_scope: World) -> None:
    problem = made.verified(campaign, in_scope)
    with pytest.raises(Refused, match="还没有通过有效性检查"):
        close_problem(problem_id=problem.pk, text="", by=in_scope.quality_manager)


def test_an_effect_is_not_good_before_its_day_without_a_reason(campaign: Campaign, in_scope: World) -> None:
    problem = made.verified(campaign, in_scope)

    def found_effective(early: str) -> Problem:
        return check_effect(
            problem_id=problem.pk, result="effective", text="没有再发生", by=in_scope.reviewer, early=early
        )

    with pytest.raises(Refused, match="还没有到"), transaction.atomic():
        found_effective(" ")
    found_effective("派工已提前排完")
    entry = Entry.objects.filter(on_kind="problems.Problem", action="effect.checked").latest("number")
    assert "提前检查" in entry.reason
    assert "派工已提前排完" in entry.reason


def test_on_its_day_an_effect_needs_no_further_reason(campaign: Campaign, in_scope: World) -> None:
    problem = made.submitted(campaign, in_scope)
    verify_problem(
        problem_id=problem.pk,
        text="已查看现场",
        effect_due_on=in_days(0),
        early="整改就是补录一项记录",
        by=in_scope.reviewer,
    )
    found = check_effect(problem_id=problem.pk, result="effective", text="没有再发生", by=in_scope.reviewer)
    assert found.effect_result == "effective"


def test_an_effect_is_not_looked_at_on_the_day_of_verifying_without_a_reason(
    campaign: Campaign, in_scope: World
) -> None:
    problem = made.submitted(campaign, in_scope)

    def verified_today(early: str) -> Problem:
        return verify_problem(
            problem_id=problem.pk,
            text="已查看现场",
            effect_due_on=in_days(0),
            early=early,
            by=in_scope.reviewer,
        )

    for early in ("", " "):
        with pytest.raises(Refused, match="提前检查的理由"), transaction.atomic():
            verified_today(early)
    assert "整改就是补录一项记录" in verified_today("整改就是补录一项记录").verification
    entry = Entry.objects.filter(on_kind="problems.Problem", action="problem.verified").latest("number")
    assert "整改就是补录一项记录" in entry.reason


def test_closing_without_evidence_is_refused(campaign: Campaign, in_scope: World) -> None:
    problem = made.found_effective(campaign, in_scope)
    # No way on the pages leads here; the guard stands for what none of them foresees.
    for file in evidence_of(problem):
        file.withdrawn_at = timezone.now()
        file.save()
    with pytest.raises(Refused, match="没有整改证据文件，不能关闭"):
        close_problem(problem_id=problem.pk, text="", by=in_scope.quality_manager)


@pytest.mark.parametrize("step", ["verified_by", "closed_by"])
def test_postgresql_itself_refuses_an_owner_who_verifies_or_closes(
    step: str, campaign: Campaign, in_scope: World
) -> None:
    problem = problem_made(campaign, in_scope)
    with pytest.raises(IntegrityError), transaction.atomic():
        Problem.objects.filter(pk=problem.pk).update(**{step: in_scope.auditor})


def test_an_ineffective_remedy_opens_the_problem_again(campaign: Campaign, in_scope: World) -> None:
    problem = made.verified(campaign, in_scope)
    again = check_effect(
        problem_id=problem.pk,
        result="ineffective",
        text="又发生两起",
        due_on=in_days(20),
        by=in_scope.reviewer,
    )
    assert (again.state, again.due_on, again.verified_by) == ("open", in_days(20), None)
    assert again.effect_result == "ineffective"


def test_a_closed_problem_is_reopened_with_a_reason(campaign: Campaign, in_scope: World) -> None:
    problem = made.closed(campaign, in_scope)
    assert problem.closed_by == in_scope.quality_manager
    with pytest.raises(Refused, match="没有重新打开的权限"), transaction.atomic():
        reopen_problem(problem_id=problem.pk, reason="又发生了", due_on=in_days(20), by=in_scope.auditor)
    again = reopen_problem(
        problem_id=problem.pk, reason="又发生了", due_on=in_days(20), by=in_scope.quality_manager
    )
    assert (again.state, again.effect_result, again.closed_by) == ("open", "", None)


def test_a_closed_problem_takes_no_evidence(campaign: Campaign, in_scope: World) -> None:
    problem = made.closed(campaign, in_scope)
    with pytest.raises(Refused, match="已关闭，证据不再变动"):
        add_evidence(on=problem, file=named(PDF + b"2", "再补.pdf"), by=in_scope.auditor)


def test_every_step_stands_in_the_trace(campaign: Campaign, in_scope: World) -> None:
    problem = made.closed(campaign, in_scope)
    entries = Entry.objects.filter(on_kind="problems.Problem", on_id=str(problem.pk)).order_by("number")
    assert [entry.action for entry in entries] == [
        "problem.opened",
        "problem.changed",
        "problem.submitted",
        "problem.verified",
        "effect.checked",
        "problem.closed",
    ]


# ---- counts and reminders ---------------------------------------------------------------------------------------


def test_counts_are_plain_numbers(campaign: Campaign, in_scope: World) -> None:
    made.closed(campaign, in_scope)
    made.submitted(campaign, in_scope)
    late = problem_made(campaign, in_scope, severity="S3")
    Problem.objects.filter(pk=late.pk).update(due_on=in_days(-3))
    counts = problem_counts(campaign)
    assert (counts.all, counts.open, counts.submitted, counts.closed, counts.overdue) == (3, 1, 1, 1, 1)
    assert (counts.not_closed, counts.corrected) == (2, 1)
    assert problems_by(campaign, "severity") == {"S1": 2, "S3": 1}


def test_reminders_are_for_who_can_act(campaign: Campaign, in_scope: World) -> None:
    own = problem_made(campaign, in_scope)
    waits = made.submitted(campaign, in_scope)
    assert list(reminders_for(in_scope.auditor, campaign)) == [own]
    assert list(reminders_for(in_scope.reviewer, campaign)) == [waits]
    assert list(reminders_for(in_scope.decision_maker, campaign)) == []
