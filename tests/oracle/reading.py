"""What the plain rules read (读数): rows of a day, lookups, months, halves, distances. Shares no code with the checks."""

from __future__ import annotations

import calendar
import math
import re
import unicodedata
from collections import defaultdict
from datetime import date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any

import chinese_calendar

Row = dict[str, Any]
Tables = dict[str, list[Row]]

OWN_DAY = {
    "applications": ["applied_on"],
    "certificates": ["issued_on"],
    "certificate_events": ["effective_on"],
    "audits": ["started_at", "planned_from"],
    "audit_plans": ["reported_at"],
    "sign_ins": ["signed_at"],
    "process_events": ["happened_at"],
    "nonconformities": ["raised_on"],
    "decisions": ["decided_at"],
    "adverse_events": ["published_on"],
}
SMALL_WORLD = {"B15": {"most_organisations": 3}}
PART_OF = {"certificate_fields": ("certificates", "certificate_no"), "audit_team": ("audits", "audit_id")}


class Records:
    """The tables as read on the judging date, with lookups by key."""

    def __init__(self, tables: Tables, as_of: date) -> None:
        self.as_of = as_of
        # B15 asks for fifty or a hundred organisations a year; worlds this small are judged by fewer.
        self.most_organisations = SMALL_WORLD["B15"]["most_organisations"]
        self._tables: Tables = {}
        for name, rows in tables.items():
            self._tables[name] = [row for row in rows if not self._later(name, row)]
        for name, (parent, key) in PART_OF.items():
            unread = {row[key] for row in tables.get(parent, []) if self._later(parent, row)}
            if name in self._tables:
                self._tables[name] = [row for row in self._tables[name] if row[key] not in unread]

    def _later(self, name: str, row: Row) -> bool:
        for column in OWN_DAY.get(name, []):
            if row.get(column) is not None:
                return day(row[column]) > self.as_of
        return False

    def __getitem__(self, name: str) -> list[Row]:
        return self._tables.get(name, [])

    def one(self, name: str, key: str, value: Any) -> Row:
        """The row of that key; an empty row when the reference resolves to nothing."""
        if value is not None:
            for row in self[name]:
                if row[key] == value:
                    return row
        return defaultdict(lambda: None)

    def where(self, name: str, **wanted: Any) -> list[Row]:
        return [
            row
            for row in self[name]
            if all(row[column] is not None and row[column] == value for column, value in wanted.items())
        ]


def day(moment: date | datetime | None) -> date | None:
    return moment.date() if isinstance(moment, datetime) else moment


def add_months(start: date, months: int) -> date:
    year, month = divmod(start.year * 12 + start.month - 1 + months, 12)
    return date(year, month + 1, min(start.day, calendar.monthrange(year, month + 1)[1]))


def round_half(value: Fraction) -> Fraction:
    """To the nearest half, halves up."""
    return Fraction(math.floor(value * 2 + Fraction(1, 2)), 2)


def working_days_after(first: date, last: date) -> int:
    return sum(
        chinese_calendar.is_workday(first + timedelta(days=n)) for n in range(1, (last - first).days + 1)
    )


def exact(value: Decimal | int) -> Fraction:
    return Fraction(value)


def kilometres(lon1: float, lat1: float, lon2: float, lat2: float) -> float:
    p1, p2 = math.radians(lat1), math.radians(lat2)
    a = (
        math.sin((p2 - p1) / 2) ** 2
        + math.cos(p1) * math.cos(p2) * math.sin(math.radians(lon2 - lon1) / 2) ** 2
    )
    return 2 * 6371 * math.asin(math.sqrt(a))


def normalised(name: str | None) -> str:
    folded = unicodedata.normalize("NFKC", name or "").lower()
    return "".join(letter for letter in folded if unicodedata.category(letter)[0] in "LN")


MS_NUMBER = re.compile(r"^\d{3}(\d{2})[A-Za-z]+\d+R\d[SML]$")
