"""One decision over many leads (批量处理): preview, apply, a result per lead, take back.

The leads are fixed when the action starts. It works in parts, each one transaction with its trace and its results, so
a killed job goes on where it stopped and no lead is ever changed without its entry.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone

from zicha.casework.campaigns.models import Campaign
from zicha.casework.leads import deciding
from zicha.casework.leads.deciding import Decision
from zicha.casework.leads.merged import merged_into, reopen_merged
from zicha.casework.leads.models import BulkAction, BulkResult, BulkState, Lead, LeadVerdict
from zicha.casework.leads.selectors import Matching
from zicha.casework.leads.services import taken_back
from zicha.casework.refused import Refused, Stale
from zicha.casework.tenancy.models import Member
from zicha.casework.trace.actions import Action
from zicha.casework.trace.services import Change, changed_from, record, record_all

KINDS = {"assign": "指派", "dismiss": "排除", "snooze": "挂起", "confirm": "确认属实"}
MOST_AT_ONCE = 50_000
TYPED_FROM = 200
"""From so many on, the number must be typed in, and the work goes to the background."""
PART = 500
INPUTS = 16
"""So many characters of a lead's `inputs` are kept to see whether they changed."""


@dataclass(frozen=True)
class Selection:
    """The leads a bulk action is about (选中的线索), in the order of their number.

    inputs  how `Lead.inputs` of each begins: the evidence the person who decides was shown
    """

    lead_ids: tuple[int, ...]
    query: str = ""
    inputs: tuple[str, ...] = ()

    @property
    def fingerprint(self) -> str:
        said = ",".join([*map(str, self.lead_ids), *self.inputs])
        return hashlib.sha256(said.encode()).hexdigest()

    def __len__(self) -> int:
        return len(self.lead_ids)


@dataclass(frozen=True)
class Preview:
    """What an action would do (预览): how many it changes; why how many are skipped."""

    selection: Selection
    changing: int
    skipped: Sequence[tuple[str, int]]

    @property
    def must_type(self) -> bool:
        return len(self.selection) > TYPED_FROM


def selected(found: Matching, lead_ids: Sequence[int] | None = None) -> Selection:
    """All a filter finds, or those of them that were ticked. Raises Refused when they are too many."""
    rows = found.rows if lead_ids is None else found.rows.filter(pk__in=list(lead_ids))
    shown = list(rows.order_by("pk").values_list("pk", "inputs")[: MOST_AT_ONCE + 1])
    if len(shown) > MOST_AT_ONCE:
        raise Refused(f"一次最多处理 {MOST_AT_ONCE:,} 条线索；请加上条件缩小范围，分几次处理。")
    return Selection(
        tuple(pk for pk, _ in shown), found.filter.query, tuple(inputs[:INPUTS] for _, inputs in shown)
    )


def decision_of(kind: str, choices: Mapping[str, Any], *, campaign: Campaign) -> Decision:
    """The decision a form or a stored action describes. Raises Refused when something is missing."""
    match kind:
        case "assign":
            assignee = (
                Member.objects.select_related("account").filter(pk=choices.get("assignee") or 0).first()
            )
            due = choices.get("due_on")
            return deciding.assignment(
                assignee=assignee, due_on=_day(due) if due else None, campaign=campaign
            )
        case "dismiss":
            return deciding.dismissal(reason=choices.get("reason", ""), text=choices.get("text", ""))
        case "snooze":
            if not choices.get("until"):
                raise Refused("请填写挂起到哪一天。")
            return deciding.snoozing(
                until=_day(choices["until"]), text=choices.get("text", ""), campaign=campaign
            )
        case "confirm":
            return deciding.confirmation(text=choices.get("text", ""))
    raise Refused("没有这种批量操作。")


def preview(selection: Selection, decision: Decision, *, by: Member) -> Preview:
    """Count, without changing anything, what the decision would do. Raises Refused like `start`."""
    _refuse_different_grounds(selection, decision)
    changing, skipped = 0, Counter[str]()
    names = _names()
    for part in _parts(selection.lead_ids, 5_000):
        for lead in Lead.objects.filter(pk__in=part).only("state", "assignee_id", "due_on", "snoozed_until"):
            if why := _why_not(decision, lead, by, names):
                skipped[why] += 1
            else:
                changing += 1
    return Preview(selection, changing, skipped.most_common())


