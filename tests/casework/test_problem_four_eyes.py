"""Who did the work does not judge it, and what was judged stays as it was (检查项 D15)."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.db import transaction

from tests.casework import problems_made as made
from tests.casework.files import PDF, named
from tests.site import World
from zicha.casework.campaigns.models import Campaign
from zicha.casework.evidence.selectors import evidence_of
from zicha.casework.evidence.services import add_evidence, withdraw_evidence
from zicha.casework.problems.closing import return_problem
from zicha.casework.problems.models import Problem
from zicha.casework.refused import Refused

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
