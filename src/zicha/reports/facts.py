"""Every figure of a report, computed once and frozen (报告事实); docx and workbook only render them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from zicha.findings.outcome import Outcome
from zicha.reference.notices.notice import Fact as Asked
from zicha.reference.notices.notice import Notice
from zicha.reports.body_facts import BODY_FACTS, Figure
from zicha.reports.by_body import BodyLine, body_lines, reporting_body
from zicha.reports.check_lines import CheckLine, check_lines
from zicha.reports.fact import Fact
from zicha.reports.records import Records, records_of
from zicha.reports.run_facts import RUN_FACTS, Run


@dataclass(frozen=True, slots=True)
class ReportFacts:
    """What a report is made of besides the findings (报告数据).

    facts   fact key of the notice → figure, in the order of its sections
    bodies  one line a body, by body_id
    reporter  the body whose report it is; None = a report over all of them
    """

    facts: Mapping[str, Fact]
    lines: tuple[CheckLine, ...]
    bodies: tuple[BodyLine, ...]
    reporter: BodyLine | None
    period: str


def facts_of(outcome: Outcome, notice: Notice) -> ReportFacts:
    """Compute what the notice asks; figures on the body itself are the reporter's own where there is one.

    Raises LookupError for a fact no function here computes.
    """
    lines = check_lines(outcome, notice)
    as_of, years = outcome.screening.as_of, notice.years_looked_back
    with records_of(outcome.files, as_of, years) as records:
        bodies = body_lines(records, outcome)
        reporter = reporting_body(bodies)
        run = Run(outcome, notice, records, lines)
        with records_of(outcome.files, as_of, years, reporter.body_id if reporter else "") as own:
            facts = {asked.key: _fact(asked, run, own) for asked in notice.facts()}
        return ReportFacts(facts, lines, bodies, reporter, records.period)


def _fact(asked: Asked, run: Run, own: Records) -> Fact:
    figure = _figure(asked.key, run, own)
    return Fact(
        asked.key,
        asked.chinese,
        figure.value,
        asked.unit or figure.unit,
        figure.how,
        figure.rows,
        figure.head,
        figure.lines,
        figure.of,
    )


def _figure(key: str, run: Run, own: Records) -> Figure:
    if key in BODY_FACTS:
        return BODY_FACTS[key](own)
    if key in RUN_FACTS:
        return RUN_FACTS[key](run)
    raise LookupError(f"{run.notice.number} asks for the fact {key}, which nothing computes")
