"""A number or short rule out of a law or standard (依据数值): value, unit, days in force, source, confirmed or not.

Confirmed   the text, or a page quoting its clause, has been read; a figure from a training site or from general
            knowledge is not confirmed and can be overridden by a body with a reason
Dates       both ends included; no `since` = since before our records, no `until` = still in force
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Protocol, TypeVar

from zicha.contract.table import text_rows


class Dated(Protocol):
    """Anything in force from one day to another (有生效期的)."""

    @property
    def since(self) -> date | None: ...

    @property
    def until(self) -> date | None: ...


D = TypeVar("D", bound=Dated)


def in_force(rows: Iterable[D], on: date) -> Iterator[D]:
    """The rows in force on that day, in their order."""
    for row in rows:
        if (row.since is None or row.since <= on) and (row.until is None or on <= row.until):
            yield row


@dataclass(frozen=True, slots=True)
class Value:
    """One value (依据数值). Numbers are exact; a rule without a number is a Chinese phrase."""

    key: str
    chinese: str  # what it limits, as the reader sees it
    value: Decimal | Fraction | str
    unit: str
    since: date | None
    until: date | None
    source: str
    confirmed: bool

    @property
    def whole(self) -> int:
        """The value as a whole number. Raises TypeError when it is none."""
        if isinstance(self.value, str) or self.value != int(self.value):
            raise TypeError(f"{self.key} is not a whole number: {self.value}")
        return int(self.value)

    @property
    def decimal(self) -> Decimal:
        """The value as a decimal. Raises TypeError for a third or a phrase."""
        if not isinstance(self.value, Decimal):
            raise TypeError(f"{self.key} is not a decimal: {self.value}")
        return self.value


def values(text: str) -> tuple[Value, ...]:
    """The values of a text table: key, 内容, value, unit, since, until, confirmed (yes or no), source."""
    return tuple(
        Value(
            key=row["key"],
            chinese=row["内容"],
            value=_number(row["value"]),
            unit=row["unit"],
            since=_day(row["since"]),
            until=_day(row["until"]),
            source=row["source"],
            confirmed={"yes": True, "no": False}[row["confirmed"]],
        )
        for row in text_rows(text)
    )


def value_on(rows: Iterable[Value], key: str, on: date) -> Value:
    """The value of that key in force on that day. Raises LookupError when there is none, or more than one."""
    found = [row for row in in_force(rows, on) if row.key == key]
    if len(found) != 1:
        raise LookupError(f"{len(found)} values of {key} in force on {on}")
    return found[0]


def _number(text: str) -> Decimal | Fraction | str:
    if "/" in text:
        return Fraction(text)
    # 04-15 is a day of the year, not a number.
    return Decimal(text) if text.replace(".", "", 1).isdigit() else text


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None
