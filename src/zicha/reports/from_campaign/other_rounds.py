"""Other rounds under the same notice (同一通知的其他自查): what they found is no part of this report, and is not hidden by it."""

from __future__ import annotations

from dataclasses import dataclass

from zicha.casework.campaigns.models import Campaign
from zicha.casework.problems.models import Problem
from zicha.casework.problems.selectors import problems_of
from zicha.reference.notices.notice import SubPoint
from zicha.reports.check_lines import CheckLine
from zicha.reports.from_campaign.lead_sums import LeadSums, lead_sums
from zicha.reports.records import chinese_day


@dataclass(frozen=True)
class OtherRound:
    """A campaign under the same notice, with its leads and problems (另一次自查)."""

    campaign: Campaign
    leads: LeadSums
    problems: tuple[Problem, ...]

    @property
    def told(self) -> str:
        """What it found, in a sentence."""
        one = self.campaign
        left = sum(problem.state != "closed" for problem in self.problems)
        return (
            f"依据同一通知，本机构还开展过“{one.title}”（{chinese_day(one.starts_on)}至{chinese_day(one.due_on)}，"
            f"{one.get_state_display()}）：核查属实的线索 {self.leads.of(states=['confirmed']):,} 条，立项整改的问题 "
            f"{len(self.problems):,} 个，其中 {left:,} 个尚未关闭。这些线索和问题不在本报告的数字之内，见该次自查的报告。"
        )

    def told_on(self, point: SubPoint, lines: tuple[CheckLine, ...]) -> str:
        """What it found on one point; empty when nothing was."""
        confirmed = sum(self.leads.of(states=["confirmed"], code=line.code) for line in lines)
        problems = sum(problem.point == point.code for problem in self.problems)
        if not confirmed and not problems:
            return ""
        return f"“{self.campaign.title}”在本要点核查属实的线索 {confirmed:,} 条，立项整改的问题 {problems:,} 个，见该次自查的报告。"


def other_rounds(campaign: Campaign) -> tuple[OtherRound, ...]:
    """Every other one of the notice that found something, the oldest first."""
    others = Campaign.objects.filter(notice_key=campaign.notice_key).exclude(pk=campaign.pk)
    rounds = (
        OtherRound(one, lead_sums(one), tuple(problems_of(one))) for one in others.order_by("starts_on", "pk")
    )
    return tuple(one for one in rounds if one.problems or one.leads.of(states=["confirmed"]))
