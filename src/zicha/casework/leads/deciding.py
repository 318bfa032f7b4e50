"""What can be decided about a lead, and when not (线索处理规则): the same for one lead and for ten thousand."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db.models import F
from django.utils import timezone

from zicha.casework.campaigns.models import Campaign
from zicha.casework.leads.models import DismissalReason, Lead, LeadState
from zicha.casework.refused import Refused
from zicha.casework.tenancy.models import Member
from zicha.casework.trace.actions import Action
from zicha.casework.wording import in_words

WAITING: frozenset[Any] = frozenset({LeadState.OPEN, LeadState.SNOOZED})
SHORTEST_TEXT = 4
MOST_TEXT = 4_000


@dataclass(frozen=True)
class Decision:
    """One decision, not yet about any lead (处理).

    kind     assign, confirm, dismiss, snooze, merge, reopen
    values   columns it sets
    decides  a person has judged the lead: what it rested on is kept, so that new records can reopen it
    into     the lead it is merged into
    """

    kind: str
    action: Action
    from_states: frozenset[Any]
    values: Mapping[str, Any] = field(default_factory=dict)
    reason: str = ""
    decides: bool = True
    into: Lead | None = None

    def why_not(self, lead: Lead) -> str:
        """Why this lead cannot be decided so; empty when it can."""
        if lead.state not in self.from_states:
            states = "、".join(label for state, label in LeadState.choices if state in self.from_states)
            return f"线索“{lead.get_state_display()}”，只有{states}的线索可以{self.action.label}"
        if self.kind == "assign" and all(getattr(lead, name) == value for name, value in self.values.items()):
            return "已经由此人负责，期限相同"
        if (
            self.kind == "snooze"
            and lead.state == LeadState.SNOOZED
            and (lead.snoozed_until == self.values["snoozed_until"])
        ):
            return "已经挂起到这一天"
        if self.into is not None and not _is_same_matter(lead, self.into):
            return f"与线索 {self.into.pk} 既不是同一检查项，也不是同一对象，不能归并；请单独核查"
        return ""

    @property
    def frees_because(self) -> str:
        """Why nothing speaks any longer for what was merged into a lead decided so; empty when it still does."""
        return {"dismiss": "已排除", "reopen": "已重新打开"}.get(self.kind, "")

    def apply_to(self, lead: Lead, *, by: Member, at: datetime) -> None:
        """Set the lead's columns as `columns` sets them in the database."""
        for name, value in self.values.items():
            setattr(lead, name, value)
        lead.version += 1
        if self.decides:
            lead.decided_by_id, lead.decided_at = by.pk, at
            lead.decided_inputs, lead.decided_run_id = lead.inputs, lead.last_run_id

    def columns(self, *, by: Member, at: datetime) -> dict[str, Any]:
        """The same as an UPDATE over many leads."""
        made: dict[str, Any] = {**self.values, "version": F("version") + 1}
        if self.decides:
            made |= {"decided_by_id": by.pk, "decided_at": at}
            made |= {"decided_inputs": F("inputs"), "decided_run_id": F("last_run_id")}
        return made


def assignment(*, assignee: Member | None, due_on: date | None, campaign: Campaign) -> Decision:
    """Whose it is, until when (指派). Raises Refused for somebody who may not decide leads."""
    if assignee is not None and not assignee.may("lead.triage"):
        raise Refused(f"{assignee.name} 没有核查线索的权限，不能指派给此人。")
    if due_on is not None and due_on > campaign.due_on:
        raise Refused(f"核查期限不能晚于报送截止日期 {in_words(campaign.due_on)}。")
    values: dict[str, Any] = {"assignee_id": assignee.pk if assignee else None, "due_on": due_on}
    return Decision("assign", Action.LEAD_ASSIGNED, WAITING, values, decides=False)


