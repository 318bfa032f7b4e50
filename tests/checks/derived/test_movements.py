"""Specifications of the derived tables of persons on their way from one organisation to another."""

from __future__ import annotations

from tests.checks.derived.conftest import rows
from zicha.checks.derived.movements import with_last_elsewhere

AUDITS = """
    audit_id | body_id | org_id
    a        | body    | org_a
    b        | rival   | org_b
"""
PEOPLE = """
    person_id | body_id | registration_no
    li_here   | body    | R1
    li_there  | rival   | R1
"""
SIGN_INS = """
    sign_in_id | audit_id | person_id | kind    | signed_at        | longitude | latitude
    1          | a        | li_here   | opening | 2026-03-02 09:00 | 116       | 40
    2          | b        | li_there  | opening | 2026-03-02 09:10 | 117       | 40
    3          | b        | wu        | opening | 2026-03-02 09:10 | 117       | 40
    nobody     | a        |           | opening | 2026-03-02 09:00 | 116       | 40
    no_audit   | lost     | wu        | opening | 2026-03-02 09:30 | 116       |
"""


def test_a_sign_in_bears_numbers_for_who_and_where_and_one_person_has_one_number(derived):
    only = "sign_in_id person_no org_no body_no moment"
    assert derived("movements", only=only, audits=AUDITS, people=PEOPLE, sign_ins=SIGN_INS) == rows("""
        sign_in_id | person_no | org_no | body_no | moment
        1          | 1         | 0      | 0       | 825757200000000
        2          | 1         | 1      | 1       | 825757800000000
        3          | 0         | 1      | 1       | 825757800000000
        nobody     |           | 0      | 0       | 825757200000000
        no_audit   | 0         |        |         | 825759000000000
    """)  # fmt: skip


def test_ways_too_fast_are_of_known_persons_between_known_organisations(derived):
    assert derived("movements_too_fast", audits=AUDITS, people=PEOPLE, sign_ins=SIGN_INS) == rows("""
        person_no | moment          | org_no | last_moment
        1         | 825757800000000 | 1      | 825757200000000
    """)  # fmt: skip


def test_the_last_one_elsewhere_is_that_of_the_moment_found_with_the_greatest_id(answered):
    movements = """
        sign_in_id | person_no | org_no | moment | signed_at        | longitude | latitude
        s1         | 1         | 7      | 0      | 2026-03-02 09:00 | 116       | 40
        s2         | 1         | 8      | 0      | 2026-03-02 09:00 | 117       |
        s3         | 1         | 9      | 0      | 2026-03-02 09:00 | 118       | 40
        t          | 1         | 9      | 60     | 2026-03-02 09:01 | 119       | 41
        t_again    | 1         | 9      | 60     | 2026-03-02 09:01 | 119       | 41
        later      | 1         | 9      | 99     | 2026-03-02 09:02 | 119       | 41
        other      | 2         | 9      | 60     | 2026-03-02 09:01 | 119       | 41
    """
    ways = """
        person_no | moment | org_no | last_moment
        1         | 60     | 9      | 0
    """
    assert answered(with_last_elsewhere, movements=movements, movements_too_fast=ways) == rows("""
        sign_in_id | last_id | last_at          | last_longitude | last_latitude
        t          | s2      | 2026-03-02 09:00 | 117.0          |
        t_again    | s2      | 2026-03-02 09:00 | 117.0          |
    """)  # fmt: skip
