"""What a new screening does to a lead that is known (线索跟进): its values follow, a decision holds while they hold."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from zicha.casework.deliveries.models import Run
from zicha.casework.leads.models import Lead, LeadState
from zicha.casework.trace.rows import Said, said_by
from zicha.findings.differences import CellDifference, Row, told

# What a finding says of its subject; the rest of a lead is what people did about it.
VALUES = (
    "verdict", "severity", "certificate_no", "org_id", "org_name", "person_ids", "branch_id", "observed",
    "expected", "sentence", "reason", "evidence", "inputs",
)  # fmt: skip
_UNDECIDED: Mapping[str, Any] = {
    "decision_reason": "",
    "decision_text": "",
    "snoozed_until": None,
    "merged_into_id": None,
    "decided_by_id": None,
    "decided_at": None,
    "decided_inputs": "",
    "decided_run_id": None,
}

FOLLOWED = (
    *VALUES, *_UNDECIDED, "state", "last_run_id", "absent_since_id", "reopened_because", "version",
)  # fmt: skip
VANISHED = ("state", "absent_since_id", "snoozed_until", "version")
"""The columns `follow` and `vanish` may set."""


@dataclass(frozen=True)
class Followed:
    """A lead that followed a run (已跟进), as it was before, and why in words."""

    lead: Lead
    before: Mapping[str, Said]
    reason: str

    @property
    def is_change(self) -> bool:
        return said_by(self.lead) != dict(self.before)


def follow(
    lead: Lead, now: Lead, *, run: Run, cells: Sequence[CellDifference], before: Mapping[str, Said]
) -> Followed:
    """Let the lead say what this run found; the row is locked by the caller and saved by it."""
    what = _what_changed(lead, now, cells)
    is_back = lead.state == LeadState.GONE
    rested_on = lead.decided_inputs or lead.inputs
    reopens = (lead.state in (LeadState.DISMISSED, LeadState.MERGED) and now.inputs != rested_on) or (
        lead.state == LeadState.SNOOZED and now.inputs != lead.inputs
    )
    was_absent = lead.absent_since_id is not None
    if now.inputs != lead.inputs:
        for name in VALUES:
            setattr(lead, name, getattr(now, name))
    lead.last_run_id, lead.absent_since_id = run.pk, None
    if is_back:
        reason = f"{run}再次发现" + (f"；与上次相比：{what}" if what else "")
    elif reopens:
        reason = f"{_decision(lead)}；{run}时依据有变：{what}"
    else:
        reason = f"{run}再次发现" if was_absent and not what else f"{run}：{what}"
    if is_back or reopens:
        lead.state, lead.reopened_because = LeadState.OPEN, reason
        for name, value in _UNDECIDED.items():
            setattr(lead, name, value)
    lead.version += 1
    return Followed(lead, before, reason)


def vanish(lead: Lead, *, run: Run) -> str:
    """The run did not find the lead any more; say why in words. Locked and saved by the caller."""
    lead.version += 1
    if lead.state in (LeadState.OPEN, LeadState.SNOOZED):
        lead.state, lead.snoozed_until = LeadState.GONE, None
        return f"{run}不再发现此线索"
    lead.absent_since_id = run.pk
    return f"{run}不再发现此线索；“{lead.get_state_display()}”的结论不变"


def same_rows(*evidence: Sequence[Mapping[str, Any]]) -> list[Row]:
    """The rows these lists name, each once, in their order."""
    return list(dict.fromkeys((one["table"], one["key"]) for rows in evidence for one in rows))


def _decision(lead: Lead) -> str:
    if lead.state == LeadState.SNOOZED:
        return f"原挂起至 {lead.snoozed_until}"
    on = f"{timezone.localtime(lead.decided_at):%Y-%m-%d} " if lead.decided_at else ""
    why = lead.get_decision_reason_display() or lead.decision_text
    if lead.state == LeadState.MERGED:
        return f"{on}曾归并到线索 {lead.merged_into_id}（{why}）"
    return f"{on}曾排除" + (f"（{why}）" if why else "")


def _what_changed(lead: Lead, now: Lead, cells: Sequence[CellDifference]) -> str:
    """Verdict, values, then cells; where none of them differs the rule or its wording did."""
    parts = []
    if lead.verdict != now.verdict:
        parts.append(f"判定 {lead.get_verdict_display()} → {now.get_verdict_display()}")
    for name, label in (("observed", "实际"), ("expected", "要求")):
        was, is_now = getattr(lead, name), getattr(now, name)
        if was != is_now:
            parts.append(f"{label} {was or '（空）'} → {is_now or '（空）'}")
    if cells:
        parts.append(told(cells))
    if not parts and lead.inputs != now.inputs:
        parts.append("所依据的行不同")
    return "；".join(parts)