@transaction.atomic
def start(
    *,
    selection: Selection,
    kind: str,
    choices: Mapping[str, Any],
    campaign: Campaign,
    by: Member,
    expected: str = "",
    typed: str = "",
) -> BulkAction:
    """Begin a bulk action (开始批量处理); `expected` is the fingerprint the preview was shown with.

    Raises Stale when other leads match by now or rest on other records, Refused without the number typed in or for confirming on several grounds.
    A few are decided at once; more are left to the job the caller starts, see `tasks`.
    """
    decision = decision_of(kind, choices, campaign=campaign)
    if not campaign.is_open:
        raise Refused(f"“{campaign.title}”已经结束，线索不能再处理。")
    if not len(selection):
        raise Refused("没有选中线索。")
    if expected and expected != selection.fingerprint:
        raise Stale(f"符合条件的线索在预览之后有了变化，现在是 {len(selection):,} 条；请重新预览。")
    if len(selection) > TYPED_FROM and typed.replace(",", "").strip() != str(len(selection)):
        raise Refused(f"这次要处理 {len(selection):,} 条线索，请在确认框中输入这个数字。")
    _refuse_different_grounds(selection, decision)
    if len(selection) <= TYPED_FROM:
        # Decided in this same transaction. Who holds a lead waits for the trace: never the other way round.
        _lock([*selection.lead_ids, *(_merged_ids(selection.lead_ids) if decision.frees_because else ())])
    action = BulkAction.objects.create(
        body_id=by.body_id,
        campaign=campaign,
        by=by,
        kind=kind,
        choices=dict(choices),
        query=selection.query[:1_000],
        lead_ids=list(selection.lead_ids),
        lead_inputs=list(selection.inputs),
        selection=selection.fingerprint,
        total=len(selection),
    )
    record(Action.BULK_STARTED, on=action, by=by, reason=decision.reason)
    return action


def in_background(action: BulkAction) -> bool:
    return action.total > TYPED_FROM


@transaction.atomic
def do_part(*, action_id: int, most: int = PART) -> BulkAction:
    """Decide the next leads of an action, and end it with the last; safe to call again at any time (处理一批)."""
    action = (
        BulkAction.objects.select_for_update(of=("self",))
        .select_related("campaign", "by__account")
        .get(pk=action_id)
    )
    if action.is_over:
        return action
    if Selection(tuple(action.lead_ids), inputs=tuple(action.lead_inputs)).fingerprint != action.selection:
        raise RuntimeError(f"the leads of bulk action {action.pk} are not those it was started with")
    ids = action.lead_ids[action.done : action.done + most]
    decision = decision_of(action.kind, action.choices, campaign=action.campaign)
    _decide_part(action, decision, ids)
    action.done += len(ids)
    action.beat_at = timezone.now()
    action.save(update_fields=["done", "changed", "skipped", "beat_at"])
    if action.done >= action.total:
        before = changed_from(action)
        action.state, action.finished_at = BulkState.FINISHED, timezone.now()
        action.save(update_fields=["state", "finished_at"])
        record(Action.BULK_FINISHED, on=action, by=action.by, before=before, reason=decision.reason)
    return action


def do_all(*, action_id: int) -> BulkAction:
    """All parts, one after the other, in the open transaction or one each."""
    action = do_part(action_id=action_id)
    while not action.is_over:
        action = do_part(action_id=action_id)
    return action


@transaction.atomic
def take_back_bulk(*, action_id: int, by: Member) -> tuple[int, int]:
    """Undo an action of one's own within ten minutes (撤销批量处理): how many went back, how many had moved on."""
    action = BulkAction.objects.select_for_update(of=("self",)).get(pk=action_id)
    if action.by_id != by.pk:
        raise Refused("只能撤销自己做的批量处理。")
    if not action.can_be_undone:
        raise Refused("只有指派、排除、挂起可以撤销，并且要在完成后十分钟之内。")
    back = 0
    changed = list(action.results.filter(changed=True).order_by("lead_id").values_list("lead_id", flat=True))
    _lock(changed)
    for ids in _parts(changed, PART):
        leads = list(Lead.objects.select_for_update().filter(pk__in=ids).order_by("pk"))
        back += sum(taken for taken, _ in taken_back(leads, by=by))
    before = changed_from(action)
    action.state = BulkState.UNDONE
    action.save(update_fields=["state"])
    record(Action.BULK_UNDONE, on=action, by=by, before=before)
    return back, action.changed - back


