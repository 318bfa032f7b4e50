"""Freezing in the background (后台定稿). The task may be run again at any time."""

from __future__ import annotations

from datetime import timedelta

from django.db.models import Q
from django.utils import timezone
from procrastinate.contrib.django import app

from zicha.casework.reporting.freezing import TASK, leave_to_worker
from zicha.casework.reporting.models import ReportVersion, VersionState
from zicha.casework.tenancy.scope import scope_all

SILENT = timedelta(seconds=90)
"""Without a sign of life for so long, the worker that had the job is gone."""


@app.task(name=TASK, queue="default")
def freeze_report(body_id: int, version_id: int) -> None:
    """Freeze a version of the report (报告定稿)."""
    from zicha.reports.from_campaign.freezing import work_on_freeze

    work_on_freeze(body_id=body_id, version_id=version_id)


@app.periodic(cron="* * * * *")
@app.task(name="reporting.every_minute", queue="default", pass_context=False)
def look_after_freezes(timestamp: int) -> None:
    """Queue again what has given no sign of life (接续中断的定稿)."""
    late = timezone.now() - SILENT
    with scope_all(reason="which bodies have reports being frozen without a worker"):
        silent = Q(beat_at__lt=late) | Q(beat_at__isnull=True, asked_at__lt=late)
        for version in ReportVersion.objects.filter(silent, state=VersionState.FREEZING):
            leave_to_worker(version)
