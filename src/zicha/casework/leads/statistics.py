"""Figures of leads for the charts (线索统计): by screening, by check and branch, by how far they came."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Sum
from django.utils import timezone

from zicha.casework.campaigns.models import Campaign
from zicha.casework.deliveries.models import CheckCoverage, Run, RunState
from zicha.casework.leads.models import LeadGroupTally, LeadState, LeadTally, LeadVerdict
from zicha.checks.registry import checks_of
from zicha.contract.verdicts import Severity

MOST_RUNS = 8
# PostgreSQL keeps the count of each check at each branch under the two in one value (migration 0006).
CELL, BETWEEN = "cell", " "


@dataclass(frozen=True, slots=True)
class AtRun:
    """Hits of one screening in one focus area of one severity (一次筛查的疑点); `is_last` those people work on."""

    day: date
    area: str
    severity: Severity
    hits: int
    is_last: bool


def hits_by_run(campaign: Campaign) -> list[AtRun]:
    """What the screenings found, the last one of each day, the newest MOST_RUNS of them; areas by their letter."""
    runs = _last_of_each_day(campaign)
    if not runs:
        return []
    found: dict[tuple[int, str, Severity], int] = {}
    covered = CheckCoverage.objects.filter(run__in=runs, hit__gt=0).order_by()
    for run_id, code, hits in covered.values_list("run_id", "code", "hit"):
        editions = checks_of(code)
        if editions:
            key = run_id, campaign.notice.area_of(code).letter, editions[-1].severity
            found[key] = found.get(key, 0) + hits
    letters = [area.letter for area in campaign.notice.focus_areas]
    return [
        AtRun(_day(run), letter, severity, found[run.pk, letter, severity], run is runs[-1])
        for run in runs
        for letter in letters
        for severity in Severity
        if (run.pk, letter, severity) in found
    ]


@dataclass(frozen=True, slots=True)
class AtBranch:
    """Hits of a check at a branch, decided or not (检查项在分支机构的疑点)."""

    code: str
    branch_id: str
    hits: int


def hits_by_branch(campaign: Campaign) -> list[AtBranch]:
    """Of every check at every branch that has a hit; leads that vanished are not counted."""
    rows = LeadGroupTally.objects.filter(campaign=campaign, kind=CELL, verdict=LeadVerdict.HIT)
    sums = rows.exclude(state=LeadState.GONE).order_by().values_list("value").annotate(total=Sum("n"))
    cells = []
    for value, hits in sums.filter(total__gt=0).order_by("-total", "value"):
        code, _, branch_id = value.partition(BETWEEN)
        cells.append(AtBranch(code, branch_id, hits))
    return cells


def by_state(campaign: Campaign) -> Mapping[str, int]:
    """How many leads stand in each state."""
    rows = LeadTally.objects.filter(campaign=campaign).order_by().values_list("state")
    return dict(rows.annotate(total=Sum("n")).filter(total__gt=0))


def _last_of_each_day(campaign: Campaign) -> Sequence[Run]:
    runs = campaign.runs.filter(state=RunState.FINISHED, finished_at__isnull=False).order_by("number")
    return list({_day(run): run for run in runs}.values())[-MOST_RUNS:]


def _day(run: Run) -> date:
    assert run.finished_at is not None
    return timezone.localtime(run.finished_at).date()
