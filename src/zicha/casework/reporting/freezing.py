"""Freezing the report (定稿): asked for, at work, done or failed. The files themselves are made in `reports.from_campaign`.

Nothing is frozen before all files are in place: their hashes, the state and the trace are one transaction. A job killed
before that is begun again and makes the files anew.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from typing import Any

from django.db import transaction
from django.utils import timezone
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from zicha.casework.campaigns.models import Campaign
from zicha.casework.refused import Refused
from zicha.casework.reporting.models import ReportVersion, VersionState
from zicha.casework.tenancy.models import Member
from zicha.casework.trace.actions import Action
from zicha.casework.trace.services import changed_from, record

TASK = "reporting.freeze"


@transaction.atomic
def ask_freeze(*, campaign_id: int, by: Member) -> ReportVersion:
    """Begin the next version, or begin again the one that failed (定稿).

    Raises Refused while one is being frozen, and after a version was filed until it comes back.
    """
    campaign = Campaign.objects.select_for_update(of=("self",)).get(pk=campaign_id)
    last = ReportVersion.objects.filter(campaign=campaign).order_by("-number").first()
    if last is not None and last.state == VersionState.FREEZING:
        raise Refused(f"{last}正在定稿，请等它完成。")
    _refuse_filed(campaign_id)
    if not campaign.is_open:
        raise Refused(f"“{campaign.title}”已经结束，不能再定稿。")
    if last is not None and last.state == VersionState.FAILED:
        version, before = last, changed_from(last)
        version.state, version.error, version.asked_by = VersionState.FREEZING, "", by
        version.day, version.beat_at = timezone.localdate(), None
        version.done, version.doing = 0, "等待处理"
        version.save()
    else:
        before = None
        version = ReportVersion.objects.create(
            body_id=by.body_id,
            campaign=campaign,
            number=last.number + 1 if last else 1,
            day=timezone.localdate(),
            asked_by=by,
            before=last,
            doing="等待处理",
        )
    record(Action.FREEZE_ASKED, on=version, by=by, before=before)
    leave_to_worker(version)
    return version


def leave_to_worker(version: ReportVersion) -> None:
    """Queue the work within the transaction that asked for it. One waiting already is enough."""
    with suppress(AlreadyEnqueued), transaction.atomic():
        task = app.configure_task(TASK, queue="default", queueing_lock=f"freeze-{version.pk}")
        task.defer(body_id=version.body_id, version_id=version.pk)


def tell(*, version_id: int, done: int, doing: str) -> None:
    """How far the work is; a sign of life too."""
    ReportVersion.objects.filter(pk=version_id, state=VersionState.FREEZING).update(
        done=done, doing=doing[:200], beat_at=timezone.now()
    )


@transaction.atomic
def settle_freeze(
    *, version_id: int, files: Mapping[str, Mapping[str, Any]], content_hash: str, trace_number: int
) -> ReportVersion:
    """All files are in place (已定稿); the version before that was not sent is replaced by this one.

    Raises Refused when that one was sent after all while this one was made.
    """
    # The campaign first, as everybody takes them: nothing is filed while this is decided.
    Campaign.objects.select_for_update(of=("self",)).get(report_versions=version_id)
    version = _freezing(version_id)
    _refuse_filed(version.campaign_id)
    before = changed_from(version)
    replaced = (VersionState.FROZEN, VersionState.SEALED)
    for old in ReportVersion.objects.select_for_update().filter(
        campaign_id=version.campaign_id, state__in=replaced, number__lt=version.number
    ):
        old_before = changed_from(old)
        old.state = VersionState.REPLACED
        old.save()
        record(
            Action.REPORT_REPLACED, on=old, by=version.asked_by, before=old_before, reason=f"{version}定稿"
        )
    version.state, version.frozen_at = VersionState.FROZEN, timezone.now()
    version.files = {name: dict(file) for name, file in sorted(files.items())}
    version.content_hash, version.trace_number, version.error = content_hash, trace_number, ""
    version.done, version.doing = 100, ""
    version.save()
    record(Action.REPORT_FROZEN, on=version, by=version.asked_by, before=before)
    return version


@transaction.atomic
def fail_freeze(*, version_id: int, error: str) -> ReportVersion:
    """It could not be frozen; `error` says why and what to do (定稿失败). The number is taken by the next attempt."""
    version = _freezing(version_id)
    before = changed_from(version)
    version.state, version.error, version.doing = VersionState.FAILED, error, ""
    version.save()
    record(Action.FREEZE_FAILED, on=version, by=version.asked_by, before=before, reason=error[:2_000])
    return version


def _refuse_filed(campaign_id: int) -> None:
    """One report in circulation: what any recipient holds, has to come back before another is written."""
    filed = ReportVersion.objects.filter(campaign_id=campaign_id, filings__isnull=False)
    held = filed.exclude(state=VersionState.RETURNED).order_by("-number").first()
    if held is not None:
        raise Refused(f"{held}已经报送。报送对象退回后才能定稿下一版；请先登记退回。")


def _freezing(version_id: int) -> ReportVersion:
    version = (
        ReportVersion.objects.select_for_update(of=("self",))
        .select_related("asked_by__account")
        .get(pk=version_id)
    )
    if version.state != VersionState.FREEZING:
        raise Refused(f"{version}{version.get_state_display()}，已不在定稿中。")
    return version
