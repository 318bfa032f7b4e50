"""The legal transitions of a problem (问题状态迁移): which step leads from where to where, and who may take it.

step         from        to          who
submit       open        submitted   the owner alone
return       submitted   open        problem.verify, never an owner
verify       submitted   verified    problem.verify, never an owner nor who submitted
effective    verified    verified    problem.verify, never an owner
ineffective  verified    open        problem.verify, never an owner
close        verified    closed      problem.verify, never an owner
reopen       closed      open        problem.manage

Where an owner may not, neither may who wrote its measures, swept by hand or added its evidence.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from zicha.casework.evidence.models import Evidence
from zicha.casework.problems.models import Problem, ProblemState, Sweep
from zicha.casework.refused import Refused
from zicha.casework.tenancy.models import Member
from zicha.casework.trace.actions import Action
from zicha.casework.trace.models import Entry


@dataclass(frozen=True, slots=True)
class Step:
    """One legal transition (状态迁移)."""

    key: str
    chinese: str
    came_from: Any
    goes_to: Any
    permission: str
    action: Action
    independent: bool = False


STEPS = {
    step.key: step
    for step in (
        Step("submit", "提交验证", ProblemState.OPEN, ProblemState.SUBMITTED, "problem.act", Action.PROBLEM_SUBMITTED),
        Step("return", "退回整改", ProblemState.SUBMITTED, ProblemState.OPEN, "problem.verify", Action.PROBLEM_RETURNED, True),
        Step("verify", "验证通过", ProblemState.SUBMITTED, ProblemState.VERIFIED, "problem.verify", Action.PROBLEM_VERIFIED, True),
        Step("effective", "有效性检查", ProblemState.VERIFIED, ProblemState.VERIFIED, "problem.verify", Action.EFFECT_CHECKED, True),
        Step("ineffective", "有效性检查", ProblemState.VERIFIED, ProblemState.OPEN, "problem.verify", Action.EFFECT_CHECKED, True),
        Step("close", "关闭", ProblemState.VERIFIED, ProblemState.CLOSED, "problem.verify", Action.PROBLEM_CLOSED, True),
        Step("reopen", "重新打开", ProblemState.CLOSED, ProblemState.OPEN, "problem.manage", Action.PROBLEM_REOPENED),
    )
}  # fmt: skip


MEASURES = ["containment", "correction", "cause_category", "corrective_action"]
"""Columns whose writing is work on the problem (整改内容)."""


def why_not(problem: Problem, key: str, by: Member) -> str:
    """Why this member cannot take the step now; empty when the state, the permission and the four eyes allow it."""
    step = STEPS[key]
    if problem.state != step.came_from:
        return (
            f"问题 {problem.number} {problem.get_state_display()}，不能{step.chinese}；"
            f"只有“{step.came_from.label}”的问题可以。"
        )
    # Before the permission: whoever rectified it could not take the step with it either, and should not ask for it.
    if step.independent and by.pk in {problem.owner_id, *problem.owner_ids}:
        return f"您是（或曾是）问题 {problem.number} 的责任人，不能由您{step.chinese}；请由没有负责过整改的同事办理。"
    if step.independent and by.pk == problem.submitted_by_id:
        return f"整改是您提交的，不能由您{step.chinese}；请由另一位同事办理。"
    if not by.may(step.permission):
        return f"您没有{step.chinese}的权限，请联系质量负责人。"
    if key == "submit" and problem.owner_id != by.pk:
        return f"只有责任人 {problem.owner.name} 可以提交验证；需要换人的，请先改派责任人。"
    if step.independent and has_worked_on(problem, by):
        return (
            f"问题 {problem.number} 的整改内容、举一反三或证据中有您填写或上传的，不能由您{step.chinese}；"
            "请由没有参与整改的同事办理。"
        )
    return ""


def has_worked_on(problem: Problem, member: Member) -> bool:
    """Whether the measures, a sweep by hand or a file that holds are the member's (参与整改); one question.

    Who wrote stands in the trace: a text that somebody else changed later was theirs all the same.
    """
    mine = Entry.objects.filter(
        on_kind=problem._meta.label, on_id=str(problem.pk), action=Action.PROBLEM_CHANGED.value, by=member
    )
    measures = mine.filter(Q(after__has_any_keys=MEASURES) | Q(touched__contains=[["problems.Why"]]))
    files = Evidence.objects.filter(
        on_kind=problem._meta.label, on_id=problem.pk, withdrawn_at=None, added_by=member
    )
    sweeps = Sweep.objects.filter(problem=problem, codes=[], by=member)
    found = [rows.order_by().values_list("pk") for rows in (measures, files, sweeps)]
    return found[0].union(*found[1:], all=True).exists()


def refuse_unless_legal(problem: Problem, key: str, by: Member) -> Step:
    """The step. Raises Refused when it cannot be taken."""
    if why := why_not(problem, key, by):
        raise Refused(why)
    return STEPS[key]
