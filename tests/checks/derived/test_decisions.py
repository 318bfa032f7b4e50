"""Specifications of the derived tables of certification decisions."""

from __future__ import annotations

from tests.checks.derived.conftest import rows


def test_a_decision_is_of_the_body_of_its_audit_else_of_its_certificate(derived):
    assert derived("bodies_of_decisions",
        audits="""
        audit_id | body_id
        audit    | body_a
    """, certificates="""
        certificate_no | body_id
        certificate    | body_c
    """, decisions="""
        decision_id     | audit_id | certificate_no | kind  | decided_at
        both            | audit    | certificate    | grant | 2026-03-02 09:00
        audit_alone     | audit    |                | grant | 2026-03-02 09:00
        certificate_alone |        | certificate    | grant | 2026-03-02 09:00
        lost_audit      | lost     | certificate    | grant | 2026-03-02 09:00
        all_lost        | lost     | lost           | grant | 2026-03-02 09:00
        neither         |          |                | grant | 2026-03-02 09:00
        second_of_audit | audit    |                | grant | 2026-03-02 09:00
    """) == rows("""
        decision_id       | body_id
        both              | body_a
        audit_alone       | body_a
        certificate_alone | body_c
        lost_audit        | body_c
        all_lost          |
        neither           |
        second_of_audit   | body_a
    """)  # fmt: skip


def test_a_decision_whose_other_tables_were_not_delivered_is_there_without_a_body(derived):
    assert derived("bodies_of_decisions", decisions="""
        decision_id | audit_id | certificate_no | kind  | decided_at
        one         | audit    | certificate    | grant | 2026-03-02 09:00
    """) == rows("""
        decision_id | body_id
        one         |
    """)  # fmt: skip
