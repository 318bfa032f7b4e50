"""A document as the data the template reads (模板数据).

Words reach Typst as strings of a JSON value, never as source, so nothing a record holds can become markup.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from typing import Any

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
from zicha.reports.drawing import svg
from zicha.reports.plain import plain

# How many characters as wide as they are high fit a line: of the body, of a footnote, of a table, of one on a turned page.
_BODY_ROOM, _NOTE_ROOM, _TABLE_ROOM, _WIDE_ROOM = 27.5, 48.0, 42.0, 60.5
# A little more than the widest fonts take, in shares of their height.
_CAPITAL, _OTHER = 0.72, 0.58
_UNBROKEN = re.compile(r"[!-~]+")


@dataclass(frozen=True, slots=True)
class TemplateData:
    """What the template shows as JSON (模板数据), and the figures in it by the number it calls them."""

    words: str
    figures: tuple[Run, ...]


def template_data(document: Document) -> TemplateData:
    """Everything the template shows, headings, tables and charts numbered."""
    collected = _Collected(document)
    return TemplateData(json.dumps(collected.everything(), ensure_ascii=False), tuple(collected.figures))


@dataclass
class _Collected:
    document: Document
    numbers: Numbering = field(default_factory=Numbering)
    figures: list[Run] = field(default_factory=list)

    def everything(self) -> dict[str, Any]:
        document = self.document
        return {
            "name": plain(document.heading),
            "subject": plain(document.subject),
            "day": [document.day.year, document.day.month, document.day.day],
            "letterhead": plain(document.letterhead),
            "number": plain(document.number),
            "issuer": plain(document.issuer),
            "version": plain(document.version),
            "title": [self.line(line) for line in document.title],
            "draft_note": plain(document.draft_note) if document.is_draft else "",
            "recipients": self.line(document.recipients),
            "opening": self.blocks(document.opening),
            "sections": [
                {
                    "key": section.key,
                    "title": plain(self.numbers.heading(1) + section.title),
                    "blocks": self.blocks(section.blocks),
                }
                for section in document.sections
            ],
            "attachments": [plain(text) for text in document.attachments],
            "signature": document.signature
            and {
                "name": self.run(document.signature.name),
                "day": self.run(document.signature.day),
                "seal": document.signature.seal,
            },
            "notes": self.blocks(document.shown_notes),
        }

    def blocks(self, blocks: tuple[Block, ...]) -> list[dict[str, Any]]:
        return [self.block(block) for block in blocks]

    def block(self, block: Block) -> dict[str, Any]:
        match block:
            case Heading():
                text = plain(self.numbers.heading(block.level) + block.text)
                return {"kind": "heading", "level": block.level, "text": text}
            case Paragraph():
                return {
                    "kind": "paragraph",
                    "runs": self.line(block.runs),
                    "align": block.align.value,
                    "set_in": block.set_in,
                }
            case NumberedList():
                return {"kind": "list", "items": [self.line(item) for item in block.items]}
            case Table():
                return self.table(block)
            case Chart():
                return {
                    "kind": "chart",
                    "number": self.numbers.chart(),
                    "caption": self.line(block.caption),
                    "alt": plain(block.alt),
                    "svg": svg(block.drawing),
                }
            case PageBreak():
                return {"kind": "page_break"}

    def table(self, table: Table) -> dict[str, Any]:
        room = _WIDE_ROOM if table.wide else _TABLE_ROOM
        rooms = [room * weight / sum(table.weights) - 0.6 for weight in table.weights]
        return {
            "kind": "table",
            "number": self.numbers.table(),
            "caption": self.line(table.caption),
            "head": [plain(text) for text in table.head],
            "rows": [
                [self.cell(cell, space) for cell, space in zip(row, rooms, strict=True)] for row in table.rows
            ],
            "weights": list(table.weights),
            "wide": table.wide,
        }

    def cell(self, cell: Cell, room: float) -> dict[str, Any]:
        text, align = shown_cell(cell)
        run = cell if isinstance(cell, Run) else Run(text)
        return {
            "runs": [self.run(run, room)],
            "align": "right" if align is Align.RIGHT else "left",
            "to_fill": bool(run.place) and not run.text,
        }

    def line(self, runs: Line) -> list[dict[str, Any]]:
        return [self.run(run) for run in runs]

    def run(self, run: Run, room: float = _BODY_ROOM) -> dict[str, Any]:
        made: dict[str, Any] = {"text": breakable(plain(run.shown), room)}
        if run.place:
            made["mark"] = "to_write"
        elif run.correction:
            made["mark"] = "corrected"
        if run.figure:
            # A number stays on one line with its unit.
            made["text"] = made["text"].replace(" ", "\u00a0")
            made["figure"] = str(len(self.figures))
            self.figures.append(run)
        if run.footnote:
            made["footnote"] = breakable(plain(run.footnote), _NOTE_ROOM)
        return made


def breakable(text: str, room: float) -> str:
    """The text with places to break in what is longer than a line and has none: keys, hashes, paths."""
    return _UNBROKEN.sub(lambda found: _broken(found.group(), room), text)


def _broken(word: str, room: float) -> str:
    if _width(word) <= room:
        return word
    # After a mark between parts if that is enough, else anywhere.
    parts = re.split(r"(?<=[|/_.,:;&=-])", word)
    return "\u200b".join(part if _width(part) <= room else "\u200b".join(part) for part in parts)


def _width(word: str) -> float:
    return sum(_CAPITAL if letter.isupper() or letter in "mw@%&" else _OTHER for letter in word)
