"""Who did the work does not judge it, and what was judged stays as it was (检查项 D15)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone

from tests.casework import problems_made as made
from tests.casework.files import PDF, named
from tests.casework.problems_made import MEASURES, filled_in, problem_made
from tests.site import World
from zicha.casework.campaigns.models import Campaign
from zicha.casework.evidence.selectors import evidence_of
from zicha.casework.evidence.services import add_evidence, withdraw_evidence
from zicha.casework.problems.closing import return_problem, submit_problem, verify_problem
from zicha.casework.problems.models import Problem
from zicha.casework.problems.services import change_problem, save_measures
from zicha.casework.problems.steps import why_not
from zicha.casework.problems.sweeping import record_sweep_by_hand
from zicha.casework.refused import Refused
from zicha.casework.tenancy.models import Member

MADE: dict[str, Callable[[Campaign, World], Problem]] = {
    "submitted": made.submitted,
    "verified": made.verified,
    "closed": made.closed,
}


@pytest.mark.parametrize(
    ("state", "why"),
    [("submitted", "已提交验证"), ("verified", "已验证通过"), ("closed", "已关闭")],
)
def test_from_its_submission_on_a_problem_keeps_the_evidence_it_was_judged_by(
    state: str, why: str, campaign: Campaign, in_scope: World
) -> None:
    problem = MADE[state](campaign, in_scope)
    [file] = evidence_of(problem)
    with pytest.raises(Refused, match=f"{why}，证据不再变动"), transaction.atomic():
        add_evidence(on=problem, file=named(PDF + b"2", "再补.pdf"), by=in_scope.auditor)
    with pytest.raises(Refused, match=f"{why}，证据不再变动"), transaction.atomic():
        withdraw_evidence(evidence_id=file.pk, on=problem, reason="换一份", by=in_scope.auditor)
    assert evidence_of(problem) == [file]


def test_a_problem_given_back_takes_evidence_again(campaign: Campaign, in_scope: World) -> None:
    problem = made.submitted(campaign, in_scope)
    again = return_problem(problem_id=problem.pk, reason="证据看不清", by=in_scope.reviewer)
    add_evidence(on=again, file=named(PDF + b"2", "再补.pdf"), by=in_scope.auditor)
    assert len(evidence_of(again)) == 2


def _writes_measures(problem: Problem, by: Member) -> None:
    save_measures(problem_id=problem.pk, by=by, **{**MEASURES, "correction": "由核查人员代写的纠正。"})


def _asks_why_alone(problem: Problem, by: Member) -> None:
    save_measures(problem_id=problem.pk, by=by, **{**MEASURES, "whys": ["另一种原因。"]})


def _sweeps(problem: Problem, by: Member) -> None:
    record_sweep_by_hand(problem_id=problem.pk, text="又查了各分支机构", found=1, by=by)


def _adds_a_file(problem: Problem, by: Member) -> None:
    add_evidence(on=problem, file=named(PDF + b"2", "代传.pdf"), by=by)


@pytest.mark.parametrize("does", [_writes_measures, _asks_why_alone, _sweeps, _adds_a_file])
def test_who_did_part_of_the_work_does_not_verify_it(
    does: Callable[[Problem, Member], None], campaign: Campaign, in_scope: World
) -> None:
    """The owner only pressed the button: the work is still that of who did it."""
    problem = filled_in(problem_made(campaign, in_scope), in_scope)
    does(problem, in_scope.reviewer)
    problem = submit_problem(problem_id=problem.pk, by=in_scope.auditor)
    day = timezone.localdate() + timedelta(days=90)
    with pytest.raises(Refused, match="没有参与整改的同事"), transaction.atomic():
        verify_problem(problem_id=problem.pk, text="已查看现场", effect_due_on=day, by=in_scope.reviewer)
    assert why_not(problem, "return", in_scope.reviewer)
    assert why_not(problem, "verify", in_scope.quality_manager) == ""


def test_who_named_the_problem_or_took_a_file_back_has_not_done_its_work(
    campaign: Campaign, in_scope: World
) -> None:
    problem = filled_in(problem_made(campaign, in_scope), in_scope)
    change_problem(
        problem_id=problem.pk,
        title="初审人日不足（三家）",
        description="",
        severity="S1",
        point="",
        reason="名称写得更清楚",
        by=in_scope.reviewer,
    )
    wrong = add_evidence(on=problem, file=named(PDF + b"2", "传错.pdf"), by=in_scope.reviewer)
    withdraw_evidence(evidence_id=wrong.pk, on=problem, reason="传错了问题", by=in_scope.reviewer)
    problem = submit_problem(problem_id=problem.pk, by=in_scope.auditor)
    assert why_not(problem, "verify", in_scope.reviewer) == ""
