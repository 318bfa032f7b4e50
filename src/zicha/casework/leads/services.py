"""Deciding one lead (核查线索): assign, confirm, dismiss, snooze, merge, reopen, note, take back."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from zicha.casework.campaigns.models import Campaign
from zicha.casework.leads import deciding
from zicha.casework.leads.deciding import Decision
from zicha.casework.leads.merged import merged_into, reopen_merged
from zicha.casework.leads.models import UNDO_MINUTES, Lead, LeadState, Note, SavedView
from zicha.casework.many_rows import update_rows
from zicha.casework.refused import Refused, Stale
from zicha.casework.tenancy.models import Member
from zicha.casework.trace.actions import Action, label_of
from zicha.casework.trace.models import Entry
from zicha.casework.trace.rows import row_hash
from zicha.casework.trace.services import Change, changed_from, record, record_all

UNDOABLE = {Action.LEAD_ASSIGNED.value, Action.LEAD_DISMISSED.value, Action.LEAD_SNOOZED.value}


@transaction.atomic
def assign_lead(
    *,
    lead_id: int,
    assignee: Member | None,
    by: Member,
    due_on: date | None = None,
    version: int | None = None,
) -> Lead:
    """Give a lead to a member, or to nobody (指派线索)."""
    lead = _held(lead_id, version)
    return _decide(lead, deciding.assignment(assignee=assignee, due_on=due_on, campaign=lead.campaign), by=by)


@transaction.atomic
def confirm_lead(*, lead_id: int, text: str, by: Member, version: int | None = None) -> Lead:
    """The lead is a problem (确认属实): open or snoozed → confirmed."""
    return _decide(_held(lead_id, version), deciding.confirmation(text=text), by=by)


@transaction.atomic
def dismiss_lead(*, lead_id: int, reason: str, text: str, by: Member, version: int | None = None) -> Lead:
    """The lead is no problem (排除线索): open or snoozed → dismissed."""
    return _decide(_held(lead_id, version), deciding.dismissal(reason=reason, text=text), by=by)


@transaction.atomic
def snooze_lead(*, lead_id: int, until: date, text: str, by: Member, version: int | None = None) -> Lead:
    """Look at this check of this subject again on a day (挂起线索)."""
    lead = _held(lead_id, version)
    return _decide(lead, deciding.snoozing(until=until, text=text, campaign=lead.campaign), by=by)


@transaction.atomic
def merge_leads(
    *, lead_ids: Iterable[int], into_id: int, by: Member, text: str = "", version: int | None = None
) -> list[Lead]:
    """Make leads part of another one of the same campaign (归并线索)."""
    wanted = sorted(set(lead_ids))
    if into_id in wanted:
        raise Refused("不能把线索归并到它自己。")
    # All in the order of their number: two who merge into one another wait, and do not block each other.
    held = {lead.pk: lead for lead in _locked([*wanted, into_id])}
    if into_id not in held:
        raise Refused(f"没有编号为 {into_id} 的线索；请核对编号。")
    into = held[into_id]
    decision = deciding.merging(into=into, text=text)
    merged = []
    for lead in (held[pk] for pk in wanted if pk in held):
        _refuse_stale(lead, version)
        if lead.campaign_id != into.campaign_id:
            raise Refused("只能归并到同一次自查的线索。")
        if Lead.objects.filter(merged_into=lead).exists():
            raise Refused(f"已有其他线索归并到线索 {lead.pk}；请先把它们归并到线索 {into.pk}。")
        merged.append(_decide(lead, decision, by=by))
    return merged


@transaction.atomic
def reopen_lead(*, lead_id: int, text: str, by: Member, version: int | None = None) -> Lead:
    """Decide again (重新打开). Raises Refused when something rests on the decision, such as a problem."""
    lead = _held(lead_id, version)
    if lead.state == LeadState.CONFIRMED and (resting := _resting_on(lead)):
        raise Refused(f"线索 {lead.pk} 已转入{resting}，不能重新打开；请在那里处理。")
    return _decide(lead, deciding.reopening(text=text), by=by)


@transaction.atomic
def note_on_lead(*, lead_id: int, text: str, by: Member) -> Note:
    """Write a remark (备注)."""
    text = text.strip()
    if not text:
        raise Refused("请写备注内容。")
    lead = Lead.objects.select_related("campaign").get(pk=lead_id)
    _refuse_closed(lead.campaign)
    note = Note.objects.create(body_id=lead.body_id, lead=lead, by=by, text=text[: deciding.MOST_TEXT])
    record(Action.LEAD_NOTED, on=lead, by=by, before=changed_from(lead), reason=note.text, also=[note])
    return note


@transaction.atomic
def take_back(*, lead_id: int, by: Member) -> Lead:
    """Undo one's own assignment, dismissal or snooze of the last ten minutes (撤销)."""
    lead = _held(lead_id, None)
    [(taken, why)] = taken_back([lead], by=by)
    if not taken:
        raise Refused(f"不能撤销：{why}。")
    return lead


