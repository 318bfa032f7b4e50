"""References to rows that were not delivered (找不到的关联记录): reported, never fatal."""

from __future__ import annotations

from collections.abc import Mapping

import pyarrow as pa
import pyarrow.compute as pc

from zicha.contract.errors import Remark
from zicha.contract.table import Column, ContractTable
from zicha.contract.tables import TABLES

_EXAMPLES = 3


def missing_parents(tables: Mapping[str, pa.Table]) -> list[Remark]:
    """One remark per column that names rows of another table which are not there."""
    remarks = []
    for name, rows in tables.items():
        for column in TABLES[name].columns:
            if column.refers_to and rows.num_rows:
                remark = _missing(TABLES[name], rows, column, tables)
                if remark is not None:
                    remarks.append(remark)
    return remarks


def _missing(
    table: ContractTable, rows: pa.Table, column: Column, tables: Mapping[str, pa.Table]
) -> Remark | None:
    parent = TABLES[column.refers_to]
    values = rows.column(column.name)
    if parent.name in tables:
        known = tables[parent.name].column(parent.key[0]).combine_chunks()
        lost = pc.and_(pc.is_valid(values), pc.invert(pc.is_in(values, value_set=known)))
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
    why = "中没有" if parent.name in tables else "没有交付，无法核对"
    text = (
        f"{table.chinese}的列 {column.label} 有 {count:,} 行所指的编号，{parent.chinese}（{parent.name}）{why}，"
        f"例如 {shown}"
    )
    return Remark("missing_parent", "", "", text, count, table.name)
