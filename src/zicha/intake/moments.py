"""Days and moments as people type them (日期与时间)."""

from __future__ import annotations

import re
from datetime import datetime, time, timedelta
from decimal import ROUND_HALF_UP, Decimal

from zicha.intake.reading import EMPTY, Reading, is_empty, narrowed

_DAY = r"(\d{4})\s*(?:[-/.]|年)\s*(\d{1,2})\s*(?:[-/.]|月)\s*(\d{1,2})\s*[日号]?"
_COMPACT_DAY = r"(\d{4})(\d{2})(\d{2})"
_CLOCK = (
    r"(上午|下午|AM|PM)?\s*(\d{1,2})\s*[:时点]\s*(?:(\d{1,2})\s*分?)?(?:\s*:?\s*(\d{1,2})(?:\.(\d{1,9}))?\s*秒?)?"
    r"\s*(AM|PM)?\s*(Z|UTC|[+-]\d{2}:?\d{2})?"
)
_MOMENT = re.compile(
    rf"(?:{_DAY}|{_COMPACT_DAY})(?:(?:T|\s+|(?<=[日号])){_CLOCK})?", re.IGNORECASE | re.ASCII
)
_END_OF_DAY = re.compile(r"\s24\s*[:：时点][0\s:：分秒]*$")
_SERIAL = re.compile(r"[2-7]\d{4}(\.\d+)?|80000", re.ASCII)
_DAY_MEND = "写成 年-月-日，例如 2026-02-28"
_TIME_MEND = "写成 年-月-日 时:分，例如 2026-02-28 09:00"
_SHANGHAI = timedelta(hours=8)  # no summer time since 1991, before which nothing here was recorded


def read_date(text: str, *, date_1904: bool = False) -> Reading:
    """A day (日期); the time of day is left out, and noted when it is not midnight."""
    moment = _moment(text, date_1904, _DAY_MEND)
    if not isinstance(moment.value, datetime):
        return moment
    if _END_OF_DAY.search(text):
        return Reading(moment.value.date() - timedelta(days=1))
    note = "time_dropped" if moment.value.time() != time() else ""
    return Reading(moment.value.date(), note=note)


def read_time(text: str, *, date_1904: bool = False) -> Reading:
    """A moment (时间), wall clock of Asia/Shanghai; a day alone is its midnight."""
    return _moment(text, date_1904, _TIME_MEND)


def _moment(text: str, date_1904: bool, mend: str) -> Reading:
    text = narrowed(text)
    if is_empty(text):
        return EMPTY
    if _SERIAL.fullmatch(text):
        return Reading(_from_serial(Decimal(text), date_1904))
    match = _MOMENT.fullmatch(text)
    if match is None:
        return Reading(problem="不是能认出的日期", mend=mend)
    year, month, day, *_ = (int(part) for part in match.groups()[:6] if part is not None)
    if year < 1900:
        return Reading(problem="年份早于 1900 年", mend="核对后填写实际日期，没有则留空")
    try:
        midnight = datetime(year, month, day)
    except ValueError:
        return Reading(problem="不是日历上的日期", mend=mend)
    if match[8] is None:
        return Reading(midnight)
    try:
        return Reading(_with_clock(midnight, *match.groups()[6:]))
    except (ValueError, OverflowError):
        return Reading(problem="不是一天中的时刻", mend=mend)


def _from_serial(serial: Decimal, date_1904: bool) -> datetime:
    """Days since the spreadsheet's day 0, the fraction being the time of day, to the second."""
    day_0 = datetime(1904, 1, 1) if date_1904 else datetime(1899, 12, 30)
    seconds = (serial * 86_400).to_integral_value(ROUND_HALF_UP)
    return day_0 + timedelta(seconds=int(seconds))


def _with_clock(
    midnight: datetime,
    half_before: str | None,
    hours: str,
    minutes: str | None,
    seconds: str | None,
    fraction: str | None,
    half_behind: str | None,
    offset: str | None,
) -> datetime:
    half = (half_before or half_behind or "").upper()
    hour = int(hours)
    if half in ("下午", "PM") and hour < 12:
        hour += 12
    elif half in ("上午", "AM") and hour == 12:
        hour = 0
    minute, second = int(minutes or 0), int(seconds or 0)
    micros = int((fraction or "0").ljust(6, "0")[:6])
    if hour == 24 and minute == second == micros == 0:
        moment = midnight + timedelta(days=1)
    else:
        moment = datetime.combine(midnight.date(), time(hour, minute, second, micros))
    if not offset:
        return moment
    if offset.upper() in ("Z", "UTC"):
        return moment + _SHANGHAI
    away = timedelta(hours=int(offset[1:3]), minutes=int(offset[-2:]))
    return moment + _SHANGHAI - (away if offset[0] == "+" else -away)
