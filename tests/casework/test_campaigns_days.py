"""Days left are counted in calendar days and working days; where the calendar is not published, without the latter."""

from datetime import date

import pytest

from zicha.casework.campaigns.days import DaysLeft, day_by_share, days_left, is_day_off
from zicha.reference.calendar import LAST_KNOWN_DAY


@pytest.mark.parametrize(
    ("due_on", "left"),
    [
        (date(2026, 9, 30), DaysLeft(0, 0)),
        (date(2026, 10, 8), DaysLeft(8, 1)),  # the holiday of the national day between
        (date(2026, 9, 28), DaysLeft(-2, -2)),
    ],
)
def test_days_left_until_a_day(due_on: date, left: DaysLeft) -> None:
    assert days_left(due_on, date(2026, 9, 30)) == left


def test_beyond_the_published_calendar_there_are_only_calendar_days() -> None:
    beyond = date(LAST_KNOWN_DAY.year + 1, 1, 31)
    assert days_left(beyond, LAST_KNOWN_DAY) == DaysLeft(31, None)
    assert not is_day_off(beyond)


@pytest.mark.parametrize(
    ("share", "day"), [(0, date(2026, 9, 1)), (50, date(2026, 9, 15)), (100, date(2026, 9, 30))]
)
def test_a_share_of_the_days_ends_on_a_working_day(share: int, day: date) -> None:
    assert day_by_share(date(2026, 9, 1), date(2026, 9, 30), share) == day
    assert not is_day_off(day)


def test_a_plan_of_one_holiday_has_its_own_day() -> None:
    holiday = date(2026, 10, 1)
    assert day_by_share(holiday, holiday, 40) == holiday


def test_beyond_the_calendar_a_share_is_one_of_calendar_days() -> None:
    first, last = date(2028, 3, 1), date(2028, 3, 11)
    assert first > LAST_KNOWN_DAY
    assert day_by_share(first, last, 50) == date(2028, 3, 6)


@pytest.mark.parametrize("last", [date(2028, 3, 11), date(2028, 3, 12)])
def test_beyond_the_calendar_no_day_is_proposed_on_a_weekend(last: date) -> None:
    assert day_by_share(date(2028, 3, 1), last, 100) == date(2028, 3, 10)


def test_a_plan_of_one_weekend_beyond_the_calendar_keeps_within_it() -> None:
    saturday, sunday = date(2028, 3, 11), date(2028, 3, 12)
    assert day_by_share(saturday, sunday, 100) == sunday
