"""The plan as a Word file (自查工作方案): what the database says, handed to the reports."""

from __future__ import annotations

from django.http import HttpResponse
from django.utils import timezone
from django.utils.http import content_disposition_header

from zicha.casework.campaigns import selectors
from zicha.casework.campaigns.models import Campaign, Question, Task, TaskState
from zicha.casework.campaigns.proposing import checks_of_point
from zicha.reports.plan_document import PLAN_FILE, PlanPaper, Work, Worker, plan_document
from zicha.reports.word.rendering import docx

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def answer(campaign: Campaign) -> HttpResponse:
    """The file to download."""
    response = HttpResponse(docx(plan_document(paper_of(campaign))), content_type=WORD)
    response["Content-Disposition"] = content_disposition_header(True, PLAN_FILE)
    return response


def paper_of(campaign: Campaign) -> PlanPaper:
    """What the plan says today."""
    notice = campaign.notice
    team = campaign.team.select_related("member__account").order_by("pk")
    tasks = selectors.tasks_of(campaign).exclude(state=TaskState.DROPPED)
    return PlanPaper(
        notice=notice,
        body_name=campaign.body.name,
        title=campaign.title,
        lead_department=campaign.lead_department,
        leader=campaign.leader.name if campaign.leader else "",
        goals=campaign.goals,
        as_of=campaign.as_of,
        starts_on=campaign.starts_on,
        due_on=campaign.due_on,
        day=timezone.localdate(),
        team=[Worker(one.member.name, one.member.department, one.duty) for one in team],
        tasks=[_work(task, task.title) for task in tasks],
        questions=[_work(one, one.text, one.evidence_wanted) for one in selectors.questions_of(campaign)],
        checks={code: len(checks) for code, checks in checks_of_point(notice).items()},
    )


def _work(row: Task | Question, text: str, evidence: str = "") -> Work:
    return Work(
        place=row.place,
        text=text,
        who=row.assignee.name if row.assignee else "",
        due_on=row.due_on,
        evidence=evidence,
    )
