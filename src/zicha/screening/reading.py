"""What of a table is read on the judging date (读数口径): rows dated later are not there (catalogue, reading 3)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import ibis
import ibis.expr.types as ir

from zicha.contract.table import ContractTable, Type


def rows_read(
    table: ContractTable, rows: ir.Table, as_of: date, parent: Callable[[str], ir.Table | None]
) -> ir.Table:
    """The rows dated on or before `as_of`; rows without a date stay.

    A part of a row that is not read is not read either (a team of an audit still to come); `parent` gives the
    whole parent table as delivered, or None where it was not. A reference to a row that was never delivered stays
    and is empty to the checks.
    """
    if table.dated_by:
        return rows.filter(~_is_later(table, rows, as_of))
    whole = parent(table.part_of) if table.part_of else None
    if whole is None:
        return rows
    from zicha.contract.tables import TABLES

    owner = TABLES[table.part_of]
    if not owner.dated_by:
        return rows
    later = whole.filter(_is_later(owner, whole, as_of)).select(*owner.key)
    return rows.anti_join(later, list(owner.key))


def _is_later(table: ContractTable, rows: ir.Table, as_of: date) -> ir.BooleanValue:
    after = ibis.literal(False)
    undated = ibis.literal(True)
    for name in table.dated_by:
        if table.column(name).type is Type.TIME:
            next_day = ibis.literal(as_of + timedelta(days=1), "date").cast("timestamp")
            is_later = rows[name] >= next_day
        else:
            is_later = rows[name] > ibis.literal(as_of, "date")
        after = after | (undated & is_later.fill_null(False))
        undated = undated & rows[name].isnull()
    return after
