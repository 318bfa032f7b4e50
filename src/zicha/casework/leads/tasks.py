"""Work on leads in the background (后台任务): bulk actions, snoozed leads whose day has come, look-ups for their pages."""

from __future__ import annotations

from contextlib import suppress
from datetime import timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from zicha.casework.campaigns.models import Campaign
from zicha.casework.leads import bulk, counting
from zicha.casework.leads.models import BulkAction, BulkState, Lead, LeadState
from zicha.casework.leads.preparing import prepare
from zicha.casework.leads.services import wake_leads
from zicha.casework.tenancy.scope import scope, scope_all

# Without a sign of life for so long, the worker that had it is gone.
SILENT = timedelta(minutes=2)


def leave_to_worker(action: BulkAction) -> None:
    """Queue an action within the transaction that made it: both are there, or neither."""
    go_through_leads.defer(body_id=action.body_id, action_id=action.pk)


@app.task(name="leads.go_through", queue="default")
def go_through_leads(body_id: int, action_id: int) -> None:
    """Decide the leads of a bulk action, a part a transaction (批量处理)."""
    while True:
        with scope(body_id):
            if bulk.do_part(action_id=action_id).is_over:
                return


def leave_look_ups_to_worker(body_id: int) -> None:
    """Queue making the look-ups of a body; one that waits already is enough."""
    with suppress(AlreadyEnqueued), transaction.atomic():
        prepare_look_ups.configure(queueing_lock=f"look-ups-{body_id}").defer(body_id=body_id)


@app.task(name="leads.prepare_look_ups", queue="default")
def prepare_look_ups(body_id: int) -> None:
    """Make ready what pages of leads find single rows by (备好查找文件)."""
    prepare(body_id)


@app.periodic(cron="*/5 * * * *")
@app.task(name="leads.every_five_minutes", queue="default", pass_context=False)
def look_after_leads(timestamp: int) -> None:
    """Wake leads, take up what a killed worker left, fold the tallies, make look-ups that lack (定时整理)."""
    today, late = timezone.localdate(), timezone.now() - SILENT
    with scope_all(reason="which bodies have snoozed leads or unfinished bulk actions"):
        due = Lead.objects.filter(state=LeadState.SNOOZED, snoozed_until__lte=today)
        bodies = list(due.order_by().values_list("body_id", flat=True).distinct())
        left = Q(state__in=(BulkState.QUEUED, BulkState.RUNNING), created_at__lt=late)
        left &= Q(beat_at__isnull=True) | Q(beat_at__lt=late)
        actions = list(BulkAction.objects.filter(left).values_list("body_id", "pk"))
        campaigns = list(Campaign.objects.values_list("body_id", "pk"))
    for body_id in bodies:
        _wake(body_id)
    for body_id, action_id in actions:
        go_through_leads(body_id=body_id, action_id=action_id)
    for body_id, campaign_id in campaigns:
        with scope(body_id):
            counting.compact(Campaign.objects.get(pk=campaign_id))
    for body_id in {body_id for body_id, _ in campaigns}:
        # After a restore, for example, or an upgrade: no screening has just made them.
        prepare(body_id)


def _wake(body_id: int) -> None:
    woken = True
    while woken:
        with scope(body_id):
            woken = wake_leads(body_id=body_id, today=timezone.localdate()) > 0
