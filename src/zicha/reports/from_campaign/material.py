"""Everything the report of a campaign is made of, read at one moment (报告素材)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from django.db.models import F, Window
from django.db.models.functions import RowNumber

from zicha.casework.campaigns.models import Answer, Campaign, Question, TeamMember
from zicha.casework.campaigns.selectors import questions_of
from zicha.casework.deliveries.models import Run
from zicha.casework.leads.models import Lead
from zicha.casework.leads.selectors import last_run
from zicha.casework.problems.models import Problem
from zicha.casework.problems.selectors import problems_of
from zicha.casework.reporting.models import Correction, NoFinding, SectionText
from zicha.casework.reporting.selectors import corrections_of, no_findings_of, texts_of
from zicha.casework.tenancy.models import Body
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
    """The figures, texts and rows of one moment (报告素材); `figures` fills while the document is written."""

    campaign: Campaign
    body: Body
    day: date
    run: Run | None
    screened: Screened | None
    leads: LeadSums
    confirmed: Mapping[str, tuple[Lead, ...]]
    texts: Mapping[str, SectionText]
    corrections: Mapping[str, Correction]
    no_findings: Mapping[str, NoFinding]
    figures: Figures = field(default_factory=Figures)

    @cached_property
    def team(self) -> tuple[TeamMember, ...]:
        return tuple(TeamMember.objects.filter(campaign=self.campaign).select_related("member__account"))

    @cached_property
    def questions(self) -> tuple[Question, ...]:
        return tuple(questions_of(self.campaign))

    @cached_property
    def problems(self) -> tuple[Problem, ...]:
        return tuple(problems_of(self.campaign))

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
        return sum(self.leads.of(states=WAITING, code=line.code) for line in self.lines_of(point))


def material_of(campaign: Campaign, *, day: date) -> Material:
    """Read it all; inside a transaction of REPEATABLE READ it is one moment."""
    run, sums = last_run(campaign), lead_sums(campaign)
    return Material(
        campaign=campaign,
        body=campaign.body,
        day=day,
        run=run,
        screened=screened(run, campaign.notice_key) if run else None,
        leads=sums,
        confirmed=_first_confirmed(campaign) if sums.of(states=["confirmed"]) else {},
        texts=texts_of(campaign),
        corrections=corrections_of(campaign),
        no_findings=no_findings_of(campaign),
    )


def _first_confirmed(campaign: Campaign) -> Mapping[str, tuple[Lead, ...]]:
    """Check → the gravest few of its leads that were found to be true."""
    place = Window(RowNumber(), partition_by=[F("code")], order_by=[F("rank"), F("pk")])
    rows = Lead.objects.filter(campaign=campaign, state="confirmed").annotate(place=place)
    found: dict[str, tuple[Lead, ...]] = {}
    for lead in rows.filter(place__lte=FIRST_OF_EACH_CHECK).order_by("code", "rank", "pk"):
        found[lead.code] = (*found.get(lead.code, ()), lead)
    return found
