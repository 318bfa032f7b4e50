"""What rows say otherwise in another version of the dataset (行内容变化): the cells, in words."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from zicha.contract.subjects import KEY_SEPARATOR
from zicha.contract.tables import TABLES
from zicha.dataset.parquet_scan import parquet_scan
from zicha.findings.wording import shown

Row = tuple[str, str]
"""A table and the key of a row in it."""


@dataclass(frozen=True, slots=True)
class CellDifference:
    """A cell before and after (单元格变化); without a column the row as a whole came or went."""

    table: str
    key: str
    column: str
    before: str
    after: str

    def __str__(self) -> str:
        table = TABLES[self.table]
        if not self.column:
            return f"{table.chinese} {self.key} {'新增' if self.after else '不再有'}"
        column = table.column(self.column)
        return f"{table.chinese} {self.key} 的{column.chinese}：{self.before or '（空）'} → {self.after or '（空）'}"


def differences(
    before: Mapping[str, Path], after: Mapping[str, Path], rows: Collection[Row]
) -> dict[Row, list[CellDifference]]:
    """What these rows say otherwise, cell by cell, in the order of the columns; rows that say the same are absent."""
    found: dict[Row, list[CellDifference]] = {}
    keys: dict[str, set[str]] = {}
    for table, key in rows:
        keys.setdefault(table, set()).add(key)
    for table, asked in keys.items():
        if before.get(table) == after.get(table):
            continue
        was, now = (_rows(table, asked, files.get(table)) for files in (before, after))
        for key in sorted(asked):
            cells = _cells(table, key, was.get(key), now.get(key))
            if cells:
                found[table, key] = cells
    return found


def _rows(table: str, keys: set[str], parquet: Path | None) -> dict[str, Mapping[str, Any]]:
    if parquet is None:
        return {}
    present = set(pq.read_schema(parquet).names)
    columns = [column.name for column in TABLES[table].columns if column.name in present]
    key = f" || '{KEY_SEPARATOR}' || ".join(f'"{name}"::VARCHAR' for name in TABLES[table].key)
    listed = ", ".join(f'"{name}"' for name in columns)
    with duckdb.connect() as connection:
        connection.register("asked", pa.table({"asked_key": pa.array(sorted(keys), pa.string())}))
        found = connection.execute(
            f"SELECT asked_key, {listed} FROM (SELECT {key} AS asked_key, * FROM {parquet_scan(parquet)})"
            " SEMI JOIN asked USING (asked_key)"
        ).fetchall()
    return {row[0]: dict(zip(columns, row[1:], strict=True)) for row in found}


def _cells(
    table: str, key: str, was: Mapping[str, Any] | None, now: Mapping[str, Any] | None
) -> list[CellDifference]:
    if was is None or now is None:
        return (
            [] if was is now else [CellDifference(table, key, "", "有" if was else "", "有" if now else "")]
        )
    return [
        CellDifference(table, key, column.name, shown(was.get(column.name)), shown(now.get(column.name)))
        for column in TABLES[table].columns
        if was.get(column.name) != now.get(column.name)
    ]


MOST_TOLD = 8


def told(cells: Sequence[CellDifference]) -> str:
    """The first of them in a sentence, the rest counted."""
    text = "；".join(str(cell) for cell in cells[:MOST_TOLD])
    return text + (f"；另有 {len(cells) - MOST_TOLD:,} 处" if len(cells) > MOST_TOLD else "")
