"""The charts: one definition, drawn the same every time, in Chinese, readable without colour, told in words."""

from __future__ import annotations

import itertools
import json
import re
from datetime import date

import pytest

from zicha.contract.verdicts import Severity
from zicha.reports.charts import (
    MOST_BRANCHES,
    MOST_CHECKS,
    SEVERITY_COLOURS,
    CheckAtBranch,
    LeadCount,
    Stage,
    check_by_branch,
    confirmation_funnel,
    leads_over_time,
    png,
    spec,
    svg,
)

APRIL, JUNE = date(2026, 4, 30), date(2026, 6, 30)
COUNTS = [
    LeadCount(APRIL, "合法合规", Severity.LEGAL_RISK, 9),
    LeadCount(APRIL, "行为规范", Severity.MINOR, 4),
    LeadCount(JUNE, "合法合规", Severity.LEGAL_RISK, 5),
    LeadCount(JUNE, "行为规范", Severity.MINOR, 1200),
]
CELLS = [
    CheckAtBranch("A01 超范围", "总部", 0),
    CheckAtBranch("A01 超范围", "华东分公司", 3),
    CheckAtBranch("B02 签到地点偏差", "总部", None),
    CheckAtBranch("B02 签到地点偏差", "华东分公司", 21),
]
STAGES = [
    Stage("线索", 515),
    Stage("已核实", 402),
    Stage("属实", 128),
    Stage("已整改", 0),
    Stage("已验证", 0),
]

ALL = {
    "over time": leads_over_time(COUNTS),
    "by branch": check_by_branch(CELLS),
    "funnel": confirmation_funnel(STAGES),
}


@pytest.mark.parametrize("drawing", ALL.values(), ids=ALL)
def test_it_is_drawn_the_same_every_time(drawing):
    assert svg(drawing) == svg(drawing)
    assert png(drawing) == png(drawing)
    assert png(drawing).startswith(b"\x89PNG")


@pytest.mark.parametrize("drawing", ALL.values(), ids=ALL)
def test_it_names_its_unit_and_its_font(drawing):
    drawn = svg(drawing)
    assert "疑点（条）" in drawn or "线索（条）" in drawn
    assert "Noto Sans SC" in drawn
    assert "<script" not in drawn


@pytest.mark.parametrize("drawing", ALL.values(), ids=ALL)
def test_the_page_gets_the_same_definition_with_nothing_to_fetch(drawing):
    definition = spec(drawing)
    assert definition["$schema"].startswith("https://vega.github.io/schema/vega-lite/")
    assert definition["description"] == drawing.alt
    assert '"url"' not in json.dumps(definition)


def test_several_charts_on_one_page_do_not_share_names():
    names = [set(re.findall(r'\bid="([^"]+)"', svg(drawing))) for drawing in ALL.values()]
    other = set(re.findall(r'\bid="([^"]+)"', svg(check_by_branch(CELLS[:2]))))
    assert names[1]
    assert not names[1] & (names[0] | names[2] | other)
    drawn = svg(ALL["by branch"])
    for name in re.findall(r"url\(#([^)]+)\)", drawn):
        assert f'id="{name}"' in drawn


def test_severities_go_from_dark_to_light_so_that_grey_print_tells_them_apart():
    lights = [_light(colour) for colour in SEVERITY_COLOURS.values()]
    assert list(SEVERITY_COLOURS) == list(Severity)
    steps = [after - before for before, after in itertools.pairwise(lights)]
    assert min(steps) > 0.08


def _light(colour: str) -> float:
    """Relative luminance as the accessibility guidelines compute it."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (
        part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def test_leads_over_time_has_a_panel_an_area_and_a_bar_a_run():
    drawn = svg(ALL["over time"])
    for words in ("合法合规", "行为规范", "2026-04-30", "2026-06-30", "法律风险", "一般", "判定日期"):
        assert words in drawn
    assert "较重" not in drawn, "a severity nothing has needs no colour"


def test_leads_over_time_are_told_in_words():
    assert ALL["over time"].alt == (
        "共 2 次筛查，疑点总数依次为 13、1,205 条。2026-06-30 的疑点按自查重点：合法合规 5 条，行为规范 1,200 条；"
        "按严重程度：法律风险 5 条，一般 1,200 条。"
    )


def test_a_check_that_decided_nothing_at_a_branch_is_not_a_zero():
    drawn = svg(ALL["by branch"])
    assert "未判定" in drawn
    assert "#e3e3e3" in drawn
    assert "有 1 格没有得出判定，不等于没有疑点。" in ALL["by branch"].alt
    assert ("B02 签到地点偏差", "总部", "未判定") in ALL["by branch"].rows
    assert ("A01 超范围", "总部", 0) in ALL["by branch"].rows


def test_the_most_leads_stand_first():
    drawn = svg(ALL["by branch"])
    assert drawn.index("B02 签到地点偏差") < drawn.index("A01 超范围")


def test_what_does_not_fit_a_page_is_said():
    many = [
        CheckAtBranch(f"A{check:02}", f"{branch} 部", check) for check in range(40) for branch in range(20)
    ]
    drawing = check_by_branch(many)
    assert f"只列疑点最多的 {MOST_CHECKS} 个检查项、疑点最多的 {MOST_BRANCHES} 家分支机构" in svg(drawing)
    assert len(drawing.rows) == 800, "the table has them all"


def test_the_funnel_tells_each_stage_and_its_share_of_the_one_before():
    drawn = svg(ALL["funnel"])
    assert "402 条（为线索的 78%）" in drawn
    assert "0 条（为属实的 0%）" in drawn
    assert "已验证 0 条。" in ALL["funnel"].alt, "a share of nothing is not computed"


@pytest.mark.parametrize("empty", [leads_over_time([]), check_by_branch([]), confirmation_funnel([])])
def test_with_nothing_to_show_it_says_so_and_can_be_drawn(empty):
    assert empty.alt.startswith("还没有")
    assert svg(empty).startswith("<svg")


def test_names_that_look_like_markup_or_expressions_stay_names():
    name = "datum.x</text><script>alert(1)</script>'\"['疑点']"
    drawn = svg(check_by_branch([CheckAtBranch(name, name, 3)]))
    assert "<script" not in drawn
    assert "datum.x&lt;/text&gt;" in drawn


@pytest.mark.parametrize(
    ("verified", "share"), [(668, "100%"), (667, "99.85%"), (334, "50%"), (1, "0.14%"), (0, "0%")]
)
def test_a_share_is_rounded_to_all_or_nothing_only_when_it_is(verified: int, share: str) -> None:
    drawing = confirmation_funnel([Stage("登记线索", 668), Stage("已核查", verified)])
    assert f"已核查 {verified} 条（为登记线索的 {share}）" in drawing.alt
