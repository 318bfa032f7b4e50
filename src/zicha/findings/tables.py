"""The tables of a dataset version as DuckDB views (数据集的视图), for questions findings ask beside the checks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from zicha.contract.table import ContractTable
from zicha.contract.tables import TABLES
from zicha.dataset.parquet_scan import parquet_scan

_ENGINE_TYPES = {
    pa.string(): "VARCHAR",
    pa.int64(): "BIGINT",
    pa.bool_(): "BOOLEAN",
    pa.date32(): "DATE",
    pa.timestamp("us"): "TIMESTAMP",
    pa.float64(): "DOUBLE",
    pa.decimal128(18, 6): "DECIMAL(18, 6)",
}


@contextmanager
def tables_of(
    files: Mapping[str, Path], *, memory: str = "", folder: Path | None = None
) -> Iterator[duckdb.DuckDBPyConnection]:
    """A DuckDB with a view of every table of the contract; a table that was not delivered has no rows.

    memory  what it may take before it goes to disk, below `folder`
    """
    with TemporaryDirectory(prefix="zicha-", dir=folder) as overflow, duckdb.connect() as connection:
        connection.execute("SET temp_directory = ?", [overflow])
        connection.execute("SET enable_progress_bar = false")
        if memory:
            connection.execute("SET memory_limit = ?", [memory])
        for table in TABLES.values():
            connection.execute(f"CREATE VIEW {table.name} AS {_rows(table, files.get(table.name))}")
        yield connection


def _rows(table: ContractTable, parquet: Path | None) -> str:
    present = set(pq.read_schema(parquet).names) if parquet else set()
    # A version written under an earlier contract may lack a column.
    columns = ", ".join(
        f"CAST({_quoted(field.name) if field.name in present else 'NULL'} AS {_ENGINE_TYPES[field.type]})"
        f" AS {_quoted(field.name)}"
        for field in table.stored_schema
    )
    return f"SELECT {columns} FROM {parquet_scan(parquet)}" if parquet else f"SELECT {columns} WHERE false"


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