def taken_back(leads: list[Lead], *, by: Member) -> list[tuple[bool, str]]:
    """Put locked leads back as they were before the last change, which must be `by`'s own, recent and undoable.

    An answer per lead: whether, and why not.
    """
    last = {entry.on_id: entry for entry in _last_entries(leads)}
    answers: list[tuple[bool, str]] = []
    changes, saved, columns = [], [], {"version"}
    for lead in leads:
        entry = last.get(str(lead.pk))
        if why := _why_not_back(lead, entry, by):
            answers.append((False, why))
            continue
        assert entry is not None
        before = changed_from(lead)
        for name, value in entry.before.items():
            if name != "version":
                field = lead._meta.get_field(name.removesuffix("_id"))
                setattr(
                    lead,
                    name,
                    field.target_field.to_python(value) if field.is_relation else field.to_python(value),
                )
        lead.version += 1
        columns |= set(entry.before)
        saved.append(lead)
        changes.append(Change(lead, before, f"撤销“{label_of(entry.action)}”（留痕第 {entry.number} 号）"))
        answers.append((True, ""))
    update_rows(saved, sorted(columns))
    record_all(Action.LEAD_RESTORED, changes, by=by)
    return answers


@transaction.atomic
def save_view(*, name: str, query: str, shared: bool, by: Member) -> SavedView:
    """Keep a filter under a name (保存视图); a name of one's own used before is overwritten."""
    name = name.strip()
    if not name:
        raise Refused("请给视图起个名称。")
    if len(query) > 1_000:
        raise Refused("筛选条件太长，不能保存；请减少条件。")
    view = SavedView.objects.select_for_update().filter(owner=by, name=name[:60]).first()
    before = changed_from(view) if view else {}
    view = view or SavedView(body_id=by.body_id, owner=by, name=name[:60])
    view.query, view.shared = query, shared
    view.save()
    record(Action.VIEW_SAVED, on=view, by=by, before=before)
    return view


@transaction.atomic
def delete_view(*, view_id: int, by: Member) -> None:
    """Remove a saved view of one's own (删除视图)."""
    view = SavedView.objects.select_for_update().get(pk=view_id)
    if view.owner_id != by.pk:
        raise Refused("只能删除自己保存的视图。")
    view_pk = view.pk
    before = changed_from(view)
    view.delete()
    view.pk = view_pk
    record(Action.VIEW_DELETED, on=view, by=by, before=before, gone=True)


