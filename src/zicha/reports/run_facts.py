"""Figures on the run itself (自查开展情况、疑点): records read, checks run and not run, leads, undecided subjects."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from zicha.contract.tables import TABLES
from zicha.findings.outcome import Outcome
from zicha.reference.notices.notice import Notice
from zicha.reports.body_facts import Figure
from zicha.reports.check_lines import CheckLine, short_name
from zicha.reports.fact import Cell
from zicha.reports.records import Records, chinese_day


@dataclass(frozen=True, slots=True)
class Run:
    """What the figures on a run are computed from (一次筛查)."""

    outcome: Outcome
    notice: Notice
    records: Records
    lines: tuple[CheckLine, ...]

    @property
    def ran(self) -> tuple[CheckLine, ...]:
        return tuple(line for line in self.lines if line.coverage.ran)

    @property
    def judged(self) -> int:
        """Subjects in scope, summed over the checks that ran."""
        return sum(line.coverage.in_scope for line in self.ran)


def records_screened(run: Run) -> Figure:
    """Rows read, table by table."""
    lines: list[tuple[Cell, ...]] = []
    for name, table in TABLES.items():
        if run.records.has(name):
            delivered = run.records.rows_delivered(name)
            read = run.records.rows(name)
            lines.append((table.chinese, name, delivered, delivered - read, read))
    total = sum(int(line[4]) for line in lines)
    later = sum(int(line[3]) for line in lines)
    how = f"数据集 {run.outcome.dataset_id} 各数据表的行数之和；"
    how += f"日期晚于{chinese_day(run.records.as_of)}的 {later:,} 行不读。"
    if run.outcome.counts:
        how += _intake(run.outcome)
    return Figure(
        total, how, total + later, ("数据表", "表名", "行数", "晚于判定日期", "参与判定"), tuple(lines)
    )


def _intake(outcome: Outcome) -> str:
    read, accepted, repeated, rejected = (
        sum(getattr(count, name) for count in outcome.counts)
        for name in ("read", "accepted", "repeated", "rejected")
    )
    return (
        f"读入原始记录 {read:,} 行，其中接受 {accepted:,} 行、重复 {repeated:,} 行、拒绝 {rejected:,} 行；"
        "一行原始记录可以对应几张数据表。"
    )


def checks_run(run: Run) -> Figure:
    """Checks that ran, of all there are."""
    return Figure(
        len(run.ran),
        f"登记在册的检查项共 {len(run.lines)} 项，必备数据表齐全的才执行。",
        len(run.lines),
        of="个检查项",
    )


def coverage(run: Run) -> Figure:
    """How every check that ran got on."""
    return Figure(
        run.judged,
        "每个检查项把范围内的每个对象判定一次，逐项满足：疑点＋通过＋无法判定＋免查＝应查；合计为各项之和。",
        run.judged,
        ("代码", "检查项", "对象", "应查", "疑点", "通过", "无法判定", "免查"),
        tuple(
            (
                line.code,
                line.check.title,
                line.check.subject.chinese,
                line.coverage.in_scope,
                line.coverage.hit,
                line.coverage.passed,
                line.coverage.undecided,
                line.coverage.exempt,
            )
            for line in run.ran
        ),
        of="次判定",
        unit="次",
    )


def checks_not_run(run: Run) -> Figure:
    """Checks that could not run, and what would enable them."""
    lines = [line for line in run.lines if not line.coverage.ran]
    return Figure(
        len(lines),
        f"登记在册的检查项 {len(run.lines)} 项减去已执行的 {len(run.ran)} 项。",
        len(run.lines),
        ("代码", "检查项", "未能执行的原因"),
        tuple((line.code, line.check.title, line.coverage.reason) for line in lines),
        of="个检查项",
    )


def leads_by_focus_area(run: Run) -> Figure:
    """Leads per focus area of the notice."""
    lines: list[tuple[Cell, ...]] = []
    for area in run.notice.focus_areas:
        own = [line for line in run.lines if line.area == area]
        done = [line for line in own if line.coverage.ran]
        lines.append(
            (
                short_name(area),
                f"{len(done)}/{len(own)}",
                _sum(done, "in_scope"),
                _sum(done, "hit"),
                _sum(done, "undecided"),
            )
        )
    total = _sum(run.ran, "hit")
    lines.append(("合计", f"{len(run.ran)}/{len(run.lines)}", run.judged, total, _sum(run.ran, "undecided")))
    return Figure(
        total,
        "判定为疑点的对象，一个对象在一个检查项下计 1 条，同一对象可在几个检查项下各计 1 条。",
        run.judged,
        ("自查重点", "已执行/检查项", "判定对象", "疑点", "无法判定"),
        tuple(lines),
        of="次判定",
    )


def leads_by_check(run: Run) -> Figure:
    """Leads per check, most first."""
    hit = [line for line in run.ran if line.coverage.hit]
    hit.sort(key=lambda line: (-line.coverage.hit, line.code))
    return Figure(
        _sum(hit, "hit"),
        f"已执行的 {len(run.ran)} 个检查项中，{len(hit)} 个有疑点，合计其疑点数。",
        run.judged,
        ("代码", "检查项", "严重程度", "应查", "疑点"),
        tuple(
            (line.code, line.check.title, line.severity, line.coverage.in_scope, line.coverage.hit)
            for line in hit
        ),
        of="次判定",
    )


def undecided_by_check(run: Run) -> Figure:
    """Undecided subjects per check, with the commonest reason."""
    reasons: dict[str, dict[str, int]] = {}
    for finding in run.outcome.findings:
        if finding.reason:
            of_code = reasons.setdefault(finding.code, {})
            of_code[finding.reason] = of_code.get(finding.reason, 0) + 1
    lines = [line for line in run.ran if line.coverage.undecided]
    lines.sort(key=lambda line: (-line.coverage.undecided, line.code))
    return Figure(
        _sum(lines, "undecided"),
        "因判定所需的值空缺而无法判定的对象，一个对象在一个检查项下计 1 个；无法判定不算通过。",
        run.judged,
        ("代码", "检查项", "无法判定", "最常见的原因"),
        tuple(
            (line.code, line.check.title, line.coverage.undecided, _commonest(reasons.get(line.code, {})))
            for line in lines
        ),
        of="次判定",
    )


def _commonest(reasons: Mapping[str, int]) -> str:
    return min(reasons, key=lambda reason: (-reasons[reason], reason)) if reasons else ""


def _sum(lines: Iterable[CheckLine], name: str) -> int:
    return sum(getattr(line.coverage, name) for line in lines)


RUN_FACTS: Mapping[str, Callable[[Run], Figure]] = {
    "records_screened": records_screened,
    "checks_run": checks_run,
    "coverage": coverage,
    "checks_not_run": checks_not_run,
    "leads_by_focus_area": leads_by_focus_area,
    "leads_by_check": leads_by_check,
    "undecided_by_check": undecided_by_check,
}
