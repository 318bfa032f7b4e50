"""Tasks of the plan (自查任务): adding, changing, doing them, giving many at once."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from django.db import transaction
from django.utils import timezone

from zicha.casework.campaigns.given_work import (
    Wanted,
    give,
    held_campaign,
    known_place,
    next_position,
    said,
    saved,
)
from zicha.casework.campaigns.models import AT_WORK, Task, TaskState
from zicha.casework.campaigns.services import refuse_closed
from zicha.casework.refused import Refused, Stale
from zicha.casework.tenancy.models import Member
from zicha.casework.trace.actions import Action
from zicha.casework.trace.services import changed_from, record

DAY, TITLE = "完成期限", "任务名称"


@transaction.atomic
def add_task(
    *,
    campaign_id: int,
    title: str,
    due_on: date,
    by: Member,
    place: str = "",
    description: str = "",
    assignee: Member | None = None,
) -> Task:
    """Add a task to the plan (增加任务)."""
    campaign = held_campaign(campaign_id, Wanted(assignee, due_on, DAY))
    task = Task.objects.create(
        body_id=campaign.body_id,
        campaign=campaign,
        place=known_place(campaign, place),
        title=said(title, TITLE),
        description=description.strip(),
        due_on=due_on,
        assignee=assignee,
        position=next_position(Task.objects.filter(campaign=campaign)),
    )
    record(Action.TASK_ADDED, on=task, by=by)
    return task


@transaction.atomic
def change_task(
    *,
    task_id: int,
    place: str,
    title: str,
    description: str,
    assignee: Member | None,
    due_on: date,
    by: Member,
    reason: str = "",
    version: int | None = None,
) -> Task:
    """Change what is to be done, by whom and until when (修改任务). A later day needs a reason."""
    task = _held(task_id, version)
    Wanted(assignee, due_on, DAY).refuse_change(task, reason)
    before = changed_from(task)
    if place != task.place:
        task.place = known_place(task.campaign, place)
    task.title, task.description = said(title, TITLE), description.strip()
    task.assignee, task.due_on = assignee, due_on
    return saved(task, Action.TASK_CHANGED, before, by=by, reason=reason)


@transaction.atomic
def report_on_task(*, task_id: int, state: str, note: str, by: Member, version: int | None = None) -> Task:
    """Say how far a task is (填报进展): begin it, finish it, take it up again, or give it up.

    Only who holds it or manages the plan. Raises Refused where words are missing that others will ask for.
    """
    task = _held(task_id, version)
    if by.pk != task.assignee_id and not by.may("campaign.manage"):
        raise Refused("这项任务由其他人负责；需要代办的，请质量负责人改派给您。")
    to = TaskState(state)
    _refuse_silence(task, to, note)
    if to == TaskState.DROPPED and not by.may("campaign.manage"):
        raise Refused("只有质量负责人可以决定任务不再进行。")
    before, action = changed_from(task), _action(task, to)
    task.state, task.note = to, note.strip()
    task.finished_at = timezone.now() if to == TaskState.DONE else None
    task.finished_by = by if to == TaskState.DONE else None
    return saved(task, action, before, by=by, reason="" if action is Action.TASK_CHANGED else note)


@transaction.atomic
def give_tasks(
    *,
    campaign_id: int,
    task_ids: Collection[int],
    by: Member,
    assignee: Member | None = None,
    due_on: date | None = None,
) -> list[Task]:
    """Give tasks to a member, set their day, or both (批量分派任务). What is finished stays as it is."""
    wanted = Wanted(assignee, due_on, DAY)
    campaign = held_campaign(campaign_id, wanted)
    rows = Task.objects.filter(campaign=campaign, pk__in=task_ids, state__in=AT_WORK)
    return give(rows, wanted, Action.TASK_ASSIGNED, by=by)


def _held(task_id: int, version: int | None) -> Task:
    rows = Task.objects.select_related("campaign", "assignee__account")
    task = rows.select_for_update(of=("self",)).get(pk=task_id)
    refuse_closed(task.campaign)
    if version is not None and version != task.version:
        raise Stale("这项任务刚刚被其他人改过，本次没有保存。请刷新页面，查看最新内容后再填。")
    return task


def _action(task: Task, to: TaskState) -> Action:
    if to == TaskState.DONE and task.state != TaskState.DONE:
        return Action.TASK_FINISHED
    if to == TaskState.DROPPED:
        return Action.TASK_DROPPED
    return Action.TASK_REOPENED if not task.is_at_work else Action.TASK_CHANGED


def _refuse_silence(task: Task, to: TaskState, note: str) -> None:
    if note.strip():
        return
    if to == TaskState.DONE:
        raise Refused("请在进展说明中写明完成了什么、结果放在哪里。")
    if to == TaskState.DROPPED:
        raise Refused("任务不再进行，请写明理由。")
    if not task.is_at_work:
        raise Refused("重新打开已经结束的任务，请写明理由。")
