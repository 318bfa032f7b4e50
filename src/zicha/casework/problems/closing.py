"""From submission to closing (提交、验证、有效性检查、关闭): each step of `steps.STEPS`, with what it asks for.

Closing without evidence, or by an owner, is refused here and, for the owner, by PostgreSQL too (检查项 D15).
"""

from __future__ import annotations

from datetime import date, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone

from zicha.casework.evidence.models import Evidence
from zicha.casework.evidence.selectors import evidence_of
from zicha.casework.problems.models import EffectResult, Problem, Sweep, SweepState, Why
from zicha.casework.problems.services import _held, _said, _save
from zicha.casework.problems.steps import refuse_unless_legal
from zicha.casework.refused import Refused
from zicha.casework.tenancy.models import Member
from zicha.casework.trace.services import changed_from, record


def missing_for_submission(problem: Problem) -> list[str]:
    """What the owner still has to give before somebody else can verify (尚缺内容)."""
    missing = []
    for name, label in (
        ("correction", "纠正"),
        ("cause_category", "原因类别"),
        ("corrective_action", "纠正措施"),
    ):
        if not getattr(problem, name):
            missing.append(label)
    evidence = Evidence.objects.filter(on_kind=problem._meta.label, on_id=problem.pk, withdrawn_at=None)
    [(has_whys, has_sweep, has_evidence)] = Problem.objects.filter(pk=problem.pk).values_list(
        Exists(Why.objects.filter(problem=OuterRef("pk")).exclude(text="")),
        Exists(Sweep.objects.filter(problem=OuterRef("pk"), state=SweepState.DONE)),
        Exists(evidence),
    )
    if not has_whys:
        missing.append("原因分析（至少一问）")
    if not has_sweep:
        missing.append("举一反三")
    if not has_evidence:
        missing.append("整改证据文件")
    return missing


@transaction.atomic
def submit_problem(*, problem_id: int, by: Member, text: str = "") -> Problem:
    """The owner says it is done (提交验证). Raises Refused naming everything that is missing."""
    problem = _held(problem_id)
    step = refuse_unless_legal(problem, "submit", by)
    if missing := missing_for_submission(problem):
        raise Refused(f"还不能提交验证，尚缺：{'、'.join(missing)}。")
    before = changed_from(problem)
    problem.state, problem.submitted_by, problem.submitted_at = step.goes_to, by, timezone.now()
    _save(problem)
    record(step.action, on=problem, by=by, before=before, reason=text.strip())
    return problem


@transaction.atomic
def return_problem(*, problem_id: int, reason: str, by: Member) -> Problem:
    """Not enough yet (退回整改)."""
    problem = _held(problem_id)
    step = refuse_unless_legal(problem, "return", by)
    before = changed_from(problem)
    problem.state = step.goes_to
    _save(problem)
    record(step.action, on=problem, by=by, before=before, reason=_said(reason, "退回的理由"))
    return problem


@transaction.atomic
def verify_problem(
    *, problem_id: int, text: str, effect_due_on: date, by: Member, early: str = ""
) -> Problem:
    """Somebody else has seen that it was done (验证通过), and says when to look whether it helped.

    early   why that day is today already; refused without, as nothing of the effect has been seen on it
    """
    problem = _held(problem_id)
    step = refuse_unless_legal(problem, "verify", by)
    _refuse_without_evidence(problem, step.chinese)
    if effect_due_on < timezone.localdate():
        raise Refused("有效性检查日期不能早于今天。")
    verification = _said(text, "怎样验证的")
    if effect_due_on == timezone.localdate():
        if not early.strip():
            raise Refused(
                "有效性检查日期定在验证当天，还看不出整改是否有效；请改为以后的日期，"
                "确需当天检查的写明提前检查的理由。"
            )
        verification += f"（当天即作有效性检查，理由：{_said(early, '提前检查的理由')}）"
    before = changed_from(problem)
    problem.state, problem.verified_by, problem.verified_at = step.goes_to, by, timezone.now()
    problem.verification = verification
    problem.effect_due_on = effect_due_on
    _forget_effect(problem)
    _save(problem)
    record(step.action, on=problem, by=by, before=before, reason=problem.verification)
    return problem


