"""Specifications of the numbers that stand for keys."""

from __future__ import annotations

import ibis.expr.types as ir

from tests.checks.derived.conftest import rows
from zicha.checks.derived.numbered import numbered


def test_each_value_has_one_number_in_the_order_of_the_values_and_an_empty_one_none(answered):
    def organisations(audits: ir.Table) -> ir.Table:
        return numbered(audits, "org_id", "org_no")

    assert answered(organisations, audits="""
        audit_id | org_id
        1        | b
        2        | a
        3        | b
        4        |
    """) == rows("""
        org_id | org_no
        a      | 0
        b      | 1
    """)  # fmt: skip
