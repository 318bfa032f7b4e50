"""Plan, people and questions in the report (自查方案、人员、问询项)."""

from __future__ import annotations

from zicha.casework.campaigns.models import Task, TaskState
from zicha.casework.campaigns.selectors import tasks_of
from zicha.reference.notices.notice import Fact as Asked
from zicha.reference.notices.notice import Notice
from zicha.reports.fact import Fact
from zicha.reports.from_campaign.figures import Rows
from zicha.reports.from_campaign.material import Material
from zicha.reports.records import chinese_day
from zicha.reports.writing import Piece, ToWrite, Writing

MOST_TASKS = 40
UNFINISHED_PLACE = "没有完成的任务：原因和后续安排"


def plan_tasks(paper: Writing, material: Material, asked: Asked) -> bool:
    """The tasks of the plan with who did them until when; told as soon as there are any."""
    campaign = material.campaign
    tasks = [task for task in tasks_of(campaign) if task.state != TaskState.DROPPED]
    if not tasks:
        return False
    done = sum(task.state == TaskState.DONE for task in tasks)
    paper.heading(asked.chinese)
    rows = Rows("plan-tasks", (campaign.pk,), "state=all")
    of = "项任务"
    every = Fact(
        asked.key, asked.chinese, len(tasks), asked.unit, "自查方案列出、没有取消的任务。", len(tasks), of=of
    )
    finished = Fact("plan_tasks_done", "完成的任务", done, "项", "责任人报告完成的任务。", len(tasks), of=of)
    material.figures.add(every, rows)
    material.figures.add(finished, Rows("plan-tasks", (campaign.pk,), "state=done"))
    paper.say(
        f"自查自{chinese_day(campaign.starts_on)}开始，按方案列出任务：",
        every,
        "；定稿时完成：",
        finished,
        "。",
    )
    closing = sum(_closes(task, material.notice) and task.state != TaskState.DONE for task in tasks)
    if closing:
        paper.say(f"另有 {closing:,} 项任务随报告定稿、报送办结，不计入没有完成的任务。")
    if left := len(tasks) - done - closing:
        # No bar to freezing: a task may run on after the report. But somebody has to answer for it in words.
        paper.say(f"定稿时尚有 {left:,} 项任务没有完成，说明如下。", ToWrite(UNFINISHED_PLACE))
    if campaign.goals:
        for line in campaign.goals.splitlines():
            paper.say(line.strip())
    caption = "自查任务" + ("" if len(tasks) <= MOST_TASKS else f"（列前 {MOST_TASKS} 项）")
    lines = [
        (
            task.title,
            task.assignee.name if task.assignee else "—",
            chinese_day(task.due_on),
            task.get_state_display(),
        )
        for task in tasks[:MOST_TASKS]
    ]
    paper.table([caption], ("任务", "责任人", "期限", "状态"), lines, (84, 24, 30, 18))
    return True


def _closes(task: Task, notice: Notice) -> bool:
    """Whether the notice says that the task ends with the report or after it; a new title does not change that."""
    proposed = notice.tasks
    at = task.position - 1
    if at < len(proposed) and proposed[at].place == task.place:
        return proposed[at].closes
    return any(one.closes and (one.place, one.title) == (task.place, task.title) for one in proposed)


def team(paper: Writing, material: Material, asked: Asked) -> bool:
    """Lead department, leader and people; told as soon as there is a lead department and a leader."""
    campaign = material.campaign
    if not campaign.lead_department or campaign.leader is None:
        return False
    paper.heading(asked.chinese)
    number = len(material.team)
    people = Fact(
        asked.key, asked.chinese, number, asked.unit, "自查方案所列的工作人员。", number, of="名人员"
    )
    material.figures.add(people, Rows("plan"))
    paper.say(
        f"自查由{campaign.lead_department}牵头，负责人{campaign.leader.name}。参加自查的工作人员：",
        people,
        "。",
    )
    if material.team:
        rows = [(one.name, one.department or "—", one.duty or "—") for one in material.team]
        paper.table(["自查工作人员"], ("姓名", "部门", "分工"), rows, (30, 40, 86))
    return True


def questions_answered(paper: Writing, material: Material, asked: Asked) -> bool:
    """What no data can decide, and what people answered."""
    campaign = material.campaign
    total = len(material.questions)
    if not total:
        return False
    paper.heading(asked.chinese)
    every = Fact(asked.key, asked.chinese, total, asked.unit, "自查方案列出的问询项。", total, of="个问询项")
    material.figures.add(every, Rows("plan-questions", (campaign.pk,), "state=all"))
    pieces: list[Piece] = ["数据不能判定、由人答复的问询项：", every, "，其中"]
    for key, label in (
        ("conforms", "符合"),
        ("fails", "不符合"),
        ("not_applicable", "不适用"),
        ("open", "未答复"),
    ):
        number = sum((one.answer or "open") == key for one in material.questions)
        fact = Fact(
            f"questions_{key}",
            f"问询项：{label}",
            number,
            "项",
            f"答复为{label}的问询项。",
            total,
            of="个问询项",
        )
        pieces += [
            f"{label} ",
            material.figures.add(fact, Rows("plan-questions", (campaign.pk,), f"state={key}")),
            "、",
        ]
    paper.say(*pieces[:-1], "。")
    failing = [one for one in material.questions if one.answer == "fails"]
    if failing:
        lines = [
            (
                one.code or "—",
                one.text,
                one.statement or "—",
                one.answered_by.name if one.answered_by else "—",
            )
            for one in failing
        ]
        paper.table(["答复为不符合的问询项"], ("编号", "核对内容", "情况", "答复人"), lines, (16, 56, 62, 22))
    return True
