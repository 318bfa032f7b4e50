"""Days of a plan (日期): how many are left, working days among them, and where a share of them ends.

The working days of a year are published late in the year before; across days not yet published there is no count, and
calendar days stand for them. No day is proposed on a weekend for all that.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from zicha.reference.calendar import (
    BeyondCalendarError,
    is_working,
    working_days_after,
    working_days_between,
)

FRIDAY = 4


@dataclass(frozen=True, slots=True)
class DaysLeft:
    """Until a day (剩余天数): negative when it is over; `working` None where the calendar does not reach."""

    days: int
    working: int | None

    @property
    def is_over(self) -> bool:
        return self.days < 0


def days_left(due_on: date, today: date) -> DaysLeft:
    """From today, not counted, to the day itself, counted; behind it both are negative."""
    days = (due_on - today).days
    try:
        working = working_days_between(today, due_on) if days >= 0 else -working_days_between(due_on, today)
    except BeyondCalendarError:
        working = None
    return DaysLeft(days, working)


def day_by_share(first: date, last: date, per_cent: int) -> date:
    """The day on which that share of the working days from `first` to `last` is over (按工作日折算的期限)."""
    try:
        working = working_days_between(first - timedelta(1), last)
        if working == 0:
            return last
        day = working_days_after(first - timedelta(1), max(1, -(-working * per_cent // 100)))
    except BeyondCalendarError:
        day = _no_weekend(first + (last - first) * per_cent // 100, first)
    return min(day, last)


def _no_weekend(day: date, first: date) -> date:
    """The Friday before a weekend that is not known to be worked, or the day itself where that is before `first`."""
    friday = day - timedelta(max(0, day.weekday() - FRIDAY))
    return friday if friday >= first else day


def is_day_off(day: date) -> bool:
    """Whether the day is known to be no working day (非工作日)."""
    try:
        return not is_working(day)
    except BeyondCalendarError:
        return False
