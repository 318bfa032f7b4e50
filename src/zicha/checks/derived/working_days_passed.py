"""How many working days lie between two days (工作日计数), by the official calendar, without guessing beyond it."""

from __future__ import annotations

from datetime import date

import ibis
import ibis.expr.types as ir

from zicha.checks.expressions import days_between, literal_day
from zicha.reference.calendar import FIRST_KNOWN_DAY, LAST_KNOWN_DAY

CALENDAR_UNKNOWN = "期限涉及的年度尚无官方工作日历，无法计算工作日"


def with_working_days(
    rows: ir.Table, working_days: ir.Table, *, after: str, until: str | date, limit: int
) -> ir.Table:
    """The rows with two columns more; `after` names a date column, `until` another or is a day itself.

    working_days_passed  working days w with after < w ≤ until; where the calendar does not reach, those it knows
    is_past_limit        more than `limit` of them; null where a day is empty or the calendar cannot tell. It can
                         tell beyond its end when the days it knows are enough, or when too few days passed at all.
    """
    start = rows[after]
    end = rows[until] if isinstance(until, str) else literal_day(until)
    first = working_days.select(first_day="day", passed_by_first="working_days_to_date")
    last = working_days.select(last_day="day", passed_by_last="working_days_to_date")
    dated = rows.mutate(start_known=_within_calendar(start), end_known=_within_calendar(end))
    counted = dated.left_join(first, dated.start_known == first.first_day)
    counted = counted.left_join(last, counted.end_known == last.last_day)
    passed = counted.passed_by_last - counted.passed_by_first
    begins = counted[after]
    ends = counted[until] if isinstance(until, str) else literal_day(until)
    return counted.select(
        *rows.columns,
        working_days_passed=passed,
        is_past_limit=ibis.cases(
            (passed > limit, True),
            (days_between(begins, ends) <= limit, False),
            ((begins >= literal_day(FIRST_KNOWN_DAY)) & (ends <= literal_day(LAST_KNOWN_DAY)), False),
            else_=ibis.null("boolean"),
        ),
    )


def _within_calendar(day: ir.Value) -> ir.Value:
    first, last = literal_day(FIRST_KNOWN_DAY), literal_day(LAST_KNOWN_DAY)
    return ibis.cases((day < first, first), (day > last, last), else_=day)
