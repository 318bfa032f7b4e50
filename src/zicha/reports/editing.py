"""What people do to a computed document (人工编辑): fill in the places left to them, correct a figure with a reason.

Every function returns a new document; the computed one stays what it was.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace

from zicha.reports.document import (
    Block,
    Cell,
    Chart,
    Correction,
    Document,
    Line,
    NumberedList,
    Paragraph,
    Run,
    Section,
    Signature,
    Table,
)

Change = Callable[[Run], Run]


@dataclass(frozen=True, slots=True)
class Place:
    """A place still to be written (待填写处)."""

    section: str  # key of its section; "" outside one
    key: str
    what: str


def places(document: Document) -> Iterator[Place]:
    """The places nobody has written yet, in reading order."""
    for section, run in document.runs():
        if run.place:
            yield Place(section, run.place, run.text)


def filled(document: Document, texts: Mapping[str, str]) -> Document:
    """The document with the places of these keys written; each line of a text becomes a paragraph."""
    given = {key: text.strip() for key, text in texts.items() if text.strip()}

    def write(run: Run) -> Run:
        return Run(given[run.place]) if run.place in given else run

    return _changed(document, write, _paragraphs)


def corrected(document: Document, corrections: Mapping[str, tuple[str, str]]) -> Document:
    """The document with figures written over: key of the figure → what to show, why.

    Raises ValueError for a correction without a reason, LookupError for a figure that is not in the document.
    """
    for key, (shown, reason) in corrections.items():
        if not shown.strip() or not reason.strip():
            raise ValueError(f"a correction of {key} needs a value and a reason")
    left = set(corrections)

    def correct(run: Run) -> Run:
        if run.figure is None or run.figure.key not in corrections:
            return run
        shown, reason = corrections[run.figure.key]
        left.discard(run.figure.key)
        computed = run.correction.computed if run.correction else run.text
        return replace(run, text=shown.strip(), correction=Correction(computed, reason.strip().rstrip("。")))

    changed = _changed(document, correct, lambda block: (block,))
    if left:
        raise LookupError(f"no figure {', '.join(sorted(left))} in the document")
    return changed


def final(document: Document, *, version: str = "") -> Document:
    """The document as it is sent: no longer a draft, without the notes for who writes."""
    return replace(document, is_draft=False, draft_note="", notes=(), version=version or document.version)


def _changed(
    document: Document, change: Change, spread: Callable[[Paragraph], tuple[Paragraph, ...]]
) -> Document:
    def line(runs: Line) -> Line:
        return tuple(change(run) for run in runs)

    def cell(content: Cell) -> Cell:
        return change(content) if isinstance(content, Run) else content

    def block(old: Block) -> tuple[Block, ...]:
        match old:
            case Paragraph():
                return spread(replace(old, runs=line(old.runs)))
            case NumberedList():
                return (replace(old, items=tuple(line(item) for item in old.items)),)
            case Table():
                rows = tuple(tuple(cell(content) for content in row) for row in old.rows)
                return (replace(old, caption=line(old.caption), rows=rows),)
            case Chart():
                return (replace(old, caption=line(old.caption)),)
            case _:
                return (old,)

    def blocks(old: tuple[Block, ...]) -> tuple[Block, ...]:
        return tuple(new for each in old for new in block(each))

    signed = document.signature
    return replace(
        document,
        title=tuple(line(each) for each in document.title),
        recipients=line(document.recipients),
        opening=blocks(document.opening),
        sections=tuple(Section(each.key, each.title, blocks(each.blocks)) for each in document.sections),
        signature=signed and Signature(change(signed.name), change(signed.day), signed.seal),
        notes=blocks(document.notes),
    )


def _paragraphs(paragraph: Paragraph) -> tuple[Paragraph, ...]:
    """A paragraph whose text has line breaks as several."""
    lines: list[list[Run]] = [[]]
    for run in paragraph.runs:
        if run.figure or run.place or "\n" not in run.text:
            lines[-1].append(run)
            continue
        first, *others = run.text.splitlines()
        lines[-1].append(Run(first))
        lines += [[Run(text.strip())] for text in others if text.strip()]
    return tuple(replace(paragraph, runs=tuple(line)) for line in lines)
