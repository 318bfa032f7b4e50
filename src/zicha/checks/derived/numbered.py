"""Numbers that stand for keys (编号代替主键): rows sorted and grouped many times weigh far less with numbers than texts."""

from __future__ import annotations

import ibis
import ibis.expr.types as ir

from zicha.checks.registry import derived


def numbered(rows: ir.Table, name: str, number: str) -> ir.Table:
    """The values of that column, each once, with a number; numbers are in the order of the values."""
    values = rows.filter(rows[name].notnull()).select(name).distinct()
    place = ibis.row_number().over(ibis.window(order_by=values[name]))
    # Spark's row_number is of 32 bits, which Ibis takes for 64 and so would not cast; by way of another type it does.
    return values.mutate(**{number: place.cast("float64").cast("int64")})


@derived(kept=True)
def numbered_visits(audits: ir.Table) -> ir.Table:
    """audit_id, body_no, org_no: whose every audit is, and at whom, by number; null where not known."""
    bodies, organisations = numbered(audits, "body_id", "body_no"), numbered(audits, "org_id", "org_no")
    found = audits.left_join(bodies, "body_id").left_join(organisations, "org_id")
    return found.select("audit_id", "body_no", "org_no")
