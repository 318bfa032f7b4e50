"""Leads that were merged into another (已归并的线索): they wait again as soon as that one no longer speaks for them."""

from __future__ import annotations

from collections.abc import Collection

from zicha.casework.leads.deciding import reopening
from zicha.casework.leads.models import Lead, LeadState
from zicha.casework.many_rows import update_rows
from zicha.casework.tenancy.models import Member
from zicha.casework.trace.actions import Action
from zicha.casework.trace.services import Change, changed_from, record_all

REOPENED = (
    "state", "reopened_because", "decision_reason", "decision_text", "snoozed_until", "merged_into_id",
    "decided_by_id", "decided_at", "decided_inputs", "decided_run_id", "version",
)  # fmt: skip
"""The columns `reopen_merged` sets."""


def merged_into(ids: Collection[int]) -> list[Lead]:
    """The leads merged into these, locked until the end of the transaction; taken before anything is recorded."""
    rows = Lead.objects.select_for_update(of=("self",)).filter(merged_into__in=ids, state=LeadState.MERGED)
    return list(rows.order_by("pk")) if ids else []


def reopen_merged(leads: Collection[Lead], *, because: str, by: Member | None) -> None:
    """Open them again (重新打开已归并的线索), each with its entry: nobody has judged them by themselves."""
    if not leads:
        return
    changes = []
    for lead in leads:
        before = changed_from(lead)
        decision = reopening(text=f"所归并到的线索 {lead.merged_into_id} {because}，本条要单独核查")
        for name, value in decision.values.items():
            setattr(lead, name, value)
        lead.version += 1
        changes.append(Change(lead, before, decision.reason))
    update_rows(list(leads), REOPENED)
    record_all(Action.LEAD_REOPENED, changes, by=by)
