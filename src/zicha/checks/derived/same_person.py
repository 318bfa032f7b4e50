"""The same person at several bodies (同一人员): one registration number, else one person_id (catalogue, reading 6)."""

from __future__ import annotations

import ibis
import ibis.expr.types as ir


def with_same_person(rows: ir.Table, people: ir.Table) -> ir.Table:
    """The rows with `same_person`: equal for the ids of one person. A person not in `people` is their own."""
    known = people.select(known_person="person_id", registration_no=people.registration_no)
    joined = rows.left_join(known, rows.person_id == known.known_person)
    # The prefixes keep a registration number apart from a person_id that happens to read alike.
    return joined.select(
        *rows.columns,
        same_person=ibis.ifelse(
            joined.registration_no.isnull(),
            ibis.literal("person ") + joined.person_id,
            ibis.literal("registration ") + joined.registration_no,
        ),
    )
