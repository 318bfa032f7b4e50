"""What a plan says and how far it is (方案与进度): always counts, overdue first, days left."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Case, Count, Exists, OuterRef, Q, QuerySet, When
from django.utils import timezone

from zicha.casework.campaigns.days import DaysLeft, days_left
from zicha.casework.campaigns.models import (
    AT_WORK,
    Answer,
    Campaign,
    CampaignState,
    Question,
    Task,
    TaskState,
    TeamMember,
)
from zicha.casework.evidence.models import Evidence
from zicha.casework.tenancy.models import Member
from zicha.reference.notices.notice import Passage

SOON = 7
"""Days ahead within which something is due soon (即将到期)."""


@dataclass(frozen=True, slots=True)
class Counted:
    """How many pieces of work, by what they are (计数); the rest counts among the open ones.

    outside  due on a day outside the campaign, as after its days were changed
    """

    total: int
    open: int
    overdue: int
    soon: int
    unassigned: int
    outside: int = 0


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a campaign is (进度), in counts.

    tasks      of them `todo`, `doing`, `done`; those given up (`dropped`) are not in the total
    questions  of them `conforms`, `fails`, `not_applicable`; the open ones are unanswered
    left       until the report is due
    """

    tasks: Counted
    todo: int
    doing: int
    done: int
    dropped: int
    questions: Counted
    conforms: int
    fails: int
    not_applicable: int
    left: DaysLeft

    @property
    def answered(self) -> int:
        return self.conforms + self.fails + self.not_applicable

    @property
    def overdue(self) -> int:
        return self.tasks.overdue + self.questions.overdue

    @property
    def outside(self) -> int:
        return self.tasks.outside + self.questions.outside


def current_campaign() -> Campaign | None:
    """The newest open one, which leads and report go by."""
    return Campaign.objects.filter(state=CampaignState.OPEN).order_by("-starts_on", "-pk").first()


def progress_of(campaign: Campaign, *, today: date | None = None) -> Progress:
    """Tasks and questions of a campaign, counted (进度): two statements."""
    today = today or timezone.localdate()
    at_work, unanswered = Q(state__in=AT_WORK), Q(answer="")
    tasks = Task.objects.filter(campaign=campaign).aggregate(
        **{state: Count("pk", filter=Q(state=state)) for state in TaskState.values},
        **_open(at_work, campaign, today),
    )
    questions = Question.objects.filter(campaign=campaign).aggregate(
        **{answer: Count("pk", filter=Q(answer=answer)) for answer in Answer.values},
        **_open(unanswered, campaign, today),
    )
    done, dropped = tasks["done"], tasks["dropped"]
    answered = sum(questions[answer] for answer in Answer.values)
    return Progress(
        tasks=_counted(tasks, tasks["open"] + done),
        todo=tasks["todo"],
        doing=tasks["doing"],
        done=done,
        dropped=dropped,
        questions=_counted(questions, questions["open"] + answered),
        conforms=questions["conforms"],
        fails=questions["fails"],
        not_applicable=questions["not_applicable"],
        left=days_left(campaign.due_on, today),
    )


def _open(is_open: Q, campaign: Campaign, today: date) -> dict[str, Count]:
    outside = Q(due_on__gt=campaign.due_on) | Q(due_on__lt=campaign.starts_on)
    return {
        "open": Count("pk", filter=is_open),
        "overdue": Count("pk", filter=is_open & Q(due_on__lt=today)),
        "soon": Count("pk", filter=is_open & Q(due_on__range=(today, today + timedelta(days=SOON)))),
        "unassigned": Count("pk", filter=is_open & Q(assignee=None)),
        "outside": Count("pk", filter=is_open & outside),
    }


def _counted(found: dict[str, int], total: int) -> Counted:
    return Counted(
        total, found["open"], found["overdue"], found["soon"], found["unassigned"], found["outside"]
    )


def tasks_of(campaign: Campaign) -> QuerySet[Task]:
    """The tasks in the order of the plan, with who holds them."""
    return Task.objects.filter(campaign=campaign).select_related("assignee__account", "finished_by__account")


def questions_of(campaign: Campaign) -> QuerySet[Question]:
    """The questions in the order of the notice, with who holds and who answered them."""
    rows = Question.objects.filter(campaign=campaign)
    return rows.select_related("assignee__account", "answered_by__account")


def failing_questions(campaign: Campaign) -> QuerySet[Question]:
    """Questions answered 不符合: each is a problem to be rectified."""
    return questions_of(campaign).filter(answer=Answer.FAILS)


def without_evidence(questions: QuerySet[Question]) -> QuerySet[Question]:
    """Those answered 符合 or 不符合 with no file that shows it (已答复而没有证据)."""
    files = Evidence.objects.filter(on_kind=Question._meta.label, on_id=OuterRef("pk"), withdrawn_at=None)
    return questions.filter(answer__in=(Answer.CONFORMS, Answer.FAILS)).filter(~Exists(files))


def by_urgency(rows: QuerySet) -> QuerySet:
    """Open ones first, by their day: what is overdue stands at the top (逾期在前)."""
    is_open = Q(state__in=AT_WORK) if rows.model is Task else Q(answer="")
    return rows.order_by(Case(When(is_open, then=0), default=1), "due_on", "position", "pk")


