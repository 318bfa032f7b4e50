"""The leads in the report (疑点部分): by focus area and sub-point, the first of each, and the table of measures."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from zicha.findings.finding import Change
from zicha.findings.outcome import Outcome
from zicha.reference.notices.notice import FocusArea, Notice, SubPoint
from zicha.reports.check_lines import CheckLine, short_name
from zicha.reports.fact import Fact
from zicha.reports.facts import ReportFacts
from zicha.reports.numbered_leads import NumberedLead
from zicha.reports.writing import Piece, ToWrite, Writing

FIRST_OF_EACH_CHECK = 3
"""A report is read on paper; all leads are in the workbook."""


def change_facts(outcome: Outcome) -> tuple[Fact, Fact, Fact]:
    """How many leads are new, persisting and gone since the run before."""
    changes = [finding.change for finding in outcome.hits]
    how = "按检查项代码和对象编号与上次筛查的疑点逐条对照"

    def fact(key: str, label: str, value: int, rest: str, rows: int) -> Fact:
        return Fact(key, label, value, "条", f"{how}，{rest}。", rows, of="条疑点")

    persisting = changes.count(Change.PERSISTING)
    return (
        fact("leads_new", "新增疑点", changes.count(Change.NEW), "本次有而上次没有的", len(changes)),
        fact("leads_persisting", "仍在疑点", persisting, "两次都有的", len(changes)),
        fact(
            "leads_gone", "消失疑点", len(outcome.gone), "上次有而本次没有的", persisting + len(outcome.gone)
        ),
    )


def leads_by_area(
    paper: Writing, notice: Notice, facts: ReportFacts, leads: Mapping[str, tuple[NumberedLead, ...]]
) -> None:
    """A heading a focus area, a paragraph a sub-point, the first leads of each check."""
    for area in notice.focus_areas:
        paper.heading(f"{area.title}方面", 2)
        for point in area.sub_points:
            lines = [line for line in facts.lines if line.area == area and line.point == point]
            codes = {line.code for line in lines}
            own = [lead for lead in leads[area.letter] if lead.finding.code in codes]
            _point(paper, area, point, lines, own)


def _point(
    paper: Writing,
    area: FocusArea,
    point: SubPoint,
    lines: Sequence[CheckLine],
    leads: Sequence[NumberedLead],
) -> None:
    paper.heading(point.text, 3)
    ran = [line for line in lines if line.coverage.ran]
    left = [line for line in lines if not line.coverage.ran]
    if not lines:
        paper.say("现有检查项没有覆盖本要点。", ToWrite("人工自查情况"))
        return
    if ran:
        paper.say(f"执行检查项 {_names(ran)}，", *_told(point, ran))
    if left:
        paper.say(f"检查项 {_names(left)} 因缺少数据未能执行，没有得出结论。")
    if not ran:
        paper.say(ToWrite("人工自查情况"))
    if leads:
        _first_leads(paper, area, point, leads)
        paper.say(ToWrite("核实结果；核实属实的，分析原因"))


def _told(point: SubPoint, ran: Sequence[CheckLine]) -> list[Piece]:
    """疑点：… 条，无法判定：… 个; nothing decided is said, since no lead is then no good news."""
    scope, hit, passed, undecided, exempt = (
        sum(getattr(line.coverage, name) for line in ran)
        for name in ("in_scope", "hit", "passed", "undecided", "exempt")
    )
    how = f"所列检查项的疑点数之和；范围内对象 {scope:,} 个，通过 {passed:,} 个，免查 {exempt:,} 个。"
    pieces: list[Piece] = [
        "疑点：",
        Fact(f"leads_{point.code}", point.label, hit, "条", how, scope, of="次判定"),
    ]
    if undecided:
        how = "所列检查项范围内判定所需的值空缺的对象数。"
        left = Fact(f"undecided_{point.code}", point.label, undecided, "个", how, scope, of="次判定")
        pieces += ["，无法判定：", left]
    if undecided and hit + passed == 0:
        pieces.append("，没有一个对象得出结论")
    return [*pieces, "。"]


def _names(lines: Sequence[CheckLine]) -> str:
    return "、".join(f"{line.code} {line.check.title}" for line in lines)


def _first_leads(paper: Writing, area: FocusArea, point: SubPoint, leads: Sequence[NumberedLead]) -> None:
    seen: dict[str, int] = {}
    shown = []
    for lead in leads:
        code = lead.finding.code
        seen[code] = seen.get(code, 0) + 1
        if seen[code] <= FIRST_OF_EACH_CHECK:
            shown.append(lead)
    caption = f"{point.label}：疑点"
    if len(shown) < len(leads):
        caption += f"（各列前 {FIRST_OF_EACH_CHECK} 条，全部见“{short_name(area)}”表）"
    paper.table(
        [caption],
        ("序号", "检查项", "对象编号", "说明"),
        [
            (
                str(lead.number),
                f"{lead.finding.code} {lead.finding.title}",
                _breakable(lead.finding.subject_id),
                f"{lead.finding.change.label and f'（{lead.finding.change.label}）'}{lead.finding.sentence}",
            )
            for lead in shown
        ],
        (15, 34, 40, 67),
    )


def _breakable(subject_id: str) -> str:
    """Long numbers may break after the bar between the parts of a key."""
    return subject_id.replace("|", "|\u200b")


def measures(paper: Writing, facts: ReportFacts) -> None:
    """The table people fill in once leads are confirmed: one line a check that has leads."""
    hit = [line for line in facts.lines if line.coverage.hit]
    if not hit:
        return
    paper.say("对核实属实的，按下表逐项整改；疑点数由筛查得出，其余各列由人填写。")
    scope = sum(line.coverage.in_scope for line in hit)
    total = Fact(
        "leads_to_verify",
        "待核实的疑点",
        sum(line.coverage.hit for line in hit),
        "条",
        "下表各检查项的疑点数之和，由本次筛查得出。",
        scope,
        of="次判定",
    )
    paper.say("待核实的疑点：", total, "。")
    empty = ToWrite("")
    paper.table(
        ["整改措施"],
        ("代码", "检查项", "疑点数", "核实属实数", "整改措施", "责任人", "完成期限"),
        [(line.code, line.check.title, line.coverage.hit, empty, empty, empty, empty) for line in hit],
        (12, 34, 16, 22, 34, 18, 20),
    )
