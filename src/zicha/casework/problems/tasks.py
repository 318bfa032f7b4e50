"""Work on problems in the background (后台任务): sweeps over newer records."""

from __future__ import annotations

from contextlib import suppress
from datetime import timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from zicha.casework.problems.models import Sweep, SweepState
from zicha.casework.tenancy.scope import scope_all

# Without an end after so long the worker may be gone; one still at work holds the sweep's lock and is not disturbed.
SILENT = timedelta(minutes=2)


def leave_sweep_to_worker(sweep: Sweep) -> None:
    """Queue a sweep within the transaction that made it. One waiting already is enough."""
    with suppress(AlreadyEnqueued), transaction.atomic():
        rerun_sweep.configure(queueing_lock=f"sweep-{sweep.pk}").defer(
            body_id=sweep.body_id, sweep_id=sweep.pk
        )


@app.task(name="problems.sweep", queue="default")
def rerun_sweep(body_id: int, sweep_id: int) -> None:
    """Run the checks of a pattern again over the newest records (举一反三)."""
    from zicha.casework.problems.rerun import work_on_sweep

    work_on_sweep(body_id=body_id, sweep_id=sweep_id)


@app.periodic(cron="* * * * *")
@app.task(name="problems.every_minute", queue="default", pass_context=False)
def look_after_sweeps(timestamp: int) -> None:
    """Queue again what a killed worker left (接续中断的任务)."""
    late = timezone.now() - SILENT
    with scope_all(reason="which bodies have sweeps without a worker"):
        silent = Q(beat_at__lt=late) | Q(beat_at__isnull=True, at__lt=late)
        left = Sweep.objects.filter(silent, state__in=(SweepState.QUEUED, SweepState.RUNNING))
        for sweep in left:
            leave_sweep_to_worker(sweep)
