"""Parquet files (Parquet 文件): one sheet a file, the column names are row 1, values keep the type they have."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as parquet

from zicha.contract.errors import UnusableInput
from zicha.intake.sheets import BATCH_ROWS, Batch, Sheet
from zicha.intake.text_file import MOST_COLUMNS

MOST_ROWS = 200_000_000
"""A few bytes of Parquet can say that one value repeats a thousand million times."""


def sheets(path: Path, name: str) -> Iterator[Sheet]:
    """The one sheet of a Parquet file. Raises UnusableInput."""
    try:
        with parquet.ParquetFile(path) as file:
            rows, names = file.metadata.num_rows, file.schema_arrow.names
    except (pa.ArrowException, OSError) as error:
        raise _damaged(name) from error
    if len(names) > MOST_COLUMNS or rows > MOST_ROWS:
        raise UnusableInput(
            f"{name} 有 {rows:,} 行、{len(names):,} 列，超过上限（{MOST_ROWS:,} 行、{MOST_COLUMNS:,} 列）。"
            "请拆分后重新导出。"
        )
    yield Sheet(name, "", [names], lambda after, width: _rows(path, name, after, width))


def _rows(path: Path, name: str, after: int, width: int) -> Iterator[Batch]:
    number = 2
    try:
        with parquet.ParquetFile(path) as file:
            for batch in file.iter_batches(batch_size=BATCH_ROWS, use_threads=False):
                numbers = np.arange(number, number + batch.num_rows, dtype=np.int64)
                number += batch.num_rows
                below = int(np.searchsorted(numbers, after, side="right"))
                columns = [batch.column(position).slice(below) for position in range(width)]
                yield Batch(pa.array(numbers[below:]), columns)
    except (pa.ArrowException, OSError) as error:
        raise _damaged(name) from error


def _damaged(name: str) -> UnusableInput:
    return UnusableInput(f"{name} 不是完整的 Parquet 文件。请重新导出。")
