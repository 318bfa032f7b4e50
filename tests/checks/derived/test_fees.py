"""Specifications of the derived tables of fees."""

from __future__ import annotations

from tests.checks.derived.conftest import rows


def test_a_fee_is_of_the_body_of_its_application_else_of_its_audit(derived):
    assert derived("bodies_of_fees",
        applications="""
        application_id | body_id
        application    | body_of_application
    """, audits="""
        audit_id | body_id
        audit    | body_of_audit
    """, fees="""
        fee_id            | application_id | audit_id | amount
        both              | application    | audit    | 1
        application_alone | application    |          | 1
        audit_alone       |                | audit    | 1
        lost_application  | lost           | audit    | 1
        all_lost          | lost           | lost     | 1
        neither           |                |          | 1
        second_of_audit   |                | audit    | 1
    """) == rows("""
        fee_id            | body_id
        both              | body_of_application
        application_alone | body_of_application
        audit_alone       | body_of_audit
        lost_application  | body_of_audit
        all_lost          |
        neither           |
        second_of_audit   | body_of_audit
    """)  # fmt: skip
