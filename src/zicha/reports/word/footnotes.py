"""Footnotes of a Word document (脚注), which python-docx does not write: word/footnotes.xml and its references.

Written as Word does: the two separators first, named in the settings; every note a paragraph that begins with its mark.
"""

from __future__ import annotations

from typing import Any

from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import XmlPart
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn

from zicha.reports.word.layout import FOOTNOTE_REFERENCE, FOOTNOTE_TEXT

_SEPARATORS = (("-1", "separator"), ("0", "continuationSeparator"))


class Footnotes:
    """The footnotes of one document, numbered by Word in the order of their references."""

    def __init__(self, document: Any) -> None:
        self._text = document.styles[FOOTNOTE_TEXT].style_id
        self._mark = document.styles[FOOTNOTE_REFERENCE].style_id
        self._notes = parse_xml(f"<w:footnotes {nsdecls('w')}/>")
        for number, kind in _SEPARATORS:
            self._notes.append(_separator(number, kind))
        part = XmlPart(
            PackURI("/word/footnotes.xml"),
            CONTENT_TYPE.WML_FOOTNOTES,
            self._notes,
            document.part.package,
        )
        document.part.relate_to(part, RELATIONSHIP_TYPE.FOOTNOTES)
        _name_separators(document.settings.element)
        self._count = 0

    def __len__(self) -> int:
        return self._count

    def add(self, paragraph: Any, text: str) -> None:
        """Put a reference at the end of the paragraph and the text at the foot of its page."""
        self._count += 1
        run = paragraph.add_run()
        run._r.style = self._mark
        reference = OxmlElement("w:footnoteReference")
        reference.set(qn("w:id"), str(self._count))
        run._r.append(reference)
        self._notes.append(self._note(str(self._count), text))

    def _note(self, number: str, text: str) -> Any:
        note = parse_xml(
            f'<w:footnote {nsdecls("w")} w:id="{number}"><w:p>'
            f'<w:pPr><w:pStyle w:val="{self._text}"/></w:pPr>'
            f'<w:r><w:rPr><w:rStyle w:val="{self._mark}"/></w:rPr><w:footnoteRef/></w:r>'
            '<w:r><w:t xml:space="preserve"/></w:r></w:p></w:footnote>'
        )
        for holder in note.iter(qn("w:t")):
            holder.text = f" {text}"
        return note


def _separator(number: str, kind: str) -> Any:
    return parse_xml(
        f'<w:footnote {nsdecls("w")} w:type="{kind}" w:id="{number}"><w:p><w:pPr>'
        '<w:spacing w:after="0" w:line="240" w:lineRule="auto"/></w:pPr>'
        f"<w:r><w:{kind}/></w:r></w:p></w:footnote>"
    )


def _name_separators(settings: Any) -> None:
    names = "".join(f'<w:footnote w:id="{number}"/>' for number, _ in _SEPARATORS)
    element = parse_xml(f"<w:footnotePr {nsdecls('w')}>{names}</w:footnotePr>")
    # The schema fixes the order of the settings: footnotes come right before compatibility.
    settings.find(qn("w:compat")).addprevious(element)
