"""What tasks and questions have in common (分派的工作): a place in the plan, a member who holds them, a day, a version."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar

from django.db.models import Max, QuerySet

from zicha.casework.campaigns.models import Campaign, Question, Task
from zicha.casework.campaigns.services import refuse_assignee, refuse_closed, refuse_outside
from zicha.casework.refused import Refused
from zicha.casework.tenancy.models import Member
from zicha.casework.trace.actions import Action
from zicha.casework.trace.services import Change, changed_from, record, record_all

Given = TypeVar("Given", Task, Question)

MAY = "question.answer"
"""Whoever may answer a question may do a task."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """Who is to hold it, until when (责任人和期限); `day` is what people call that day."""

    assignee: Member | None
    due_on: date | None
    day: str

    def refuse_new(self, campaign: Campaign) -> None:
        refuse_closed(campaign)
        if self.due_on is not None:
            refuse_outside(campaign, self.due_on, self.day)
        refuse_assignee(self.assignee, MAY)

    def refuse_change(self, row: Task | Question, reason: str) -> None:
        """A later day needs a reason; what stays as it was is not asked about again."""
        if self.due_on is not None and self.due_on != row.due_on:
            refuse_outside(row.campaign, self.due_on, self.day)
            if self.due_on > row.due_on and not reason.strip():
                raise Refused(f"推迟{self.day}，请写明理由。")
        if self.assignee is not None and self.assignee.pk != row.assignee_id:
            refuse_assignee(self.assignee, MAY)


def held_campaign(campaign_id: int, wanted: Wanted) -> Campaign:
    """The campaign, no one else changing it until this is done."""
    campaign = Campaign.objects.select_for_update().get(pk=campaign_id)
    wanted.refuse_new(campaign)
    return campaign


def next_position(rows: QuerySet[Any]) -> int:
    return (rows.aggregate(last=Max("position"))["last"] or 0) + 1


def known_place(campaign: Campaign, place: str) -> str:
    if place and not campaign.notice.passage(place).title:
        raise Refused(f"通知中没有条款“{place}”。")
    return place


def said(text: str, what: str) -> str:
    if not text.strip():
        raise Refused(f"请填写{what}。")
    return text.strip()


def saved(row: Given, action: Action, before: dict[str, Any], *, by: Member, reason: str) -> Given:
    row.version += 1
    row.save()
    record(action, on=row, by=by, before=before, reason=reason.strip())
    return row


def give(rows: QuerySet[Given], wanted: Wanted, action: Action, *, by: Member) -> list[Given]:
    """Give the rows to a member, set their day, or both; one entry for each that changes (批量分派)."""
    if wanted.assignee is None and wanted.due_on is None:
        raise Refused(f"请选择责任人或者填写{wanted.day}。")
    given, changes = [], []
    for row in rows.select_for_update().order_by("pk"):
        holder = wanted.assignee.pk if wanted.assignee else row.assignee_id
        due_on = wanted.due_on or row.due_on
        if (holder, due_on) == (row.assignee_id, row.due_on):
            continue
        before = changed_from(row)
        row.assignee_id, row.due_on = holder, due_on
        row.version += 1
        row.save(update_fields=["assignee", "due_on", "version"])
        given.append(row)
        changes.append(Change(row, before))
    record_all(action, changes, by=by)
    return given
