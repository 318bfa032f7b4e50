"""What a notice is (监管通知): clauses, focus areas, requirements, report outline, recipients, deadline, as data.

A notice quotes its official text word for word, without the blanks and line breaks of the printed page and without
names and telephone numbers of contacts. A new notice is a new module beside this one that defines NOTICE.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Clause:
    """A passage of the notice (条款) and where it stands in it."""

    place: str  # 一（一）
    title: str
    text: str


@dataclass(frozen=True, slots=True)
class SubPoint:
    """One thing a body looks for (自查要点). `code` is what checks cite: 1a."""

    code: str
    label: str
    text: str  # words of the notice


@dataclass(frozen=True, slots=True)
class FocusArea:
    """A focus area of the inspection (自查重点). `letter` begins the codes of its checks."""

    number: int
    letter: str
    title: str
    text: str
    sub_points: tuple[SubPoint, ...]


@dataclass(frozen=True, slots=True)
class Requirement:
    """What the notice asks of the body besides the report (工作要求)."""

    place: str
    title: str
    text: str


@dataclass(frozen=True, slots=True)
class Fact:
    """A figure or list a section of the report needs and Zicha computes (报告所需事实)."""

    key: str
    chinese: str
    unit: str = ""
    asked: str = (
        ""  # the words of the notice that ask for it; empty: ours, so that the section can be checked
    )


@dataclass(frozen=True, slots=True)
class ReportSection:
    """A section of the report (报告部分): facts filled in, and what a person must write."""

    number: int
    title: str
    text: str  # what the notice says it contains; empty where it says nothing
    facts: tuple[Fact, ...]
    to_write: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Recipient:
    """To whom the report goes (报送对象). A recipient by registration depends on where the body is registered."""

    key: str
    chinese: str
    by_registration: bool = False


@dataclass(frozen=True, slots=True)
class Notice:
    """A regulator's notice (监管通知). Raises ValueError when its parts contradict each other."""

    key: str
    number: str
    title: str
    issuer: str
    issued_on: date
    addressed_to: str
    purpose: Clause
    scope: Clause
    focus_areas: tuple[FocusArea, ...]
    requirements: tuple[Requirement, ...]
    report_title: str
    report_sections: tuple[ReportSection, ...]
    recipients: tuple[Recipient, ...]
    due_on: date
    stamped: bool
    years_looked_back: int  # "近 2 年"

    def __post_init__(self) -> None:
        unique: dict[str, list[object]] = {
            "sub-point": [point.code for point in self.sub_points()],
            "focus area": [area.letter for area in self.focus_areas],
            "section": [section.number for section in self.report_sections],
            "fact": [fact.key for fact in self.facts()],
            "recipient": [recipient.key for recipient in self.recipients],
        }
        for name, keys in unique.items():
            if not keys or len(set(keys)) != len(keys):
                raise ValueError(f"{self.number}: {name} missing or given twice in {keys}")
        for area in self.focus_areas:
            for point in area.sub_points:
                if not point.code.startswith(str(area.number)) or point.text not in area.text:
                    raise ValueError(f"{self.number}: {point.code} is no part of focus area {area.number}")
        for section in self.report_sections:
            for fact in section.facts:
                if fact.asked not in section.text:
                    raise ValueError(f"{self.number}: section {section.number} does not ask “{fact.asked}”")
        if self.due_on < self.issued_on:
            raise ValueError(f"{self.number}: due before it was issued")

    def sub_points(self) -> Iterator[SubPoint]:
        """Every sub-point, in the order of the notice."""
        for area in self.focus_areas:
            yield from area.sub_points

    def facts(self) -> Iterator[Fact]:
        """Every fact the report needs, in the order of its sections."""
        for section in self.report_sections:
            yield from section.facts

    def sub_point(self, code: str) -> SubPoint:
        """The sub-point of that code. Raises KeyError."""
        for point in self.sub_points():
            if point.code == code:
                return point
        raise KeyError(f"{self.number} has no sub-point {code}")

    def area_of(self, code: str) -> FocusArea:
        """The focus area of a check code (A06) or of a sub-point code (1c). Raises KeyError."""
        for area in self.focus_areas:
            if code.startswith((area.letter, str(area.number))):
                return area
        raise KeyError(f"{self.number} has no focus area for {code}")
