"""Figures of leads: by screening, by check and branch, by state; each agrees with what a filter finds."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from tests.casework.leads_made import leads_made, run_made
from tests.site import World
from zicha.casework.campaigns.models import Campaign
from zicha.casework.deliveries.models import CheckCoverage, Run
from zicha.casework.leads import counting, statistics
from zicha.casework.leads.models import Lead, LeadGroupTally
from zicha.casework.leads.statistics import AtBranch
from zicha.contract.verdicts import Severity

NOON = timezone.make_aware(datetime(2026, 7, 1, 12))


def screened(campaign: Campaign, hits: dict[str, int], at: datetime) -> Run:
    """A finished screening with so many hits a check."""
    run = run_made(campaign, finished_at=at)
    CheckCoverage.objects.bulk_create(
        CheckCoverage(body_id=run.body_id, run=run, code=code, ran=True, in_scope=n, hit=n)
        for code, n in hits.items()
    )
    return run


@pytest.mark.usefixtures("in_scope")
def test_hits_of_each_screening_by_area_and_severity(campaign: Campaign) -> None:
    screened(campaign, {"A06": 9, "D08": 0}, NOON)
    screened(campaign, {"A06": 5, "D08": 2}, NOON + timedelta(days=30))
    told = [(at.day.isoformat(), at.area, at.hits, at.is_last) for at in statistics.hits_by_run(campaign)]
    assert told == [
        ("2026-07-01", "A", 9, False),
        ("2026-07-31", "A", 5, True),
        ("2026-07-31", "D", 2, True),
    ]
    assert {at.severity for at in statistics.hits_by_run(campaign)} <= set(Severity)


@pytest.mark.usefixtures("in_scope")
def test_of_several_screenings_on_a_day_the_last_counts(campaign: Campaign) -> None:
    screened(campaign, {"A06": 9}, NOON)
    screened(campaign, {"A06": 4}, NOON + timedelta(hours=1))
    assert [at.hits for at in statistics.hits_by_run(campaign)] == [4]


@pytest.mark.usefixtures("in_scope")
def test_no_more_screenings_than_a_chart_can_show(campaign: Campaign) -> None:
    for number in range(statistics.MOST_RUNS + 3):
        screened(campaign, {"A06": 1 + number}, NOON + timedelta(days=number))
    shown = [at.hits for at in statistics.hits_by_run(campaign)]
    assert shown == list(range(4, statistics.MOST_RUNS + 4))


@pytest.mark.usefixtures("in_scope")
def test_a_campaign_without_a_screening_has_no_figures(campaign: Campaign) -> None:
    assert statistics.hits_by_run(campaign) == []
    assert statistics.hits_by_branch(campaign) == []
    assert statistics.by_state(campaign) == {}


@pytest.mark.usefixtures("in_scope")
def test_hits_by_check_and_branch_follow_every_change(campaign: Campaign) -> None:
    leads_made(campaign, 3, branch_id="BR 1")
    leads_made(campaign, 1, branch_id="BR2", code="D08", state="confirmed")
    leads_made(campaign, 2, branch_id="BR2", verdict="undecided")
    leads_made(campaign, 1)
    cells = [AtBranch("A06", "BR 1", 3), AtBranch("D08", "BR2", 1)]
    assert statistics.hits_by_branch(campaign) == cells
    Lead.objects.filter(code="D08").update(branch_id="BR 1", state="gone")
    first = Lead.objects.filter(branch_id="BR 1", code="A06").first()
    assert first is not None
    Lead.objects.filter(pk=first.pk).update(branch_id="BR3")
    counting.compact(campaign, always=True)
    assert statistics.hits_by_branch(campaign) == [AtBranch("A06", "BR 1", 2), AtBranch("A06", "BR3", 1)]


@pytest.mark.usefixtures("in_scope")
def test_a_change_that_moves_no_count_adds_no_row_to_the_tallies(campaign: Campaign) -> None:
    leads_made(campaign, 5, branch_id="BR1")
    before = LeadGroupTally.objects.count()
    Lead.objects.update(observed="2 人日")
    assert LeadGroupTally.objects.count() == before


def test_leads_by_state_are_those_of_this_campaign_alone(in_scope: World, campaign: Campaign) -> None:
    leads_made(campaign, 2)
    leads_made(campaign, 1, state="merged")
    other = Campaign.objects.create(
        body=in_scope.body, notice_key=campaign.notice_key, title="上一次自查", as_of=campaign.as_of,
        starts_on=campaign.starts_on, due_on=campaign.due_on,
    )  # fmt: skip
    leads_made(other, 4, state="confirmed")
    assert statistics.by_state(campaign) == {"open": 2, "merged": 1}
