"""Work on deliveries and screenings in the background (后台任务). Each task may be run again at any time."""

from __future__ import annotations

from contextlib import suppress

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from zicha.casework.deliveries.beating import SILENT
from zicha.casework.deliveries.models import Run, RunState
from zicha.casework.tenancy.scope import scope_all


def leave_run_to_worker(run: Run) -> None:
    """Queue a run within the transaction that made it: both are there, or neither. One waiting already is enough."""
    with suppress(AlreadyEnqueued), transaction.atomic():
        screen_run.configure(queueing_lock=f"run-{run.pk}").defer(body_id=run.body_id, run_id=run.pk)


@app.task(name="deliveries.screen", queue="default")
def screen_run(body_id: int, run_id: int) -> None:
    """Screen a dataset version and take the leads in (筛查)."""
    from zicha.casework.deliveries.screening import work_on_run

    work_on_run(body_id=body_id, run_id=run_id)


@app.periodic(cron="* * * * *")
@app.task(name="deliveries.every_minute", queue="default", pass_context=False)
def look_after_deliveries(timestamp: int) -> None:
    """Queue again what has given no sign of life (接续中断的任务); one still at work is not disturbed by it."""
    late = timezone.now() - SILENT
    with scope_all(reason="which bodies have screenings without a worker"):
        silent = Q(beat_at__lt=late) | Q(beat_at__isnull=True, created_at__lt=late)
        left = Run.objects.filter(silent, state__in=(RunState.QUEUED, RunState.RUNNING))
        for run in left:
            leave_run_to_worker(run)
