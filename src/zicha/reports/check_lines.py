"""One check as lists and reports show it (检查项行): what it is, where it belongs in the notice, how far it got."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from zicha.checks.registry import Check, checks_of
from zicha.findings.finding import Change
from zicha.findings.outcome import Outcome
from zicha.reference.notices.notice import FocusArea, Notice, SubPoint
from zicha.screening.coverage import Coverage

# Sheets and tables have no room for 获证组织“两张皮”现象.
_SHORT_NAMES = {
    "认证机构合法合规": "合法合规",
    "认证人员职业操守": "职业操守",
    "获证组织“两张皮”现象": "两张皮",
    "机构自身能力建设": "能力建设",
}


def short_name(area: FocusArea) -> str:
    """The focus area in a word or two; also the name of its sheet."""
    return _SHORT_NAMES.get(area.title, area.title[:12])


@dataclass(frozen=True, slots=True)
class CheckLine:
    """A check with its coverage (检查项与覆盖). `new` counts the hits that were none in the run before."""

    check: Check
    area: FocusArea
    point: SubPoint
    coverage: Coverage
    new: int

    @property
    def code(self) -> str:
        return self.check.code

    @property
    def severity(self) -> str:
        return f"{self.check.severity.value} {self.check.severity.label}"


def check_lines(outcome: Outcome, notice: Notice) -> tuple[CheckLine, ...]:
    """Every check of the run, by code."""
    new = _new_by_code(outcome)
    return tuple(
        _line(checks_of(code)[-1], coverage, notice, new.get(code, 0))
        for code, coverage in sorted(outcome.screening.coverage.items())
    )


def _line(check: Check, coverage: Coverage, notice: Notice, new: int) -> CheckLine:
    area = notice.area_of(check.code)
    looked_for = [point for point in area.sub_points if point.is_looked_for_by(check.code, check.clauses)]
    # A check may serve clauses of two areas; it is listed once, under the area its code begins with.
    named = sorted(looked_for, key=lambda point: (*check.clauses, point.code).index(point.code))
    return CheckLine(check, area, named[0] if named else area.sub_points[0], coverage, new)


def _new_by_code(outcome: Outcome) -> Mapping[str, int]:
    found: dict[str, int] = {}
    for finding in outcome.hits:
        if finding.change is Change.NEW:
            found[finding.code] = found.get(finding.code, 0) + 1
    return found
