"""What a notice is (监管通知): clauses, focus areas, requirements, report outline, recipients, deadline, as data.

Beside its words stands what we propose for carrying it out: tasks of the plan, and questions where no data decides.
A notice quotes its official text word for word, without the blanks and line breaks of the printed page and without
names and telephone numbers of contacts. A new notice is a new module beside this one that defines NOTICE.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
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
    """One thing a body looks for (自查要点). `code` is what checks cite: 1a.

    checks  codes of the checks that look for it, where they do not cite this notice; None: those that cite `code`
    """

    code: str
    label: str
    text: str  # words of the notice
    checks: tuple[str, ...] | None = None

    def is_looked_for_by(self, check: str, cited: Collection[str]) -> bool:
        """Whether the check of that code, which cites these clauses, looks for it."""
        return self.code in cited if self.checks is None else check in self.checks


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
    answers: str = ""  # the place of `to_write` that need not be written where this is told


@dataclass(frozen=True, slots=True)
class ReportSection:
    """A section of the report (报告部分): facts filled in, and what a person must write.

    done  facts on what people did, which the work on the leads gives and a screening alone cannot
    """

    number: int
    title: str
    text: str  # what the notice says it contains; empty where it says nothing
    facts: tuple[Fact, ...]
    to_write: tuple[str, ...]
    done: tuple[Fact, ...] = ()


@dataclass(frozen=True, slots=True)
class Recipient:
    """To whom the report goes (报送对象). A recipient by registration depends on where the body is registered."""

    key: str
    chinese: str
    by_registration: bool = False


@dataclass(frozen=True, slots=True)
class PlanTask:
    """A task the notice makes for the body (工作任务), proposed when a plan is made; the words are ours.

    place    the passage it carries out: 二（二）, 1 (a focus area), 1a
    by_then  per cent of the working days of the plan that may be over when it is done
    closes   ends with the frozen report or after it, so that no report can tell it as done (随报告办结)
    """

    place: str
    title: str
    text: str
    by_then: int
    closes: bool = False


@dataclass(frozen=True, slots=True)
class AskedQuestion:
    """What no data can decide, so that a person must answer for it (问询项); the words are ours.

    text      what must hold, so that 符合 means that it does
    evidence  what shows it
    because   why no data decides it
    """

    code: str
    place: str
    text: str
    evidence: str
    because: str


@dataclass(frozen=True, slots=True)
class Passage:
    """A place of the notice people point at (条款): 二（二） 加强组织领导, and its words."""

    place: str
    title: str
    text: str

    @property
    def label(self) -> str:
        return f"{self.place} {self.title}".strip()


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
    goals: str = ""  # words of the notice
    tasks: tuple[PlanTask, ...] = ()
    questions: tuple[AskedQuestion, ...] = ()

    def __post_init__(self) -> None:
        unique: dict[str, list[object]] = {
            "sub-point": [point.code for point in self.sub_points()],
            "focus area": [area.letter for area in self.focus_areas],
            "section": [section.number for section in self.report_sections],
            "fact": [fact.key for fact in (*self.facts(), *self.facts_done())],
            "recipient": [recipient.key for recipient in self.recipients],
            "passage": [passage.place for passage in self.passages()],
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
            for fact in section.done:
                if fact.answers and fact.answers not in section.to_write:
                    raise ValueError(f"{self.number}: nobody is asked to write “{fact.answers}”")
        if self.due_on < self.issued_on:
            raise ValueError(f"{self.number}: due before it was issued")
        self._check_plan({passage.place for passage in self.passages()})

    def _check_plan(self, places: set[str]) -> None:
        """Tasks and questions belong to a place of the notice."""
        codes = [question.code for question in self.questions]
        if len(set(codes)) != len(codes):
            raise ValueError(f"{self.number}: question given twice in {codes}")
        for place in [task.place for task in self.tasks] + [question.place for question in self.questions]:
            if place not in places:
                raise ValueError(f"{self.number}: {place} is no place of the notice")
        for task in self.tasks:
            if not 0 <= task.by_then <= 100:
                raise ValueError(f"{self.number}: “{task.title}” by {task.by_then} % of the days")

    def sub_points(self) -> Iterator[SubPoint]:
        """Every sub-point, in the order of the notice."""
        for area in self.focus_areas:
            yield from area.sub_points

    def facts(self) -> Iterator[Fact]:
        """Every fact the report needs, in the order of its sections."""
        for section in self.report_sections:
            yield from section.facts

    def facts_done(self) -> Iterator[Fact]:
        """Every fact on what people did, in the order of the sections."""
        for section in self.report_sections:
            yield from section.done

    def sub_point(self, code: str) -> SubPoint:
        """The sub-point of that code. Raises KeyError."""
        for point in self.sub_points():
            if point.code == code:
                return point
        raise KeyError(f"{self.number} has no sub-point {code}")

    def area_of(self, code: str) -> FocusArea:
        """The focus area of a check code (A06) or of a sub-point code (1c). Raises KeyError."""
        named = (
            area
            for area in self.focus_areas
            if any(code in (point.checks or ()) for point in area.sub_points)
        )
        lettered = (area for area in self.focus_areas if code.startswith((area.letter, str(area.number))))
        for area in (*named, *lettered):
            return area
        raise KeyError(f"{self.number} has no focus area for {code}")

    def passages(self) -> Iterator[Passage]:
        """Every place people point at, in the order of the notice."""
        yield Passage(self.scope.place, self.scope.title, self.scope.text)
        for area in self.focus_areas:
            yield Passage(str(area.number), area.title, area.text)
            for point in area.sub_points:
                yield Passage(point.code, point.label, point.text)
        for asked in self.requirements:
            yield Passage(asked.place, asked.title, asked.text)

    def passage(self, place: str) -> Passage:
        """The passage of that place; an empty one where the notice has none, as for a task of the body's own."""
        for passage in self.passages():
            if passage.place == place:
                return passage
        return Passage(place, "", "")
