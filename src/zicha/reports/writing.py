"""Writing a document from top to bottom (公文写作): sentences of words, figures and places to write."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from zicha.reports.document import (
    Align,
    Block,
    Cell,
    Chart,
    Heading,
    Line,
    NumberedList,
    PageBreak,
    Paragraph,
    Run,
    Section,
    Table,
    figure,
)
from zicha.reports.drawing import Drawing
from zicha.reports.fact import Fact


@dataclass(frozen=True, slots=True)
class ToWrite:
    """A place for people to write (待填写), marked so that nobody overlooks it; in a table, "" marks the cell.

    key  by which what was written is found again; "" = made from the section and the words
    """

    what: str
    key: str = ""


Piece = str | Fact | ToWrite | Run


class Writing:
    """Blocks of one section, or of what stands outside all of them, being written (正文)."""

    def __init__(self, section: str) -> None:
        self._section = section
        self._blocks: list[Block] = []
        self._keys: dict[str, int] = {}

    @property
    def blocks(self) -> tuple[Block, ...]:
        return tuple(self._blocks)

    def section(self, title: str) -> Section:
        """What was written, as a section."""
        return Section(self._section, title, self.blocks)

    def heading(self, text: str, level: int = 2) -> None:
        self._blocks.append(Heading(text, level))

    def say(self, *pieces: Piece) -> None:
        """A paragraph, first line set in."""
        self._blocks.append(Paragraph(self.line(*pieces)))

    def flush(self, *pieces: Piece, align: Align = Align.LEFT) -> None:
        """A paragraph that is not set in."""
        self._blocks.append(Paragraph(self.line(*pieces), align, set_in=False))

    def listed(self, *items: Piece) -> None:
        self._blocks.append(NumberedList(tuple(self.line(item) for item in items)))

    def table(
        self,
        caption: Sequence[Piece],
        head: Sequence[str],
        rows: Iterable[Sequence[Cell | ToWrite]],
        weights: Sequence[int],
        *,
        wide: bool = False,
        of: str = "",
    ) -> None:
        cells = tuple(
            tuple(self._run(cell) if isinstance(cell, ToWrite) else cell for cell in row) for row in rows
        )
        self._blocks.append(Table(self.line(*caption), tuple(head), cells, tuple(weights), wide, of))

    def chart(self, drawing: Drawing, caption: str, *, figures: Sequence[str] = ()) -> None:
        self._blocks.append(Chart(drawing, self.line(caption), drawing.alt, tuple(figures)))

    def page_break(self) -> None:
        self._blocks.append(PageBreak())

    def line(self, *pieces: Piece) -> Line:
        return tuple(self._run(piece) for piece in pieces if piece != "")

    def _run(self, piece: Piece) -> Run:
        if isinstance(piece, Fact):
            return figure(piece)
        if isinstance(piece, ToWrite):
            return Run(piece.what, place=self._place(piece))
        return Run(piece) if isinstance(piece, str) else piece

    def _place(self, piece: ToWrite) -> str:
        """A key of its own for each place; the second of the same words in a section gets a number."""
        key = piece.key or f"{self._section}:{piece.what}"
        self._keys[key] = self._keys.get(key, 0) + 1
        return key if self._keys[key] == 1 else f"{key}#{self._keys[key]}"
