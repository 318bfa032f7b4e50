"""Who works on the campaign (自查工作人员): joining, duties, leaving with what they hold handed over."""

from __future__ import annotations

from django.db import transaction

from zicha.casework.campaigns.models import AT_WORK, Campaign, Question, Task, TeamMember
from zicha.casework.campaigns.services import refuse_assignee, refuse_closed
from zicha.casework.refused import Refused
from zicha.casework.tenancy.models import Member
from zicha.casework.trace.actions import Action
from zicha.casework.trace.services import Change, changed_from, record, record_all


@transaction.atomic
def join_team(*, campaign_id: int, member: Member, by: Member, duty: str = "") -> TeamMember:
    """Put a member on the team (增加工作人员). Raises Refused when they are on it already."""
    campaign = Campaign.objects.select_for_update().get(pk=campaign_id)
    refuse_closed(campaign)
    refuse_assignee(member, "campaign.view")
    if TeamMember.objects.filter(campaign=campaign, member=member).exists():
        raise Refused(f"{member}已经是自查工作人员。")
    joined = TeamMember.objects.create(
        body_id=campaign.body_id, campaign=campaign, member=member, duty=duty.strip()
    )
    record(Action.TEAM_JOINED, on=joined, by=by)
    return joined


@transaction.atomic
def change_duty(*, team_member_id: int, duty: str, by: Member) -> TeamMember:
    """Say what somebody does (调整分工)."""
    changed = _held(team_member_id)
    before = changed_from(changed)
    changed.duty = duty.strip()
    changed.save()
    record(Action.TEAM_CHANGED, on=changed, by=by, before=before)
    return changed


@transaction.atomic
def leave_team(
    *, team_member_id: int, by: Member, successor: Member | None = None, reason: str = ""
) -> tuple[int, int]:
    """Take a member off the team (移出工作人员); open tasks and questions go to the successor, whose numbers are given.

    Raises Refused when they hold some and there is no successor: nothing may be left to nobody unseen.
    """
    leaving = _held(team_member_id)
    tasks = list(
        Task.objects.select_for_update().filter(
            campaign=leaving.campaign, assignee=leaving.member_id, state__in=AT_WORK
        )
    )
    questions = list(
        Question.objects.select_for_update().filter(
            campaign=leaving.campaign, assignee=leaving.member_id, answer=""
        )
    )
    if tasks or questions:
        _refuse_no_successor(leaving, successor, len(tasks), len(questions))
        _hand_over(tasks, Action.TASK_ASSIGNED, successor, by, reason)
        _hand_over(questions, Action.QUESTION_ASSIGNED, successor, by, reason)
    before = changed_from(leaving)
    record(Action.TEAM_LEFT, on=leaving, by=by, before=before, reason=reason.strip(), gone=True)
    leaving.delete()
    return len(tasks), len(questions)


def _held(team_member_id: int) -> TeamMember:
    rows = TeamMember.objects.select_related("campaign", "member__account")
    found = rows.select_for_update(of=("self",)).get(pk=team_member_id)
    refuse_closed(found.campaign)
    return found


def _refuse_no_successor(leaving: TeamMember, successor: Member | None, tasks: int, questions: int) -> None:
    if successor is None:
        raise Refused(
            f"{leaving.member}还负责 {tasks} 项未完成的任务、{questions} 个未答复的问询项；请先选定接手人。"
        )
    if successor.pk == leaving.member_id:
        raise Refused("接手人不能是本人。")
    refuse_assignee(successor, "question.answer")


def _hand_over(
    rows: list[Task] | list[Question], action: Action, to: Member | None, by: Member, reason: str
) -> None:
    changes = []
    for row in rows:
        before = changed_from(row)
        row.assignee = to
        row.version += 1
        row.save(update_fields=["assignee", "version"])
        changes.append(Change(row, before, reason.strip() or "原责任人退出自查工作"))
    record_all(action, changes, by=by)
