"""A document as a Word file (公文文件). The same document gives the same bytes."""

from __future__ import annotations

from datetime import date, datetime
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from docx.shared import Pt

from zicha.reports.document import (
    Align,
    Block,
    Chart,
    Document,
    Heading,
    NumberedList,
    PageBreak,
    Paragraph,
    Run,
    Signature,
    Table,
)
from zicha.reports.drawing import png
from zicha.reports.word.paper import Paper


def docx(document: Document) -> bytes:
    """The document as a .docx file."""
    paper = Paper(
        title=document.heading,
        subject=document.subject,
        day=datetime(document.day.year, document.day.month, document.day.day),
        version=document.version,
    )
    _opening(paper, document)
    for section in document.sections:
        paper.heading(section.title, 1)
        _write(paper, section.blocks)
    if document.attachments:
        _attachments(paper, document.attachments)
    if document.signature:
        _signature(paper, document.signature)
    if document.shown_notes:
        paper.page_break()
        _write(paper, document.shown_notes)
    made = BytesIO()
    paper.document.save(made)
    return same_bytes(made.getvalue(), document.day)


def same_bytes(archive: bytes, day: date) -> bytes:
    """The archive with that day for the time of every part, which otherwise is the clock's."""
    made = BytesIO()
    # Days before the format's own beginning cannot be written.
    at = (max(day.year, 1980), day.month, day.day, 0, 0, 0)
    with ZipFile(BytesIO(archive)) as old, ZipFile(made, "w", ZIP_DEFLATED) as new:
        for name in old.namelist():
            part = ZipInfo(name, at)
            part.compress_type = ZIP_DEFLATED
            part.create_system = 0  # the same on every system
            new.writestr(part, old.read(name))
    return made.getvalue()


def _opening(paper: Paper, document: Document) -> None:
    paper.head(document.letterhead, document.number, document.issuer)
    for line in document.title:
        paper.title(line)
    if document.is_draft and document.draft_note:
        paper.flush((Run(document.draft_note),), align=Align.CENTRE)
    paper.gap()
    if document.recipients:
        paper.flush(document.recipients)
    _write(paper, document.opening)


def _write(paper: Paper, blocks: tuple[Block, ...]) -> None:
    for block in blocks:
        match block:
            case Heading():
                paper.heading(block.text, block.level)
            case Paragraph(set_in=True):
                paper.say(block.runs, align=block.align)
            case Paragraph():
                paper.flush(block.runs, align=block.align)
            case NumberedList():
                for number, item in enumerate(block.items, start=1):
                    paper.say((Run(f"{number}. "), *item))
            case Table():
                paper.table(block)
            case Chart():
                paper.chart(png(block.drawing), block.caption, block.alt)
            case PageBreak():
                paper.page_break()


def _attachments(paper: Paper, names: tuple[str, ...]) -> None:
    paper.gap()
    for number, name in enumerate(names, start=1):
        mark = f"{number}. " if len(names) > 1 else ""
        line = paper.flush((Run(f"附件：{mark}{name}" if number == 1 else f"{mark}{name}"),))
        # The names stand under each other, behind 附件： set in by two characters.
        line.paragraph_format.left_indent = Pt(96 if mark else 80)
        line.paragraph_format.first_line_indent = Pt(-64 if number == 1 else -16) if mark else Pt(-48)


def _signature(paper: Paper, signature: Signature) -> None:
    paper.gap()
    paper.gap()
    seal = (Run("（公章）"),) if signature.seal else ()
    for line in ((signature.name, *seal), (signature.day,)):
        paragraph = paper.flush(line, align=Align.RIGHT)
        paragraph.paragraph_format.right_indent = Pt(32)
        paragraph.paragraph_format.keep_together = True
        paragraph.paragraph_format.keep_with_next = line[0] is signature.name
