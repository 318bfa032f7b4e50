"""One delivered table laid over the same table of the version before, in bounded memory (合并).

DuckDB sorts and joins and moves to disk what does not fit; nothing here holds a whole table in Python.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import TypeAlias

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from zicha.contract.errors import UnusableInput
from zicha.contract.table import ContractTable
from zicha.dataset.parquet_scan import parquet_scan
from zicha.dataset.version import MOST_SAMPLED_ROWS, CellChange, TableChange

Delivered: TypeAlias = pa.Table | Sequence[Path]
"""Rows of one table: in memory, or in Parquet files."""

_ENGINE_TYPES = {
    pa.string(): "VARCHAR",
    pa.int64(): "BIGINT",
    pa.bool_(): "BOOLEAN",
    pa.date32(): "DATE",
    pa.timestamp("us"): "TIMESTAMP",
    pa.float64(): "DOUBLE",
    pa.decimal128(18, 6): "DECIMAL(18, 6)",
}


@dataclass(frozen=True, slots=True)
class Merged:
    """What laying a table over the earlier one came to; `written` says whether a new file was needed."""

    change: TableChange
    written: bool


@contextmanager
def engine(memory: str, overflow: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """A DuckDB of its own, kept to `memory`; what is more goes to the folder `overflow`."""
    connection = duckdb.connect()
    try:
        connection.execute("SET memory_limit = ?", [memory])
        connection.execute("SET temp_directory = ?", [str(overflow)])
        connection.execute("SET autoinstall_known_extensions = false")
        yield connection
    finally:
        connection.close()


def merge(
    connection: duckdb.DuckDBPyConnection,
    table: ContractTable,
    delivered: Delivered,
    earlier: Path | None,
    target: Path,
) -> Merged:
    """Write the rows delivered and the earlier rows they do not replace to `target`, sorted by key.

    A row that says what its earlier row says is no change: the earlier one stays, with its source. Without a change
    nothing is written.
    """
    _offer(connection, table, delivered)
    if earlier is None:
        written = _write_sorted(connection, table, "SELECT * FROM delivered", target)
        # A table without a row is kept too: that there are no such records is something said.
        return Merged(TableChange(table.name, added=written, changed=0, unchanged=0), written=True)
    _view(connection, table, "earlier", parquet_scan([earlier]), pq.read_schema(earlier).names)
    _refuse_repeated_keys(connection, table)
    connection.execute(f"CREATE OR REPLACE TEMP TABLE touched AS {_touched(table)}")
    added, changed = _one(
        connection, "SELECT count(*) FILTER (is_new), count(*) FILTER (NOT is_new) FROM touched"
    )
    unchanged = _one(connection, "SELECT count(*) FROM earlier")[0] - changed
    cells = _changed_cells(connection, table) if changed else ()
    if added or changed:
        on = _same_key(table, "e", "t")
        rows = f"""SELECT * EXCLUDE (is_new) FROM touched
            UNION ALL BY NAME SELECT e.* FROM earlier e ANTI JOIN touched t ON {on}"""
        _write_sorted(connection, table, rows, target)
    connection.execute("DROP TABLE touched")
    change = TableChange(table.name, added=added, changed=changed, unchanged=unchanged, cells=cells)
    return Merged(change, written=bool(added or changed))


def rewrite(connection: duckdb.DuckDBPyConnection, table: ContractTable, earlier: Path, target: Path) -> None:
    """Write an earlier table with the columns the contract has now."""
    _view(connection, table, "earlier", parquet_scan([earlier]), pq.read_schema(earlier).names)
    _write_sorted(connection, table, "SELECT * FROM earlier", target)


def _offer(connection: duckdb.DuckDBPyConnection, table: ContractTable, delivered: Delivered) -> None:
    """Make the view `delivered`, in the stored columns. Raises UnusableInput when they do not fit the contract."""
    if isinstance(delivered, pa.Table):
        _refuse_misfits(table, delivered.schema)
        connection.register("delivered_rows", delivered)
        _view(connection, table, "delivered", "delivered_rows", delivered.column_names)
        return
    schemas = [_schema_of(path) for path in delivered]
    for schema in schemas:
        _refuse_misfits(table, schema)
    names = {name for schema in schemas for name in schema.names}
    _view(connection, table, "delivered", parquet_scan(delivered), names)


def _schema_of(path: Path) -> pa.Schema:
    try:
        return pq.read_schema(path)
    except pa.ArrowInvalid as error:
        raise UnusableInput(f"{path.name} 不是完好的 Parquet 文件。没有写入任何内容。") from error


def _refuse_misfits(table: ContractTable, schema: pa.Schema) -> None:
    wanted = {field.name: field.type for field in table.stored_schema}
    unknown = [name for name in schema.names if name not in wanted]
    if unknown:
        raise UnusableInput(
            f"数据表 {table.name} 有数据契约中没有的列：{'、'.join(unknown)}。没有写入任何内容。"
        )
    lacking = [name for name in table.key if name not in schema.names]
    if lacking:
        raise UnusableInput(f"数据表 {table.name} 缺少主键列：{'、'.join(lacking)}。没有写入任何内容。")
    for field in schema:
        if not _fits(field.type, wanted[field.name]):
            raise UnusableInput(
                f"数据表 {table.name} 的列 {field.name} 是 {field.type}，数据契约要求 {wanted[field.name]}。没有写入任何内容。"
            )


def _fits(found: pa.DataType, wanted: pa.DataType) -> bool:
    """Whether every value of one type can be kept as it is in the other."""
    if pa.types.is_dictionary(found):
        return _fits(found.value_type, wanted)
    if pa.types.is_null(found):
        return True
    if pa.types.is_string(wanted):
        return pa.types.is_string(found) or pa.types.is_large_string(found) or pa.types.is_string_view(found)
    if pa.types.is_int64(wanted):
        return pa.types.is_integer(found) and not pa.types.is_uint64(found)
    if pa.types.is_timestamp(wanted):
        return pa.types.is_timestamp(found) and found.tz is None and found.unit in ("s", "ms", "us")
    return found == wanted


def _view(
    connection: duckdb.DuckDBPyConnection,
    table: ContractTable,
    name: str,
    source: str,
    present: Sequence[str] | set[str],
) -> None:
    """A view with exactly the stored columns; one that is not present is empty."""
    columns = ", ".join(
        f"CAST({_quoted(field.name) if field.name in present else 'NULL'} AS {_ENGINE_TYPES[field.type]})"
        f" AS {_quoted(field.name)}"
        for field in table.stored_schema
    )
    connection.execute(f"CREATE OR REPLACE TEMP VIEW {name} AS SELECT {columns} FROM {source}")


def _touched(table: ContractTable) -> str:
    """Delivered rows that are new or say something else than the earlier row of their key."""
    said = [column.name for column in table.columns if not column.key]
    differs = " OR ".join(f"d.{_quoted(name)} IS DISTINCT FROM e.{_quoted(name)}" for name in said) or "false"
    is_new = f"e.{_quoted(table.key[0])} IS NULL"
    return f"""SELECT d.*, {is_new} AS is_new
        FROM delivered d LEFT JOIN earlier e ON {_same_key(table, "d", "e")}
        WHERE {is_new} OR {differs}"""


def _write_sorted(
    connection: duckdb.DuckDBPyConnection, table: ContractTable, rows: str, target: Path
) -> int:
    columns = ", ".join(_quoted(name) for name in table.stored_schema.names)
    order = ", ".join(_quoted(name) for name in table.key)
    return _one(
        connection,
        f"COPY (SELECT {columns} FROM ({rows}) ORDER BY {order})"
        f" TO {_text(str(target))} (FORMAT parquet, COMPRESSION zstd)",
    )[0]


def _refuse_repeated_keys(connection: duckdb.DuckDBPyConnection, table: ContractTable) -> None:
    keys = ", ".join(_quoted(name) for name in table.key)
    found = connection.execute(
        f"SELECT {keys} FROM delivered GROUP BY ALL HAVING count(*) > 1 ORDER BY ALL LIMIT 1"
    ).fetchone()
    if found:
        raise repeated_key(table, "|".join(str(part) for part in found))


def repeated_key(table: ContractTable, key: str) -> UnusableInput:
    return UnusableInput(
        f"数据表 {table.name}（{table.chinese}）中主键 {key} 出现了不止一行；请只保留一行。没有写入任何内容。"
    )


def _changed_cells(connection: duckdb.DuckDBPyConnection, table: ContractTable) -> tuple[CellChange, ...]:
    order = ", ".join(f"t.{_quoted(name)}" for name in table.key)
    names = table.schema.names
    both = ", ".join(f"{side}.{_quoted(name)}" for side in "et" for name in names)
    rows = connection.execute(f"""SELECT {both} FROM touched t JOIN earlier e ON {_same_key(table, "t", "e")}
        ORDER BY {order} LIMIT {MOST_SAMPLED_ROWS}""").fetchall()
    cells = []
    for row in rows:
        before, after = dict(zip(names, row, strict=False)), dict(zip(names, row[len(names) :], strict=True))
        key = "|".join(str(after[name]) for name in table.key)
        cells += [
            CellChange(key, name, _shown(before[name]), _shown(after[name]))
            for name in names
            if not _same(before[name], after[name])
        ]
    return tuple(cells)


def _same(one: object, other: object) -> bool:
    # Not a number is the same as not a number, as in the engine's IS DISTINCT FROM.
    return one == other or (one != one and other != other)


def _shown(value: object) -> str | None:
    """A cell as a person writes it."""
    match value:
        case None:
            return None
        case bool():
            return "是" if value else "否"
        case Decimal():
            return format(value.normalize(), "f")
        case datetime():
            return value.isoformat(sep=" ")
        case _:
            return str(value)


def _same_key(table: ContractTable, left: str, right: str) -> str:
    return " AND ".join(f"{left}.{_quoted(name)} = {right}.{_quoted(name)}" for name in table.key)


def _one(connection: duckdb.DuckDBPyConnection, query: str) -> tuple[int, ...]:
    row = connection.execute(query).fetchone()
    assert row is not None
    return row


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _text(value: str) -> str:
    return "'" + value.replace("'", "''") + "'"
