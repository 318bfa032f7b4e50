"""A task is done by who holds it; finishing, giving up and taking up again say why."""

from __future__ import annotations

from datetime import date

import pytest

from tests.site import World
from zicha.casework.campaigns import tasking
from zicha.casework.campaigns.models import Campaign, Task, TaskState
from zicha.casework.refused import Refused, Stale
from zicha.casework.trace.models import Entry


@pytest.fixture
def task(campaign: Campaign, in_scope: World) -> Task:
    """The first task, held by the reviewer."""
    found = campaign.tasks.first()
    assert found is not None
    [given] = tasking.give_tasks(
        campaign_id=campaign.pk, task_ids=[found.pk], assignee=in_scope.reviewer, by=in_scope.quality_manager
    )
    return given


def test_who_holds_it_begins_and_finishes_it(task: Task, in_scope: World) -> None:
    by = in_scope.reviewer
    tasking.report_on_task(task_id=task.pk, state="doing", note="", by=by)
    with pytest.raises(Refused, match="写明完成了什么"):
        tasking.report_on_task(task_id=task.pk, state="done", note=" ", by=by)
    done = tasking.report_on_task(task_id=task.pk, state="done", note="方案已批准，见附件", by=by)
    assert (done.state, done.finished_by) == (TaskState.DONE, by)
    assert Entry.objects.get(action="task.finished").reason == "方案已批准，见附件"


def test_somebody_else_does_not_report_on_it_but_the_manager_may(task: Task, in_scope: World) -> None:
    with pytest.raises(Refused, match="由其他人负责"):
        tasking.report_on_task(task_id=task.pk, state="doing", note="", by=in_scope.auditor)
    tasking.report_on_task(task_id=task.pk, state="doing", note="", by=in_scope.quality_manager)


def test_only_the_manager_gives_a_task_up_and_with_a_reason(task: Task, in_scope: World) -> None:
    with pytest.raises(Refused, match="只有质量负责人"):
        tasking.report_on_task(task_id=task.pk, state="dropped", note="不需要", by=in_scope.reviewer)
    with pytest.raises(Refused, match="写明理由"):
        tasking.report_on_task(task_id=task.pk, state="dropped", note="", by=in_scope.quality_manager)
    tasking.report_on_task(task_id=task.pk, state="dropped", note="并入任务 4", by=in_scope.quality_manager)
    assert Entry.objects.filter(action="task.dropped").exists()


def test_a_finished_task_is_taken_up_again_with_a_reason(task: Task, in_scope: World) -> None:
    by = in_scope.reviewer
    tasking.report_on_task(task_id=task.pk, state="done", note="完成", by=by)
    with pytest.raises(Refused, match="写明理由"):
        tasking.report_on_task(task_id=task.pk, state="doing", note="", by=by)
    again = tasking.report_on_task(task_id=task.pk, state="doing", note="漏了分公司", by=by)
    assert (again.finished_at, again.finished_by) == (None, None)
    assert Entry.objects.filter(action="task.reopened").exists()


def test_two_who_change_a_task_at_once_are_told(task: Task, in_scope: World) -> None:
    seen = task.version
    tasking.report_on_task(task_id=task.pk, state="doing", note="先填", by=in_scope.reviewer, version=seen)
    with pytest.raises(Stale):
        tasking.report_on_task(
            task_id=task.pk, state="done", note="后填", by=in_scope.quality_manager, version=seen
        )


def test_a_task_has_a_name_a_known_place_and_a_day_inside_the_plan(
    campaign: Campaign, in_scope: World
) -> None:
    good = {
        "campaign_id": campaign.pk, "title": "走访分公司", "due_on": date(2026, 8, 14), "by": in_scope.quality_manager,
    }  # fmt: skip
    for wrong, said in (
        ({"title": ""}, "任务名称"),
        ({"place": "九九"}, "没有条款"),
        ({"due_on": date(2026, 6, 30)}, "早于自查开始日期（2026年7月1日）"),
        ({"due_on": date(2026, 10, 9)}, "晚于报送截止日期（2026年9月30日）"),
        ({"assignee": in_scope.administrator}, "角色不能办理"),
    ):
        with pytest.raises(Refused, match=said):
            tasking.add_task(**(good | wrong))
    assert tasking.add_task(**good).position == 17


def test_a_task_moved_to_a_later_day_says_why(task: Task, in_scope: World) -> None:
    names = ("place", "title", "description", "assignee")
    said = {name: getattr(task, name) for name in names} | {
        "task_id": task.pk,
        "by": in_scope.quality_manager,
    }
    tasking.change_task(**said, due_on=date(2026, 7, 3))
    with pytest.raises(Refused, match="推迟"):
        tasking.change_task(**said, due_on=date(2026, 7, 10))
    assert tasking.change_task(**said, due_on=date(2026, 7, 10), reason="等待批准").due_on == date(
        2026, 7, 10
    )


def test_giving_says_to_whom_or_until_when(campaign: Campaign, in_scope: World) -> None:
    with pytest.raises(Refused, match="选择责任人或者填写完成期限"):
        tasking.give_tasks(campaign_id=campaign.pk, task_ids=[1], by=in_scope.quality_manager)
