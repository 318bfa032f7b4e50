"""What reading a cell answers, and the characters and words every reader passes over (读数).

Data    invisible characters, full-width forms, words for nothing, error values of spreadsheets
"""

from __future__ import annotations

import re
from dataclasses import dataclass


def words(text: str) -> frozenset[str]:
    return frozenset(text.split())


PLACEHOLDERS = words(
    "/ // \\ - -- --- — —— ― _ . … 无 空 暂无 没有 不适用 不详 未知 n/a na #n/a null none nil <na>"
)
"""What people write into a cell that has nothing to say; in a column of text it is kept as text."""

ERRORS = words("#REF! #VALUE! #DIV/0! #NAME? #NULL! #NUM! #SPILL! #CALC! #GETTING_DATA")
"""What a spreadsheet shows where a formula failed."""

_CONTROLS = (*range(0x01, 0x09), 0x0B, 0x0C, *range(0x0E, 0x20), *range(0x7F, 0xA0))
_HIDDEN = (
    0xAD,
    0x034F,
    0x061C,
    0x180E,
    0xFEFF,
    *range(0x200B, 0x2010),
    *range(0x202A, 0x202F),
    *range(0x2060, 0x2070),
)
_INVISIBLE: dict[int, str | None] = dict.fromkeys((*_CONTROLS, *_HIDDEN))
_INVISIBLE.update({0xA0: " ", 0x2007: " ", 0x202F: " ", 0x2028: "\n", 0x2029: "\n"})

# Full-width forms only: NFKC would also turn 5³ into 53.
_NARROW: dict[int, str] = {code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)}
_NARROW.update({0x3000: " ", 0xFFE5: "¥", 0x2212: "-"})

SCIENTIFIC = re.compile(r"-?\d(\.\d+)?E\+\d+", re.IGNORECASE | re.ASCII)


@dataclass(frozen=True, slots=True)
class Reading:
    """What a cell says (读数). `note` names something to remark on; `problem` stops the row."""

    value: object = None
    problem: str = ""
    mend: str = ""
    note: str = ""


EMPTY = Reading()


def cleaned(text: str) -> str:
    """The text without invisible characters and surrounding blanks."""
    if text.startswith('="') and text.endswith('"') and len(text) > 2:
        text = text[2:-1]  # Excel's way of keeping 00123 a text in CSV
    if not text.isascii() or not text.isprintable():
        text = text.replace("\r\n", "\n").translate(_INVISIBLE)
    return text.strip()


def narrowed(text: str) -> str:
    return text if text.isascii() else text.translate(_NARROW).strip()


def is_empty(text: str) -> bool:
    return not text or text.lower() in PLACEHOLDERS