def work_of(member: Member, *, until: date | None = None) -> tuple[QuerySet[Task], QuerySet[Question]]:
    """What a member still has to do in open campaigns, by its day (我的任务和问询项)."""
    mine = Q(assignee=member, campaign__state=CampaignState.OPEN)
    if until is not None:
        mine &= Q(due_on__lte=until)
    tasks = Task.objects.filter(mine, state__in=AT_WORK).select_related("campaign")
    questions = Question.objects.filter(mine, answer="").select_related("campaign")
    return tasks.order_by("due_on", "pk"), questions.order_by("due_on", "pk")


@dataclass(frozen=True, slots=True)
class Holding:
    """Somebody who works on the campaign and what they still hold (工作人员及其工作量).

    on_team  None for somebody who holds work without being on the team
    """

    member: Member
    on_team: TeamMember | None
    tasks: int
    questions: int
    overdue: int

    @property
    def holds(self) -> int:
        return self.tasks + self.questions


def team_of(campaign: Campaign, *, today: date | None = None) -> list[Holding]:
    """The team, then others who hold open work: a person who left or was disabled stays seen while they hold some."""
    today = today or timezone.localdate()
    tasks = _held(Task.objects.filter(campaign=campaign, state__in=AT_WORK), today)
    questions = _held(Question.objects.filter(campaign=campaign, answer=""), today)
    team = TeamMember.objects.filter(campaign=campaign).select_related("member__account").order_by("pk")
    known = {one.member_id: one for one in team}
    others = (tasks.keys() | questions.keys()) - known.keys()
    members = [one.member for one in known.values()]
    members += Member.objects.filter(pk__in=others).select_related("account") if others else []
    return [
        Holding(
            member,
            known.get(member.pk),
            tasks.get(member.pk, (0, 0))[0],
            questions.get(member.pk, (0, 0))[0],
            tasks.get(member.pk, (0, 0))[1] + questions.get(member.pk, (0, 0))[1],
        )
        for member in members
    ]


def _held(rows: QuerySet, today: date) -> dict[int, tuple[int, int]]:
    counted = (
        rows.exclude(assignee=None)
        .order_by()
        .values("assignee")
        .annotate(open=Count("pk"), overdue=Count("pk", filter=Q(due_on__lt=today)))
    )
    return {line["assignee"]: (line["open"], line["overdue"]) for line in counted}


def members_who_work() -> list[Member]:
    """Whom a task or a question can be given to."""
    members = Member.objects.filter(is_active=True).select_related("account").order_by("account__name", "pk")
    return [member for member in members if member.may("question.answer")]


def campaigns_with_counts() -> QuerySet[Campaign]:
    """All campaigns, newest first, with their tasks and questions counted (历次自查)."""
    rows = Campaign.objects.select_related("leader__account").order_by("-starts_on", "-pk")
    return rows.annotate(
        tasks_total=Count("tasks", filter=~Q(tasks__state=TaskState.DROPPED), distinct=True),
        tasks_done=Count("tasks", filter=Q(tasks__state=TaskState.DONE), distinct=True),
        questions_total=Count("questions", distinct=True),
        questions_answered=Count("questions", filter=~Q(questions__answer=""), distinct=True),
    )


@dataclass(slots=True)
class Line:
    """A passage of the notice and what is done for it (按条款计数); a focus area holds its sub-points."""

    passage: Passage
    tasks: int = 0
    tasks_done: int = 0
    questions: int = 0
    answered: int = 0
    fails: int = 0
    tasks_overdue: int = 0
    questions_overdue: int = 0

    @property
    def overdue(self) -> int:
        return self.tasks_overdue + self.questions_overdue

    @property
    def is_done(self) -> bool:
        return self.tasks == self.tasks_done and self.questions == self.answered


def by_clause(campaign: Campaign, *, today: date | None = None) -> list[Line]:
    """Tasks and questions by scope, focus area and requirement of the notice; the body's own come last."""
    today = today or timezone.localdate()
    notice = campaign.notice
    top = {point.code: str(area.number) for area in notice.focus_areas for point in area.sub_points}
    lines = {passage.place: Line(passage) for passage in notice.passages() if passage.place not in top}
    tasks = Task.objects.filter(campaign=campaign).exclude(state=TaskState.DROPPED).order_by()
    late = Count("pk", filter=Q(state__in=AT_WORK, due_on__lt=today))
    for found in tasks.values("place").annotate(
        n=Count("pk"), done=Count("pk", filter=Q(state=TaskState.DONE)), late=late
    ):
        line = lines.setdefault(top.get(found["place"], found["place"]), Line(_own(found["place"])))
        line.tasks += found["n"]
        line.tasks_done += found["done"]
        line.tasks_overdue += found["late"]
    late = Count("pk", filter=Q(answer="", due_on__lt=today))
    questions = Question.objects.filter(campaign=campaign).order_by().values("place")
    for found in questions.annotate(
        n=Count("pk"),
        answered=Count("pk", filter=~Q(answer="")),
        fails=Count("pk", filter=Q(answer=Answer.FAILS)),
        late=late,
    ):
        line = lines.setdefault(top.get(found["place"], found["place"]), Line(_own(found["place"])))
        line.questions += found["n"]
        line.answered += found["answered"]
        line.fails += found["fails"]
        line.questions_overdue += found["late"]
    return [line for line in lines.values() if line.tasks or line.questions]


def _own(place: str) -> Passage:
    return Passage(place, "本机构自定", "")


def places_within(campaign: Campaign, place: str) -> list[str]:
    """The place itself and, of a focus area, its sub-points (条款及其要点)."""
    areas = (area for area in campaign.notice.focus_areas if str(area.number) == place)
    return [place, *(point.code for area in areas for point in area.sub_points)]
