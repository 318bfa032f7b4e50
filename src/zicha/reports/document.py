"""An official document as what it says (公文), before it is a page: Typst and Word render the same one.

It holds no layout: no font, no size, no page. `Numbering` gives headings, tables and charts the numbers both show.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import Enum

from zicha.reports.drawing import Drawing
from zicha.reports.fact import Fact


@dataclass(frozen=True, slots=True)
class Figure:
    """Where a number comes from (数字出处): its key, by which the rows behind it are found, and its footnote."""

    key: str
    footnote: str


@dataclass(frozen=True, slots=True)
class Correction:
    """A figure a person wrote over the computed one (人工更正)."""

    computed: str
    reason: str


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of text (文字): plain, a figure, or a place for people to write.

    place  key of the place to write (待填写); `text` then says what belongs there. "" = not one
    """

    text: str
    figure: Figure | None = None
    place: str = ""
    correction: Correction | None = None

    @property
    def shown(self) -> str:
        """What the reader sees; an empty place is only a coloured cell."""
        return f"【请填写：{self.text}】" if self.place and self.text else self.text

    @property
    def footnote(self) -> str:
        """How the figure was computed, and that a person changed it."""
        notes = [self.figure.footnote] if self.figure else []
        if self.correction:
            notes.append(
                f"程序计算为 {self.correction.computed}，经人工更正，理由：{self.correction.reason}。"
            )
        return "".join(notes)


Line = tuple[Run, ...]
Cell = str | int | Decimal | Run


class Align(Enum):
    """How a paragraph stands (对齐)."""

    JUSTIFIED = "justified"
    LEFT = "left"
    CENTRE = "centre"
    RIGHT = "right"


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading inside a section (标题): level 2 is （一）, 3 is 1., 4 is （1）."""

    text: str
    level: int = 2


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph (段落), its first line set in by two characters unless `set_in` is False."""

    runs: Line
    align: Align = Align.JUSTIFIED
    set_in: bool = True


@dataclass(frozen=True, slots=True)
class NumberedList:
    """Numbered items (编号列表): 1. 2. 3., each a paragraph."""

    items: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A table (表格). `weights` are shares of the width; a wide one stands on a page of its own, turned.

    of  what its plain numbers count, for a page that leads from them to their rows; on paper it says nothing
    """

    caption: Line
    head: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    weights: tuple[int, ...]
    wide: bool = False
    of: str = ""

    def __post_init__(self) -> None:
        for row in (self.head, self.weights, *self.rows):
            if len(row) != len(self.head):
                raise ValueError(f"{self.caption}: a row of {len(row)} cells under {len(self.head)} headings")


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart (图) of `zicha.reports.charts`, its caption and what it says in words for who cannot see it.

    figures  keys of the figures it draws
    """

    drawing: Drawing
    caption: Line
    alt: str
    figures: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PageBreak:
    """What follows begins a new page (分页)."""


Block = Heading | Paragraph | NumberedList | Table | Chart | PageBreak


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the document under a first-level heading (部分); `key` is stable, the web's outline goes by it."""

    key: str
    title: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Signature:
    """Who signs and when (落款); `seal` = the seal goes over both (公章)."""

    name: Run
    day: Run
    seal: bool = True


@dataclass(frozen=True, slots=True)
class Document:
    """An official document (公文).

    title        one line or more
    letterhead   发文机关标志, printed red above a red rule; "" = none, as on paper that has one already
    number       发文字号; issuer = 签发人, which a document to a higher office names
    day          of the document; every date in the files it becomes is this one
    draft_note   under the title of a draft; notes = a last page for who writes, not part of a final document
    version      stands small at the foot of every page, so that paper can be told from paper
    """

    title: tuple[Line, ...]
    body_name: str
    recipients: Line
    day: date
    subject: str = ""
    letterhead: str = ""
    number: str = ""
    issuer: str = ""
    is_draft: bool = True
    draft_note: str = ""
    version: str = ""
    opening: tuple[Block, ...] = ()
    sections: tuple[Section, ...] = ()
    attachments: tuple[str, ...] = ()
    signature: Signature | None = None
    notes: tuple[Block, ...] = ()

    @property
    def heading(self) -> str:
        """The title on one line, for file properties and lists."""
        return "".join(run.shown for line in self.title for run in line)

    def blocks(self) -> Iterator[tuple[str, Block]]:
        """Every block with the key of its section; "" for what stands outside one."""
        yield from (("", block) for block in self.opening)
        for section in self.sections:
            yield from ((section.key, block) for block in section.blocks)
        yield from (("", block) for block in self.shown_notes)

    @property
    def shown_notes(self) -> tuple[Block, ...]:
        return self.notes if self.is_draft else ()

    def runs(self) -> Iterator[tuple[str, Run]]:
        """Every run with the key of its section, in reading order but for the signature, which comes last."""
        for line in (*self.title, self.recipients):
            yield from (("", run) for run in line)
        for key, block in self.blocks():
            yield from ((key, run) for run in _runs(block))
        if self.signature is not None:
            yield from (("", run) for run in (self.signature.name, self.signature.day))


def figure(fact: Fact) -> Run:
    """A computed figure as text with its footnote."""
    return Run(fact.shown, Figure(fact.key, fact.footnote))


def shown_cell(cell: Cell) -> tuple[str, Align]:
    """A cell as it is written, numbers to the right."""
    if isinstance(cell, Run):
        return cell.shown, Align.RIGHT if cell.figure else Align.LEFT
    if isinstance(cell, int):
        return f"{cell:,}", Align.RIGHT
    if isinstance(cell, Decimal):
        return f"{cell:,.2f}", Align.RIGHT
    return cell, Align.RIGHT if cell == "—" else Align.LEFT


def chinese_number(number: int) -> str:
    """1 → 一, 12 → 十二, up to 99."""
    digits = "一二三四五六七八九"
    tens, ones = divmod(number, 10)
    units = digits[ones - 1] if ones else ""
    if tens == 0:
        return units
    return ("" if tens == 1 else digits[tens - 1]) + "十" + units


class Numbering:
    """The numbers of headings, tables and charts, given in reading order (编号)."""

    def __init__(self) -> None:
        self._headings = [0, 0, 0, 0]
        self._tables = self._charts = 0

    def heading(self, level: int) -> str:
        """一、 （一） 1. （1） by level."""
        self._headings[level - 1] += 1
        self._headings[level:] = [0] * (4 - level)
        number = self._headings[level - 1]
        return {
            1: f"{chinese_number(number)}、",
            2: f"（{chinese_number(number)}）",
            3: f"{number}. ",
            4: f"（{number}）",
        }[level]

    def table(self) -> str:
        self._tables += 1
        return f"表 {self._tables}"

    def chart(self) -> str:
        self._charts += 1
        return f"图 {self._charts}"


def _runs(block: Block) -> Iterator[Run]:
    match block:
        case Paragraph():
            yield from block.runs
        case NumberedList():
            for item in block.items:
                yield from item
        case Table():
            yield from block.caption
            for row in block.rows:
                yield from (cell for cell in row if isinstance(cell, Run))
        case Chart():
            yield from block.caption
        case Heading() | PageBreak():
            pass
