"""Responsibility by step on a page (责任追溯): a certificate number in, who did what when out."""

from __future__ import annotations

from datetime import date
from itertools import groupby
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from zicha.casework.campaigns.models import Campaign
from zicha.casework.leads.models import Lead
from zicha.casework.leads.responsibility import Responsibility, responsibility_of
from zicha.casework.places import dataset_of
from zicha.contract.errors import ZichaError
from zicha.web.access import MemberRequest, may

LONGEST = 80
MOST_LEADS = 20


@may("trace.view")
def responsibility(request: MemberRequest) -> HttpResponse:
    number = request.GET.get("certificate", "").strip()[:LONGEST]
    shown: dict[str, Any] = {"number": number}
    if number:
        shown |= _of_certificate(request.member.body_id, number)
    return render(request, "trace/responsibility.html", shown)


def _of_certificate(body_id: int, number: str) -> dict[str, Any]:
    try:
        head = dataset_of(body_id).head()
        files = {name: head.path(name) for name in head.tables} if head else {}
        found = responsibility_of(number, files, as_of=_judging_date()) if files else None
    except (ZichaError, OSError):
        return {"missing": True}
    leads = (
        Lead.objects.filter(certificate_no=number)
        .select_related("decided_by__account")
        .order_by("rank", "pk")
    )
    return {
        "found": found,
        "no_data": found is None,
        "stages": _stages(found) if found else [],
        "version": head.number if head else None,
        "leads": list(leads[:MOST_LEADS]),
    }


def _judging_date() -> date:
    """The day of the latest round, as everything else on the pages is judged; today where there was none."""
    campaign = Campaign.objects.order_by("-starts_on", "-pk").first()
    return campaign.as_of if campaign else timezone.localdate()


def _stages(found: Responsibility) -> list[tuple[str, list[Any]]]:
    return [(stage, list(steps)) for stage, steps in groupby(found.steps, key=lambda step: step.stage)]
