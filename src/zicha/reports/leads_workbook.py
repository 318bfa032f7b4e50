"""The workbook of leads (疑点清单.xlsx): summary, one sheet a focus area, evidence, and what stands behind them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from zicha.checks.registry import checks_of
from zicha.contract.tables import TABLES
from zicha.contract.verdicts import Verdict
from zicha.findings.finding import EvidenceRow, Finding
from zicha.findings.outcome import Outcome
from zicha.reference.notices.notice import FocusArea, Notice
from zicha.reports.background_sheets import write_background
from zicha.reports.check_lines import CheckLine, short_name
from zicha.reports.facts import ReportFacts
from zicha.reports.numbered_leads import NumberedLead
from zicha.reports.records import chinese_day
from zicha.reports.sheet_writing import Book, Cell, Column

WORKBOOK_FILE = "疑点清单.xlsx"
ANSWERS = ("属实", "排除", "待查")
PLACES_SHOWN = 2
# One empty column can make every audit undecided; nobody reads a hundred thousand such rows.
MOST_UNDECIDED = 1_000

_LEAD_COLUMNS = (
    Column("序号", 6, "centre"),
    Column("变化", 6, "centre"),
    Column("检查项", 16),
    Column("代码", 6, "centre"),
    Column("严重程度", 9, "centre"),
    Column("条款", 12),
    Column("对象类别", 10, "centre"),
    Column("对象编号", 20),
    Column("机构批准号", 16),
    Column("实际", 12),
    Column("应为", 12),
    Column("说明", 40),
    Column("依据", 24),
    Column("核实结论", 10, "fill", ANSWERS),
    Column("核实人", 10, "fill"),
    Column("核实日期", 12, "day"),
    Column("原因", 20, "fill"),
    Column("整改措施", 20, "fill"),
    Column("证据位置", 34),
)


def write_workbook(
    outcome: Outcome,
    notice: Notice,
    facts: ReportFacts,
    leads: Mapping[str, Sequence[NumberedLead]],
    folder: Path,
) -> None:
    """Write the workbook into the folder."""
    day = outcome.screening.as_of
    book = Book(
        folder / WORKBOOK_FILE,
        title="疑点清单",
        subject=f"{notice.number} 自查，判定日期 {day.isoformat()}",
        day=datetime(day.year, day.month, day.day),
    )
    try:
        _summary(book, outcome, notice, facts)
        for area in notice.focus_areas:
            _leads(book, notice, area, leads[area.letter])
        _undecided(book, outcome)
        _evidence(book, notice, leads)
        write_background(book, outcome, facts)
    finally:
        book.close()


_SUMMARY_COLUMNS = (
    Column("自查重点", 12, "centre"),
    Column("代码", 7, "centre"),
    Column("检查项", 26),
    Column("严重程度", 11, "centre"),
    Column("范围内", 11, "number"),
    Column("疑点", 9, "number"),
    Column("通过", 11, "number"),
    Column("无法判定", 10, "number"),
    Column("免查", 9, "number"),
    Column("属实", 8, "number"),
    Column("排除", 8, "number"),
    Column("待查或未填", 11, "number"),
    Column("未执行的原因", 60),
)


def _summary(book: Book, outcome: Outcome, notice: Notice, facts: ReportFacts) -> None:
    sheet = book.sheet("汇总", colour="#1F4E79")
    for number, column in enumerate(_SUMMARY_COLUMNS):
        sheet.set_column(number, number, column.width)
    last = len(_SUMMARY_COLUMNS) - 1
    sheet.set_row(0, 28)
    sheet.merge_range(0, 0, 0, last, f"疑点清单（{notice.number}）", book.looks["title"])
    notes = (
        f"判定日期 {chinese_day(outcome.screening.as_of)}；数据集 {outcome.dataset_id}；"
        f"认证机构 {len(facts.bodies)} 家；疑点 {len(outcome.hits):,} 条。",
        "疑点是记录与规则不一致的线索，须经人核实才能认定。请在各自查重点的工作表中填写黄色各列，本表自动汇总核实结论。",
        "每个检查项：疑点＋通过＋无法判定＋免查＝范围内。无法判定不算通过；没有执行的检查项不等于没有疑点。",
    )
    for row, note in enumerate(notes, start=1):
        sheet.merge_range(row, 0, row, last, note, book.looks["note"])
    heading = len(notes) + 1
    book.heading(sheet, heading, _SUMMARY_COLUMNS)
    for row, line in enumerate(facts.lines, start=heading + 1):
        book.row(sheet, row, _SUMMARY_COLUMNS, _summary_cells(line))
        if line.coverage.ran:
            _answers_counted(book, sheet, row, line)
    final = heading + len(facts.lines)
    sheet.autofilter(heading, 0, final, last)
    sheet.freeze_panes(heading + 1, 0)
    sheet.repeat_rows(heading)
    _chart(book, sheet, heading, final)


def _summary_cells(line: CheckLine) -> Sequence[Cell]:
    c = line.coverage
    counts: Sequence[Cell] = (c.in_scope, c.hit, c.passed, c.undecided, c.exempt) if c.ran else (None,) * 5
    return (
        short_name(line.area), line.code, line.check.title, line.severity, *counts, None, None, None, c.reason,
    )  # fmt: skip


def _answers_counted(book: Book, sheet: Any, row: int, line: CheckLine) -> None:
    """Formulas of our own, over the columns people fill in."""
    name, number = f"'{short_name(line.area)}'", book.looks["number"]
    for column, answer in ((9, ANSWERS[0]), (10, ANSWERS[1])):
        formula = f'=COUNTIFS({name}!$D:$D,$B{row + 1},{name}!$N:$N,"{answer}")'
        sheet.write_formula(row, column, formula, number, 0)
    sheet.write_formula(row, 11, f"=F{row + 1}-J{row + 1}-K{row + 1}", number, line.coverage.hit)


def _chart(book: Book, sheet: Any, heading: int, final: int) -> None:
    chart = book.book.add_chart({"type": "bar", "subtype": "stacked"})
    for column, colour in ((5, "#C00000"), (7, "#A6A6A6")):
        chart.add_series(
            {
                "name": ["汇总", heading, column],
                "categories": ["汇总", heading + 1, 2, final, 2],
                "values": ["汇总", heading + 1, column, final, column],
                "fill": {"color": colour},
                "gap": 40,
            }
        )
    chart.set_title({"name": "各检查项的疑点和无法判定", "name_font": {"size": 12}})
    chart.set_y_axis({"reverse": True, "interval_unit": 1, "num_font": {"size": 8}})
    chart.set_x_axis({"num_format": "#,##0", "num_font": {"size": 9}})
    chart.set_legend({"position": "top"})
    sheet.set_h_pagebreaks([final + 1])
    chart.set_size({"width": 900, "height": 120 + 18 * (final - heading)})
    sheet.insert_chart(final + 2, 0, chart, {"object_position": 3})


def _leads(book: Book, notice: Notice, area: FocusArea, leads: Sequence[NumberedLead]) -> None:
    labels = {point.code: f"{point.code} {point.label}" for point in notice.sub_points()}
    rows = (_lead_cells(lead.number, lead.finding, labels) for lead in leads)
    book.table(short_name(area), _LEAD_COLUMNS, rows, colour="#C00000", wide=True, empty="本重点没有疑点。")


def _lead_cells(number: int, finding: Finding, labels: dict[str, str]) -> Sequence[Cell]:
    check = checks_of(finding.code)[-1]
    return (
        number,
        finding.change.label,
        finding.title,
        finding.code,
        f"{finding.severity.value} {finding.severity.label}",
        "；".join(labels.get(clause, clause) for clause in finding.clauses),
        check.subject.chinese,
        finding.subject_id,
        finding.body_id,
        finding.observed,
        finding.expected,
        finding.sentence,
        check.basis,
        *(None,) * 5,
        places(finding.evidence),
    )


def places(evidence: Sequence[EvidenceRow]) -> str:
    """Where the first rows of the evidence stand, one a line."""
    shown = [f"{TABLES[row.table].chinese}：{row.place}" for row in evidence[:PLACES_SHOWN]]
    if len(evidence) > PLACES_SHOWN:
        shown.append(f"等 {len(evidence)} 行，见“证据”表")
    return "\n".join(shown)


_UNDECIDED_COLUMNS = (
    Column("序号", 7, "centre"),
    Column("代码", 7, "centre"),
    Column("检查项", 24),
    Column("对象类别", 12, "centre"),
    Column("对象编号", 26),
    Column("机构批准号", 18),
    Column("无法判定的原因", 44),
    Column("证据位置", 44),
)


def _undecided(book: Book, outcome: Outcome) -> None:
    undecided = _first_of_each_check(outcome)
    rows = (
        (
            number,
            finding.code,
            finding.title,
            checks_of(finding.code)[-1].subject.chinese,
            finding.subject_id,
            finding.body_id,
            finding.reason,
            places(finding.evidence),
        )
        for number, finding in enumerate(undecided, start=1)
    )
    notes = (f"每个检查项最多列 {MOST_UNDECIDED:,} 个，全部见 findings.csv；各检查项的总数见“汇总”表。",)
    empty = "没有无法判定的对象。"
    book.table("无法判定", _UNDECIDED_COLUMNS, rows, notes=notes, colour="#A6A6A6", empty=empty)


def _first_of_each_check(outcome: Outcome) -> Iterator[Finding]:
    seen: dict[str, int] = {}
    for finding in outcome.findings:
        if finding.verdict is Verdict.UNDECIDED:
            seen[finding.code] = seen.get(finding.code, 0) + 1
            if seen[finding.code] <= MOST_UNDECIDED:
                yield finding


_EVIDENCE_COLUMNS = (
    Column("自查重点", 12, "centre"),
    Column("序号", 7, "centre"),
    Column("疑点键", 36),
    Column("数据表", 18),
    Column("记录编号", 28),
    Column("文件", 34),
    Column("工作表", 20),
    Column("行", 9, "number"),
)


def _evidence(book: Book, notice: Notice, leads: Mapping[str, Sequence[NumberedLead]]) -> None:
    rows = (
        (
            short_name(area),
            lead.number,
            lead.finding.key,
            TABLES[row.table].chinese,
            row.key,
            row.file if row.row else "未提供",
            row.sheet,
            row.row or None,
        )
        for area in notice.focus_areas
        for lead in leads[area.letter]
        for row in lead.finding.evidence
    )
    book.table("证据", _EVIDENCE_COLUMNS, rows, empty="没有疑点，因此没有证据行。")
