"""Days, months and official working days (日期与工作日), for single dates and for whole arrays.

Units   a day is a date, or an int of days since 1970-01-01; an instant is an int of microseconds since then
"""

from __future__ import annotations

import calendar
from datetime import date, datetime, timedelta
from functools import cache
from typing import Any

import chinese_calendar
import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]

EMPTY = int(np.iinfo(np.int64).min)
"""Marks an empty cell in an array of days, instants or counts."""

HOUR = 3_600_000_000
DAY = 24 * HOUR

_FIRST, _LAST = date(2010, 1, 1), date(2026, 12, 31)


def number_of(day: date) -> int:
    """The day as an int."""
    return (day - date(1970, 1, 1)).days


def date_of(number: int) -> date:
    return date(1970, 1, 1) + timedelta(days=int(number))


def at(day: Any, hour: float = 9) -> Any:
    """The instant of that hour on that day; on arrays as on ints."""
    return day * DAY + np.int64(round(hour * 60)) * np.int64(HOUR // 60)


def moment(day: date, hour: float = 9) -> datetime:
    """The same for a date."""
    return datetime(day.year, day.month, day.day) + timedelta(hours=hour)


def add_months(day: date, months: int) -> date:
    """Months later or earlier, clamped to the month's last day: 31 Jan + 1 = 28 or 29 Feb."""
    index = day.year * 12 + day.month - 1 + months
    year, month = index // 12, index % 12 + 1
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


def months_after(days: Ints, months: int | Ints) -> Ints:
    """`add_months` on an array of days."""
    month = days.astype("datetime64[D]").astype("datetime64[M]")
    offset = days - month.astype("datetime64[D]").astype(np.int64)
    target = month + np.asarray(months)
    first = target.astype("datetime64[D]").astype(np.int64)
    length = (target + 1).astype("datetime64[D]").astype(np.int64) - first
    return first + np.minimum(offset, length - 1)


def tenth_of_next_month(days: Ints) -> Ints:
    """The day by which a change of a certificate has to be reported."""
    month = days.astype("datetime64[D]").astype("datetime64[M]") + 1
    return month.astype("datetime64[D]").astype(np.int64) + 9


def years(days: Ints) -> Ints:
    return days.astype("datetime64[D]").astype("datetime64[Y]").astype(np.int64) + 1970


def is_working_day(day: date) -> bool:
    """By the official calendar; beyond its last published year Monday to Friday."""
    return bool(chinese_calendar.is_workday(day)) if _FIRST <= day <= _LAST else day.weekday() < 5


@cache
def _working_days() -> tuple[int, Ints]:
    """First day of the count, and for each day from it on the working days up to and including it."""
    span = (_LAST - _FIRST).days + 400
    worked = [is_working_day(_FIRST + timedelta(days=offset)) for offset in range(span)]
    return number_of(_FIRST), np.cumsum(np.array(worked, dtype=np.int64))


def working_days_later(days: Ints, count: Ints | int) -> Ints:
    """The `count`-th working day after each day."""
    first, total = _working_days()
    return np.searchsorted(total, total[days - first] + count) + first


def working_day_after(day: date, count: int) -> date:
    return date_of(int(working_days_later(np.array([number_of(day)]), count)[0]))


def day_with_working_days_until(until: date, count: int) -> date:
    """The latest day after which exactly `count` working days lie, up to and including `until`."""
    day = until
    while count:
        count -= is_working_day(day)
        day -= timedelta(days=1)
    return day


def earliest_day_due(until: date, months: int) -> date:
    """The earliest day whose anniversary after so many months is not yet past on `until`."""
    day = add_months(until, -months) - timedelta(days=4)
    while add_months(day, months) < until:
        day += timedelta(days=1)
    return day
