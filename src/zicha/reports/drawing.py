"""A chart as a definition (图), drawn as SVG or PNG here and as a live chart by the page's own script."""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import vl_convert

from zicha.reports.assets import font_folder
from zicha.reports.fact import Cell

CHART_FONT = "Noto Sans SC"


@dataclass(frozen=True, slots=True)
class Drawing:
    """A Vega-Lite definition with its rows in it (图定义).

    alt         what the chart shows, in a sentence or two, for who cannot see it
    head, rows  the same figures as a table
    """

    definition: str  # JSON
    alt: str
    head: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]


def spec(drawing: Drawing) -> dict[str, Any]:
    """The definition for the page's script."""
    return json.loads(drawing.definition)


def svg(drawing: Drawing) -> str:
    """The chart as SVG; its words stay words, and several fit on one page."""
    _register_fonts()
    # A definition of ours holds its rows; it has nothing to fetch.
    drawn = vl_convert.vegalite_to_svg(drawing.definition, allowed_base_urls=[])
    return _own_names(drawn, hashlib.sha256(drawing.definition.encode()).hexdigest()[:8])


def png(drawing: Drawing, *, scale: float = 3.0) -> bytes:
    """The chart as PNG; at scale 3 sharp on paper."""
    _register_fonts()
    return vl_convert.vegalite_to_png(drawing.definition, scale=scale, allowed_base_urls=[])


@lru_cache(maxsize=1)
def _register_fonts() -> None:
    vl_convert.register_font_directory(str(font_folder()))


def _own_names(drawn: str, prefix: str) -> str:
    """Vega counts gradients and clippings on from drawing to drawing; here each drawing counts its own."""
    names: dict[str, str] = {}
    for name in re.findall(r'\bid="([^"]+)"', drawn):
        names.setdefault(name, f"c{prefix}-{len(names)}")
    if not names:
        return drawn
    known = "|".join(re.escape(name) for name in names)
    return re.sub(
        rf'(\bid="|url\(#|href="#)({known})(?=["\)])', lambda found: found[1] + names[found[2]], drawn
    )
