"""The queue as people may see it (后台任务): what waits, runs and has failed; trying again and taking out."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Max, Min, Q, QuerySet
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob

from zicha.casework.refused import Refused
from zicha.casework.tenancy.models import Member

SHOWN = 50
STATES = {
    "todo": ("排队中", "todo"),
    "doing": ("执行中", "doing"),
    "failed": ("失败", "bad"),
    "cancelled": ("已取消", "muted"),
    "aborted": ("已中止", "muted"),
    "succeeded": ("已完成", "ok"),
}
# 「… (筛查).」: what a task does stands in its docstring, as everywhere.
_CHINESE = re.compile(r"\(([^()]*[\u4e00-\u9fff][^()]*)\)")


@dataclass(frozen=True)
class JobLine:
    """A job as a line of the page (任务)."""

    number: int
    title: str
    status: str
    attempts: int
    queued_at: datetime | None
    touched_at: datetime | None

    @property
    def label(self) -> str:
        return STATES[self.status][0]

    @property
    def tone(self) -> str:
        return STATES[self.status][1]


def jobs_for(member: Member) -> QuerySet[ProcrastinateJob]:
    """Jobs of the member's body; those who run the machine see all."""
    jobs = ProcrastinateJob.objects.all()
    if member.account.is_operator:
        return jobs
    return jobs.filter(args__body_id=member.body_id)


def counts_for(member: Member) -> dict[str, int]:
    rows = jobs_for(member).values_list("status").annotate(n=Count("id"))
    return dict(rows)


def lines_for(member: Member, *statuses: str) -> list[JobLine]:
    """The newest jobs in these states, no more than fit on a page."""
    jobs = (
        jobs_for(member)
        .filter(status__in=statuses)
        .annotate(
            queued_at=Min("procrastinateevent__at", filter=Q(procrastinateevent__type="deferred")),
            touched_at=Max("procrastinateevent__at"),
        )
        .order_by("-id")[:SHOWN]
    )
    return [
        JobLine(job.id, title_of(job.task_name), job.status, job.attempts, job.queued_at, job.touched_at)
        for job in jobs
    ]


def title_of(task_name: str) -> str:
    """What the task does, in Chinese; its name where the task is of another release."""
    task: Any = app.tasks.get(task_name)
    found = _CHINESE.search((task.func.__doc__ or "") if task is not None else "")
    return gettext(found.group(1)) if found else task_name


def _found(job_id: int, by: Member) -> ProcrastinateJob:
    """The job, for this decision alone. Raises Http404 where it is none of theirs."""
    return get_object_or_404(jobs_for(by).select_for_update(), pk=job_id)


def try_again(*, job_id: int, by: Member) -> None:
    """Queue a failed job once more (重试). Raises Refused unless it is one."""
    job = _found(job_id, by)
    if job.status != "failed":
        raise Refused("这个任务不在失败状态，不能重试；请刷新页面看它现在的状态。")
    if job.queueing_lock and jobs_for(by).filter(queueing_lock=job.queueing_lock, status="todo").exists():
        raise Refused("同一件事已经重新排队，不用再试。")
    app.job_manager.retry_job_by_id(job_id, retry_at=timezone.now())


def take_out(*, job_id: int, by: Member) -> None:
    """Cancel a job that waits (取消). Raises Refused when it has begun: what works is stopped where it was started."""
    if _found(job_id, by).status != "todo" or not app.job_manager.cancel_job_by_id(job_id):
        raise Refused("这个任务已经开始或已结束，不能在这里取消；筛查请在“数据与筛查”里取消。")
