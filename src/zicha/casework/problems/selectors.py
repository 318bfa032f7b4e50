"""Reading problems (查看问题), and how many there are of what."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, F, Q, QuerySet, Sum
from django.utils import timezone

from zicha.casework.campaigns.models import Campaign
from zicha.casework.leads.models import Lead
from zicha.casework.problems.models import (
    Extension,
    Problem,
    ProblemLead,
    ProblemState,
    Sweep,
    SweepState,
    Why,
)
from zicha.casework.tenancy.models import Member

OPEN_STATES = (ProblemState.OPEN, ProblemState.SUBMITTED, ProblemState.VERIFIED)
SOON = 7
"""Days before a due day in which somebody is reminded."""


@dataclass(frozen=True)
class ProblemCounts:
    """How many problems a campaign has of what (问题数量); `overdue` are still worked on past their day."""

    all: int = 0
    open: int = 0
    submitted: int = 0
    verified: int = 0
    closed: int = 0
    overdue: int = 0
    soon: int = 0
    extended: int = 0
    effect_due: int = 0

    @property
    def not_closed(self) -> int:
        return self.all - self.closed

    @property
    def corrected(self) -> int:
        """Verified by somebody else, closed or not (已完成整改)."""
        return self.verified + self.closed


def problem_counts(campaign: Campaign, *, owner: Member | None = None) -> ProblemCounts:
    """Counts over a campaign, or of one owner's problems in it; one question."""
    today = timezone.localdate()
    rows = Problem.objects.filter(campaign=campaign)
    if owner is not None:
        rows = rows.filter(owner=owner)
    working = Q(state=ProblemState.OPEN)
    return ProblemCounts(
        **rows.aggregate(
            all=Count("pk"),
            open=Count("pk", filter=working),
            submitted=Count("pk", filter=Q(state=ProblemState.SUBMITTED)),
            verified=Count("pk", filter=Q(state=ProblemState.VERIFIED)),
            closed=Count("pk", filter=Q(state=ProblemState.CLOSED)),
            overdue=Count("pk", filter=working & Q(due_on__lt=today)),
            soon=Count("pk", filter=working & Q(due_on__range=(today, today + timedelta(days=SOON)))),
            extended=Count("pk", filter=Q(due_on__gt=F("first_due_on"))),
            effect_due=Count(
                "pk", filter=Q(state=ProblemState.VERIFIED, effect_result="", effect_due_on__lte=today)
            ),
        )
    )


def problems_by(campaign: Campaign, column: str) -> dict[str, int]:
    """How many problems there are of each severity, area, point, state or cause_category."""
    if column not in {"severity", "area", "point", "state", "cause_category"}:
        raise ValueError(f"problems are not counted by {column}")
    rows = Problem.objects.filter(campaign=campaign).order_by()
    return dict(rows.values_list(column).annotate(n=Count("pk")).order_by(column))


def sweep_counts(campaign: Campaign) -> dict[str, int]:
    """Sweeps done, problems swept, subjects found, leads linked by them (举一反三情况)."""
    done = Sweep.objects.filter(problem__campaign=campaign, state=SweepState.DONE)
    sums = done.aggregate(
        sweeps=Count("pk"),
        problems=Count("problem", distinct=True),
        found=Sum("found"),
        linked=Sum("linked"),
        new_subjects=Sum("new_subjects"),
    )
    return {name: number or 0 for name, number in sums.items()}


def problems_of(campaign: Campaign) -> QuerySet[Problem]:
    """The problems of a campaign as the report lists them."""
    rows = Problem.objects.filter(campaign=campaign).select_related(
        "owner__account", "verified_by__account", "closed_by__account"
    )
    return rows.order_by("number")


def problem_of_lead(lead: Lead) -> Problem | None:
    """The problem a lead grounds, else one whose sweep found it."""
    links = ProblemLead.objects.filter(lead=lead).select_related("problem")
    # "ground" comes before "sweep".
    link = links.order_by("kind", "pk").first()
    return link.problem if link else None


def leads_of(problem: Problem, kind: Any) -> QuerySet[ProblemLead]:
    """The links of one kind with their leads."""
    rows = ProblemLead.objects.filter(problem=problem, kind=kind)
    return rows.select_related("lead").order_by("lead__rank", "lead_id")


def number_of_leads(problem: Problem) -> dict[str, int]:
    """How many leads a problem has of each kind of link."""
    rows = ProblemLead.objects.filter(problem=problem).order_by()
    return dict(rows.values_list("kind").annotate(n=Count("pk")))


def whys_of(problem: Problem) -> list[Why]:
    """The why-chain as far as it was written."""
    return list(Why.objects.filter(problem=problem).exclude(text="").order_by("number"))


def extensions_of(problem: Problem) -> list[Extension]:
    return list(Extension.objects.filter(problem=problem).select_related("by__account").order_by("pk"))


def sweeps_of(problem: Problem) -> list[Sweep]:
    """Newest first."""
    return list(
        Sweep.objects.filter(problem=problem).select_related("by__account", "from_run").order_by("-pk")
    )


def reminders_for(member: Member, campaign: Campaign, *, most: int = 8) -> Sequence[Problem]:
    """What a member should do now (提醒): own problems by day; for who verifies, what waits for a second pair of eyes."""
    today = timezone.localdate()
    wanted = Q(state=ProblemState.OPEN, owner=member)
    if member.may("problem.verify"):
        not_mine = ~Q(owner=member) & ~Q(owner_ids__contains=[member.pk])
        wanted |= not_mine & Q(state=ProblemState.SUBMITTED)
        effect_due = Q(effect_result="", effect_due_on__lte=today + timedelta(days=SOON))
        wanted |= not_mine & Q(state=ProblemState.VERIFIED) & (effect_due | ~Q(effect_result=""))
    rows = Problem.objects.filter(wanted, campaign=campaign).select_related("owner__account")
    return list(rows.order_by("due_on", "number")[:most])


def members_who_act() -> list[Member]:
    """Whom a problem can be given to."""
    members = Member.objects.filter(is_active=True).select_related("account").order_by("account__name", "pk")
    return [member for member in members if member.may("problem.act")]


def day_ahead(days: int) -> date:
    return timezone.localdate() + timedelta(days=days)
