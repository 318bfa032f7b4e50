"""A check in words (检查项说明): rule, clauses, parameters with source, tables, example, false positives."""

from __future__ import annotations

from zicha.checks.registry import Check
from zicha.contract.tables import TABLES
from zicha.findings.wording import threshold_words
from zicha.reference.notices import NOTICES
from zicha.reference.parameters import Parameter, parameters_of

JUDGING_DAY = "判定日"
# Bare, “12 月” reads as December.
COUNTED = {"月": "个月", "工作日": "个工作日"}


def explanation(check: Check) -> str:
    """Plain text, Chinese, for a terminal or a page."""
    parts = [
        f"{check.code} {check.title}",
        "",
        f"判定对象  {check.subject.chinese}",
        f"严重程度  {check.severity.value} {check.severity.label}",
        f"规则      {rule_in_words(check)}",
        f"依据      {check.basis}",
        *(f"条款      {line}" for line in clauses_in_words(check)),
        *(f"参数      {line}" for line in parameters_in_words(check)),
        f"必备数据  {_tables(check.needs)}",
    ]
    if check.uses:
        parts.append(f"可用数据  {_tables(check.uses)}（没有也能查）")
    parts.append(f"例子      {check.example}")
    if check.false_positives:
        parts.append(f"常见误报  {check.false_positives}")
    if check.since or check.until:
        parts.append(f"施行      {check.since or ''} 至 {check.until or '今'}")
    parts += ["", "疑点须经人核实后才是问题；数据不足时判为“无法判定”，不算通过。"]
    if JUDGING_DAY in check.rule + check.example:
        parts.append(f"{JUDGING_DAY}是自查以哪一天的情况为准，由运行时的 --as-of 给定；之后的记录不读。")
    return "\n".join(parts)


def rule_in_words(check: Check) -> str:
    words = {name: threshold_words(parameter) for name, parameter in parameters_of(check.code).items()}
    return check.rule.format_map(words)


def clauses_in_words(check: Check) -> list[str]:
    """1e 擅自降低认证标准要求…（市监认证〔2019〕18号（二）1）."""
    lines = []
    for notice in NOTICES.values():
        for area in notice.focus_areas:
            lines += [
                f"{point.code} {point.text}（{notice.number}，{area.title}）"
                for point in area.sub_points
                if point.is_looked_for_by(check.code, check.clauses)
            ]
    return lines


def parameters_in_words(check: Check) -> list[str]:
    return [line for parameter in parameters_of(check.code).values() for line in _editions(parameter)]


def _editions(parameter: Parameter) -> list[str]:
    sure = {True: "已核实", False: "待核实，可用 --set 调整并说明理由"}
    lines = []
    for edition in parameter.editions:
        one = Parameter(parameter.code, parameter.name, parameter.chinese, parameter.unit, (edition,))
        unit = "" if parameter.unit in ("比例", "日期") else f" {COUNTED.get(parameter.unit, parameter.unit)}"
        value, bracket, in_force = threshold_words(one).partition("（")
        lines.append(
            f"{parameter.chinese}（{parameter.key}）= {value}{unit}{bracket}{in_force}；"
            f"来源：{edition.source}；{sure[edition.confirmed]}"
        )
    return lines


def _tables(names: tuple[str, ...]) -> str:
    return "、".join(f"{TABLES[name].chinese}（{name}）" for name in names)
