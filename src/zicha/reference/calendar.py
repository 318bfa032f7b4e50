"""The official working-day calendar of China (工作日历), make-up working days (调休上班) included.

Rows    one calendar day, from 1 January of the first year known to 31 December of the last
Source  the yearly holiday notices of the State Council's office (国务院办公厅节假日安排), as kept by `chinesecalendar`

The holidays of a year are published late in the year before. Days of a year not yet published are not in the table:
whoever counts across them gets no answer instead of a guess.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from datetime import date, timedelta
from functools import cache
from itertools import accumulate

import pyarrow as pa
from chinese_calendar import is_workday
from chinese_calendar.constants import holidays

FIRST_KNOWN_DAY: date = date(min(holidays).year, 1, 1)
LAST_KNOWN_DAY: date = date(max(holidays).year, 12, 31)

SOURCE = "国务院办公厅历年部分节假日安排的通知（chinesecalendar）"


class BeyondCalendarError(LookupError):
    """A day, or a count that reaches one, outside the published calendar (超出已公布的工作日历)."""


@cache
def _known() -> tuple[tuple[date, ...], tuple[bool, ...]]:
    length = (LAST_KNOWN_DAY - FIRST_KNOWN_DAY).days + 1
    days = tuple(FIRST_KNOWN_DAY + timedelta(n) for n in range(length))
    return days, tuple(is_workday(day) for day in days)


@cache
def _working() -> tuple[date, ...]:
    days, working = _known()
    return tuple(day for day, is_working in zip(days, working, strict=True) if is_working)


@cache
def _table() -> pa.Table:
    days, working = _known()
    return pa.table(
        {
            "day": pa.array(days, pa.date32()),
            "is_working": pa.array(working, pa.bool_()),
            "working_days_to_date": pa.array(accumulate(map(int, working)), pa.int64()),
        }
    )


def working_days(first: date = FIRST_KNOWN_DAY, last: date = LAST_KNOWN_DAY) -> pa.Table:
    """The known days from `first` to `last`, both included: day, is_working, working_days_to_date.

    The count runs from the first known day whatever `first` is, so that the working days w with a < w ≤ b are the
    count on b minus the count on a.
    """
    start = max((first - FIRST_KNOWN_DAY).days, 0)
    stop = min((last - FIRST_KNOWN_DAY).days + 1, _table().num_rows)
    return _table().slice(start, max(stop - start, 0))


def working_days_between(day: date, other: date) -> int:
    """How many working days w there are with day < w ≤ other; 0 when `other` is not later."""
    for asked in (day, other):
        if not FIRST_KNOWN_DAY <= asked <= LAST_KNOWN_DAY:
            raise BeyondCalendarError(f"{asked} lies outside {FIRST_KNOWN_DAY} to {LAST_KNOWN_DAY}")
    return max(bisect_right(_working(), other) - bisect_right(_working(), day), 0)


def working_days_after(day: date, n: int) -> date:
    """The n-th working day after `day` (n ≥ 1). Raises BeyondCalendarError where the calendar does not reach."""
    if n < 1:
        raise ValueError("n counts from 1")
    if not FIRST_KNOWN_DAY - timedelta(1) <= day <= LAST_KNOWN_DAY:
        raise BeyondCalendarError(f"{day} lies outside {FIRST_KNOWN_DAY} to {LAST_KNOWN_DAY}")
    position = bisect_right(_working(), day) + n - 1
    if position >= len(_working()):
        raise BeyondCalendarError(f"{n} working days after {day} lie after {LAST_KNOWN_DAY}")
    return _working()[position]


def is_working(day: date) -> bool:
    """Whether that day is a working day. Raises BeyondCalendarError outside the known days."""
    if not FIRST_KNOWN_DAY <= day <= LAST_KNOWN_DAY:
        raise BeyondCalendarError(f"{day} lies outside {FIRST_KNOWN_DAY} to {LAST_KNOWN_DAY}")
    position = bisect_left(_working(), day)
    return position < len(_working()) and _working()[position] == day
