"""References to rows that were not delivered (找不到的关联记录): reported, never fatal."""

from __future__ import annotations

from collections.abc import Mapping

import pyarrow as pa
import pyarrow.compute as pc

from zicha.contract.errors import Remark
from zicha.contract.table import Column, ContractTable
from zicha.contract.tables import TABLES

_EXAMPLES = 3


KIND = "missing_parent"


def missing_parents(
    tables: Mapping[str, pa.Table], there: Mapping[str, pa.ChunkedArray] | None = None
) -> list[Remark]:
    """One remark per column that names rows of another table which are not there.

    there  first key column of tables that earlier deliveries brought
    """
    keys = _keys(tables, there or {})
    remarks = []
    for name, rows in tables.items():
        for column in TABLES[name].columns:
            if column.refers_to and rows.num_rows:
                remark = _missing(TABLES[name], rows, column, keys)
                if remark is not None:
                    remarks.append(remark)
    return remarks


def _keys(tables: Mapping[str, pa.Table], there: Mapping[str, pa.ChunkedArray]) -> dict[str, pa.Array]:
    parts: dict[str, list[pa.Array]] = {}
    for name, rows in tables.items():
        parts.setdefault(name, []).extend(rows.column(TABLES[name].key[0]).chunks)
    for name, values in there.items():
        parts.setdefault(name, []).extend(values.chunks)
    return {
        name: pa.concat_arrays(arrays) if arrays else pa.array([], pa.string())
        for name, arrays in parts.items()
    }


def _missing(
    table: ContractTable, rows: pa.Table, column: Column, keys: Mapping[str, pa.Array]
) -> Remark | None:
    parent = TABLES[column.refers_to]
    values = rows.column(column.name)
    if parent.name in keys:
        lost = pc.and_(pc.is_valid(values), pc.invert(pc.is_in(values, value_set=keys[parent.name])))
    else:
        lost = pc.is_valid(values)
    count = pc.sum(lost).as_py() or 0
    if not count:
        return None
    examples = rows.filter(lost).slice(0, _EXAMPLES).to_pylist()
    shown = "；".join(
        f"{row[column.name]}（{row['source_file']}{'!' if row['source_sheet'] else ''}{row['source_sheet']}"
        f" 第 {row['source_row']} 行）"
        for row in examples
    )
    why = "中没有" if parent.name in keys else "没有交付，无法核对"
    text = (
        f"{table.chinese}的列 {column.label} 有 {count:,} 行所指的编号，{parent.chinese}（{parent.name}）{why}，"
        f"例如 {shown}"
    )
    return Remark(KIND, "", "", text, count, table.name)
