"""A plan is opened from a notice, changed with reasons, counted, closed; what makes no sense is refused in words."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from tests.site import World
from zicha.casework.campaigns import proposing, selectors, tasking, teaming
from zicha.casework.campaigns.models import Campaign, Question, Task, TeamMember
from zicha.casework.campaigns.services import (
    change_campaign,
    close_campaign,
    open_campaign,
    reopen_campaign,
)
from zicha.casework.refused import Refused, Stale
from zicha.casework.tenancy.models import Member
from zicha.casework.tenancy.services import change_member
from zicha.casework.trace.models import Entry
from zicha.casework.trace.rows import row_hash

START, DUE = date(2026, 7, 1), date(2026, 9, 30)


def opened(world: World, **changes: object) -> Campaign:
    said = {
        "notice_key": "samr_2019_18",
        "title": "2026 年认证质量自查工作",
        "as_of": date(2026, 6, 30),
        "starts_on": START,
        "due_on": DUE,
        "by": world.quality_manager,
    }
    return open_campaign(**(said | changes))


def changed(campaign: Campaign, world: World, **changes: object) -> Campaign:
    names = ("title", "lead_department", "leader", "goals", "as_of", "starts_on", "due_on")
    said = {name: getattr(campaign, name) for name in names} | {"by": world.quality_manager}
    return change_campaign(campaign_id=campaign.pk, **(said | changes))


def disabled(member: Member, world: World) -> Member:
    return change_member(
        member_id=member.pk, roles=member.roles, department="", person_id="", is_active=False,
        reason="离职", by=world.administrator,
    )  # fmt: skip


def test_a_campaign_brings_the_tasks_and_questions_of_its_notice(in_scope: World) -> None:
    campaign = opened(in_scope)
    assert campaign.tasks.count() == len(campaign.notice.tasks) == 16
    assert campaign.questions.count() == len(campaign.notice.questions) == 30
    assert {question.place for question in campaign.questions.all()} >= {
        point.code for point in campaign.notice.sub_points()
    }


def test_every_requirement_no_check_decides_is_asked_of_people(in_scope: World) -> None:
    campaign = opened(in_scope)
    asked = set(campaign.questions.values_list("place", flat=True))
    assert {demand.place for demand in campaign.notice.requirements} <= asked
    assert campaign.notice.scope.place in asked


def test_days_are_proposed_on_working_days_in_the_order_of_the_plan(in_scope: World) -> None:
    campaign = opened(in_scope)
    days = {task.title: task.due_on for task in campaign.tasks.all()}
    assert days["制订自查工作方案"] == date(2026, 7, 6), "5 % of 66 working days"
    assert days["报送自查整改报告"] == DUE
    assert all(START <= day <= DUE for day in days.values())


def test_opening_is_one_entry_that_knows_every_row(in_scope: World) -> None:
    campaign = opened(in_scope, leader=in_scope.quality_manager, team=[in_scope.reviewer])
    entry = Entry.objects.get(action="campaign.opened")
    known = {(label, pk): hashed for label, pk, hashed in entry.touched}
    rows = [campaign, *campaign.team.all(), *campaign.tasks.all(), *campaign.questions.all()]
    assert known == {(row._meta.label, row.pk): row_hash(row) for row in rows}


def test_the_leader_is_on_the_team_once(in_scope: World) -> None:
    leader = in_scope.quality_manager
    campaign = opened(in_scope, leader=leader, team=[leader, in_scope.reviewer])
    assert [one.member for one in campaign.team.all()] == [leader, in_scope.reviewer]


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"due_on": START - timedelta(days=1)}, "早于开始日期"),
        ({"notice_key": "unknown"}, "没有登记通知"),
        ({"title": "  "}, "名称"),
    ],
)
def test_what_makes_no_plan_is_refused(changes: dict, said: str, in_scope: World) -> None:
    with pytest.raises(Refused, match=said):
        opened(in_scope, **changes)


def test_a_disabled_member_cannot_lead(in_scope: World) -> None:
    leader = disabled(in_scope.reviewer, in_scope)
    with pytest.raises(Refused, match="已停用"):
        opened(in_scope, leader=leader)


def test_days_are_changed_only_with_a_reason_and_the_trace_says_both(in_scope: World) -> None:
    campaign = opened(in_scope)
    with pytest.raises(Refused, match="理由"):
        changed(campaign, in_scope, due_on=date(2026, 10, 30))
    changed(campaign, in_scope, due_on=date(2026, 10, 30), reason="主管部门延期")
    entry = Entry.objects.get(action="campaign.changed")
    assert (entry.before["due_on"], entry.after["due_on"]) == ("2026-09-30", "2026-10-30")
    assert entry.reason == "主管部门延期"


def test_tasks_left_outside_the_new_days_are_counted(in_scope: World) -> None:
    campaign = opened(in_scope)
    assert selectors.progress_of(campaign).outside == 0
    campaign = changed(campaign, in_scope, due_on=date(2026, 8, 31), reason="提前报送")
    late = campaign.tasks.filter(due_on__gt=campaign.due_on).count()
    assert late > 0
    assert selectors.progress_of(campaign).outside == late


def test_two_who_change_the_plan_at_once_are_told(in_scope: World) -> None:
    campaign = opened(in_scope)
    changed(campaign, in_scope, title="先改的", version=0)
    with pytest.raises(Stale):
        changed(campaign, in_scope, title="后改的", version=0)
    assert Campaign.objects.get(pk=campaign.pk).title == "先改的"


def test_a_closed_campaign_changes_no_more_until_it_is_reopened(in_scope: World) -> None:
    campaign, by = opened(in_scope), in_scope.quality_manager
    with pytest.raises(Refused, match="理由"):
        close_campaign(campaign_id=campaign.pk, reason=" ", by=by)
    close_campaign(campaign_id=campaign.pk, reason="报告已报送", by=by)
    with pytest.raises(Refused, match="已经结束"):
        changed(campaign, in_scope, title="新名称")
    with pytest.raises(Refused, match="已经结束"):
        tasking.add_task(campaign_id=campaign.pk, title="补查", due_on=DUE, by=by)
    reopen_campaign(campaign_id=campaign.pk, reason="报告被退回", by=by)
    tasking.add_task(campaign_id=campaign.pk, title="补查", due_on=DUE, by=by)
    closing = Entry.objects.filter(action__in=["campaign.closed", "campaign.reopened"]).order_by("number")
    assert [entry.reason for entry in closing] == ["报告已报送", "报告被退回"]


def test_progress_is_told_in_counts(in_scope: World) -> None:
    campaign = opened(in_scope, with_plan=False)
    today = date(2026, 8, 3)
    make = {"body": campaign.body, "campaign": campaign, "text": "核对"}
    late, soon = today - timedelta(days=1), today + timedelta(days=7)
    for position, (state, due_on) in enumerate(
        [("todo", late), ("doing", soon), ("done", late), ("dropped", late)], start=1
    ):
        Task.objects.create(
            body=campaign.body, campaign=campaign, title="任务", state=state, due_on=due_on, position=position
        )
    for position, (answer, due_on) in enumerate(
        [("", late), ("", DUE), ("conforms", late), ("fails", late), ("not_applicable", late)], start=1
    ):
        Question.objects.create(**make, answer=answer, due_on=due_on, position=position)
    progress = selectors.progress_of(campaign, today=today)
    assert progress.tasks == selectors.Counted(total=3, open=2, overdue=1, soon=1, unassigned=2, outside=0)
    assert (progress.todo, progress.doing, progress.done, progress.dropped) == (1, 1, 1, 1)
    assert progress.questions == selectors.Counted(total=5, open=2, overdue=1, soon=0, unassigned=2)
    assert (progress.conforms, progress.fails, progress.not_applicable) == (1, 1, 1)
    assert (progress.answered, progress.overdue) == (3, 2)
    assert (progress.left.days, progress.left.working) == (58, 42)


def test_counts_by_clause_put_sub_points_under_their_focus_area(in_scope: World) -> None:
    campaign = opened(in_scope)
    tasking.add_task(campaign_id=campaign.pk, title="本机构的事", due_on=DUE, by=in_scope.quality_manager)
    lines = {line.passage.place: line for line in selectors.by_clause(campaign, today=START)}
    assert list(lines)[:2] == ["一（一）", "1"]
    assert (lines["1"].tasks, lines["1"].questions) == (1, 6)
    assert lines[""].tasks == 1
    assert sum(line.questions for line in lines.values()) == 30
    assert sum(line.tasks for line in lines.values()) == 17


def test_a_member_of_the_team_with_open_work_leaves_only_with_a_successor(in_scope: World) -> None:
    campaign = opened(in_scope, team=[in_scope.reviewer])
    by = in_scope.quality_manager
    task, question = campaign.tasks.first(), campaign.questions.first()
    tasking.give_tasks(campaign_id=campaign.pk, task_ids=[task.pk], assignee=in_scope.reviewer, by=by)
    Question.objects.filter(pk=question.pk).update(assignee=in_scope.reviewer)
    one = TeamMember.objects.get(campaign=campaign, member=in_scope.reviewer)
    with pytest.raises(Refused, match="1 项未完成的任务、1 个未答复的问询项"):
        teaming.leave_team(team_member_id=one.pk, by=by)
    assert teaming.leave_team(team_member_id=one.pk, by=by, successor=in_scope.auditor) == (1, 1)
    task.refresh_from_db()
    question.refresh_from_db()
    assert task.assignee == question.assignee == in_scope.auditor
    assert not TeamMember.objects.filter(pk=one.pk).exists()
    assert Entry.objects.filter(action="team.left").count() == 1


def test_who_holds_work_without_being_on_the_team_is_still_seen(in_scope: World) -> None:
    campaign = opened(in_scope, team=[in_scope.reviewer])
    held = [task.pk for task in campaign.tasks.all()[:2]]
    tasking.give_tasks(
        campaign_id=campaign.pk, task_ids=held, assignee=in_scope.auditor, by=in_scope.quality_manager
    )
    disabled(in_scope.auditor, in_scope)
    team = {one.member.pk: one for one in selectors.team_of(campaign, today=START)}
    assert team[in_scope.auditor.pk].on_team is None
    assert (team[in_scope.auditor.pk].tasks, team[in_scope.auditor.pk].overdue) == (2, 0)
    assert not team[in_scope.auditor.pk].member.is_active
    assert team[in_scope.reviewer.pk].holds == 0


def test_nobody_joins_twice_and_nobody_disabled_joins(in_scope: World) -> None:
    campaign, by = opened(in_scope, team=[in_scope.reviewer]), in_scope.quality_manager
    with pytest.raises(Refused, match="已经是"):
        teaming.join_team(campaign_id=campaign.pk, member=in_scope.reviewer, by=by)
    gone = disabled(in_scope.auditor, in_scope)
    with pytest.raises(Refused, match="已停用"):
        teaming.join_team(campaign_id=campaign.pk, member=gone, by=by)


def test_the_day_proposed_for_the_report_is_the_notices_own_while_it_lies_ahead(in_scope: World) -> None:
    notice = opened(in_scope).notice
    assert proposing.due_day_for(notice, date(2019, 4, 1)) == date(2019, 6, 28), "the 30th was a Sunday"
    assert proposing.due_day_for(notice, date(2026, 3, 2)) == date(2026, 5, 29), "90 days, the 31st a Sunday"


def test_work_of_a_member_is_that_of_open_campaigns(in_scope: World) -> None:
    campaign, by = opened(in_scope), in_scope.quality_manager
    task = campaign.tasks.first()
    tasking.give_tasks(campaign_id=campaign.pk, task_ids=[task.pk], assignee=in_scope.auditor, by=by)
    tasks, questions = selectors.work_of(in_scope.auditor)
    assert (list(tasks), list(questions)) == ([task], [])
    close_campaign(campaign_id=campaign.pk, reason="结束", by=by)
    assert not selectors.work_of(in_scope.auditor)[0].exists()


def another_notice(world: World, **changes: object) -> Campaign:
    """A campaign of some other notice, of which there is none yet that could be opened."""
    said = {"notice_key": "another", "title": "另一通知", "as_of": START, "starts_on": START, "due_on": DUE}
    return Campaign.objects.create(body=world.body, **(said | changes))


def test_a_second_campaign_of_a_notice_is_not_opened_while_one_is_under_way(in_scope: World) -> None:
    first, by = opened(in_scope), in_scope.quality_manager
    with pytest.raises(Refused, match="依据同一通知的“2026 年认证质量自查工作”正在进行"):
        opened(in_scope, title="第二次", starts_on=date(2026, 8, 1))
    close_campaign(campaign_id=first.pk, reason="报告已报送", by=by)
    opened(in_scope, title="第二次", starts_on=date(2026, 8, 1))
    with pytest.raises(Refused, match="依据同一通知的“第二次”正在进行"):
        reopen_campaign(campaign_id=first.pk, reason="报告被退回", by=by)


def test_the_newest_open_campaign_is_the_current_one(in_scope: World) -> None:
    first = opened(in_scope)
    second = another_notice(in_scope, title="第二次", starts_on=date(2026, 8, 1))
    assert selectors.current_campaign() == second
    Campaign.objects.filter(pk=second.pk).update(state="closed")
    assert selectors.current_campaign() == first