@transaction.atomic
def check_effect(
    *, problem_id: int, result: str, text: str, by: Member, due_on: date | None = None, early: str = ""
) -> Problem:
    """Whether the same thing still happens (有效性检查): ineffective opens the problem again, due on `due_on`.

    early   why before the day that was set; a good result before it is refused without, as nothing has been seen of it
    """
    problem = _held(problem_id)
    if result not in EffectResult.values:
        raise Refused("请选择有效或无效。")
    step = refuse_unless_legal(problem, result, by)
    said = f"{EffectResult(result).label}：{text.strip()}"
    if result == EffectResult.EFFECTIVE and (day := _still_to_come(problem)):
        if not early.strip():
            raise Refused(
                f"约定的有效性检查日期是 {day.year}年{day.month}月{day.day}日，还没有到；请到那一天再检查，"
                "确需提前的写明提前检查的理由。"
            )
        said += f"（提前检查，约定日期 {day.year}年{day.month}月{day.day}日；理由：{early.strip()}）"
    before = changed_from(problem)
    problem.effect_result, problem.effect_by, problem.effect_at = result, by, timezone.now()
    problem.effect_text = _said(text, "怎样检查的")
    problem.state = step.goes_to
    if result == EffectResult.INEFFECTIVE:
        _reset_verification(problem)
        _set_due(problem, due_on)
    _save(problem)
    record(step.action, on=problem, by=by, before=before, reason=said)
    return problem


@transaction.atomic
def close_problem(*, problem_id: int, text: str, by: Member) -> Problem:
    """Close (关闭). Raises Refused without evidence, without a good effect, or to whoever owned the problem."""
    problem = _held(problem_id)
    step = refuse_unless_legal(problem, "close", by)
    _refuse_without_evidence(problem, step.chinese)
    if problem.effect_result != EffectResult.EFFECTIVE:
        raise Refused(
            f"问题 {problem.number} 还没有通过有效性检查，不能关闭；请在检查日期到后先登记检查结果。"
        )
    before = changed_from(problem)
    problem.state, problem.closed_by, problem.closed_at = step.goes_to, by, timezone.now()
    problem.closing_text = text.strip()
    _save(problem)
    record(step.action, on=problem, by=by, before=before, reason=text.strip())
    return problem


@transaction.atomic
def reopen_problem(*, problem_id: int, reason: str, due_on: date, by: Member) -> Problem:
    """It is there again (重新打开): a closed problem is worked on again, due on a new day."""
    problem = _held(problem_id)
    step = refuse_unless_legal(problem, "reopen", by)
    before = changed_from(problem)
    problem.state = step.goes_to
    _reset_verification(problem)
    _forget_effect(problem)
    problem.closed_by, problem.closed_at, problem.closing_text = None, None, ""
    _set_due(problem, due_on)
    _save(problem)
    record(step.action, on=problem, by=by, before=before, reason=_said(reason, "重新打开的理由"))
    return problem


def _refuse_without_evidence(problem: Problem, what: str) -> None:
    if not evidence_of(problem):
        raise Refused(f"问题 {problem.number} 没有整改证据文件，不能{what}；请责任人先上传证据。")


def _still_to_come(problem: Problem) -> date | None:
    """The day on which the effect was to be looked at, while it has not come."""
    day = problem.effect_due_on
    return day if day and day > timezone.localdate() else None


def _set_due(problem: Problem, due_on: date | None) -> None:
    today = timezone.localdate()
    if due_on is None:
        due_on = max(problem.due_on, today + timedelta(days=30))
    if due_on < today:
        raise Refused("期限不能早于今天。")
    problem.due_on = due_on


def _reset_verification(problem: Problem) -> None:
    """What was verified holds no more; the trace keeps it."""
    problem.submitted_by = problem.submitted_at = problem.verified_by = problem.verified_at = None
    problem.verification = ""
    problem.effect_due_on = None


def _forget_effect(problem: Problem) -> None:
    problem.effect_result = problem.effect_text = ""
    problem.effect_by = problem.effect_at = None
