"""Figures on the parameters a run used (参数数字): which a body changed, how many are not confirmed."""

from __future__ import annotations

from collections.abc import Iterator

from zicha.findings.outcome import Outcome
from zicha.findings.wording import threshold_words
from zicha.reference.parameters import Parameter, parameters_of
from zicha.reports.fact import Fact


def parameters_used(outcome: Outcome) -> Iterator[Parameter]:
    """Every parameter of the run, by check code and name."""
    for _, of_code in sorted(outcome.screening.thresholds.items()):
        for _, parameter in sorted(of_code.items()):
            yield parameter


def unconfirmed_parameters(outcome: Outcome) -> Fact:
    """How many parameters have a value whose source has not been read."""
    used = list(parameters_used(outcome))
    open_ones = [p for p in used if not p.overridden and not all(e.confirmed for e in p.editions)]
    how = f"本次所用参数共 {len(used)} 个，其中有任一版本标为“待核实”的；由本机构调整的另列。"
    return Fact("unconfirmed_parameters", "待核实的参数", len(open_ones), "个", how, len(used), of="个参数")


def overridden_lines(outcome: Outcome) -> list[tuple[str, ...]]:
    """代码, 内容, 规定或推荐值, 采用值, 理由 of every parameter a body changed."""
    return [
        (
            parameter.code,
            parameter.chinese,
            _with_unit(parameters_of(parameter.code)[parameter.name]),
            _with_unit(parameter),
            parameter.overridden,
        )
        for parameter in outcome.screening.overrides
    ]


def _with_unit(parameter: Parameter) -> str:
    # A share says so itself: 70%, 1/3.
    unit = "" if parameter.unit in ("比例", "日期") else f" {parameter.unit}"
    return threshold_words(parameter) + unit
