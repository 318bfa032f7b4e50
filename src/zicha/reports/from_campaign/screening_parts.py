"""The parts of the report a screening alone gives (筛查部分), told in the words of the command line's report."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from zicha.reports.from_campaign.figures import Rows, leads
from zicha.reports.from_campaign.material import Material
from zicha.reports.parameter_facts import overridden_lines, unconfirmed_parameters
from zicha.reports.self_check_report import GROUPS, Group, Report
from zicha.reports.writing import Writing


@dataclass(frozen=True, slots=True)
class Part:
    """Facts told under one heading (小节); it is written where the section asks for the first of them."""

    title: str
    keys: tuple[str, ...]
    write: Callable[[Writing, Material], None]


def rows_of_screening(key: str, material: Material) -> Rows:
    """The page behind a figure of the screening."""
    assert material.run is not None
    match key:
        case "records_screened":
            return Rows("data")
        case "checks_run" | "coverage" | "checks_not_run" | "leads_by_focus_area" | "leads_by_check":
            return Rows("run", (material.run.pk,))
        case "undecided_by_check":
            return leads(state="any", verdict="undecided")
    return Rows("report-figure", (key,))


def _records(paper: Writing, material: Material) -> None:
    report = _report(material)
    fact = report.fact("records_screened")
    paper.say("参与判定的记录：", fact, "。")
    if fact.lines:
        paper.say("各数据表的行数见下表。")
        # The second column names the tables as the program does; a report is read by people.
        head = (fact.head[0], *fact.head[2:])
        lines = [(line[0], *line[2:]) for line in fact.lines]
        paper.table(["自查所用记录（行）"], head, lines, (60, 32, 32, 32))
    refused = sum(count.rejected for count in report.outcome.counts)
    if refused:
        paper.say(
            f"交来的记录中有 {refused:,} 行因错误未被接收，不在上表之内；疑点可能因缺少这些行而产生或漏掉。"
        )


def _not_run(paper: Writing, material: Material) -> None:
    report = _report(material)
    undecided = [
        line.code for line in material.lines
        if line.coverage.in_scope and line.coverage.undecided == line.coverage.in_scope
    ]  # fmt: skip
    if undecided:
        paper.say(
            f"执行了但全部对象无法判定的检查项：{'、'.join(undecided)}，共 {len(undecided)} 项，同样没有得出结论。"
        )
    fact = report.fact("checks_not_run")
    paper.say("因缺少数据未能执行的检查项：", fact, "。")
    if fact.lines:
        paper.say("未执行的检查项所涉内容，本次没有由数据得出任何结论，不等于没有问题。")
        paper.table(["未能执行的检查项"], fact.head, fact.lines, (12, 40, 104))


def _parameters(paper: Writing, material: Material) -> None:
    report = _report(material)
    lines = overridden_lines(report.outcome)
    if lines:
        paper.say("下列参数由本机构调整，与规定或推荐的数值不同，理由如下。")
        head = ("代码", "内容", "规定或推荐值", "采用值", "理由")
        paper.table(["参数调整"], head, lines, (12, 36, 28, 22, 58))
    else:
        paper.say("本次自查没有调整检查项的参数。")
    if report.outcome.screening.thresholds:
        assert material.run is not None
        fact = material.figures.add(unconfirmed_parameters(report.outcome), Rows("run", (material.run.pk,)))
        paper.say("所用参数中，数值尚未核到规定原文的：", fact, "。")


def _leads(paper: Writing, material: Material) -> None:
    report = _report(material)
    fact = report.fact("leads_by_focus_area")
    paper.say(
        f"{material.run}得出疑点：", fact,
        "。疑点是记录与规则不一致的线索，是否属实须经人核查，核查结果见后。",
    )  # fmt: skip
    paper.table(["按自查重点汇总的疑点"], fact.head, fact.lines, (36, 30, 30, 30, 30))


def _report(material: Material) -> Report:
    assert material.screened is not None
    return material.screened.report


def _of(group: Group) -> Part:
    def write(paper: Writing, material: Material) -> None:
        group.write(paper, _report(material))

    return Part(group.title, group.keys, write)


_OWN = {
    "records_screened": _records,
    "checks_not_run": _not_run,
    "leads_by_focus_area": _leads,
}


def _parts() -> tuple[Part, ...]:
    parts = []
    for group in GROUPS:
        if group.title == "参数采用":
            parts.append(Part(group.title, group.keys, _parameters))
        elif group.keys[0] in _OWN:
            parts.append(Part(group.title, group.keys, _OWN[group.keys[0]]))
        else:
            parts.append(_of(group))
    return tuple(parts)


SCREENED_PARTS = _parts()
