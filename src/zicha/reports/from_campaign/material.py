"""Everything the report of a campaign is made of, read at one moment (报告素材)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Count, Exists, F, OuterRef, Q, Subquery, Window
from django.db.models.functions import JSONObject, RowNumber

from zicha.casework.campaigns.models import Answer, Campaign, Question, Task, TaskState, TeamMember
from zicha.casework.campaigns.selectors import questions_of
from zicha.casework.deliveries.models import CheckCoverage, Run, RunState
from zicha.casework.leads.models import Lead
from zicha.casework.problems.models import Problem, ProblemLead, Sweep, SweepState, Why
from zicha.casework.problems.selectors import problems_of
from zicha.casework.reporting.models import Correction, NoFinding, SectionText
from zicha.casework.reporting.selectors import corrections_of, no_findings_of, texts_of
from zicha.casework.tenancy.models import Body, Member
from zicha.reference.notices.notice import Notice, SubPoint
from zicha.reports.check_lines import CheckLine
from zicha.reports.from_campaign.figures import Figures
from zicha.reports.from_campaign.lead_sums import LeadSums, lead_sums
from zicha.reports.from_campaign.other_rounds import OtherRound, other_rounds
from zicha.reports.from_campaign.screened import Screened, screened

WAITING = ("open", "snoozed")
"""States of leads nobody has decided."""
FIRST_OF_EACH_CHECK = 3
"""A report is read on paper; all leads are in the annex."""


@dataclass
class Material:
    """The figures, texts and rows of one moment (报告素材); `figures` fills while the document is written.

    busy       a screening that has not ended, whose leads will change the figures
    unopened   leads found to be true that belong to no problem
    """

    campaign: Campaign
    body: Body
    day: date
    run: Run | None
    busy: Run | None
    screened: Screened | None
    leads: LeadSums
    confirmed: Mapping[str, tuple[Lead, ...]]
    unopened: int
    texts: Mapping[str, SectionText]
    corrections: Mapping[str, Correction]
    no_findings: Mapping[str, NoFinding]
    figures: Figures = field(default_factory=Figures)

    @cached_property
    def people(self) -> tuple[Any, ...]:
        """Members on the team with `joined` and `duty`; and who holds tasks or questions or decided leads without."""
        own, campaign = OuterRef("pk"), self.campaign
        joined = TeamMember.objects.filter(campaign=campaign, member=own)
        at_work = (
            Exists(joined)
            | Exists(Task.objects.filter(campaign=campaign, assignee=own).exclude(state=TaskState.DROPPED))
            | Exists(Question.objects.filter(campaign=campaign, assignee=own))
            | Exists(Lead.objects.filter(campaign=campaign, decided_by=own))
        )
        rows = Member.objects.filter(at_work, body_id=campaign.body_id).select_related("account")
        rows = rows.annotate(joined=Subquery(joined.values("pk")), duty=Subquery(joined.values("duty")))
        return tuple(rows.order_by("joined", "account__name", "pk"))

    @property
    def team(self) -> tuple[Any, ...]:
        return tuple(one for one in self.people if one.joined)

    @property
    def not_on_team(self) -> tuple[Member, ...]:
        """Who worked on it and is not told; who may not join any more is left out, and the leader is told."""
        campaign = self.campaign
        if not campaign.lead_department or campaign.leader_id is None:
            # The report tells no list of people then; somebody writes of them by hand.
            return ()
        return tuple(
            one
            for one in self.people
            if not one.joined and one.pk != campaign.leader_id and one.may("question.answer")
        )

    @cached_property
    def questions(self) -> tuple[Question, ...]:
        return tuple(questions_of(self.campaign))

    @cached_property
    def problems(self) -> tuple[Problem, ...]:
        """With `chain`, the texts of the why-chain, and `swept`, what each finished sweep found."""
        own = OuterRef("pk")
        whys = Why.objects.filter(problem=own).exclude(text="").order_by("number").values("text")
        sweeps = Sweep.objects.filter(problem=own, state=SweepState.DONE).order_by("pk")
        counted = sweeps.values(
            counted=JSONObject(found="found", linked="linked", known="known", new="new_subjects")
        )
        rows = problems_of(self.campaign)
        return tuple(rows.annotate(chain=ArraySubquery(whys), swept=ArraySubquery(counted)))

    @cached_property
    def other_rounds(self) -> tuple[OtherRound, ...]:
        return other_rounds(self.campaign)

    @property
    def notice(self) -> Notice:
        return self.campaign.notice

    @property
    def lines(self) -> tuple[CheckLine, ...]:
        return self.screened.report.facts.lines if self.screened else ()

    def lines_of(self, point: SubPoint) -> tuple[CheckLine, ...]:
        return tuple(line for line in self.lines if line.point == point)

    def confirmed_on(self, point: SubPoint) -> int:
        """Leads on the point that people found to be true."""
        return sum(self.leads.of(states=["confirmed"], code=line.code) for line in self.lines_of(point))

    def problems_on(self, point: SubPoint) -> tuple[Problem, ...]:
        """Problems people put under the point, or opened from a question asked for it; by hand or from leads."""
        asked = {one.pk for one in self.questions if one.place == point.code}
        return tuple(
            one
            for one in self.problems
            if one.point == point.code or (one.source_kind == Question._meta.label and one.source_id in asked)
        )

    def failing_on(self, point: SubPoint) -> tuple[Question, ...]:
        """Questions asked for the point that were answered 不符合."""
        return tuple(one for one in self.questions if one.place == point.code and one.answer == Answer.FAILS)

    def waiting_on(self, point: SubPoint) -> int:
        """Leads on the point nobody has decided."""
        return self.leads_on(point, *WAITING)

    def leads_on(self, point: SubPoint, *states: str) -> int:
        """Leads on the point in these states, or in any."""
        return sum(self.leads.of(states=states, code=line.code) for line in self.lines_of(point))


def material_of(campaign: Campaign, *, day: date) -> Material:
    """Read it all; inside a transaction of REPEATABLE READ it is one moment."""
    (run, busy), sums = _runs(campaign), lead_sums(campaign)
    confirmed, unopened = _confirmed(campaign) if sums.of(states=["confirmed"]) else ({}, 0)
    return Material(
        campaign=campaign,
        body=campaign.body,
        day=day,
        run=run,
        busy=busy,
        screened=screened(run, campaign.notice_key, run.covered) if run else None,
        leads=sums,
        confirmed=confirmed,
        unopened=unopened,
        texts=texts_of(campaign),
        corrections=corrections_of(campaign),
        no_findings=no_findings_of(campaign),
    )


_COVERAGE = ("code", "ran", "in_scope", "hit", "passed", "undecided", "exempt", "reason", "caution")


def _runs(campaign: Campaign) -> tuple[Any, Run | None]:
    """The last finished screening of the campaign with what it covered, and one of the body that has not ended."""
    covered = CheckCoverage.objects.filter(run=OuterRef("pk")).order_by("code")
    lines = covered.values(line=JSONObject(**{name: name for name in _COVERAGE}))
    finished = Run.objects.filter(campaign=campaign, state=RunState.FINISHED).order_by("-number")
    wanted = Q(pk=Subquery(finished.values("pk")[:1])) | Q(state__in=(RunState.QUEUED, RunState.RUNNING))
    run = busy = None
    for one in Run.objects.filter(wanted).annotate(covered=ArraySubquery(lines)):
        if one.state == RunState.FINISHED:
            one.covered = tuple(tuple(line[name] for name in _COVERAGE) for line in one.covered)
            run = one
        else:
            busy = one
    return run, busy


def _confirmed(campaign: Campaign) -> tuple[Mapping[str, tuple[Lead, ...]], int]:
    """Check → the gravest few of its leads that were found to be true; and how many of all belong to no problem."""
    place = Window(RowNumber(), partition_by=[F("code")], order_by=[F("rank"), F("pk")])
    unopened = Window(Count("pk", filter=~Exists(ProblemLead.objects.filter(lead=OuterRef("pk")))))
    rows = Lead.objects.filter(campaign=campaign, state="confirmed").annotate(place=place, unopened=unopened)
    found: dict[str, tuple[Lead, ...]] = {}
    number = 0
    for lead in rows.filter(place__lte=FIRST_OF_EACH_CHECK).order_by("code", "rank", "pk"):
        found[lead.code] = (*found.get(lead.code, ()), lead)
        number = lead.unopened
    return found, number
