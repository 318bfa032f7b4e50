"""A document as a page in the browser (报告页面): the same headings, tables and footnotes under the same numbers.

What people wrote stands in its place with a way to change it; every figure leads to the rows behind it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from django.utils.safestring import SafeString, mark_safe

from zicha.reports.document import (
    Align,
    Block,
    Cell,
    Chart,
    Document,
    Heading,
    Line,
    NumberedList,
    Numbering,
    PageBreak,
    Paragraph,
    Run,
    Table,
    shown_cell,
)
from zicha.reports.drawing import Drawing, svg

Link = Callable[[str], str]
CellLink = Callable[[str, str, str, Cell], str]
"""Of what a table counts, the first cell of the row, the heading and the cell: the page behind it."""


@dataclass
class Paper:
    """The page being made (页面). `texts` by place; `wrote` says who wrote them and when."""

    texts: Mapping[str, Any]
    link: Link
    cell_link: CellLink = lambda of, row, column, cell: ""
    numbers: Numbering = field(default_factory=Numbering)
    notes: list[dict[str, Any]] = field(default_factory=list)
    _noted: int = 0
    _headed: int = 0

    def everything(self, document: Document) -> dict[str, Any]:
        return {
            "title": [self.line(line) for line in document.title],
            "draft_note": document.draft_note if document.is_draft else "",
            "recipients": self.line(document.recipients),
            "opening": self.blocks(document.opening),
            "sections": [self.section(one.key, one.title, one.blocks) for one in document.sections],
            "attachments": document.attachments,
            "signature": document.signature
            and {"name": self.run(document.signature.name), "day": self.run(document.signature.day)},
        }

    def section(self, key: str, title: str, blocks: tuple[Block, ...]) -> dict[str, Any]:
        self.notes = []
        heading = self.numbers.heading(1) + title
        made = self.blocks(blocks)
        return {"key": key, "title": heading, "blocks": made, "notes": self.notes}

    def blocks(self, blocks: tuple[Block, ...]) -> list[dict[str, Any]]:
        return [self.block(block) for block in blocks]

    def block(self, block: Block) -> dict[str, Any]:
        match block:
            case Heading():
                self._headed += 1
                return {
                    "kind": "heading",
                    "id": f"h-{self._headed}",
                    "level": block.level + 1,
                    "text": self.numbers.heading(block.level) + block.text,
                }
            case Paragraph():
                return {"kind": "paragraph", "runs": self.line(block.runs), "set_in": block.set_in}
            case NumberedList():
                return {"kind": "list", "items": [self.line(item) for item in block.items]}
            case Table():
                return self.table(block)
            case Chart():
                return {
                    "kind": "chart",
                    "number": self.numbers.chart(),
                    "caption": self.line(block.caption),
                    "drawing": drawn(block.drawing),
                    "alt": block.alt,
                    "head": block.drawing.head,
                    "rows": block.drawing.rows,
                }
            case PageBreak():
                return {"kind": "break"}

    def table(self, table: Table) -> dict[str, Any]:
        caption = self.line(table.caption)
        rows = [
            [self.cell(cell, self._behind(table, row, at)) for at, cell in enumerate(row)]
            for row in table.rows
        ]
        # Headings stand over their numbers.
        numbers = [bool(rows) and rows[0][place]["is_number"] for place in range(len(table.head))]
        return {
            "kind": "table",
            "number": self.numbers.table(),
            "caption": caption,
            "head": list(zip(table.head, numbers, strict=True)),
            "rows": rows,
        }

    def cell(self, cell: Cell, url: str = "") -> dict[str, Any]:
        text, align = shown_cell(cell)
        run = cell if isinstance(cell, Run) else Run(text)
        made = self.run(run)
        return {"run": made | {"url": url} if url else made, "is_number": align is Align.RIGHT}

    def _behind(self, table: Table, row: tuple[Cell, ...], at: int) -> str:
        if not table.of or not at:
            return ""
        return self.cell_link(table.of, shown_cell(row[0])[0], table.head[at], row[at])

    def line(self, runs: Line) -> list[dict[str, Any]]:
        return [self.run(run) for run in runs]

    def run(self, run: Run) -> dict[str, Any]:
        made: dict[str, Any] = {"text": run.text, "shown": run.shown}
        if run.place:
            return made | {
                "place": run.place,
                "written": self.texts.get(run.place),
                "anchor": anchor(run.place),
            }
        if run.figure:
            made |= {"figure": run.figure.key, "url": self.link(run.figure.key), "correction": run.correction}
        if run.footnote:
            self._noted += 1
            made |= {"footnote": run.footnote, "number": self._noted}
            self.notes.append(made)
        return made


def anchor(place: str) -> str:
    """A place as an anchor of the page."""
    return "p-" + "".join(f"{ord(letter):x}" for letter in place)[:60]


@lru_cache(maxsize=64)
def drawn(drawing: Drawing) -> SafeString:
    """The chart as SVG; a definition of ours, so nothing a record holds is markup in it."""
    return mark_safe(svg(drawing))
