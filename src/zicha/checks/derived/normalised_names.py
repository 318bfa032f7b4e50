"""Names made comparable (名称归一): NFKC, lower case, letters and digits only, on every engine alike (reading 7).

No engine has NFKC, so the characters that occur in names of Chinese companies are mapped one by one: full-width
letters and digits, Kangxi radicals and compatibility ideographs (left by PDF), circled, bracketed and Roman numbers.
Whatever NFKC turns into blanks or punctuation goes anyway.
"""

from __future__ import annotations

import unicodedata
from functools import cache

import ibis.expr.types as ir

_FULL_WIDTH = (0xFF10, 0xFF5A)
_RARE_BLOCKS = (
    (0x00AA, 0x00BA),  # superscripts of Latin-1
    (0x2070, 0x209C),  # superscripts and subscripts
    (0x2160, 0x217F),  # Roman numerals
    (0x2460, 0x24EA),  # circled and bracketed numbers and letters
    (0x2E9F, 0x2FD5),  # CJK and Kangxi radicals
    (0x3220, 0x32B0),  # bracketed and circled ideographs
    (0xF900, 0xFAD9),  # compatibility ideographs
)
_ANY_MAPPED = "[\uff10-\uff5aªº\u00b2\u00b3\u00b9\u2070-\u209c\u2160-\u217f\u2460-\u24ea\u2e9f-\u2fd5\u3220-\u32b0\uf900-\ufad9]"
_LONGEST_NUMBER = 20  # ⑳; higher circled numbers are not met in names
_NEITHER_LETTER_NOR_DIGIT = r"[^\p{L}\p{N}]"


def normalised_name(name: ir.StringValue) -> ir.StringValue:
    """NFKC, lower case, letters and digits only; a Chinese character is a letter."""
    mapped = name.translate(*_single(*_FULL_WIDTH))
    for character, text in _longer():
        mapped = mapped.replace(character, text)
    singles = [_single(*block) for block in _RARE_BLOCKS]
    mapped = mapped.translate("".join(a for a, _ in singles), "".join(b for _, b in singles))
    # Only names with such a character pay for the maps.
    plain = name.re_search(_ANY_MAPPED).ifelse(mapped, name)
    return plain.lower().re_replace(_NEITHER_LETTER_NOR_DIGIT, "")


@cache
def _single(first: int, last: int) -> tuple[str, str]:
    """The characters of a block that become one letter or digit, and what they become."""
    pairs = [(chr(point), _letters(chr(point))) for point in range(first, last + 1)]
    kept = [(character, text) for character, text in pairs if len(text) == 1 and text != character]
    return "".join(a for a, _ in kept), "".join(b for _, b in kept)


@cache
def _longer() -> tuple[tuple[str, str], ...]:
    """Numbers that become two or more characters: Ⅱ → ii, ⑩ → 10."""
    points = [*range(0x2160, 0x2180), *range(0x2460, 0x249C)]
    pairs = [(chr(point), _letters(chr(point))) for point in points]
    return tuple((a, b) for a, b in pairs if len(b) > 1 and not (b.isdigit() and int(b) > _LONGEST_NUMBER))


def _letters(character: str) -> str:
    text = unicodedata.normalize("NFKC", character).lower()
    return "".join(letter for letter in text if letter.isalnum())
