"""What stands out in a guessed file before anybody has mapped it (初看): by the guessed columns, counted only."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pyarrow as pa

from zicha.intake.moments import read_date
from zicha.intake.profile.days import read_day
from zicha.intake.profile.guess import BODY, CERTIFICATE_NO, EXPIRES_ON, ISSUED_ON, Guess, Guessed
from zicha.intake.profile.overview import Certificates, overview
from zicha.intake.reading import cleaned


def first_look(guessed: Guessed) -> Iterator[str]:
    """Sentences: repeated numbers, busiest days, validity beyond three and five years, cells that are no days."""
    body = guessed.of(BODY)
    numbers = [*([number] if (number := guessed.of(CERTIFICATE_NO)) else []), *guessed.repeating]
    issued, expires = guessed.of(ISSUED_ON), guessed.of(EXPIRES_ON)
    certificates = Certificates(
        guessed.rows,
        {column.heading: guessed.values[column.heading] for column in numbers},
        guessed.values[body.heading] if body else None,
        _days(guessed, issued) if issued else None,
        _days(guessed, expires) if expires else None,
    )
    for _, sentence, _ in overview(certificates):
        yield sentence + "。"
    for column in (issued, expires):
        if column is not None:
            yield from _no_days(guessed, column)


def _days(guessed: Guessed, column: Guess) -> pa.Array:
    # Where day and month cannot be told apart nothing is counted.
    known = {text: _day(text, column) for text in set(guessed.values[column.heading].to_pylist())}
    return pa.array([known[text] for text in guessed.values[column.heading].to_pylist()], pa.date32())


def _day(text: str | None, column: Guess) -> date | None:
    plain = cleaned(text or "")
    if column.shape.ways:
        return read_day(plain, column.shape.ways)
    value = read_date(plain).value
    return value if isinstance(value, date) else None


def _no_days(guessed: Guessed, column: Guess) -> Iterator[str]:
    texts = [text for text in guessed.values[column.heading].to_pylist() if text and text.strip()]
    wrong = [text for text in texts if _day(text, column) is None]
    if wrong and len(column.shape.ways) < 2:
        shown = "、".join(list(dict.fromkeys(wrong))[:3])
        yield f"列“{column.heading}”有 {len(wrong):,} 个值不是可用的日期，这些行会被拒收，例如 {shown}。"
