"""A guess at a profile from the file alone (方案初稿): headings and values, with a confidence for each column.

A guess is for a person to correct. Where nothing speaks for a column, or two readings are equal, it says so and the
profile is refused until somebody has decided.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa

from zicha.contract.errors import UnusableInput
from zicha.contract.table import NOTES_SHEET, Type
from zicha.intake.cells import as_text
from zicha.intake.headings import plain_heading
from zicha.intake.profile.heading_words import PHRASES
from zicha.intake.profile.profile import Target
from zicha.intake.profile.separators import TEXT_FILES, agreed_separator, text_sheet
from zicha.intake.profile.shapes import Shape, codes_of, shape_of
from zicha.intake.reading import cleaned
from zicha.intake.sheets import Sheet, read_sheets

MOST_ROWS = 200_000
LEAST = 0.4
"""Below this a column is left open."""

CERTIFICATE_NO = Target("certificates", "certificate_no")
ISSUED_ON = Target("certificates", "issued_on")
EXPIRES_ON = Target("certificates", "expires_on")
BODY = Target("bodies", "name")
BODY_ID = Target("bodies", "body_id")
ORGANISATION = Target("organisations", "name")


@dataclass(frozen=True, slots=True)
class Guess:
    """What a column seems to be (猜测); `confidence` 0 to 1, `because` the reasons in Chinese."""

    heading: str
    shape: Shape
    target: Target | None = None
    confidence: float = 0.0
    because: str = ""

    @property
    def words(self) -> dict[str, str | None]:
        """Source word → code, for a column with a code list of the contract."""
        codes = self.target.of_contract.codes if self.target else ""
        return codes_of(self.shape.words, codes) if codes else {}


@dataclass(frozen=True, slots=True)
class Guessed:
    """A file looked at (猜测结果): `values` holds the looked-at rows as text, by heading."""

    file: str
    sheet: str
    separator: str
    rows: int
    columns: tuple[Guess, ...]
    values: pa.Table
    all_rows: bool

    def of(self, target: Target) -> Guess | None:
        return next((guess for guess in self.columns if guess.target == target), None)

    @property
    def repeating(self) -> tuple[Guess, ...]:
        """Columns named like a certificate number whose values repeat."""
        return tuple(
            guess
            for guess in self.columns
            if guess.target in (None, CERTIFICATE_NO)
            and guess.shape.distinct > guess.shape.rows / 10
            and not guess.shape.is_unique
            and heading_likeness(guess.heading, CERTIFICATE_NO) > 0
        )


def guess(path: Path) -> Guessed:
    """Look at a file's largest sheet. Raises UnusableInput when there are no headings with rows below."""
    separator = ""
    if path.suffix.lower() in TEXT_FILES and path.stat().st_size:
        separator = agreed_separator(path, path.name)
        sheets: Iterator[Sheet] = iter([text_sheet(path, path.name, separator)])
    else:
        sheets = read_sheets(path, path.name)
    looked = [_look(sheet) for sheet in sheets if sheet.sheet != NOTES_SHEET]
    found = max(
        (item for item in looked if item is not None), key=lambda item: item[1].num_rows, default=None
    )
    if found is None:
        raise UnusableInput(f"{path.name} 中没有找到一行标题和它下面的数据。")
    sheet, values, all_rows = found
    shapes = {
        heading: shape_of(Counter(values[heading].to_pylist()), values.num_rows)
        for heading in values.column_names
    }
    return Guessed(path.name, sheet, separator, values.num_rows, _guesses(shapes), values, all_rows)


def _look(sheet: Sheet) -> tuple[str, pa.Table, bool] | None:
    """The rows below the headings: the first row with as many filled cells as any of the first twenty."""
    filled = [sum(bool(cell.strip()) for cell in row) for row in sheet.head[:20]]
    if not filled or max(filled) < 2:
        return None
    at = filled.index(max(filled))
    headings = [cleaned(text) for text in sheet.head[at]]
    places = [place for place, text in enumerate(headings) if text]
    if len({plain_heading(headings[place]) for place in places}) < len(places):
        twice = [text for text, count in Counter(headings).items() if text and count > 1]
        raise UnusableInput(f"{sheet.place} 第 {at + 1} 行有重复的标题：{'、'.join(twice)}。请改名。")
    batches, rows = [], 0
    for batch in sheet.rows(at + 1, len(headings)):
        columns = [as_text(batch.columns[place]) for place in places]
        batches.append(pa.table(columns, names=[headings[place] for place in places]))
        rows += len(batch.numbers)
        if rows >= MOST_ROWS:
            break
    values = pa.concat_tables(batches) if batches else None
    if values is None or not values.num_rows:
        return None
    return sheet.sheet, values, rows < MOST_ROWS


