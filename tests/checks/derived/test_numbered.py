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


def test_a_visit_bears_the_numbers_of_its_body_and_its_organisation(derived):
    assert derived("numbered_visits", audits="""
        audit_id | body_id | org_id
        1        | body    | b
        2        | rival   | a
    """) == rows("""
        audit_id | body_no | org_no
        1        | 0       | 1
        2        | 1       | 0
    """)  # fmt: skip
