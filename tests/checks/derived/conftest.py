"""`derived` and `answered`: a table several checks share, asked for alone: text tables in, text cells out.

An answer is compared with `rows`, whatever the order of its rows; an empty cell is an empty value.
"""

from __future__ import annotations

import inspect
import itertools
from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import ibis.expr.types as ir
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tests.checks.conftest import AS_OF, typed
from zicha.checks.registry import KEY_BREAK
from zicha.contract.table import text_rows
from zicha.contract.tables import TABLES
from zicha.reference.tables import REFERENCE_TABLES
from zicha.screening.binding import Binding
from zicha.screening.engines import Engine

Cells = list[dict[str, str]]
Answered = Callable[..., Cells]
KEYS_TOGETHER = "；"

# Columns of derived tables that no contract table has; what is not here goes by the ending of its name.
OWN_TYPES: Mapping[str, pa.DataType] = {
    "run": pa.int64(),
    "body_no": pa.int64(),
    "person_no": pa.int64(),
    "org_no": pa.int64(),
    "group_no": pa.int64(),
    "first_org_no": pa.int64(),
    "last_org_no": pa.int64(),
    "moment": pa.int64(),
    "last_moment": pa.int64(),
    "bits": pa.int64(),
    "near_bits": pa.int64(),
    "point_x": pa.int64(),
    "point_y": pa.int64(),
    "half_days": pa.int64(),
}
CONTRACT_TYPES = {column.name: column.arrow for table in TABLES.values() for column in table.columns}
PARSED: Mapping[pa.DataType, Callable[[str], object]] = {
    pa.date32(): date.fromisoformat,
    pa.timestamp("us"): datetime.fromisoformat,
    pa.int64(): int,
    pa.float64(): float,
    pa.bool_(): {"true": True, "false": False}.__getitem__,
}
_numbers = itertools.count()


@pytest.fixture
def derived(engine: Engine, tmp_path: Path) -> Answered:
    """The rows of a registered derived table over contract tables; `only` names the columns to look at."""

    def run(name: str, *, only: str = "", as_of: date = AS_OF, **tables: str) -> Cells:
        files = {}
        for table, text in tables.items():
            files[table] = tmp_path / f"{table}{next(_numbers)}.parquet"
            pq.write_table(typed(TABLES[table], text), files[table])
        return _cells(engine.fetch(Binding(engine, files, as_of).table(name)), only)

    return run


@pytest.fixture
def answered(engine: Engine) -> Answered:
    """The rows of a function from tables to a table; a parameter named like a reference table is that table."""

    def run(function: Callable[..., ir.Table], *, only: str = "", **arguments: object) -> Cells:
        bound = {}
        for name, parameter in inspect.signature(function).parameters.items():
            if parameter.annotation not in ("ir.Table", ir.Table):
                continue
            bound[name] = engine.add(f"spec_{name}{next(_numbers)}", _held(name, arguments.pop(name, None)))
        return _cells(engine.fetch(function(**bound, **arguments)), only)

    return run


def rows(text: str) -> Cells:
    """The rows of a text table, in the order of their cells."""
    return _in_order(text_rows(text))


def _held(name: str, text: object) -> pa.Table:
    if text is None:
        return REFERENCE_TABLES[name]()
    assert isinstance(text, str)
    return typed(TABLES[name], text) if name in TABLES else _own(text)


def _own(text: str) -> pa.Table:
    """A table of no contract: its columns have the type of the contract column of that name, else of their own."""
    heading = [cell.strip() for cell in text.strip().splitlines()[0].split("|")]
    found = text_rows(text)
    columns = {}
    for name in heading:
        kind = OWN_TYPES.get(name) or CONTRACT_TYPES.get(name) or _by_ending(name)
        parse = Decimal if pa.types.is_decimal(kind) else PARSED.get(kind, str)
        columns[name] = pa.array([parse(row[name]) if row[name] else None for row in found], kind)
    return pa.table(columns)


def _by_ending(name: str) -> pa.DataType:
    if name.endswith("_on"):
        return pa.date32()
    return pa.timestamp("us") if name.endswith("_at") else pa.string()


def _cells(table: pa.Table, only: str) -> Cells:
    names = only.split() or table.column_names
    return _in_order([{name: _text(row[name]) for name in names} for row in table.to_pylist()])


def _text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, datetime):
        return value.isoformat(" ", "minutes" if value.second == 0 else "seconds")
    if isinstance(value, Decimal):
        return format(value.normalize(), "f")
    if isinstance(value, str) and KEY_BREAK in value:
        # Keys brought together stand in no order.
        return KEYS_TOGETHER.join(sorted(value.split(KEY_BREAK)))
    return str(value)


def _in_order(found: Cells) -> Cells:
    return sorted(found, key=lambda row: [row[name] for name in sorted(row)])
