"""A document as PDF and as pages on the screen (排版输出): the same template, the same line breaks.

The PDF is PDF/A-2a and PDF/UA-1: kept for archives, read aloud. The same document gives the same bytes.
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path

import typst

from zicha.reports.assets import font_folder
from zicha.reports.document import Document, Run
from zicha.reports.typeset.template_data import TemplateData, template_data

_TEMPLATE = Path(__file__).with_name("paper.typ")
_STANDARDS: list[typst.PDFStandard] = ["a-2a", "ua-1"]
_LINK = re.compile(r'<a (transform="[^"]*") href="figure:(\d+)" xlink:href="figure:\d+">(.*?)</a>', re.DOTALL)
# Typst leaves links inside the document, to a footnote and back, without a target.
_NO_LINK = re.compile(r'<a (transform="[^"]*")>(.*?)</a>', re.DOTALL)

FontFolders = Sequence[Path]


@dataclass(frozen=True, slots=True)
class Pages:
    """A document on the screen (预览): its pages as SVG, and the page each section begins on, counted from 1."""

    svgs: tuple[str, ...]
    section_pages: Mapping[str, int]


def pdf(document: Document, *, fonts: FontFolders = ()) -> bytes:
    """The document as a PDF file.

    fonts  folders with fonts of the house, 仿宋 and 小标宋 for instance; the template takes them before its own
    """
    day = document.day
    made = _compiler(template_data(document), "paper", fonts).compile(
        format="pdf",
        # The day of the document, not the clock.
        timestamp=datetime(day.year, day.month, day.day, tzinfo=UTC),
        pdf_standards=_STANDARDS,
    )
    assert isinstance(made, bytes)
    return made


def pages(
    document: Document, *, link: Callable[[str], str] | None = None, fonts: FontFolders = ()
) -> list[str]:
    """The pages as SVG; every figure is a link to what `link` returns for its key."""
    return list(preview(document, link=link, fonts=fonts).svgs)


def preview(
    document: Document, *, link: Callable[[str], str] | None = None, fonts: FontFolders = ()
) -> Pages:
    """The pages as SVG and where the sections begin."""
    data = template_data(document)
    compiler = _compiler(data, "screen" if link else "paper", fonts)
    made = compiler.compile(format="svg")
    assert made is not None
    svgs = tuple(
        _linked(page.decode(), data.figures, link) for page in (made if isinstance(made, list) else [made])
    )
    begun = json.loads(compiler.eval("query(<section>).map(m => (m.value, m.location().page()))"))
    return Pages(svgs, dict(begun))


def _compiler(data: TemplateData, purpose: str, fonts: FontFolders) -> typst.Compiler:
    return typst.Compiler(
        _TEMPLATE,
        root=_TEMPLATE.parent,
        font_paths=_fonts(tuple(fonts)),
        sys_inputs={"document": data.words, "for": purpose},
    )


@lru_cache(maxsize=4)
def _fonts(folders: tuple[Path, ...]) -> typst.Fonts:
    """Only the fonts named here: with those of the machine, the same document would look different on another."""
    return typst.Fonts(
        include_system_fonts=False,
        include_embedded_fonts=False,
        font_paths=[*map(str, folders), str(font_folder())],
    )


def _linked(svg: str, figures: Sequence[Run], link: Callable[[str], str] | None) -> str:
    def anchor(found: re.Match[str]) -> str:
        place, number, area = found.groups()
        run = figures[int(number)]
        if link is None or run.figure is None:
            return f"<g {place}>{area}</g>"
        key, words = html.escape(run.figure.key), html.escape(f"{run.shown}。{run.footnote}")
        url = html.escape(link(run.figure.key))
        return (
            f'<a {place} class="figure" data-figure="{key}" href="{url}" aria-label="{words}">'
            f"<title>{words}</title>{area}</a>"
        )

    return _NO_LINK.sub(r"<g \1>\2</g>", _LINK.sub(anchor, svg))
