"""Arithmetic the invented world rests on."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest

from zicha.demo.audit_time import days_of, to_half_day
from zicha.demo.days import (
    add_months,
    date_of,
    day_with_working_days_until,
    earliest_day_due,
    months_after,
    number_of,
    working_day_after,
)


def test_months_clamp_at_the_end_of_the_month_for_dates_and_for_arrays():
    days = [date(2024, 1, 31), date(2025, 1, 31), date(2024, 2, 29), date(2025, 12, 31)]
    for day, months, wanted in (
        (days[0], 1, date(2024, 2, 29)),
        (days[1], 1, date(2025, 2, 28)),
        (days[2], 36, date(2027, 2, 28)),
        (days[3], 6, date(2026, 6, 30)),
        (days[3], -13, date(2024, 11, 30)),
    ):
        assert add_months(day, months) == wanted
        assert date_of(months_after(np.array([number_of(day)]), months)[0]) == wanted


def test_make_up_days_are_working_days():
    # The Saturday after the golden week of 2026 was worked.
    assert working_day_after(date(2026, 9, 30), 3) == date(2026, 10, 10)
    assert day_with_working_days_until(date(2026, 10, 13), 5) == date(2026, 10, 7)
    assert day_with_working_days_until(date(2026, 10, 13), 6) == date(2026, 9, 29)


@pytest.mark.parametrize(("until", "months", "wanted"), [
    (date(2026, 6, 30), 6, date(2025, 12, 30)),
    (date(2026, 8, 31), 6, date(2026, 3, 1)),
    (date(2026, 6, 30), 12, date(2025, 6, 30)),
])  # fmt: skip
def test_the_earliest_day_still_due_is_judged_by_its_anniversary(until, months, wanted):
    assert earliest_day_due(until, months) == wanted


def test_half_days_round_half_up():
    wanted = {"5.25": "5.5", "5.24": "5", "1.75": "2", "0.9333": "1"}
    assert {text: to_half_day(Fraction(text)) for text in wanted} == {
        t: Decimal(w) for t, w in wanted.items()
    }


def test_the_audit_time_table_reads_as_printed():
    assert days_of("QMS", 5) == Decimal("1.5")
    assert days_of("QMS", 6) == 2
    assert days_of("EMS", 125, "high") == 11
    assert days_of("OHSMS", 126, "low") == 6
    assert days_of("EMS", 10_700, "limited") == 14
