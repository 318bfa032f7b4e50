"""Starting, cancelling and ending a screening (筛查): the services; the work itself is in `screening`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from django.db import transaction
from django.utils import timezone

from zicha.casework.campaigns.models import Campaign
from zicha.casework.deliveries.models import CheckCoverage, Run, RunState
from zicha.casework.places import dataset_of
from zicha.casework.refused import Refused
from zicha.casework.tenancy.models import Member
from zicha.casework.trace.actions import Action
from zicha.casework.trace.services import changed_from, record
from zicha.contract.errors import ZichaError
from zicha.findings.inspecting import Override, thresholds
from zicha.screening.run import Screening


@transaction.atomic
def start_run(*, campaign_id: int, by: Member, overrides: Sequence[Override] = ()) -> Run:
    """Queue a screening of the dataset as it stands (开始筛查). Raises Refused while another one is under way.

    overrides  parameters judged by another value than the lawful or recommended one, each with its reason
    """
    from zicha.casework.deliveries.tasks import leave_run_to_worker

    _refuse_unusable(overrides)
    campaign = Campaign.objects.select_for_update().get(pk=campaign_id)
    if not campaign.is_open:
        raise Refused(f"“{campaign.title}”已结束，不能再筛查。请另行启动一次自查。")
    busy = Run.objects.filter(state__in=(RunState.QUEUED, RunState.RUNNING)).first()
    if busy is not None:
        raise Refused(f"{busy}{busy.get_state_display()}，同一时间只能有一次。请等它结束，或先取消它。")
    try:
        head = dataset_of(by.body_id).head()
    except ZichaError as error:
        raise Refused(str(error)) from error
    if head is None:
        raise Refused("还没有数据可以筛查。请先上传数据并确认入库。")
    last = Run.objects.filter(campaign=campaign).order_by("-number").first()
    run = Run.objects.create(
        body_id=by.body_id,
        campaign=campaign,
        number=last.number + 1 if last else 1,
        as_of=campaign.as_of,
        dataset_version=head.id,
        dataset_fingerprint=head.fingerprint,
        overrides=[asdict(override) for override in overrides],
        started_by=by,
    )
    told = "；".join(f"{one.code}.{one.name}={one.value}，{one.because}" for one in overrides)
    record(Action.RUN_STARTED, on=run, by=by, reason=f"调整参数：{told}" if told else "")
    leave_run_to_worker(run)
    return run


def overrides_of(run: Run) -> list[Override]:
    """The parameters the run judges by another value (调整的参数)."""
    return [Override(**said) for said in run.overrides]


def _refuse_unusable(overrides: Sequence[Override]) -> None:
    try:
        thresholds(overrides)
    except ZichaError as error:
        raise Refused(str(error)) from error
    for override in overrides:
        if not override.because.strip():
            raise Refused(f"调整参数 {override.code}.{override.name} 必须说明理由，理由会写进报告。")


@transaction.atomic
def cancel_run(*, run_id: int, by: Member) -> Run:
    """Cancel a queued screening, or ask one under way to stop after the check it is at (取消筛查). Raises Refused."""
    run = Run.objects.select_for_update().get(pk=run_id)
    if not run.under_way:
        raise Refused(f"{run}{run.get_state_display()}，没有什么可以取消。")
    if run.checks_are_done:
        raise Refused("全部检查已经做完，正在登记线索，不能再取消；登记完即结束。")
    before = changed_from(run)
    if run.state == RunState.QUEUED:
        run.state, run.finished_at = RunState.CANCELLED, timezone.now()
        run.save(update_fields=["state", "finished_at"])
        record(Action.RUN_CANCELLED, on=run, by=by, before=before)
    elif not run.cancel_asked:
        run.cancel_asked = True
        run.save(update_fields=["cancel_asked"])
        record(Action.RUN_CANCEL_ASKED, on=run, by=by, before=before)
    return run


@transaction.atomic
def begin_run(*, run_id: int) -> Run | None:
    """The run, under way from now on; None when it is over or was cancelled (开始执行)."""
    run = Run.objects.select_for_update().select_related("campaign", "body").get(pk=run_id)
    if not run.under_way:
        return None
    run.beat_at = timezone.now()
    if run.state == RunState.QUEUED:
        before = changed_from(run)
        run.state, run.started_at = RunState.RUNNING, timezone.now()
        run.save(update_fields=["state", "started_at", "beat_at"])
        record(Action.RUN_BEGUN, on=run, by=None, before=before)
    else:
        run.save(update_fields=["beat_at"])
    return run


@transaction.atomic
def finish_run(*, run_id: int, screening: Screening, kept_sha256: str) -> Run:
    """The screening is done and its leads are taken in (筛查完成)."""
    run = _under_way(run_id)
    before = changed_from(run)
    covered = CheckCoverage.objects.bulk_create(
        CheckCoverage(
            body_id=run.body_id,
            run=run,
            code=one.code,
            ran=one.ran,
            in_scope=one.in_scope,
            hit=one.hit,
            passed=one.passed,
            undecided=one.undecided,
            exempt=one.exempt,
            reason=one.reason,
            caution=one.caution,
            seconds=round(one.seconds, 3),
        )
        for _, one in sorted(screening.coverage.items())
    )
    run.hits = sum(one.hit for one in covered)
    run.undecided = sum(one.undecided for one in covered)
    run.ruleset, run.kept_sha256 = screening.rule_set, kept_sha256
    run.doing = ""
    _end(run, RunState.FINISHED)
    record(Action.RUN_FINISHED, on=run, by=None, before=before, also=covered)
    return run


@transaction.atomic
def fail_run(*, run_id: int, error: str) -> Run:
    """The screening could not be done; `error` says why and what to do (筛查失败)."""
    run = _under_way(run_id)
    before = changed_from(run)
    run.error = error
    _end(run, RunState.FAILED)
    record(Action.RUN_FAILED, on=run, by=None, before=before, reason=error)
    return run


@transaction.atomic
def end_cancelled_run(*, run_id: int) -> Run:
    """Stopped after a check because somebody asked for it (已取消)."""
    run = _under_way(run_id)
    before = changed_from(run)
    _end(run, RunState.CANCELLED)
    record(Action.RUN_CANCELLED, on=run, by=None, before=before)
    return run


def _under_way(run_id: int) -> Run:
    run = Run.objects.select_for_update().get(pk=run_id)
    if run.state != RunState.RUNNING:
        raise Refused(f"{run}{run.get_state_display()}，已不在执行。")
    return run


def _end(run: Run, state: Any) -> None:
    run.state, run.finished_at = state, timezone.now()
    run.save()
