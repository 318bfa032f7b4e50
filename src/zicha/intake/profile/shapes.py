"""What the values of a column look like (取值形态): days and how they are written, codes, uniqueness, length."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from zicha.contract.codes import CODE_LISTS
from zicha.intake.moments import read_date
from zicha.intake.profile.days import read_day
from zicha.intake.profile.heading_words import STATUS_WORDS
from zicha.intake.reading import cleaned, is_empty
from zicha.intake.registration import read_uscc

WAYS = (
    "%m/%d/%Y", "%d/%m/%Y", "%d.%m.%Y", "%m-%d-%Y", "%d-%m-%Y", "%d-%b-%y", "%d-%b-%Y", "%d %b %Y", "%d %B %Y",
    "%b %d, %Y", "%B %d, %Y", "%m/%d/%y", "%d/%m/%y", "%d.%m.%y", "%Y%m%d",
)  # fmt: skip
"""Ways of writing a day that are tried."""

MOST_WORDS = 40
_LOOKED_AT = 500
_FIRST = 20
_MOSTLY = 0.9


@dataclass(frozen=True, slots=True)
class Shape:
    """What is known of a column's values (形态).

    days   share of the values that are days, read with `ways`; several ways mean that day and month cannot be told apart
    words  the distinct values with their counts, when they are few
    """

    rows: int
    filled: int
    distinct: int
    length: float
    days: float
    ways: tuple[str, ...]
    uscc: float
    words: Mapping[str, int]

    @property
    def is_unique(self) -> bool:
        return self.filled > 1 and self.distinct == self.filled

    @property
    def is_day(self) -> bool:
        return self.days >= _MOSTLY


def shape_of(values: Counter[str], rows: int) -> Shape:
    """The shape of a column of so many rows with these values."""
    said = Counter({text: count for text, count in values.items() if not is_empty(cleaned(text))})
    filled = sum(said.values())
    sample = [cleaned(text) for text in list(said)[:_LOOKED_AT]]
    days, ways = _days(sample)
    return Shape(
        rows=rows,
        filled=filled,
        distinct=len(said),
        length=sum(map(len, sample)) / max(len(sample), 1),
        days=days,
        ways=ways,
        uscc=_share(sample, lambda text: len(text) in (9, 18) and bool(read_uscc(text).value)),
        words=said if len(said) <= MOST_WORDS else {},
    )


def codes_of(words: Mapping[str, int], codes: str) -> dict[str, str | None]:
    """Each word of a column → the code of that list it seems to stand for."""
    known = CODE_LISTS[codes]
    found = {}
    for word in words:
        code = known.code_of(cleaned(word))
        if code is None and codes == "certificate_status":
            code = STATUS_WORDS.get(cleaned(word).lower())
        found[word] = code
    return found


def _days(sample: list[str]) -> tuple[float, tuple[str, ...]]:
    # Bare numbers are left out: 40000 may be a day of a spreadsheet, and is more often an amount.
    usual = _share(sample, lambda text: not text.isdigit() and _is_usual_day(text))
    if usual >= _MOSTLY:
        return usual, ()
    if not any(letter.isdigit() for text in sample[:_FIRST] for letter in text):
        return usual, ()
    ways = [
        way
        for way in WAYS
        if _share(sample[:_FIRST], lambda text, way=way: read_day(text, (way,)) is not None)
    ]
    shares = {way: _share(sample, lambda text, way=way: read_day(text, (way,)) is not None) for way in ways}
    best = max(shares.values(), default=0.0)
    if best <= usual:
        return usual, ()
    return best, tuple(way for way, share in shares.items() if share == best)


def _is_usual_day(text: str) -> bool:
    reading = read_date(text)
    # A day before 1900 is still a day, only not a sensible one.
    return reading.value is not None or "1900" in reading.problem


def _share(sample: list[str], holds) -> float:  # type: ignore[no-untyped-def]
    return sum(map(bool, map(holds, sample))) / len(sample) if sample else 0.0
