"""The working-day calendar follows the published holidays and never guesses beyond them."""

import csv
from datetime import date, timedelta
from pathlib import Path

import pytest

from zicha.reference.calendar import (
    FIRST_KNOWN_DAY,
    LAST_KNOWN_DAY,
    BeyondCalendarError,
    is_working,
    working_days,
    working_days_after,
    working_days_between,
)

PUBLISHED = Path(__file__).resolve().parents[2] / "../shared/data/geo/china_holidays.csv"


def test_a_make_up_sunday_is_a_working_day_and_a_holiday_monday_is_not():
    assert is_working(date(2024, 2, 4))  # Sunday before Spring Festival 2024
    assert not is_working(date(2024, 2, 12))  # a Monday inside it


def test_every_known_day_is_in_the_table_once():
    table = working_days()
    days = table["day"].to_pylist()
    assert days[0] == FIRST_KNOWN_DAY
    assert days[-1] == LAST_KNOWN_DAY
    assert len(set(days)) == len(days) == (LAST_KNOWN_DAY - FIRST_KNOWN_DAY).days + 1


def test_the_running_count_grows_by_one_on_working_days_only():
    before = 0
    for row in working_days().to_pylist():
        assert row["working_days_to_date"] == before + row["is_working"]
        before = row["working_days_to_date"]


def test_the_running_count_does_not_depend_on_the_first_day_asked_for():
    part = working_days(date(2024, 1, 1), date(2024, 1, 3)).to_pylist()
    whole = {row["day"]: row for row in working_days().to_pylist()}
    assert [row["day"] for row in part] == [date(2024, 1, day) for day in (1, 2, 3)]
    assert all(whole[row["day"]] == row for row in part)


def test_days_beyond_the_published_years_are_not_in_the_table():
    ahead = working_days(LAST_KNOWN_DAY, LAST_KNOWN_DAY + timedelta(400))
    assert ahead["day"].to_pylist() == [LAST_KNOWN_DAY]
    assert working_days(LAST_KNOWN_DAY + timedelta(1), LAST_KNOWN_DAY + timedelta(9)).num_rows == 0
    assert working_days(date(1999, 1, 1), date(1999, 12, 31)).num_rows == 0


def test_five_working_days_after_a_day_before_spring_festival_end_after_it():
    # 2024-02-10 to 02-17 was free, Sunday 02-18 worked.
    assert working_days_after(date(2024, 2, 8), 1) == date(2024, 2, 9)
    assert working_days_after(date(2024, 2, 9), 1) == date(2024, 2, 18)
    assert working_days_after(date(2024, 2, 8), 5) == date(2024, 2, 21)


def test_the_days_between_count_the_last_day_and_not_the_first():
    assert working_days_between(date(2024, 2, 8), date(2024, 2, 21)) == 5
    assert working_days_between(date(2024, 2, 21), date(2024, 2, 8)) == 0
    assert working_days_between(date(2024, 2, 9), date(2024, 2, 17)) == 0


def test_counting_past_the_published_years_gives_no_answer():
    with pytest.raises(BeyondCalendarError):
        working_days_after(LAST_KNOWN_DAY, 1)
    with pytest.raises(BeyondCalendarError):
        working_days_between(LAST_KNOWN_DAY, LAST_KNOWN_DAY + timedelta(1))
    with pytest.raises(BeyondCalendarError):
        is_working(FIRST_KNOWN_DAY - timedelta(1))


def test_the_calendar_agrees_with_the_published_holiday_list():
    if not PUBLISHED.exists():
        pytest.skip("the shared holiday list is not beside the project")
    free: set[date] = set()
    worked: set[date] = set()
    with PUBLISHED.open(encoding="utf-8-sig", newline="") as file:
        for row in csv.DictReader(file):
            (worked if row["类型"] == "调休上班" else free).add(date.fromisoformat(row["日期"]))
    for row in working_days(min(free | worked), max(free | worked)).to_pylist():
        day = row["day"]
        assert row["is_working"] == (day in worked or (day.weekday() < 5 and day not in free)), day
