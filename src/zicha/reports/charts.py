"""The charts of the site and of the report (图表), each defined once from plain rows.

Colours tell apart without red against green and on grey print: they go from dark to light, and figures stand in words.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

import altair as alt
from altair.utils.schemapi import Undefined, UndefinedType

from zicha.contract.verdicts import Severity
from zicha.reports.drawing import CHART_FONT, Drawing, png, spec, svg

__all__ = [
    "SEVERITY_COLOURS",
    "CheckAtBranch",
    "LeadCount",
    "Stage",
    "check_by_branch",
    "confirmation_funnel",
    "leads_over_time",
    "png",
    "spec",
    "svg",
]

SEVERITY_COLOURS = {
    Severity.LEGAL_RISK: "#5e0d1f",
    Severity.MAJOR: "#c8553d",
    Severity.MINOR: "#f0b95b",
    Severity.HINT: "#f3ead3",
}
_INK, _RULE, _BAR, _NOT_DECIDED = "#222222", "#8a8a8a", "#2f5d8a", "#e3e3e3"
# From nothing to most, each step darker.
_HEAT = ["#ffffff", "#d6e4f0", "#8fb6d6", "#3f7cac", "#12395b"]
WIDTH = 600
MOST_CHECKS, MOST_BRANCHES = 24, 12


@dataclass(frozen=True, slots=True)
class LeadCount:
    """Leads of one run in one focus area of one severity (线索数); `address` is where a page opens them."""

    day: date
    area: str
    severity: Severity
    leads: int
    address: str = ""


@dataclass(frozen=True, slots=True)
class CheckAtBranch:
    """Leads of a check at a branch (检查项与分支机构). None = the check decided nothing there, which is never 0."""

    check: str
    branch: str
    leads: int | None
    address: str = ""


@dataclass(frozen=True, slots=True)
class Stage:
    """How many leads came so far (核实进展): 线索, 已核实, 属实, 已整改, 已验证."""

    name: str
    leads: int
    address: str = ""


def leads_over_time(counts: Sequence[LeadCount], *, day_called: str = "判定日期") -> Drawing:
    """Leads by focus area and severity at each run: a panel an area, a bar a run, stacked by severity."""
    days = sorted({count.day for count in counts})
    areas = list(dict.fromkeys(count.area for count in counts))
    severities = [severity for severity in Severity if any(count.severity is severity for count in counts)]
    rows = [
        {
            day_called: count.day.isoformat(),
            "自查重点": count.area,
            "严重程度": count.severity.label,
            "层": list(Severity).index(count.severity),
            "疑点（条）": count.leads,
            "链接": count.address,
        }
        for count in counts
    ]
    panels = max(len(areas), 1)
    chart = (
        alt.Chart(alt.Data(values=rows))
        .mark_bar(stroke=_INK, strokeWidth=0.5)
        .encode(
            x=alt.X(
                f"{day_called}:O",
                title=day_called,
                sort=[day.isoformat() for day in days],
                axis=alt.Axis(labelAngle=-45),
            ),
            y=alt.Y("sum(疑点（条）):Q", title="疑点（条）", axis=alt.Axis(format=",d", tickMinStep=1)),
            color=alt.Color(
                "严重程度:N",
                title="严重程度",
                scale=alt.Scale(
                    domain=[severity.label for severity in severities],
                    range=[SEVERITY_COLOURS[severity] for severity in severities],
                ),
            ),
            order=alt.Order("层:Q"),
            tooltip=["自查重点:N", f"{day_called}:O", "严重程度:N", "疑点（条）:Q"],
            href=_opening(counts),
        )
        .properties(width=max(70, WIDTH // panels - 26), height=190)
        .facet(column=alt.Column("自查重点:N", title=None, sort=areas), spacing=14)
    )
    return _drawing(
        chart,
        _told_over_time(counts, days, areas),
        (day_called, "自查重点", "严重程度", "疑点（条）"),
        tuple((c.day.isoformat(), c.area, c.severity.label, c.leads) for c in counts),
    )


def _told_over_time(counts: Sequence[LeadCount], days: Sequence[date], areas: Sequence[str]) -> str:
    if not counts:
        return "还没有筛查，没有疑点数可以显示。"
    totals = [sum(count.leads for count in counts if count.day == day) for day in days]
    last = days[-1]
    by_area = "，".join(
        f"{area} {sum(c.leads for c in counts if c.day == last and c.area == area):,} 条" for area in areas
    )
    by_severity = "，".join(
        f"{severity.label} {number:,} 条"
        for severity in Severity
        if (number := sum(c.leads for c in counts if c.day == last and c.severity is severity))
    )
    course = "" if len(days) == 1 else f"共 {len(days)} 次筛查，疑点总数依次为 " + "、".join(
        f"{total:,}" for total in totals
    ) + " 条。"  # fmt: skip
    return f"{course}{last.isoformat()} 的疑点按自查重点：{by_area}；按严重程度：{by_severity or '无'}。"


def check_by_branch(cells: Sequence[CheckAtBranch]) -> Drawing:
    """A heat map of leads: checks down, branches across, the most first; a check that decided nothing is grey."""
    checks = _by_leads((cell.check, cell.leads or 0) for cell in cells)
    branches = _by_leads((cell.branch, cell.leads or 0) for cell in cells)
    shown_checks, shown_branches = checks[:MOST_CHECKS], branches[:MOST_BRANCHES]
    shown = [cell for cell in cells if cell.check in shown_checks and cell.branch in shown_branches]
    most = max((cell.leads or 0 for cell in shown), default=0)
    rows = [
        {
            "检查项": cell.check,
            "分支机构": cell.branch,
            "疑点（条）": cell.leads,
            "写": "未判定" if cell.leads is None else f"{cell.leads:,}",
            "链接": cell.address,
        }
        for cell in shown
    ]
    base = alt.Chart(alt.Data(values=rows)).encode(
        x=alt.X(
            "分支机构:N", title="分支机构", sort=shown_branches, axis=alt.Axis(orient="top", labelAngle=-40)
        ),
        y=alt.Y("检查项:N", title="检查项", sort=shown_checks),
        tooltip=["检查项:N", "分支机构:N", alt.Tooltip("写:N", title="疑点（条）")],
        href=_opening(shown),
    )
    has_leads = "isValid(datum['疑点（条）'])"
    # A layer of its own: a square without a number would not be drawn at all.
    undecided = base.transform_filter(f"!{has_leads}").mark_rect(
        color=_NOT_DECIDED, stroke=_RULE, strokeWidth=0.5
    )
    squares = (
        base.transform_filter(has_leads)
        .mark_rect(stroke=_RULE, strokeWidth=0.5)
        .encode(
            color=alt.Color(
                "疑点（条）:Q",
                title="疑点（条）",
                scale=alt.Scale(domain=[0, max(most, 1)], range=_HEAT, interpolate="rgb"),
                legend=alt.Legend(orient="bottom", format=",d", tickMinStep=1, gradientLength=200),
            )
        )
    )
    words = base.mark_text(fontSize=10).encode(
        text="写:N",
        color=alt.condition(
            f"{has_leads} && datum['疑点（条）'] > {most * 0.55}", alt.value("white"), alt.value(_INK)
        ),
    )
    left_out = [
        f"疑点最多的 {len(part)} {unit}"
        for part, whole, unit in (
            (shown_checks, checks, "个检查项"),
            (shown_branches, branches, "家分支机构"),
        )
        if len(part) < len(whole)
    ]
    chart = (undecided + squares + words).properties(
        width=max(46 * len(shown_branches), 80),
        height=max(22 * len(shown_checks), 40),
        title=f"只列{'、'.join(left_out)}" if left_out else "",
    )
    return _drawing(
        chart,
        _told_by_branch(cells, checks, branches),
        ("检查项", "分支机构", "疑点（条）"),
        tuple((c.check, c.branch, "未判定" if c.leads is None else c.leads) for c in cells),
    )


def _told_by_branch(cells: Sequence[CheckAtBranch], checks: Sequence[str], branches: Sequence[str]) -> str:
    if not cells:
        return "还没有按分支机构统计的疑点。"
    highest = sorted((cell for cell in cells if cell.leads), key=lambda cell: -(cell.leads or 0))[:3]
    told = f"{len(checks)} 个检查项、{len(branches)} 家分支机构的疑点数。"
    if highest:
        told += "最多的是" + "，".join(f"{c.branch}的“{c.check}”{c.leads:,} 条" for c in highest) + "。"
    else:
        told += "都没有疑点。"
    undecided = sum(cell.leads is None for cell in cells)
    return told + (f"有 {undecided:,} 格没有得出判定，不等于没有疑点。" if undecided else "")


def confirmation_funnel(stages: Sequence[Stage]) -> Drawing:
    """How far the leads came, a bar a stage, each with its number and its share of the stage before."""
    rows = []
    for number, stage in enumerate(stages):
        before = stages[number - 1].leads if number else 0
        share = f"（为{stages[number - 1].name}的 {_share(stage.leads, before)}）" if before else ""
        words = f"{stage.leads:,} 条{share}"
        rows.append({"环节": stage.name, "线索（条）": stage.leads, "写": words, "链接": stage.address})
    base = alt.Chart(alt.Data(values=rows)).encode(
        y=alt.Y("环节:N", title=None, sort=[stage.name for stage in stages], axis=alt.Axis(labelFontSize=13)),
        x=alt.X(
            "线索（条）:Q",
            title="线索（条）",
            axis=alt.Axis(format=",d", tickMinStep=1),
            # Room for the words at the end of the longest bar.
            scale=alt.Scale(
                domain=[0, max([stage.leads for stage in stages], default=0) * 1.35 or 1], nice=False
            ),
        ),
        tooltip=["环节:N", "写:N"],
        href=_opening(stages),
    )
    bars = base.mark_bar(color=_BAR, height=20)
    labels = base.mark_text(align="left", dx=5, fontSize=12, color=_INK).encode(text="写:N")
    alt_text = "核实进展：" + "，".join(f"{row['环节']} {row['写']}" for row in rows) + "。"
    return _drawing(
        (bars + labels).properties(width=WIDTH - 80, height=34 * max(len(stages), 1)),
        alt_text if rows else "还没有线索。",
        ("环节", "线索（条）"),
        tuple((stage.name, stage.leads) for stage in stages),
    )


def _share(part: int, whole: int) -> str:
    """A share in per cent; what lacks something is not 100 %, what is there is not 0 %."""
    shown = f"{part / whole:.0%}"
    if shown == "100%" and part < whole:
        return f"{part * 10_000 // whole / 100:.2f}%"
    if shown == "0%" and part:
        return f"{max(part * 10_000 // whole, 1) / 100:.2f}%"
    return shown


def _opening(counted: Sequence[LeadCount | CheckAtBranch | Stage]) -> alt.Href | UndefinedType:
    """Each mark opens the leads it counts, on a page; on paper there is nothing to open."""
    return alt.Href("链接:N") if any(one.address for one in counted) else Undefined


def _by_leads(counted: Iterable[tuple[str, int]]) -> list[str]:
    """Names with the most leads first; equal ones in the order they came."""
    totals: dict[str, int] = {}
    for name, leads in counted:
        totals[name] = totals.get(name, 0) + leads
    return sorted(totals, key=lambda name: -totals[name])


def _drawing(chart: alt.TopLevelMixin, told: str, head: tuple[str, ...], rows: tuple) -> Drawing:
    styled = chart.configure(font=CHART_FONT, background="white").configure_view(stroke=None)
    for part in ("axis", "legend", "header"):
        styled = getattr(styled, f"configure_{part}")(
            labelFont=CHART_FONT, titleFont=CHART_FONT, labelColor=_INK, titleColor=_INK, labelFontSize=11,
            titleFontSize=12, titleFontWeight="normal", labelLimit=260,
        )  # fmt: skip
    styled = styled.configure_title(
        font=CHART_FONT, fontSize=12, fontWeight="normal", color=_INK, anchor="start"
    )
    made = styled.to_dict()
    made["description"] = told
    return Drawing(json.dumps(made, ensure_ascii=False, sort_keys=True), told, head, rows)
