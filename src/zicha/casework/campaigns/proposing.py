"""What a notice proposes for a plan (由通知生成方案): its tasks, its questions, and a question a sub-point nothing answers.

All of it is data of the notice; whoever makes the plan changes it afterwards.
"""

from __future__ import annotations

from datetime import date, timedelta

from zicha.casework.campaigns.days import day_by_share
from zicha.casework.campaigns.models import Campaign, Question, Task
from zicha.checks.registry import all_checks
from zicha.reference.notices.notice import AskedQuestion, Notice

ANSWERED_BY = 60
"""Per cent of the working days that may be over when a question is answered: then problems can still be mended."""


def tasks_for(campaign: Campaign) -> list[Task]:
    """The tasks of the notice with days of this campaign, not saved."""
    return [
        Task(
            body_id=campaign.body_id,
            campaign=campaign,
            place=task.place,
            title=task.title,
            description=task.text,
            due_on=day_by_share(campaign.starts_on, campaign.due_on, task.by_then),
            position=position,
        )
        for position, task in enumerate(campaign.notice.tasks, start=1)
    ]


def questions_for(campaign: Campaign) -> list[Question]:
    """The questions of the notice, in its order, not saved."""
    return [
        Question(
            body_id=campaign.body_id,
            campaign=campaign,
            code=asked.code,
            place=asked.place,
            text=asked.text,
            evidence_wanted=asked.evidence,
            because=asked.because,
            due_on=day_by_share(
                campaign.starts_on, campaign.due_on, _answered_by(campaign.notice, asked.place)
            ),
            position=position,
        )
        for position, asked in enumerate(questions_of(campaign.notice), start=1)
    ]


def questions_of(notice: Notice) -> list[AskedQuestion]:
    """What the notice asks of people, by the order of its passages.

    A sub-point that no check looks for and that brings no question of its own becomes one in its own words: no clause
    is passed over because nobody wrote a question for it.
    """
    asked = [*notice.questions, *_unanswered(notice)]
    order = {passage.place: number for number, passage in enumerate(notice.passages())}
    return sorted(asked, key=lambda question: order[question.place])


def checks_of_point(notice: Notice) -> dict[str, tuple[str, ...]]:
    """Which checks look for each sub-point, by code (要点对应的检查项)."""
    return {
        point.code: tuple(
            dict.fromkeys(
                check.code for check in all_checks() if point.is_looked_for_by(check.code, check.clauses)
            )
        )
        for point in notice.sub_points()
    }


def _answered_by(notice: Notice, place: str) -> int:
    """The share of days for a question: no later than the task that answers the questions of its point."""
    point = place.rstrip("abcdefghijklmnopqrstuvwxyz")
    own = (task.by_then for task in notice.tasks if point.isdigit() and task.place == point)
    return min((ANSWERED_BY, *own))


def _unanswered(notice: Notice) -> list[AskedQuestion]:
    answered = {question.place for question in notice.questions}
    checks = checks_of_point(notice)
    return [
        AskedQuestion(
            code=point.code,
            place=point.code,
            text=f"对照通知要点“{point.text}”进行了核查，没有发现问题。",
            evidence="核查的方法、范围和结果，有关的文件和记录",
            because="没有检查项对应这一要点",
        )
        for point in notice.sub_points()
        if point.code not in answered and not checks[point.code]
    ]


def due_day_for(notice: Notice, today: date) -> date:
    """The day proposed for the report (报送截止日期的建议): the notice's own, or in three months where that is over."""
    last = notice.due_on if notice.due_on > today else today + timedelta(days=90)
    return day_by_share(today, last, 100)
