"""The charts of leads (线索统计图): the report's definitions, each mark opening the leads it counts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from zicha.casework.campaigns.models import Campaign
from zicha.casework.leads import statistics
from zicha.casework.leads.filters import ANY, DECIDED, LeadFilter
from zicha.casework.leads.selectors import check_titles
from zicha.web.leads.chart_words import figures_below, in_language

MOST_CHECKS, MOST_BRANCHES = 24, 12


@dataclass(frozen=True)
class Chart:
    """A chart on a page (统计图): `definition` for the script, the same figures as `lines` with where each leads."""

    key: str
    title: str
    told: str
    definition: Mapping[str, Any] | None
    head: Sequence[str] = ()
    lines: Sequence[tuple[Sequence[object], object, str]] = ()
    remark: str = ""

    @property
    def script_id(self) -> str:
        return f"chart-{self.key}"


def over_time(campaign: Campaign) -> Chart:
    """Hits of the screenings by focus area and severity."""
    areas = {area.letter: f"{area.letter} {area.title}" for area in campaign.notice.focus_areas}
    counted = tuple(
        (at.day, areas[at.area], at.severity, at.hits, _hits(area=at.area, severity=at.severity.value) if at.is_last else "")
        for at in statistics.hits_by_run(campaign)
    )  # fmt: skip
    remark = _("一天筛查几次的，取当天最后一次。点最近一次的柱形，打开相应的线索（含已处理的）。")
    return _chart("over-time", _("各次筛查的疑点：自查重点与严重程度"), counted, remark)


def by_branch(campaign: Campaign) -> Chart:
    """Hits of each check at each branch, the most first."""
    cells = statistics.hits_by_branch(campaign)
    checks = _largest((cell.code, cell.hits) for cell in cells)
    branches = _largest((cell.branch_id, cell.hits) for cell in cells)
    codes, places = checks[:MOST_CHECKS], branches[:MOST_BRANCHES]
    titles = check_titles(codes)
    counted = tuple(
        (f"{cell.code} {titles.get(cell.code, '')}", cell.branch_id, cell.hits, _hits(code=cell.code, branch=cell.branch_id))
        for cell in cells
        if cell.code in codes and cell.branch_id in places
    )  # fmt: skip
    remark = _("空白处没有疑点；不计无法判定的，也不计后来的筛查不再发现的。点一格，打开相应的线索。")
    if len(checks) > len(codes) or len(branches) > len(places):
        remark = _("只列疑点最多的 %(checks)s 个检查项和 %(branches)s 家分支机构，其余请在队列中分组查看。") % {
            "checks": len(codes), "branches": len(places),
        } + remark  # fmt: skip
    return _chart("by-branch", _("检查项与分支机构"), counted, remark)


def funnel(campaign: Campaign) -> Chart:
    """How far the leads came."""
    states = statistics.by_state(campaign)
    all_of_them = sum(states.values()) - states.get("gone", 0)
    confirmed = states.get("confirmed", 0)
    decided = sum(states.get(state, 0) for state in LeadFilter(state=DECIDED).states)
    stages = (
        (_("线索"), all_of_them, _address(LeadFilter(state=ANY))),
        (_("已核实"), decided, _address(LeadFilter(state=DECIDED))),
        (_("属实"), confirmed, _address(LeadFilter(state="confirmed"))),
    )
    remark = _(
        "线索包括无法判定的，不包括后来的筛查不再发现的；已核实指属实、排除和归并。点一条，打开相应的线索。"
    )
    return _chart("funnel", _("核实进展"), stages if all_of_them else (), remark)


def _chart(key: str, title: str, counted: tuple[tuple[Any, ...], ...], remark: str) -> Chart:
    told, definition, head = _drawn(key, counted)
    told, definition = figures_below() or told, in_language(definition)
    lines = [(row[:-2], row[-2], row[-1]) for row in _in_words(key, counted)]
    return Chart(key, title, told, definition if counted else None, head, lines, remark if counted else "")


def _in_words(key: str, counted: tuple[tuple[Any, ...], ...]) -> list[tuple[Any, ...]]:
    if key == "over-time":
        return [(day, area, _(severity.label), hits, to) for day, area, severity, hits, to in counted]
    return list(counted)


@lru_cache(maxsize=64)
def _drawn(key: str, counted: tuple[tuple[Any, ...], ...]) -> tuple[str, Mapping[str, Any], Sequence[str]]:
    """The chart of these figures; a tenth of a second of work, so the same figures are not drawn twice."""
    # Half a second to import: a worker that draws nothing does without.
    from zicha.reports import charts

    match key:
        case "over-time":
            counts = [charts.LeadCount(*one) for one in counted]
            drawing = charts.leads_over_time(counts, day_called="筛查日期")
        case "by-branch":
            drawing = charts.check_by_branch([charts.CheckAtBranch(*one) for one in counted])
        case _:
            drawing = charts.confirmation_funnel([charts.Stage(*one) for one in counted])
    return drawing.alt, charts.spec(drawing), drawing.head


def _hits(**conditions: str) -> str:
    return _address(LeadFilter(state=ANY, verdict="hit", **conditions))


def _address(wanted: LeadFilter) -> str:
    return f"{reverse('leads')}?{wanted.query}"


def _largest(counted: Any) -> list[str]:
    totals: dict[str, int] = {}
    for name, number in counted:
        totals[name] = totals.get(name, 0) + number
    return sorted(totals, key=lambda name: (-totals[name], name))
