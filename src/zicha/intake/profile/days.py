"""Days in the ways a profile names (日期写法): %m/%d/%Y, %d-%b-%y.

A column with such ways reads year-month-day and these, nothing else: 03/04/2011 is never guessed.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from zicha.contract.codes import CodeList

_DIRECTIVES = {
    "Y": "年", "y": "两位年", "m": "月", "d": "日", "b": "英文月份缩写", "B": "英文月份", "j": "年内第几天",
    "H": "时", "I": "时", "M": "分", "S": "秒", "p": "上下午", "%": "%",
}  # fmt: skip
_EXAMPLE = date(2026, 2, 28)
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[ T]\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?)?", re.ASCII)
FIRST_YEAR = 1900


def problem_of_format(text: str) -> str:
    """What is wrong with a way of writing days, or nothing."""
    used = re.findall(r"%(.)", text + " ")
    unknown = [letter for letter in used if letter not in _DIRECTIVES]
    if unknown:
        return f"中的 %{unknown[0]} 不认识"
    has_day = "j" in used or ("d" in used and {"m", "b", "B"} & set(used))
    if not ({"Y", "y"} & set(used) and has_day):
        return "没有写全年、月、日"
    if len(set(used) - {"%"}) != len([letter for letter in used if letter != "%"]):
        return "中有一项写了两次"
    return ""


def way_in_words(text: str) -> str:
    """%m/%d/%Y → 月/日/年."""
    return re.sub(r"%(.)", lambda match: _DIRECTIVES[match[1]], text)


def read_day(text: str, ways: tuple[str, ...]) -> date | None:
    """The day the text says; none where it says none, two different ones, or one before 1900."""
    iso = _ISO.fullmatch(text)
    if iso:
        return _sensible(lambda: date(int(iso[1]), int(iso[2]), int(iso[3])))
    found = {_parsed(text, way) for way in ways} - {None}
    return found.pop() if len(found) == 1 else None


def _parsed(text: str, way: str) -> date | None:
    return _sensible(lambda: datetime.strptime(text, way).date())


def _sensible(made: Callable[[], date]) -> date | None:
    try:
        day = made()
    except ValueError:
        return None
    return day if day.year >= FIRST_YEAR else None


@dataclass(frozen=True, slots=True)
class DayWords(CodeList):
    """Days as an endless list of words (日期词表): what a cell of these ways stands for."""

    ways: tuple[str, ...] = ()

    def code_of(self, word: str) -> date | None:  # type: ignore[override]
        """The day, so that the column is read as its type."""
        return read_day(word.strip(), self.ways)


def day_words(name: str, ways: tuple[str, ...]) -> DayWords:
    """The list of a column with these ways; its labels are what a bad cell is told to write."""
    labels = {f"例如 {_EXAMPLE:%Y-%m-%d}": "年-月-日"}
    labels.update({f"例如 {_EXAMPLE.strftime(way)}": way_in_words(way) for way in ways})
    chinese = "、".join(f"日期写法 {way_in_words(way)}" for way in ways)
    return DayWords(name, chinese, labels, {}, ways=ways)
