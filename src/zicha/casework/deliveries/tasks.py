"""Work on deliveries and screenings in the background (后台任务). Each task may be run again at any time."""

from __future__ import annotations

from contextlib import suppress

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from zicha.casework.deliveries.beating import SILENT
from zicha.casework.deliveries.models import Delivery, DeliveryState, Run, RunState
from zicha.casework.tenancy.scope import scope_all


def leave_run_to_worker(run: Run) -> None:
    """Queue a run within the transaction that made it: both are there, or neither. One waiting already is enough."""
    with suppress(AlreadyEnqueued), transaction.atomic():
        screen_run.configure(queueing_lock=f"run-{run.pk}").defer(body_id=run.body_id, run_id=run.pk)


def leave_reading_to_worker(delivery: Delivery) -> None:
    """Queue the reading of an upload, likewise."""
    _queue(delivery)


def leave_commit_to_worker(delivery: Delivery) -> None:
    """Queue putting a delivery into the dataset, likewise."""
    _queue(delivery)


def _queue(delivery: Delivery) -> None:
    with suppress(AlreadyEnqueued), transaction.atomic():
        take_delivery.configure(queueing_lock=f"delivery-{delivery.pk}").defer(
            body_id=delivery.body_id, delivery_id=delivery.pk
        )


@app.task(name="deliveries.take", queue="default")
def take_delivery(body_id: int, delivery_id: int) -> None:
    """Read an upload, or put it into the dataset (读取、入库)."""
    from zicha.casework.deliveries.reading import work_on_delivery

    work_on_delivery(body_id=body_id, delivery_id=delivery_id)


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
        silent = Q(beat_at__lt=late) | Q(beat_at__isnull=True, received_at__lt=late)
        waiting = (DeliveryState.RECEIVED, DeliveryState.COMMITTING)
        for delivery in Delivery.objects.filter(silent, state__in=waiting):
            _queue(delivery)
