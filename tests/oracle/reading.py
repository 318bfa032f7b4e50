"""What the plain rules read (读数): rows of a day, lookups, months, halves, distances. Shares no code with the checks."""

from __future__ import annotations

import calendar
import math
import unicodedata
from collections import defaultdict
from datetime import date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from functools import cache
from typing import Any

import chinese_calendar

Row = dict[str, Any]
Tables = dict[str, list[Row]]

OWN_DAY = {
    "adverse_events": ["published_on"],
    "applications": ["applied_on"],
    "audit_plans": ["reported_at"],
    "audits": ["started_at", "planned_from"],
    "certificate_events": ["effective_on"],
    "certificates": ["issued_on"],
    "claims": ["seen_on"],
    "classifications": ["effective_on"],
    "competence_reviews": ["reviewed_on"],
    "complaints": ["received_on"],
    "decisions": ["decided_at"],
    "documents": ["created_at"],
    "expenses": ["spent_on"],
    "fees": ["paid_on"],
    "filed_rules": ["filed_on"],
    "internal_controls": ["held_on"],
    "lab_reviews": ["reviewed_on"],
    "nonconformities": ["raised_on"],
    "org_records": ["claimed_on"],
    "process_events": ["happened_at"],
    "product_checks": ["checked_on"],
    "sign_ins": ["signed_at"],
    "test_reports": ["issued_on"],
    "transfers": ["applied_on"],
    "visits": ["visited_on"],
}
PART_OF = {
    "audit_sites": ("audits", "audit_id"),
    "audit_team": ("audits", "audit_id"),
    "audited_processes": ("audits", "audit_id"),
    "certificate_fields": ("certificates", "certificate_no"),
    "product_units": ("certificates", "certificate_no"),
    "scope_processes": ("certificates", "certificate_no"),
}


class Records:
    """The tables as read on the judging date, with lookups by key."""

    def __init__(self, tables: Tables, as_of: date) -> None:
        self.as_of = as_of
        self._tables: Tables = {}
        self._rows_by: dict[tuple[str, str], dict[Any, list[Row]]] = {}
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

    def delivered(self, name: str) -> bool:
        return name in self._tables

    def one(self, name: str, key: str, value: Any) -> Row:
        """The row of that key; an empty row when the reference resolves to nothing."""
        for row in self.where(name, **{key: value}):
            return row
        return defaultdict(lambda: None)

    def where(self, name: str, **wanted: Any) -> list[Row]:
        """The rows with those values; an empty value equals nothing."""
        (first, value), *others = wanted.items()
        if (name, first) not in self._rows_by:
            rows_by = self._rows_by[name, first] = defaultdict(list)
            for row in self[name]:
                rows_by[row[first]].append(row)
        if value is None:
            return []
        return [
            row
            for row in self._rows_by[name, first].get(value, [])
            if all(other is not None and row[column] == other for column, other in others)
        ]


def day(moment: date | datetime | None) -> date | None:
    return moment.date() if isinstance(moment, datetime) else moment


def add_months(start: date, months: int) -> date:
    year, month = divmod(start.year * 12 + start.month - 1 + months, 12)
    return date(year, month + 1, min(start.day, calendar.monthrange(year, month + 1)[1]))


def round_half(value: Fraction) -> Fraction:
    """To the nearest half, halves up."""
    return Fraction(math.floor(value * 2 + Fraction(1, 2)), 2)


is_workday = cache(chinese_calendar.is_workday)


def working_days_after(first: date, last: date) -> int:
    return sum(is_workday(first + timedelta(days=n)) for n in range(1, (last - first).days + 1))


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