def confirmation(*, text: str) -> Decision:
    """It is a problem (属实). Raises Refused without grounds."""
    values: dict[str, Any] = {"state": LeadState.CONFIRMED, "decision_text": _said(text, "认定属实的理由")}
    values |= {"decision_reason": "", "snoozed_until": None}
    return Decision("confirm", Action.LEAD_CONFIRMED, WAITING, values, values["decision_text"])


def dismissal(*, reason: str, text: str) -> Decision:
    """It is none (排除), for a reason of the list and in words. Raises Refused without both."""
    if reason not in DismissalReason.values:
        raise Refused("请选择排除理由。")
    text = _said(text, "排除的说明")
    values: dict[str, Any] = {"state": LeadState.DISMISSED, "decision_reason": reason, "decision_text": text}
    values |= {"snoozed_until": None}
    return Decision(
        "dismiss", Action.LEAD_DISMISSED, WAITING, values, f"{DismissalReason(reason).label}：{text}"
    )


def snoozing(*, until: date, text: str, campaign: Campaign) -> Decision:
    """Later, one check for one subject (挂起). Raises Refused for a day that is past or beyond the report."""
    today = timezone.localdate()
    if until <= today:
        raise Refused("挂起日期要晚于今天。")
    if until > campaign.due_on:
        raise Refused(f"不能挂起到报送截止日期 {in_words(campaign.due_on)} 之后；那时报告已经报出。")
    values: dict[str, Any] = {
        "state": LeadState.SNOOZED,
        "snoozed_until": until,
        "decision_text": _said(text, "挂起的原因"),
    }
    return Decision("snooze", Action.LEAD_SNOOZED, WAITING, values, values["decision_text"], decides=False)


def merging(*, into: Lead, text: str) -> Decision:
    """The same matter as another lead (归并): of the same check or about the same subject, for a reason in words.

    Raises Refused without a reason, and when that one is no lead to merge into: merged into a dismissed lead a hit
    would be dismissed without anybody having judged it.
    """
    if into.state in (LeadState.MERGED, LeadState.GONE, LeadState.DISMISSED):
        raise Refused(f"线索 {into.pk} {into.get_state_display()}，不能归并到它；请选择另一条。")
    values: dict[str, Any] = {
        "state": LeadState.MERGED,
        "merged_into_id": into.pk,
        "decision_text": _said(text, "归并的理由"),
        "snoozed_until": None,
    }
    reason = f"归并到线索 {into.pk}（{into}）：{values['decision_text']}"
    return Decision("merge", Action.LEAD_MERGED, WAITING, values, reason, into=into)


def reopening(*, text: str) -> Decision:
    """Open again (重新打开). Raises Refused without a reason."""
    values: dict[str, Any] = {
        "state": LeadState.OPEN,
        "reopened_because": _said(text, "重新打开的原因"),
        "decision_reason": "",
        "decision_text": "",
        "snoozed_until": None,
        "merged_into_id": None,
        "decided_by_id": None,
        "decided_at": None,
        "decided_inputs": "",
        "decided_run_id": None,
    }
    decided: frozenset[Any] = frozenset(
        {LeadState.CONFIRMED, LeadState.DISMISSED, LeadState.SNOOZED, LeadState.MERGED}
    )
    return Decision(
        "reopen", Action.LEAD_REOPENED, decided, values, values["reopened_because"], decides=False
    )


def _is_same_matter(lead: Lead, other: Lead) -> bool:
    subject = (other.subject_kind, other.subject_id)
    return lead.code == other.code or (lead.subject_kind, lead.subject_id) == subject


def _said(text: str, what: str) -> str:
    text = text.strip()
    if len(text) < SHORTEST_TEXT:
        raise Refused(f"请写明{what}（至少 {SHORTEST_TEXT} 个字）。")
    if len(text) > MOST_TEXT:
        raise Refused(f"{what}超过 {MOST_TEXT} 字，请精简；详细材料请作为证据上传。")
    return text
