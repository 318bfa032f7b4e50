"""A column of cells → a column of values, with every cell that cannot be read (逐列取值).

Each distinct cell is read once: those in stored form all together (`canonical`), the rest one by one (`values`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from zicha.contract.codes import CODE_LISTS, CodeList
from zicha.contract.table import Column
from zicha.intake import canonical
from zicha.intake.reading import Reading
from zicha.intake.values import UNREADABLE_TYPE, reader_for

_SHANGHAI_MICROSECONDS = 8 * 3600 * 1_000_000
_AS_STORED = (pa.date32(), pa.timestamp("us"), pa.int64(), pa.bool_())


@dataclass(frozen=True, slots=True)
class BadValue:
    """A cell that stops its row (错误取值); `index` counts the rows of the column from 0."""

    index: int
    value: str
    problem: str
    mend: str


@dataclass(frozen=True, slots=True)
class Parsed:
    """A column read (取值结果). `notes`: kind of remark → the rows it is about, as indexes."""

    values: pa.Array
    bad: list[BadValue]
    notes: Mapping[str, np.ndarray]


def parse_column(
    values: pa.Array,
    column: Column,
    code_lists: Mapping[str, CodeList] = CODE_LISTS,
    *,
    date_1904: bool = False,
) -> Parsed:
    """Read the cells of one column."""
    if (
        values.type == column.arrow
        and values.type in _AS_STORED
        and not (column.required and values.null_count)
    ):
        return Parsed(values, [], {})
    encoded = pc.fill_null(as_text(values), "").dictionary_encode()
    distinct, codes = encoded.dictionary, encoded.indices.to_numpy(zero_copy_only=False)
    typed, done = canonical.settled(distinct, column)
    read = reader_for(column, code_lists, date_1904=date_1904)
    places = np.flatnonzero(~done)
    readings = [read(text) for text in distinct.take(pa.array(places)).to_pylist()]
    # One by one read values stand behind the settled ones; `at` says where each distinct cell's value is.
    at = np.arange(len(distinct), dtype=np.int64)
    at[places] = len(distinct) + np.arange(len(places))
    rest = pa.array([reading.value for reading in readings], column.arrow)
    together = pa.concat_arrays([typed, rest])
    return Parsed(
        together.take(pa.array(at[codes], pa.int64())),
        _bad(places, readings, codes, distinct),
        _notes(places, readings, codes),
    )


def _bad(
    places: np.ndarray, readings: list[Reading], codes: np.ndarray, distinct: pa.StringArray
) -> list[BadValue]:
    wrong = {int(place): reading for place, reading in zip(places, readings, strict=True) if reading.problem}
    if not wrong:
        return []
    rows = np.flatnonzero(np.isin(codes, np.fromiter(wrong, dtype=codes.dtype)))
    texts = {place: _shown(distinct[place].as_py()) for place in wrong}
    bad = []
    for row in rows.tolist():
        place = int(codes[row])
        bad.append(BadValue(row, texts[place], wrong[place].problem, wrong[place].mend))
    return bad


def _shown(text: str) -> str:
    """The value as a message shows it."""
    text = text.replace("\x00", "")
    return text if len(text) <= 100 else text[:100] + "…"


def _notes(places: np.ndarray, readings: list[Reading], codes: np.ndarray) -> dict[str, np.ndarray]:
    kinds: dict[str, list[int]] = {}
    for place, reading in zip(places.tolist(), readings, strict=True):
        if reading.note:
            kinds.setdefault(reading.note, []).append(place)
    return {kind: np.flatnonzero(np.isin(codes, noted)) for kind, noted in kinds.items()}


def as_text(values: pa.Array) -> pa.StringArray:
    """Typed values, as Parquet keeps them, as a sheet would show them; a moment with an offset in Shanghai's time."""
    kind = values.type
    if pa.types.is_string(kind):
        return values
    if pa.types.is_dictionary(kind):
        return as_text(values.dictionary_decode())
    if pa.types.is_timestamp(kind):
        moments = values.cast(pa.timestamp("us", kind.tz), safe=False)
        if kind.tz:
            away = pa.scalar(_SHANGHAI_MICROSECONDS, pa.int64())
            moments = pc.add(moments.cast(pa.int64()), away).cast(pa.timestamp("us"))
        return moments.cast(pa.string())
    if pa.types.is_floating(kind):
        return pa.array(
            [None if value is None else _float(value) for value in values.to_pylist()], pa.string()
        )
    if pa.types.is_list(kind) and pa.types.is_string(kind.value_type):
        return pc.binary_join(values, ";")
    if pa.types.is_nested(kind) or pa.types.is_binary(kind) or pa.types.is_duration(kind):
        return pa.array([UNREADABLE_TYPE] * len(values), pa.string())
    return values.cast(pa.string())


def _float(value: float) -> str:
    return str(int(value)) if value.is_integer() and abs(value) < 1e15 else format(value, ".15g")
