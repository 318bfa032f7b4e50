"""Text in the CSV lists (清单单元格): no cell may start a formula when a spreadsheet opens the list.

A cell that would start one gets a leading apostrophe; reading the list takes it off again. Plain numbers with a sign
and a unit (-5 人日) stay as they are.
"""

from __future__ import annotations

import re

# Full-width signs too: Chinese and Japanese spreadsheets take them for their half-width twins.
_RISKY = re.compile(r"(?!'*[+-]\d+(\.\d+)?(\s?(?:[一-鿿%°]+|km|CNY))?\Z)'*[=@+\-＝＠＋－\t\r\n]")


def guarded(text: str) -> str:
    """The text as it may stand in a CSV cell."""
    return f"'{text}" if _RISKY.match(text) else text


def unguarded(text: str) -> str:
    """The text `guarded` was given."""
    return text[1:] if text.startswith("'") and _RISKY.match(text) else text
