"""Arrays to typed tables of the contract (成表).

Values  numpy arrays (EMPTY and NaN are empty cells), Arrow arrays, or one value for all rows
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

import numpy as np
import pyarrow as pa

from zicha.contract.table import DECIMAL
from zicha.contract.tables import TABLES
from zicha.demo.days import EMPTY


def build(name: str, rows: int, /, **values: Any) -> pa.Table:
    """Table `name` with these columns; columns not given are empty. Raises KeyError for a column it has not."""
    table = TABLES[name]
    arrays = [_array(values.pop(column.name, None), column.arrow, rows) for column in table.columns]
    if values:
        raise KeyError(f"{name} has no column {', '.join(values)}")
    return pa.Table.from_arrays(arrays, schema=table.schema)


def from_rows(name: str, rows: Sequence[Mapping[str, Any]]) -> pa.Table:
    """Table `name` from rows; a key that is no column raises KeyError."""
    table = TABLES[name]
    known = {column.name for column in table.columns}
    numbers = [column.name for column in table.columns if column.arrow == DECIMAL]
    typed = []
    for row in rows:
        if not row.keys() <= known:
            raise KeyError(f"{name} has no column {', '.join(row.keys() - known)}")
        exact = {key: Decimal(str(row[key])) for key in numbers if isinstance(row.get(key), float)}
        typed.append({**row, **exact})
    return pa.Table.from_pylist(typed, schema=table.schema)


def pick(labels: Sequence[str | None], index: Any) -> pa.Array:
    """The label of each number."""
    return pa.array(labels, pa.string()).take(pa.array(index))


def where(keep: Any, values: pa.Array) -> pa.Array:
    """The values, empty where `keep` is false."""
    return values.take(pa.array(np.arange(len(keep)), mask=~np.asarray(keep)))


def _array(value: Any, kind: pa.DataType, rows: int) -> pa.Array:
    if value is None:
        return pa.nulls(rows, kind)
    if isinstance(value, pa.Array | pa.ChunkedArray):
        return value.cast(kind)
    if isinstance(value, np.ndarray):
        return _from_numpy(value, kind)
    return pa.repeat(pa.scalar(value, kind), rows)


def _from_numpy(value: np.ndarray, kind: pa.DataType) -> pa.Array:
    if value.dtype.kind == "f":
        return pa.array(value, mask=np.isnan(value)).cast(kind)
    if value.dtype.kind != "i":
        return pa.array(value).cast(kind)
    empty = value == EMPTY
    if pa.types.is_date32(kind):
        return pa.array(np.where(empty, 0, value).astype(np.int32), mask=empty).cast(kind)
    if pa.types.is_decimal(kind):
        return pa.array(value.astype(float), mask=empty).cast(kind)
    return pa.array(value, mask=empty).cast(kind)
