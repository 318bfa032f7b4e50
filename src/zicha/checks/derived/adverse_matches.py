"""Whom a row of a list from outside concerns (外部不良信息的匹配): by uscc, else by name (catalogue, reading 7)."""

from __future__ import annotations

import ibis
import ibis.expr.types as ir

from zicha.checks.derived.normalised_names import normalised_name
from zicha.checks.registry import derived


@derived(kept=True)
def adverse_matches(adverse_events: ir.Table, organisations: ir.Table) -> ir.Table:
    """adverse_id, adverse_kind, published_on, removed_on, org_id, by_uscc: one row an event and organisation it names.

    A row with a uscc is matched by it alone; a uscc nobody has matches nobody, whatever the name says.
    """
    known = organisations.select(
        "org_id", org_uscc=organisations.uscc, org_key=normalised_name(organisations.name)
    )
    with_code = adverse_events.filter(adverse_events.uscc.notnull())
    named = adverse_events.filter(adverse_events.uscc.isnull())
    named = named.mutate(name_key=normalised_name(named.org_name))
    # A name of nothing but punctuation is no name.
    named = named.filter(named.name_key != "")
    by_code = with_code.join(known, with_code.uscc == known.org_uscc)
    by_name = named.join(known, named.name_key == known.org_key)
    return ibis.union(_matched(by_code, by_uscc=True), _matched(by_name, by_uscc=False))


def _matched(rows: ir.Table, *, by_uscc: bool) -> ir.Table:
    return rows.select(
        "published_on",
        "removed_on",
        "org_id",
        adverse_id=rows.event_id,
        adverse_kind=rows.kind,
        by_uscc=ibis.literal(by_uscc),
    )
