"""Specifications of who is one person at several bodies."""

from __future__ import annotations

from tests.checks.derived.conftest import rows
from zicha.checks.derived.same_person import with_same_person


def test_one_registration_number_is_one_person_and_without_one_the_id_is(answered):
    assert answered(with_same_person, rows="""
        audit_id | person_id
        a        | li_here
        b        | li_there
        c        | unnumbered
        d        | N1
        e        | stranger
        f        |
        g        | li_here
    """, people="""
        person_id  | body_id | registration_no
        li_here    | body_a  | N1
        li_there   | body_b  | N1
        unnumbered | body_a  |
        N1         | body_a  |
    """) == rows("""
        audit_id | person_id  | same_person
        a        | li_here    | registration N1
        b        | li_there   | registration N1
        c        | unnumbered | person unnumbered
        d        | N1         | person N1
        e        | stranger   | person stranger
        f        |            |
        g        | li_here    | registration N1
    """)  # fmt: skip
