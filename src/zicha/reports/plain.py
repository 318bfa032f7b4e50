"""Text without what no document should hold (可写字符): control characters, lone surrogates, turns of direction."""

from __future__ import annotations

import re

# XML, and so Word, cannot hold the controls; a mark that turns the direction of reading makes words look like others.
_UNWRITABLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\u202a-\u202e\u2066-\u2069\ufffe\uffff\ud800-\udfff]")


def plain(text: str) -> str:
    """The text without them; a delivered name may have any."""
    return _UNWRITABLE.sub("", text)


_FRACTION = re.compile(r"(?<!\d)(\d{2}:\d{2}:\d{2})\.\d+")


def to_seconds(text: str) -> str:
    """The text with its times of day to the second (到秒): no record of an audit is kept more exactly."""
    return _FRACTION.sub(r"\1", text)