def _guesses(shapes: Mapping[str, Shape]) -> tuple[Guess, ...]:
    """Each column its best target, each target its best column: the surest pair first."""
    pairs = sorted(
        (
            (score, heading, target, because)
            for heading, shape in shapes.items()
            for target in PHRASES
            for score, because in [_score(heading, shape, target)]
            if score >= LEAST
        ),
        key=lambda pair: (-pair[0], list(shapes).index(pair[1])),
    )
    found: dict[str, Guess] = {}
    taken: set[Target] = set()
    for score, heading, target, because in pairs:
        if heading not in found and target not in taken:
            taken.add(target)
            found[heading] = Guess(heading, shapes[heading], target, min(score, 0.99), because)
    return tuple(found.get(heading, Guess(heading, shape)) for heading, shape in shapes.items())


def heading_likeness(heading: str, target: Target) -> float:
    """1 for a phrase we know, 0.7 where the heading contains one, 0 for none."""
    words = _words(heading)
    column = target.of_contract
    phrases = [*PHRASES[target], column.name.replace("_", " "), column.chinese]
    if any(words == _words(phrase) for phrase in phrases):
        return 1.0
    for phrase in phrases:
        parts = _words(phrase)
        if not phrase.isascii() and phrase in heading:
            return 0.7
        # One short word says little inside a longer heading: the state in "state of the art".
        if phrase.isascii() and len(parts) > 1 and set(parts) <= set(words):
            return 0.7
    return 0.0


def _words(text: str) -> tuple[str, ...]:
    apart = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", text)
    return tuple(re.findall(r"[a-z0-9]+|[^\x00-\x7f]+", apart.lower()))


def _score(heading: str, shape: Shape, target: Target) -> tuple[float, str]:
    """How much speaks for a column being this one, and what."""
    likeness = heading_likeness(heading, target)
    column = target.of_contract
    fit, because = _fit(shape, target)
    if fit < 0 or not shape.filled:
        return 0.0, ""
    if not likeness:
        # Values alone tell only what has a form of its own.
        return (0.6, because) if column.type is Type.USCC and fit else (0.0, "")
    others = sum(heading_likeness(heading, other) == 1 for other in PHRASES if other != target)
    if others and likeness == 1:
        likeness = 0.7  # scheme: the certifier of some registers, the kind of certification of others
    said = f"标题{'是' if likeness == 1 else '像'}“{column.chinese}”的常见叫法"
    return 0.6 * likeness + 0.4 * fit, "，".join(part for part in (said, because) if part)


def _fit(shape: Shape, target: Target) -> tuple[float, str]:
    """From 0 to 1 how well the values fit, below 0 where they cannot be that."""
    column = target.of_contract
    if column.type is Type.DATE:
        return (shape.days, f"{shape.days:.0%} 的值是日期") if shape.is_day else (-1, "")
    if shape.is_day:
        return -1, ""
    if column.type is Type.USCC:
        return (shape.uscc, f"{shape.uscc:.0%} 的值是登记号码") if shape.uscc >= 0.5 else (-1, "")
    if column.codes and not shape.words:
        return -1, ""
    if column.codes:
        known = codes_of(shape.words, column.codes)
        share = sum(code is not None for code in known.values()) / len(known)
        return (share, f"{len(known)} 个取值中认出 {share:.0%}") if share else (-1, "")
    return _fit_of_text(shape, target)


def _fit_of_text(shape: Shape, target: Target) -> tuple[float, str]:
    share = shape.distinct / max(shape.filled, 1)
    if target == CERTIFICATE_NO:
        if shape.is_unique and shape.filled == shape.rows:
            return 1.0, "每行都有且不重复"
        return (0.3, f"有重复（{shape.distinct:,} 个不同值）") if share > 0.1 else (-1, "")
    if target in (BODY, BODY_ID):
        few = shape.distinct <= max(shape.rows / 20, 5)
        return (1.0, f"只有 {shape.distinct:,} 个不同值") if few else (0.0, "")
    if target == ORGANISATION:
        return (1.0, f"{shape.distinct:,} 个不同名称") if 0 < share < 0.9 else (0.5, "")
    if target.column == "scope":
        return (1.0, "文字较长") if shape.length > 30 else (0.3, "")
    return 0.3, ""
