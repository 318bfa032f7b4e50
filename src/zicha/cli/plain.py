"""Prints text that came out of delivered files (原样打印): no markup is read in it, no control character passes."""

from __future__ import annotations

import re

from rich.console import Console

# A file name or a cell may carry codes that clear the screen or rename the window.
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


def harmless(text: str) -> str:
    """The text with control and direction-changing characters shown as ·."""
    return _CONTROL.sub("·", text)


class Plain:
    """A console for such text; long lines wrap where the terminal ends."""

    def __init__(self, *, stderr: bool = False) -> None:
        self._console = Console(stderr=stderr)

    def print(self, text: str, style: str = "") -> None:
        self._console.print(
            harmless(text), style=style or None, markup=False, highlight=False, soft_wrap=True
        )
