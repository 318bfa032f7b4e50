"""Fingerprints of what tables say, whatever file they stand in (内容指纹).

A table is read in the order of its key, so the order in which rows were delivered is gone. Each contract column is
fed to three SHA-256 streams, which together can be read back in one way only:
  presence  one byte a row, 1 filled, 0 empty
  lengths   for texts, the number of UTF-8 bytes of each filled cell, int32 little-endian
  values    the filled cells one after the other: UTF-8; int64; days or microseconds since 1970-01-01; decimals as
            128-bit integers of the sixth place; yes/no as one byte; degrees as IEEE 754, one zero and one NaN
The table's fingerprint is the SHA-256 over the number of rows and, by column name, type and the three digests.
A column without a filled cell is left out, so it is all one whether it was delivered empty or not at all.
Where a row came from is no part of it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from zicha.contract.table import Column, ContractTable

_ROWS_A_BATCH = 65_536
_BYTES_A_BATCH = 64 * 2**20


@dataclass(frozen=True, slots=True)
class Content:
    """What one pass over a stored table shows (表内容).

    empty         contract column → how many cells are empty
    repeated_key  the first key that stands in two rows, parts joined by |
    """

    rows: int
    fingerprint: str
    empty: Mapping[str, int]
    repeated_key: str | None


def content_of(path: Path, table: ContractTable) -> Content:
    """Read a Parquet file that is sorted by the key of its table; memory stays that of a batch."""
    with pq.ParquetFile(path) as file:
        present = [column for column in table.columns if column.name in file.schema_arrow.names]
        hashes = {column.name: _ColumnHash(column) for column in present}
        keys = _KeyWatch(table.key)
        rows = 0
        with ThreadPoolExecutor(max_workers=2) as workers:
            for batch in file.iter_batches(_batch_size(file), columns=[column.name for column in present]):
                # Hashing a buffer lets go of the interpreter, so columns are hashed side by side.
                list(workers.map(lambda name, b=batch: hashes[name].take(b.column(name)), hashes))
                keys.take(batch)
                rows += batch.num_rows
    empty = {column.name: rows for column in table.columns} | {name: h.empty for name, h in hashes.items()}
    lines = [h.line() for name, h in sorted(hashes.items()) if h.empty < rows]
    return Content(rows, _digest([f"zicha table 1 {rows}", *lines]), empty, keys.repeated)


def dataset_fingerprint(contract_version: str, tables: Mapping[str, str]) -> str:
    """The fingerprint of a dataset, out of those of its tables by name."""
    lines = [f"{name} {fingerprint}" for name, fingerprint in sorted(tables.items())]
    return _digest([f"zicha dataset 1 {contract_version}", *lines])


def _digest(lines: Iterable[str]) -> str:
    return hashlib.sha256("".join(f"{line}\n" for line in lines).encode()).hexdigest()


def _batch_size(file: pq.ParquetFile) -> int:
    """Fewer rows at a time where rows are long, as the texts of documents are."""
    meta = file.metadata
    size = sum(meta.row_group(group).total_byte_size for group in range(meta.num_row_groups))
    return max(64, min(_ROWS_A_BATCH, _BYTES_A_BATCH * meta.num_rows // max(size, 1)))


class _ColumnHash:
    """The three streams of one column."""

    def __init__(self, column: Column) -> None:
        self.column = column
        self.empty = 0
        self.presence, self.lengths, self.values = hashlib.sha256(), hashlib.sha256(), hashlib.sha256()

    def take(self, cells: pa.Array) -> None:
        self.empty += cells.null_count
        self.presence.update(cells.is_valid().cast(pa.uint8()).to_numpy(zero_copy_only=False))
        filled = cells.cast(self.column.arrow)
        if filled.null_count:
            filled = filled.drop_null()
        if pa.types.is_string(filled.type):
            self.lengths.update(pc.binary_length(filled).to_numpy())
        self.values.update(_bytes_of(filled))

    def line(self) -> str:
        digests = (self.presence, self.lengths, self.values)
        kind = str(self.column.arrow).replace(" ", "")
        return " ".join([self.column.name, kind, *(digest.hexdigest() for digest in digests)])


def _bytes_of(filled: pa.Array) -> Any:
    """The cells of an array without an empty one, end to end."""
    kind = filled.type
    if pa.types.is_boolean(kind):
        return filled.cast(pa.uint8()).to_numpy(zero_copy_only=False)
    if pa.types.is_float64(kind):
        values = filled.to_numpy() + 0.0  # -0.0 + 0.0 is 0.0
        values[np.isnan(values)] = np.nan
        return values
    *_, buffer = filled.buffers()
    if buffer is None or len(filled) == 0:
        return memoryview(b"")
    if pa.types.is_string(kind):
        offsets = np.frombuffer(filled.buffers()[1], dtype=np.int32)
        start, end = offsets[filled.offset], offsets[filled.offset + len(filled)]
    else:
        width = kind.bit_width // 8
        start, end = filled.offset * width, (filled.offset + len(filled)) * width
    return memoryview(buffer)[int(start) : int(end)]


class _KeyWatch:
    """Looks for a key that follows upon itself."""

    def __init__(self, key: tuple[str, ...]) -> None:
        self.key = key
        self.repeated: str | None = None
        self._last: pa.RecordBatch | None = None

    def take(self, batch: pa.RecordBatch) -> None:
        if self.repeated is not None or batch.num_rows == 0:
            return
        keys = batch.select(list(self.key))
        if self._last is not None:
            self._look(self._last, keys.slice(0, 1))
        self._look(keys.slice(0, keys.num_rows - 1), keys.slice(1))
        self._last = keys.slice(keys.num_rows - 1)

    def _look(self, before: pa.RecordBatch, after: pa.RecordBatch) -> None:
        same = None
        for name in self.key:
            equal = pc.equal(before.column(name), after.column(name))
            same = equal if same is None else pc.and_(same, equal)
        if same is not None and len(same) and pc.any(same).as_py():
            row = after.slice(pc.index(same, True).as_py(), 1).to_pylist()[0]
            self.repeated = "|".join(str(row[name]) for name in self.key)
