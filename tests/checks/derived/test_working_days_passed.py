"""Specifications of counting working days by the official calendar.

2025-09-28 Sunday, worked instead of the long holiday   2025-10-01 to 08 National Day and Mid-Autumn
2025-10-11 Saturday, worked                             2026-02-15 to 23 Spring Festival
2026-02-14 and 28 Saturdays, worked                     2026-12-31 the last day the calendar knows
"""

from __future__ import annotations

from datetime import date

from tests.checks.derived.conftest import rows
from zicha.checks.derived.working_days_passed import with_working_days


def test_a_long_holiday_is_left_out_and_the_days_worked_for_it_count(answered):
    assert answered(with_working_days, after="from_on", until="to_on", limit=5, rows="""
        case             | from_on    | to_on
        same_day         | 2025-09-26 | 2025-09-26
        into_saturday    | 2025-09-26 | 2025-09-27
        sunday_is_worked | 2025-09-26 | 2025-09-28
        eve              | 2025-09-26 | 2025-09-30
        whole_holiday    | 2025-09-26 | 2025-10-08
        day_after        | 2025-09-26 | 2025-10-09
        at_limit         | 2025-09-26 | 2025-10-10
        past_limit       | 2025-09-26 | 2025-10-11
        inside_holiday   | 2025-10-01 | 2025-10-08
        from_holiday     | 2025-10-03 | 2025-10-09
        from_worked_day  | 2025-10-11 | 2025-10-13
        spring_at_limit  | 2026-02-13 | 2026-02-27
        spring_past      | 2026-02-13 | 2026-02-28
        leap_day         | 2024-02-28 | 2024-02-29
        over_leap_day    | 2024-02-28 | 2024-03-01
        over_new_year    | 2025-12-31 | 2026-01-04
    """) == rows("""
        case             | from_on    | to_on      | working_days_passed | is_past_limit
        same_day         | 2025-09-26 | 2025-09-26 | 0                   | false
        into_saturday    | 2025-09-26 | 2025-09-27 | 0                   | false
        sunday_is_worked | 2025-09-26 | 2025-09-28 | 1                   | false
        eve              | 2025-09-26 | 2025-09-30 | 3                   | false
        whole_holiday    | 2025-09-26 | 2025-10-08 | 3                   | false
        day_after        | 2025-09-26 | 2025-10-09 | 4                   | false
        at_limit         | 2025-09-26 | 2025-10-10 | 5                   | false
        past_limit       | 2025-09-26 | 2025-10-11 | 6                   | true
        inside_holiday   | 2025-10-01 | 2025-10-08 | 0                   | false
        from_holiday     | 2025-10-03 | 2025-10-09 | 1                   | false
        from_worked_day  | 2025-10-11 | 2025-10-13 | 1                   | false
        spring_at_limit  | 2026-02-13 | 2026-02-27 | 5                   | false
        spring_past      | 2026-02-13 | 2026-02-28 | 6                   | true
        leap_day         | 2024-02-28 | 2024-02-29 | 1                   | false
        over_leap_day    | 2024-02-28 | 2024-03-01 | 2                   | false
        over_new_year    | 2025-12-31 | 2026-01-04 | 1                   | false
    """)  # fmt: skip


def test_beyond_the_calendar_only_what_is_certain_is_told(answered):
    assert answered(with_working_days, only="case is_past_limit", after="from_on", until="to_on", limit=5, rows="""
        case              | from_on    | to_on
        up_to_its_end     | 2026-12-24 | 2026-12-31
        enough_known_days | 2026-12-23 | 2027-01-20
        too_few_days      | 2026-12-31 | 2027-01-05
        cannot_tell       | 2026-12-31 | 2027-01-06
        all_beyond        | 2027-02-01 | 2027-03-01
        before_all        | 2003-12-01 | 2003-12-20
        enough_after_it   | 2003-12-30 | 2004-01-15
        no_start          |            | 2026-01-05
        no_end            | 2026-01-05 |
        backwards         | 2026-03-31 | 2026-03-02
        backwards_beyond  | 2027-03-31 | 2027-03-02
    """) == rows("""
        case              | is_past_limit
        up_to_its_end     | false
        enough_known_days | true
        too_few_days      | false
        cannot_tell       |
        all_beyond        |
        before_all        |
        enough_after_it   | true
        no_start          |
        no_end            |
        backwards         | false
        backwards_beyond  | false
    """)  # fmt: skip


def test_the_days_until_the_judging_date_are_counted_for_every_row(answered):
    assert answered(
        with_working_days, only="case working_days_passed is_past_limit",
        after="from_on", until=date(2025, 10, 9), limit=1, rows="""
        case       | from_on
        past       | 2025-09-29
        at_limit   | 2025-09-30
        same_day   | 2025-10-09
        in_future  | 2025-10-13
        unknown    |
    """) == rows("""
        case       | working_days_passed | is_past_limit
        past       | 2                   | true
        at_limit   | 1                   | false
        same_day   | 0                   | false
        in_future  | -3                  | false
        unknown    |                     |
    """)  # fmt: skip
