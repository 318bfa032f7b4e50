"""Deliveries written as text tables, for the tests of the dataset."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import pyarrow as pa

from zicha.contract.table import text_rows
from zicha.contract.tables import TABLES
from zicha.intake.delivery import Delivery, SheetCount, SourceFile

BODIES = """
    body_id | name   | region_code
    b1      | 甲认证 | 110000
    b2      | 乙认证 | 310000
    b3      | 丙认证 |
"""
ORGANISATIONS = """
    org_id | name
    o1     | 一厂
    o2     | 二厂
"""


def rows_of(name: str, rows: Iterable[Mapping[str, Any]], source: str = "one.csv") -> pa.Table:
    """Rows of a contract table, cells not written being empty, each with where it came from."""
    schema = TABLES[name].stored_schema
    empty = dict.fromkeys(schema.names)
    return pa.Table.from_pylist(
        [{**empty, **row, "source_file": source, "source_row": at} for at, row in enumerate(rows, 2)],
        schema=schema,
    )


def delivery_of(tables: Mapping[str, pa.Table], source: str = "one.csv") -> Delivery:
    count = sum(table.num_rows for table in tables.values())
    return Delivery(
        tables=tables,
        rejected=(),
        remarks=(),
        counts=(SheetCount(source, "", "", read=count, accepted=count, repeated=0, rejected=0),),
        files=(SourceFile(source, sha256="0" * 64, size=count),),
    )


def delivery(source: str = "one.csv", **tables: str) -> Delivery:
    """A delivery out of text tables of text columns; a cell left blank is empty."""
    return delivery_of(
        {
            name: rows_of(name, [{k: v or None for k, v in row.items()} for row in text_rows(text)], source)
            for name, text in tables.items()
        },
        source,
    )
