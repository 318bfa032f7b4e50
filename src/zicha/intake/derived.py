"""Rows a dialect derives, beside rows that were delivered as such (推得的行).

A row handed in as a contract table was written down by the body itself and is the fuller one. So it stands; a
derived row with the same key is set aside, and a remark counts how many differed. Neither is refused: the same
certificate in the monthly report and in `certificates` is no contradiction but two views of it.
"""

from __future__ import annotations

import pyarrow as pa
import pyarrow.compute as pc

from zicha.contract.errors import Remark
from zicha.contract.table import ContractTable


def add_derived(
    table: ContractTable, delivered: pa.Table | None, derived: pa.Table
) -> tuple[pa.Table, list[Remark]]:
    """The delivered rows and those derived ones whose key is not among them."""
    derived = derived.select(table.stored_schema.names).cast(table.stored_schema)
    if delivered is None or not delivered.num_rows:
        return derived, []
    key = list(table.key)
    known = delivered.select(key).append_column("__known", pa.array([True] * delivered.num_rows))
    numbered = derived.select(key).append_column("__place", pa.array(range(derived.num_rows)))
    joined = numbered.join(known, keys=key, join_type="left outer").sort_by("__place")
    new = pc.is_null(joined["__known"])
    aside = derived.num_rows - (pc.sum(new).as_py() or 0)
    together = pa.concat_tables([delivered, derived.filter(new)])
    if not aside:
        return together, []
    text = f"{table.chinese}：月报推得的 {aside:,} 行与直接交付的行编号相同，以直接交付的为准"
    return together, [Remark("superseded", "", "", text, aside, table.name)]
