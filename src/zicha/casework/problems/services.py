"""Opening a problem and saying what is done about it (立项、责任人、期限、整改内容)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone

from zicha.casework.campaigns.models import Campaign
from zicha.casework.leads.models import Lead, LeadState
from zicha.casework.problems.models import (
    CauseCategory,
    Extension,
    LinkKind,
    Problem,
    ProblemLead,
    ProblemState,
    Why,
)
from zicha.casework.refused import Refused, Stale
from zicha.casework.tenancy.models import Member
from zicha.casework.tenancy.scoped import BodyModel
from zicha.casework.trace.actions import Action
from zicha.casework.trace.services import changed_from, record
from zicha.casework.wording import in_words
from zicha.contract.verdicts import Severity

MOST_WHYS = 5
MOST_LEADS = 10_000
MOST_TEXT = 8_000


@transaction.atomic
def open_problem(
    *,
    campaign_id: int,
    title: str,
    severity: str,
    owner: Member,
    due_on: date,
    by: Member,
    lead_ids: Iterable[int] = (),
    description: str = "",
    point: str = "",
    area: str = "",
    source: BodyModel | None = None,
) -> Problem:
    """Open a problem (立项整改) on confirmed leads, on a question answered 不符合 (`source`), or on a description.

    Raises Refused for leads that are not confirmed or already ground another problem.
    """
    # Numbers without gaps, one after the other.
    campaign = Campaign.objects.select_for_update().get(pk=campaign_id)
    _refuse_closed(campaign)
    leads = _ground_leads(campaign, lead_ids)
    if getattr(source, "answer", "fails") != "fails":
        raise Refused("只有答复为“不符合”的问询项可以立项。")
    title, description = title.strip(), description.strip()
    if not title:
        raise Refused("请写明问题的名称。")
    if not leads and source is None and not description:
        raise Refused("没有线索也没有问询项的问题，请写明情况：在哪里、怎样发现的。")
    if severity not in {one.value for one in Severity}:
        raise Refused("请选择严重程度。")
    _refuse_owner(owner)
    _refuse_past(due_on)
    last = Problem.objects.filter(campaign=campaign).order_by("-number").first()
    problem = Problem.objects.create(
        body_id=by.body_id,
        campaign=campaign,
        number=last.number + 1 if last else 1,
        title=title[:120],
        description=description[:MOST_TEXT],
        point=point,
        area=area or (leads[0].area if leads else ""),
        severity=severity,
        owner=owner,
        owner_ids=[owner.pk],
        first_due_on=due_on,
        due_on=due_on,
        opened_by=by,
        **_told_source(source),
    )
    links = _linked(problem, leads, LinkKind.GROUND, by)
    record(Action.PROBLEM_OPENED, on=problem, by=by, also=links)
    return problem


@transaction.atomic
def add_leads(*, problem_id: int, lead_ids: Iterable[int], by: Member) -> list[ProblemLead]:
    """Let further confirmed leads ground a problem that is open (归入已有问题)."""
    problem = _held(problem_id)
    _refuse_not_open(problem, "归入线索")
    leads = _ground_leads(problem.campaign, lead_ids)
    if not leads:
        raise Refused("没有选中线索。")
    before = changed_from(problem)
    # A lead its own sweep had found becomes a ground of the problem.
    swept = {
        link.lead_id: link
        for link in ProblemLead.objects.filter(problem=problem, lead__in=leads, kind=LinkKind.SWEEP)
    }
    for link in swept.values():
        link.kind = LinkKind.GROUND
        link.save(update_fields=["kind"])
    fresh = _linked(problem, [lead for lead in leads if lead.pk not in swept], LinkKind.GROUND, by)
    problem.version += 1
    problem.save(update_fields=["version"])
    links = [*swept.values(), *fresh]
    record(
        Action.PROBLEM_CHANGED,
        on=problem,
        by=by,
        before=before,
        reason=f"归入 {len(links)} 条线索",
        also=links,
    )
    return links


@transaction.atomic
def change_problem(
    *,
    problem_id: int,
    title: str,
    description: str,
    severity: str,
    point: str,
    reason: str,
    by: Member,
    version: int | None = None,
) -> Problem:
    """Say otherwise what the problem is (修改问题). A graver or lesser severity needs a reason, as all of it does."""
    problem = _held(problem_id, version)
    if problem.is_closed:
        raise Refused(f"问题 {problem.number} 已关闭，不能修改；确需修改的，请先重新打开。")
    if not title.strip():
        raise Refused("请写明问题的名称。")
    if severity not in {one.value for one in Severity}:
        raise Refused("请选择严重程度。")
    before = changed_from(problem)
    problem.title, problem.description = title.strip()[:120], description.strip()[:MOST_TEXT]
    problem.severity, problem.point = severity, point
    _save(problem)
    record(Action.PROBLEM_CHANGED, on=problem, by=by, before=before, reason=_said(reason, "修改的理由"))
    return problem


@transaction.atomic
def save_measures(
    *,
    problem_id: int,
    containment: str,
    correction: str,
    cause_category: str,
    whys: Sequence[str],
    corrective_action: str,
    by: Member,
    version: int | None = None,
) -> Problem:
    """Write what is done (填写整改内容): by the owner, or who manages problems, while the problem is open."""
    problem = _held(problem_id, version)
    _refuse_not_open(problem, "修改整改内容")
    if problem.owner_id != by.pk and not by.may("problem.manage"):
        raise Refused(f"整改内容由责任人 {problem.owner.name} 填写。")
    if cause_category and cause_category not in CauseCategory.values:
        raise Refused("请选择原因类别。")
    if len(whys) > MOST_WHYS:
        raise Refused(f"最多追问 {MOST_WHYS} 层原因。")
    before = changed_from(problem)
    problem.containment, problem.correction = containment.strip()[:MOST_TEXT], correction.strip()[:MOST_TEXT]
    problem.cause_category = cause_category
    problem.corrective_action = corrective_action.strip()[:MOST_TEXT]
    _save(problem)
    changed = _save_whys(problem, [why.strip()[:MOST_TEXT] for why in whys if why.strip()])
    record(Action.PROBLEM_CHANGED, on=problem, by=by, before=before, also=changed, reason=_told_whys(changed))
    return problem


@transaction.atomic
def assign_problem(*, problem_id: int, owner: Member, reason: str, by: Member) -> Problem:
    """Give an open problem to somebody else (改派责任人); who owned it once stays barred from verifying it."""
    problem = _held(problem_id)
    _refuse_not_open(problem, "改派责任人")
    if owner.pk == problem.owner_id:
        raise Refused(f"问题 {problem.number} 已经由 {owner.name} 负责。")
    _refuse_owner(owner)
    before = changed_from(problem)
    problem.owner = owner
    problem.owner_ids = list(dict.fromkeys([*problem.owner_ids, owner.pk]))
    _save(problem)
    record(Action.PROBLEM_ASSIGNED, on=problem, by=by, before=before, reason=_said(reason, "改派的理由"))
    return problem


@transaction.atomic
def extend_problem(*, problem_id: int, due_on: date, reason: str, by: Member) -> Extension:
    """Move the due day back (延长期限), with a reason; never by the owner."""
    problem = _held(problem_id)
    _refuse_not_open(problem, "延期")
    if by.pk == problem.owner_id:
        raise Refused("责任人不能批准自己延期；请由质量负责人或其他核查人员办理。")
    if due_on <= problem.due_on:
        raise Refused(f"新期限要晚于现在的期限 {in_words(problem.due_on)}。")
    _refuse_past(due_on)
    before = changed_from(problem)
    extension = Extension.objects.create(
        body_id=problem.body_id,
        problem=problem,
        was_due_on=problem.due_on,
        due_on=due_on,
        reason=_said(reason, "延期的理由"),
        by=by,
    )
    problem.due_on = due_on
    _save(problem)
    record(
        Action.PROBLEM_EXTENDED, on=problem, by=by, before=before, reason=extension.reason, also=[extension]
    )
    return extension


def _ground_leads(campaign: Campaign, lead_ids: Iterable[int]) -> list[Lead]:
    """The leads, locked; all confirmed, of the campaign, and of no other problem. Raises Refused."""
    wanted = sorted(set(lead_ids))
    if len(wanted) > MOST_LEADS:
        raise Refused(f"一个问题最多由 {MOST_LEADS:,} 条线索立项；同一规律的其余线索由“举一反三”关联。")
    leads = list(
        Lead.objects.select_for_update(of=("self",))
        .filter(pk__in=wanted, campaign=campaign)
        .defer("evidence")
        .order_by("pk")
    )
    if len(leads) != len(wanted):
        raise Refused("有线索不在本次自查中；请刷新后重新选择。")
    for lead in leads:
        if lead.state != LeadState.CONFIRMED:
            raise Refused(
                f"线索 {lead.pk}（{lead}）{lead.get_state_display()}，只有属实的线索可以立项；请先确认或去掉它。"
            )
    links = ProblemLead.objects.filter(lead__in=leads, kind=LinkKind.GROUND).select_related("problem")
    if taken := links.first():
        raise Refused(
            f"有 {links.count():,} 条线索已在整改，如线索 {taken.lead_id} 已在问题 {taken.problem.number}"
            f"“{taken.problem.title}”中。请在线索队列按“没有立项”筛选后再选。"
        )
    return leads


def _linked(problem: Problem, leads: Iterable[Lead], kind: Any, by: Member) -> list[ProblemLead]:
    return ProblemLead.objects.bulk_create(
        [
            ProblemLead(body_id=problem.body_id, problem=problem, lead=lead, kind=kind, linked_by=by)
            for lead in leads
        ]
    )


def _save_whys(problem: Problem, texts: Sequence[str]) -> list[Why]:
    """Write the chain; a step that is not said any more becomes empty. The steps that changed."""
    there = {why.number: why for why in Why.objects.select_for_update().filter(problem=problem)}
    changed = []
    for number in range(1, MOST_WHYS + 1):
        text = texts[number - 1] if number <= len(texts) else ""
        why = there.get(number)
        if why is None and text:
            changed.append(
                Why.objects.create(body_id=problem.body_id, problem=problem, number=number, text=text)
            )
        elif why is not None and why.text != text:
            why.text = text
            why.save(update_fields=["text"])
            changed.append(why)
    return changed


def _told_whys(changed: Sequence[Why]) -> str:
    return "；".join(f"第 {why.number} 问：{why.text or '（删去）'}" for why in changed)


def _told_source(source: BodyModel | None) -> dict[str, object]:
    if source is None:
        return {}
    return {"source_kind": source._meta.label, "source_id": source.pk, "source_label": str(source)[:200]}


def _held(problem_id: int, version: int | None = None) -> Problem:
    """The problem, locked until the end of the transaction. Raises Stale when it is not as `version` showed it."""
    problem = (
        Problem.objects.select_for_update(of=("self",))
        .select_related("campaign", "owner__account")
        .get(pk=problem_id)
    )
    if version is not None and problem.version != version:
        raise Stale(
            f"问题 {problem.number} 在您打开之后被别人改过；请复制您写的内容，刷新页面后再填，本次没有改动任何内容。"
        )
    return problem


def _save(problem: Problem) -> None:
    problem.version += 1
    problem.save()


def _refuse_closed(campaign: Campaign) -> None:
    if not campaign.is_open:
        raise Refused(f"“{campaign.title}”已经结束，不能再立项。")


def _refuse_not_open(problem: Problem, what: str) -> None:
    if problem.state != ProblemState.OPEN:
        raise Refused(
            f"问题 {problem.number} {problem.get_state_display()}，不能{what}；请先退回或重新打开。"
        )


def _refuse_owner(owner: Member) -> None:
    if not owner.may("problem.act"):
        raise Refused(f"{owner.name} 没有整改的权限或已停用，不能作责任人。")


def _refuse_past(due_on: date) -> None:
    if due_on < timezone.localdate():
        raise Refused("期限不能早于今天。")


def _said(text: str, what: str) -> str:
    text = text.strip()
    if len(text) < 4:
        raise Refused(f"请写明{what}（至少 4 个字）。")
    return text[:MOST_TEXT]
