"""The figures of a report with the page that lists the rows behind each (数字和明细)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from urllib.parse import urlencode

from zicha.reports.document import Correction, Figure, Run
from zicha.reports.fact import Fact


@dataclass(frozen=True, slots=True)
class Rows:
    """The page that shows the rows behind a figure (明细): a named route with its arguments and query."""

    route: str
    arguments: tuple[str | int, ...] = ()
    query: str = ""


def leads(**conditions: str) -> Rows:
    """The queue of leads under these conditions."""
    return Rows("leads", query=urlencode(conditions))


@dataclass
class Figures:
    """Every figure of one report by its key, in the order it was told (报告数字)."""

    facts: dict[str, Fact] = field(default_factory=dict)
    rows: dict[str, Rows] = field(default_factory=dict)

    def add(self, fact: Fact, rows: Rows) -> Fact:
        """Remember a figure. Raises ValueError for two different ones under one key."""
        if self.facts.setdefault(fact.key, fact) != fact:
            raise ValueError(f"two figures are called {fact.key}")
        self.rows[fact.key] = rows
        return fact

    def cell(self, key: str, label: str, value: int, unit: str, how: str, rows: Rows) -> Run:
        """A figure in a table: its caption says how it was computed, so it has no footnote of its own."""
        fact = self.add(Fact(key, label, value, unit, how, value, of="条线索"), rows)
        return Run(f"{value:,}", Figure(fact.key, ""))

    def __iter__(self) -> Iterator[tuple[Fact, Rows]]:
        return ((fact, self.rows[key]) for key, fact in self.facts.items())


def shown(fact: Fact, correction: Correction | None, corrected: str = "") -> str:
    """What the reader sees."""
    return corrected if correction else fact.shown
