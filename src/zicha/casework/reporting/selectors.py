"""Reading what people added to the report, and its versions (查询报告)."""

from __future__ import annotations

from collections.abc import Mapping

from django.db.models import QuerySet

from zicha.casework.campaigns.models import Campaign
from zicha.casework.reporting.models import Correction, NoFinding, ReportVersion, SectionText


def texts_of(campaign: Campaign) -> Mapping[str, SectionText]:
    """Place → what is written there."""
    rows = SectionText.objects.filter(campaign=campaign).select_related("by__account")
    return {row.place: row for row in rows}


def corrections_of(campaign: Campaign) -> Mapping[str, Correction]:
    """Key of the figure → its correction in force."""
    rows = Correction.objects.filter(campaign=campaign, withdrawn_at__isnull=True)
    return {row.figure: row for row in rows.select_related("by__account")}


def no_findings_of(campaign: Campaign) -> Mapping[str, NoFinding]:
    """Code of the point → the ground stated."""
    rows = NoFinding.objects.filter(campaign=campaign).select_related("by__account")
    return {row.point: row for row in rows}


def versions_of(campaign: Campaign) -> QuerySet[ReportVersion]:
    return ReportVersion.objects.filter(campaign=campaign).select_related("asked_by__account")
