"""What of a table is read on the judging date (读数口径): rows dated later are not there (catalogue, reading 3)."""

from __future__ import annotations

from datetime import date, timedelta

import ibis
import ibis.expr.types as ir

from zicha.contract.table import ContractTable, Type


def rows_read(table: ContractTable, rows: ir.Table, as_of: date) -> ir.Table:
    """The rows dated on or before `as_of`; rows without a date stay."""
    return rows.filter(~_is_later(table, rows, as_of)) if table.dated_by else rows


def keys_not_read(table: ContractTable, rows: ir.Table, as_of: date) -> ir.Table:
    """The keys of the rows dated after `as_of`."""
    return rows.filter(_is_later(table, rows, as_of)).select(*table.key)


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
