"""The parameters a screening judges by, and changing some of them with a reason (筛查参数)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from zicha.casework.deliveries.models import Run
from zicha.checks.registry import checks_of
from zicha.findings.inspecting import Override
from zicha.findings.wording import threshold_words
from zicha.reference.notices.notice import Notice
from zicha.reference.parameters import PARAMETERS, Parameter


def lawful_words(parameter: Parameter) -> str:
    """The lawful or recommended value with its unit; a share says so itself."""
    unit = "" if parameter.unit in ("比例", "日期") else f" {parameter.unit}"
    return threshold_words(parameter) + unit


@dataclass(frozen=True, slots=True)
class ParameterLine:
    """One parameter of a check with what was typed for it (参数一行)."""

    parameter: Parameter
    title: str
    typed: str

    @property
    def field(self) -> str:
        return f"value-{self.parameter.key}"

    @property
    def lawful(self) -> str:
        return lawful_words(self.parameter)

    @property
    def confirmed(self) -> bool:
        return all(edition.confirmed for edition in self.parameter.editions)

    @property
    def source(self) -> str:
        return self.parameter.editions[-1].source


@dataclass(frozen=True, slots=True)
class ParametersOfArea:
    """The parameters of one focus area (自查重点的参数)."""

    title: str
    lines: Sequence[ParameterLine]

    @property
    def changed(self) -> int:
        return sum(bool(line.typed) for line in self.lines)


def parameters_by_area(notice: Notice, typed: Mapping[str, str]) -> list[ParametersOfArea]:
    """Every parameter, by focus area of the notice; `typed` by key of the parameter."""
    areas = []
    for area in notice.focus_areas:
        lines = [
            ParameterLine(parameter, checks_of(code)[-1].title, typed.get(parameter.key, ""))
            for code, of_code in sorted(PARAMETERS.items())
            if code.startswith(area.letter) and checks_of(code)
            for parameter in of_code.values()
        ]
        areas.append(ParametersOfArea(f"{area.letter} {area.title}", lines))
    return areas


def typed_before(last: Run | None) -> tuple[dict[str, str], str]:
    """What the last run judged by, and why: the next one starts from it, so that the two can be compared."""
    if last is None or not last.overrides:
        return {}, ""
    typed = {f"{one['code']}.{one['name']}": one["value"] for one in last.overrides}
    return typed, last.overrides[0]["because"]


def typed_in(data: Mapping[str, str]) -> dict[str, str]:
    """What a form holds, by key of the parameter."""
    found = {}
    for of_code in PARAMETERS.values():
        for parameter in of_code.values():
            if value := data.get(f"value-{parameter.key}", "").strip():
                found[parameter.key] = value[:40]
    return found


def overrides_from(typed: Mapping[str, str], because: str) -> list[Override]:
    """As the service takes them."""
    return [
        Override(code, name, value, because)
        for key, value in typed.items()
        for code, _, name in [key.partition(".")]
    ]


def changed_by(run: Run) -> list[dict[str, str]]:
    """The parameters a run judged by another value, beside what is lawful or recommended (调整的参数)."""
    lines = []
    for one in run.overrides:
        known = PARAMETERS.get(one["code"], {}).get(one["name"])
        told = {"chinese": known.chinese, "lawful": lawful_words(known)} if known else {}
        lines.append({"chinese": "", "lawful": "—"} | one | told)
    return lines