def _decide_part(action: BulkAction, decision: Decision, ids: Sequence[int]) -> None:
    now = timezone.now()
    leads = {lead.pk: lead for lead in Lead.objects.select_for_update().filter(pk__in=ids).order_by("pk")}
    freed = merged_into(ids) if decision.frees_because else []
    # Actions begun before the inputs were kept have none.
    seen = dict(zip(action.lead_ids, action.lead_inputs, strict=False))
    names = _names()
    results, changes = [], []
    for pk in ids:
        lead = leads[pk]
        why = _why_not(decision, lead, action.by, names)
        if (
            not why
            and decision.kind != "assign"
            and seen.get(pk, lead.inputs[:INPUTS]) != lead.inputs[:INPUTS]
        ):
            why = "批量处理开始后依据有变，没有处理；请重新核查"
        result = BulkResult(body_id=action.body_id, bulk=action, lead=lead, changed=not why, why=why[:200])
        results.append(result)
        if not why:
            before = changed_from(lead)
            decision.apply_to(lead, by=action.by, at=now)
            changes.append(Change(lead, before, decision.reason, also=[result]))
    BulkResult.objects.bulk_create(results)
    changed = [change.on.pk for change in changes]
    Lead.objects.filter(pk__in=changed).update(**decision.columns(by=action.by, at=now))
    record_all(decision.action, changes, by=action.by)
    freed = [lead for lead in freed if lead.merged_into_id in changed]
    reopen_merged(freed, because=decision.frees_because, by=action.by)
    skipped = [result for result in results if not result.changed]
    action.changed += len(changed)
    action.skipped += len(skipped)
    if skipped:
        record(Action.BULK_SKIPPED, on=action, by=action.by, before=changed_from(action), also=skipped)


def _why_not(decision: Decision, lead: Lead, by: Member, names: Mapping[int, str]) -> str:
    """Why this lead is left as it is; what is with a colleague is judged by nobody else in passing.

    Who opens that lead alone is told so and decides all the same; among two hundred rows nobody sees whose each is.
    Giving it to somebody else stays possible: that is how the work is taken over.
    """
    if why := decision.why_not(lead):
        return why
    if decision.kind != "assign" and lead.assignee_id not in (None, by.pk):
        return (
            f"由 {names.get(lead.assignee_id, '其他人员')} 核查；如需代为处理，请先与其联系并改派，或逐条处理"
        )
    return ""


def _names() -> dict[int, str]:
    return dict(Member.objects.values_list("pk", "account__name"))


def _refuse_different_grounds(selection: Selection, decision: Decision) -> None:
    """Confirming says each of them is a problem; that takes one check and leads that were judged."""
    if decision.kind != "confirm":
        return
    grounds: set[tuple[str, str]] = set()
    for part in _parts(selection.lead_ids, 5_000):
        grounds.update(Lead.objects.filter(pk__in=part).order_by().values_list("code", "verdict").distinct())
    if any(verdict == LeadVerdict.UNDECIDED for _, verdict in grounds):
        raise Refused("选中的线索里有“无法判定”的，不能批量确认属实；请补齐数据，或逐条核查。")
    if len(grounds) > 1:
        codes = "、".join(sorted(code for code, _ in grounds)[:5])
        raise Refused(
            f"批量确认只能用于同一检查项的线索，选中的有 {len(grounds)} 项（{codes}）；请按检查项分开确认。"
        )


def _merged_ids(ids: Sequence[int]) -> list[int]:
    return list(Lead.objects.filter(merged_into__in=ids).values_list("pk", flat=True))


def _lock(ids: Sequence[int]) -> None:
    """Hold these leads until the end of the transaction, taken in the order everybody takes them."""
    list(Lead.objects.select_for_update().filter(pk__in=list(ids)).order_by("pk").values_list("pk"))


def _parts(ids: Sequence[int], most: int) -> list[Sequence[int]]:
    return [ids[first : first + most] for first in range(0, len(ids), most)]


def _day(text: object) -> date:
    try:
        return text if isinstance(text, date) else date.fromisoformat(str(text))
    except ValueError:
        raise Refused(f"“{text}”不是日期，请写成 2026-07-31 的样子。") from None
