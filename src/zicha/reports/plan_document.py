"""The plan as an official document (自查工作方案): to be printed, signed and issued.

What the plan does not say yet is a marked place to write, as in the report.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from zicha.reference.notices.notice import Notice
from zicha.reports.document import Cell, Document, Section, Signature
from zicha.reports.records import chinese_day
from zicha.reports.writing import ToWrite, Writing

PLAN_FILE = "自查工作方案.docx"
BY_HAND = "　　　　年　　月　　日"


@dataclass(frozen=True, slots=True)
class Worker:
    """Somebody who works on it (工作人员)."""

    name: str
    department: str
    duty: str


@dataclass(frozen=True, slots=True)
class Work:
    """A task or a question as a line of the plan (任务、问询项). `place` is of the notice, "" for one of its own."""

    place: str
    text: str
    who: str
    due_on: date
    evidence: str = ""


@dataclass(frozen=True, slots=True)
class PlanPaper:
    """What the plan is written from (方案素材).

    checks  how many checks look for each sub-point, by its code
    day     of the document
    """

    notice: Notice
    body_name: str
    title: str
    lead_department: str
    leader: str
    goals: str
    as_of: date
    starts_on: date
    due_on: date
    day: date
    team: Sequence[Worker]
    tasks: Sequence[Work]
    questions: Sequence[Work]
    checks: dict[str, int]


def plan_document(plan: PlanPaper) -> Document:
    """The plan as a document, a draft until it is signed."""
    title, opening, closing = Writing("title"), Writing("opening"), Writing("signature")
    _opening(opening, plan)
    signer, signed = closing.line(plan.body_name or ToWrite("认证机构名称"), BY_HAND)
    writers = (_goals, _organisation, _content, _tasks, _questions, _demands, _approval)
    sections = [write(Writing(f"plan-{number}"), plan) for number, write in enumerate(writers, start=1)]
    return Document(
        title=(title.line(plan.body_name or ToWrite("认证机构名称")), title.line(f"{plan.title}方案")),
        body_name=plan.body_name,
        recipients=title.line("各部门、各分支机构："),
        day=plan.day,
        subject=f"{plan.notice.number} 自查工作方案",
        is_draft=False,
        opening=opening.blocks,
        sections=tuple(section for section in sections if section is not None),
        signature=Signature(name=signer, day=signed),
    )


def _opening(paper: Writing, plan: PlanPaper) -> None:
    notice = plan.notice
    paper.say(
        f"为贯彻落实《{notice.title}》（{notice.number}），做好本机构自查工作，确保组织到位、责任到人、按期完成，制定本方案。"
    )


def _goals(paper: Writing, plan: PlanPaper) -> Section:
    notice = plan.notice
    paper.heading("目标和要求")
    paper.say(plan.goals or ToWrite("目标和要求"))
    paper.heading(notice.scope.title)
    paper.say(notice.scope.text)
    paper.heading("时间")
    paper.say(
        f"自{chinese_day(plan.starts_on)}起，至{chinese_day(plan.due_on)}止。"
        f"数据筛查以{chinese_day(plan.as_of)}为判定基准日。"
    )
    return paper.section("目标、范围和时间")


def _organisation(paper: Writing, plan: PlanPaper) -> Section:
    paper.say("牵头部门：", plan.lead_department or ToWrite("牵头部门"), "。")
    paper.say("负责人：", plan.leader or ToWrite("负责人"), "。")
    rows: list[tuple[Cell | ToWrite, ...]] = [
        (number, one.name, one.department or "—", one.duty or ToWrite("分工"))
        for number, one in enumerate(plan.team, start=1)
    ]
    if rows:
        paper.table(["自查工作人员"], ("序号", "姓名", "部门", "分工"), rows, (12, 24, 36, 84))
    else:
        paper.say(ToWrite("自查工作人员和分工"))
    return paper.section("组织和分工")


def _content(paper: Writing, plan: PlanPaper) -> Section:
    for area in plan.notice.focus_areas:
        paper.heading(area.title)
        paper.say(area.text)
        rows = [
            (point.code, point.label, plan.checks.get(point.code, 0), _asked(plan, point.code))
            for point in area.sub_points
        ]
        paper.table(
            [f"{area.title}：自查方法"],
            ("要点", "内容", "由数据筛查的检查项", "由人核查的问询项"),
            rows,
            (14, 70, 36, 36),
        )
    return paper.section("自查重点和方法")


def _label(plan: PlanPaper, one: Work) -> str:
    return plan.notice.passage(one.place).label or "—"


def _asked(plan: PlanPaper, code: str) -> int:
    return sum(question.place == code for question in plan.questions)


def _tasks(paper: Writing, plan: PlanPaper) -> Section | None:
    if not plan.tasks:
        return None
    rows = [
        (number, _label(plan, one), one.text, one.who or ToWrite(""), chinese_day(one.due_on))
        for number, one in enumerate(plan.tasks, start=1)
    ]
    head = ("序号", "条款", "任务", "责任人", "完成期限")
    paper.table(["任务和进度"], head, rows, (12, 32, 58, 22, 38))
    return paper.section("任务和进度安排")


def _questions(paper: Writing, plan: PlanPaper) -> Section | None:
    if not plan.questions:
        return None
    paper.say(
        "下列事项不能由业务数据判定，由责任人核查后答复“符合”“不符合”或者“不适用”，说明核查的方法和结果，并附证据。"
        "答复“不符合”的，立项整改。"
    )
    rows = [
        (
            number,
            _label(plan, one),
            one.text,
            one.evidence or "—",
            one.who or ToWrite(""),
            chinese_day(one.due_on),
        )
        for number, one in enumerate(plan.questions, start=1)
    ]
    head = ("序号", "条款", "核对内容", "所需证据", "责任人", "答复期限")
    paper.table(["问询项"], head, rows, (13, 36, 82, 64, 24, 42), wide=True)
    return paper.section("由人核查的事项")


def _demands(paper: Writing, plan: PlanPaper) -> Section:
    for demand in plan.notice.requirements:
        paper.heading(demand.title)
        paper.say(demand.text)
    return paper.section("工作要求")


def _approval(paper: Writing, plan: PlanPaper) -> Section:
    # Left blank, not marked: these are filled in by hand, on paper.
    rows = [(step, "", BY_HAND) for step in ("编制", "审核", "批准")]
    paper.table(["签署"], ("", "签名", "日期"), rows, (30, 70, 56))
    return paper.section("编制、审核和批准")
