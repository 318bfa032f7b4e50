"""The sheets behind the leads (背景工作表): coverage, parameters, what was read in, bodies, leads that are gone."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from zicha.checks.registry import checks_of
from zicha.contract.tables import TABLES
from zicha.findings.finding import Gone
from zicha.findings.outcome import Outcome
from zicha.findings.wording import threshold_words
from zicha.reference.parameters import Parameter, show_value
from zicha.reports.check_lines import CheckLine
from zicha.reports.facts import ReportFacts
from zicha.reports.parameter_facts import parameters_used
from zicha.reports.sheet_writing import Book, Cell, Column


def write_background(book: Book, outcome: Outcome, facts: ReportFacts) -> None:
    """Write them, in this order; the list of bodies only where there are several."""
    _coverage(book, outcome, facts)
    _parameters(book, outcome)
    _intake(book, outcome)
    if len(facts.bodies) > 1:
        _bodies(book, facts)
    if outcome.compared:
        _gone(book, outcome)


_COVERAGE_COLUMNS = (
    Column("代码", 7, "centre"),
    Column("检查项", 26),
    Column("条款", 20),
    Column("严重程度", 11, "centre"),
    Column("判定对象", 13, "centre"),
    Column("状态", 9, "centre"),
    Column("应查", 11, "number"),
    Column("疑点", 9, "number"),
    Column("通过", 11, "number"),
    Column("无法判定", 10, "number"),
    Column("免查", 9, "number"),
    Column("规则", 50),
    Column("常见误报", 36),
    Column("未执行的原因", 40),
)


def _coverage(book: Book, outcome: Outcome, facts: ReportFacts) -> None:
    thresholds = outcome.screening.thresholds
    rows = (_coverage_cells(line, thresholds.get(line.code, {})) for line in facts.lines)
    book.table("覆盖", _COVERAGE_COLUMNS, rows, wide=True)


def _coverage_cells(line: CheckLine, thresholds: Mapping[str, Parameter]) -> Sequence[Cell]:
    words = {name: threshold_words(parameter) for name, parameter in thresholds.items()}
    c = line.coverage
    counts: Sequence[Cell] = (c.in_scope, c.hit, c.passed, c.undecided, c.exempt) if c.ran else (None,) * 5
    return (
        line.code,
        line.check.title,
        f"{line.point.code} {line.point.label}",
        line.severity,
        line.check.subject.chinese,
        "已执行" if c.ran else "未执行",
        *counts,
        line.check.rule.format_map(words),
        line.check.false_positives,
        c.reason,
    )


_PARAMETER_COLUMNS = (
    Column("代码", 7, "centre"),
    Column("参数", 26),
    Column("内容", 26),
    Column("值", 12, "centre"),
    Column("单位", 9, "centre"),
    Column("自", 12, "centre"),
    Column("至", 12, "centre"),
    Column("依据或来源", 54),
    Column("是否核实", 10, "centre"),
    Column("调整理由", 40),
)


def _parameters(book: Book, outcome: Outcome) -> None:
    def rows() -> Iterator[Sequence[Cell]]:
        for parameter in parameters_used(outcome):
            for edition in parameter.editions:
                yield (
                    parameter.code,
                    parameter.name,
                    parameter.chinese,
                    show_value(edition.value),
                    parameter.unit,
                    edition.since.isoformat() if edition.since else "",
                    edition.until.isoformat() if edition.until else "",
                    "本机构调整" if parameter.overridden else edition.source,
                    "已核实" if edition.confirmed else "待核实",
                    parameter.overridden,
                )

    notes = ("“待核实”的数值尚未核到规定原文，可以说明理由后调整；调整过的写明理由。",)
    book.table("参数", _PARAMETER_COLUMNS, rows(), notes=notes)


_INTAKE_COLUMNS = (
    Column("文件", 40),
    Column("工作表", 22),
    Column("识别为", 22),
    Column("读入", 11, "number"),
    Column("接受", 11, "number"),
    Column("重复", 11, "number"),
    Column("拒绝", 11, "number"),
)
_REJECTED_COLUMNS = (
    Column("文件和工作表", 36),
    Column("行", 9, "number"),
    Column("列", 28),
    Column("值", 26),
    Column("原因", 40),
    Column("怎样改", 44),
)
_REMARK_COLUMNS = (
    Column("文件", 36),
    Column("工作表", 20),
    Column("数据表", 18),
    Column("涉及行数", 10, "number"),
    Column("提示", 90),
)


def _intake(book: Book, outcome: Outcome) -> None:
    none = "本次筛查的是已入库的数据集，没有读入文件。"
    book.table(
        "读入",
        _INTAKE_COLUMNS,
        (
            (c.file, c.sheet, _form(c.form), c.read, c.accepted, c.repeated, c.rejected)
            for c in outcome.counts
        ),
        notes=("每个文件或工作表：读入＝接受＋重复＋拒绝。",),
        empty=none,
    )
    book.table(
        "拒绝",
        _REJECTED_COLUMNS,
        ((b.place, b.row, b.column, b.value, b.problem, b.mend) for b in outcome.rejected),
        notes=("拒绝的行没有参与判定；一行有几处不符，就列几行。改好后重新筛查即可。",),
        empty="没有拒绝的行。",
    )
    book.table(
        "提示",
        _REMARK_COLUMNS,
        (
            (
                r.file,
                r.sheet,
                TABLES[r.table].chinese if r.table in TABLES else r.table,
                r.rows or None,
                r.text,
            )
            for r in outcome.remarks
        ),
        empty="没有提示。",
    )


def _form(form: str) -> str:
    return TABLES[form].chinese if form in TABLES else form


_BODY_COLUMNS = (
    Column("机构批准号", 18),
    Column("机构名称", 34),
    Column("发证总量", 11, "number"),
    Column("获证组织", 11, "number"),
    Column("近两年发放", 11, "number"),
    Column("近两年暂停", 11, "number"),
    Column("近两年撤销", 11, "number"),
    Column("近两年注销", 11, "number"),
    Column("近两年处罚", 11, "number"),
    Column("疑点", 10, "number"),
    Column("无法判定", 10, "number"),
)


def _bodies(book: Book, facts: ReportFacts) -> None:
    rows = (
        (
            b.body_id, b.name, b.certificates, b.organisations, b.issued, b.suspended, b.revoked, b.cancelled,
            b.penalties, b.hits, b.undecided,
        )
        for b in facts.bodies
    )  # fmt: skip
    book.table(
        "机构", _BODY_COLUMNS, rows, notes=(f"近两年：{facts.period}。空白表示没有提供相应的数据表。",)
    )


_GONE_COLUMNS = (
    Column("代码", 7, "centre"),
    Column("检查项", 28),
    Column("对象类别", 12, "centre"),
    Column("对象编号", 30),
    Column("机构批准号", 18),
    Column("本次结果", 20, "centre"),
)


def _gone(book: Book, outcome: Outcome) -> None:
    rows = (_gone_cells(gone) for gone in outcome.gone)
    book.table("消失", _GONE_COLUMNS, rows, empty="上次的疑点本次都还在。")


def _gone_cells(gone: Gone) -> Sequence[Cell]:
    checks = checks_of(gone.code)
    title, kind = (checks[-1].title, checks[-1].subject.chinese) if checks else ("", gone.subject_kind)
    return gone.code, title, kind, gone.subject_id, gone.body_id, gone.now
