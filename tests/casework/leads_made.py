"""Leads for tests, made quickly (测试线索)."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from zicha.casework.campaigns.models import Campaign
from zicha.casework.deliveries.models import Run, RunState
from zicha.casework.leads.models import Lead
from zicha.casework.trace.actions import Action
from zicha.casework.trace.services import Change, record, record_all


def run_made(campaign: Campaign, **columns: Any) -> Run:
    """A finished screening, the next of its campaign."""
    run = Run.objects.create(
        **{
            "body_id": campaign.body_id,
            "campaign": campaign,
            "number": campaign.runs.count() + 1,
            "state": RunState.FINISHED,
            "as_of": campaign.as_of,
            "dataset_version": "v0001-000000000000",
            "dataset_fingerprint": "0" * 64,
            "finished_at": timezone.now(),
            **columns,
        }
    )
    record(Action.RUN_FINISHED, on=run, by=None)
    return run


def lead_made(campaign: Campaign, **columns: Any) -> Lead:
    """One lead; what is not said is a plain hit of A06 under the last screening."""
    return leads_made(campaign, 1, **columns)[0]


def leads_made(campaign: Campaign, number: int, **columns: Any) -> list[Lead]:
    """So many leads that differ in their subject alone."""
    run = campaign.runs.order_by("-number").first() or run_made(campaign)
    first = Lead.objects.filter(campaign=campaign).count() + 1
    common: dict[str, Any] = {
        "code": "A06",
        "severity": "S1",
        "verdict": "hit",
        "subject_kind": "audit",
        "org_id": "org-1",
        "org_name": "虚构精密零件有限公司",
        "observed": "1.5 人日",
        "expected": "2.1 人日",
        "sentence": "初审策划 1.5 人日，低于最低要求 2.1 人日。",
        "inputs": "1" * 64,
        "first_run": run,
        "last_run": run,
        **columns,
    }
    made = []
    for at in range(first, first + number):
        one: dict[str, Any] = {
            "subject_id": f"AUD-{at:05d}", "certificate_no": f"0992026Q{at:05d}R0M", **common
        }  # fmt: skip
        one.setdefault("area", one["code"][0])
        one.setdefault("key", f"{one['code']}:{one['subject_kind']}:{one['subject_id']}")
        one.setdefault("evidence", [{"table": "audits", "key": one["subject_id"]}])
        made.append(Lead(body_id=campaign.body_id, campaign=campaign, **one))
    Lead.objects.bulk_create(made)
    record_all(Action.LEADS_RAISED, [Change(lead) for lead in made], by=None)
    return list(Lead.objects.filter(pk__in=[lead.pk for lead in made]).order_by("pk"))