def wake_leads(*, body_id: int, today: date, most: int = 5_000) -> int:
    """Bring back snoozed leads whose day has come (挂起到期), `most` in one transaction; how many there were."""
    ids = list(
        Lead.objects.filter(body_id=body_id, state=LeadState.SNOOZED, snoozed_until__lte=today)
        .order_by("pk")
        .values_list("pk", flat=True)[:most]
    )
    changes = []
    for lead in _locked(ids):
        if lead.state != LeadState.SNOOZED or lead.snoozed_until is None or lead.snoozed_until > today:
            continue
        before = changed_from(lead)
        lead.state, lead.reopened_because = LeadState.OPEN, f"挂起到 {lead.snoozed_until} 期满"
        lead.snoozed_until = None
        lead.version += 1
        lead.save(update_fields=["state", "reopened_because", "snoozed_until", "version"])
        changes.append(Change(lead, before, lead.reopened_because))
    record_all(Action.LEAD_REOPENED, changes, by=None)
    return len(changes)


def _held(lead_id: int, version: int | None) -> Lead:
    """The lead, locked until the end of the transaction. Raises Stale when it is not as `version` showed it."""
    lead = Lead.objects.select_for_update(of=("self",)).select_related("campaign").get(pk=lead_id)
    _refuse_stale(lead, version)
    return lead


def _locked(ids: Iterable[int]) -> list[Lead]:
    return list(
        Lead.objects.select_for_update(of=("self",))
        .select_related("campaign")
        .filter(pk__in=list(ids))
        .order_by("pk")
    )


def _decide(lead: Lead, decision: Decision, *, by: Member) -> Lead:
    _refuse_closed(lead.campaign)
    if why := decision.why_not(lead):
        raise Refused(f"{why}。{_who_last(lead)}")
    freed = merged_into([lead.pk]) if decision.frees_because else []
    before = changed_from(lead)
    decision.apply_to(lead, by=by, at=timezone.now())
    lead.save()
    record(decision.action, on=lead, by=by, before=before, reason=decision.reason)
    reopen_merged(freed, because=decision.frees_because, by=by)
    return lead


def _refuse_closed(campaign: Campaign) -> None:
    if not campaign.is_open:
        raise Refused(f"“{campaign.title}”已经结束，线索不能再处理。")


def _refuse_stale(lead: Lead, version: int | None) -> None:
    if version is not None and lead.version != version:
        raise Stale(f"这条线索在您打开之后有了变化：{_who_last(lead)}请刷新后再处理，本次没有改动任何内容。")


def _who_last(lead: Lead) -> str:
    entry = next(iter(_last_entries([lead])), None)
    if entry is None:
        return ""
    at = timezone.localtime(entry.at)
    reason = f"，理由：{entry.reason}" if entry.reason else ""
    return f"{entry.by_name} 于 {at.month}月{at.day}日 {at:%H:%M} {label_of(entry.action)}{reason}。"


def _last_entries(leads: Iterable[Lead]) -> Iterable[Entry]:
    ids = [str(lead.pk) for lead in leads]
    if not ids:
        return []
    return (
        Entry.objects.filter(on_kind=Lead._meta.label, on_id__in=ids)
        .exclude(action=Action.LEAD_NOTED.value)
        .order_by("on_id", "-number")
        .distinct("on_id")
    )


def _why_not_back(lead: Lead, entry: Entry | None, by: Member) -> str:
    if entry is None or entry.action not in UNDOABLE:
        return "最近的操作不是指派、排除或挂起"
    if entry.by_id != by.pk:
        return f"最近的操作是 {entry.by_name} 做的"
    if timezone.now() - entry.at > timedelta(minutes=UNDO_MINUTES):
        return f"已超过 {UNDO_MINUTES} 分钟"
    if entry.touched[0][2] != row_hash(lead):
        return "线索此后又有变化"
    return ""


def _resting_on(lead: Lead) -> str:
    """What of other apps points to the lead, in words; this app knows none of them."""
    for relation in lead._meta.related_objects:
        model: Any = relation.related_model
        if model._meta.app_label != lead._meta.app_label and (
            model.objects.filter(**{relation.field.name: lead.pk}).exists()
        ):
            return str(model._meta.verbose_name)
    return ""
