"""Specifications of where a person was last signed in at another organisation."""

from __future__ import annotations

from tests.checks.derived.conftest import rows
from zicha.checks.derived.last_elsewhere import with_last_elsewhere


def test_the_last_sign_in_elsewhere_is_looked_for_behind_those_at_the_same_organisation(answered):
    assert answered(with_last_elsewhere, signed="""
        sign_in_id | same_person | org_id | signed_at        | longitude | latitude
        1          | li          | x      | 2024-02-28 23:59 | 116.5     | 40
        2          | li          | x      | 2024-02-29 00:00 | 116.25    | 40
        3          | li          | y      | 2024-02-29 09:00 | 117       | 41
        4          | li          | y      | 2024-02-29 17:00 |           |
        5          | li          | y      | 2024-03-01 09:00 | 117       | 41
        6          | li          | x      | 2024-03-01 12:00 | 116       | 40
        7          | wu          | y      | 2024-03-01 09:00 | 117       | 41
    """) == rows("""
        sign_in_id | same_person | org_id | signed_at        | longitude | latitude | last_id | last_at          | last_longitude | last_latitude
        1          | li          | x      | 2024-02-28 23:59 | 116.5     | 40.0     |         |                  |                |
        2          | li          | x      | 2024-02-29 00:00 | 116.25    | 40.0     |         |                  |                |
        3          | li          | y      | 2024-02-29 09:00 | 117.0     | 41.0     | 2       | 2024-02-29 00:00 | 116.25         | 40.0
        4          | li          | y      | 2024-02-29 17:00 |           |          | 2       | 2024-02-29 00:00 | 116.25         | 40.0
        5          | li          | y      | 2024-03-01 09:00 | 117.0     | 41.0     | 2       | 2024-02-29 00:00 | 116.25         | 40.0
        6          | li          | x      | 2024-03-01 12:00 | 116.0     | 40.0     | 5       | 2024-03-01 09:00 | 117.0          | 41.0
        7          | wu          | y      | 2024-03-01 09:00 | 117.0     | 41.0     |         |                  |                |
    """)  # fmt: skip


def test_only_strictly_earlier_ones_count_and_of_one_moment_the_greatest_id(answered):
    assert answered(with_last_elsewhere, only="sign_in_id last_id", signed="""
        sign_in_id | same_person | org_id | signed_at           | longitude | latitude
        a1         | at_once     | x      | 2026-03-02 09:00    | 116       | 40
        a2         | at_once     | y      | 2026-03-02 09:00    | 117       | 41
        b1         | second_on   | x      | 2026-03-02 09:00    | 116       | 40
        b2         | second_on   | y      | 2026-03-02 09:00:01 | 117       | 41
        c1         | of_two      | x      | 2026-03-02 09:00    | 116       | 40
        c2         | of_two      | y      | 2026-03-02 09:00    | 117       | 41
        c3         | of_two      | z      | 2026-03-02 10:00    | 118       | 42
        c4         | of_two      | z      | 2026-03-02 10:00    | 118       | 42
        d1         | one_is_here | z      | 2026-03-02 09:00    | 116       | 40
        d2         | one_is_here | x      | 2026-03-02 10:00    | 117       | 41
        d3         | one_is_here | z      | 2026-03-02 10:00    | 117       | 41
        d4         | one_is_here | z      | 2026-03-02 11:00    | 118       | 42
        d5         | one_is_here | x      | 2026-03-02 11:00    | 118       | 42
    """) == rows("""
        sign_in_id | last_id
        a1         |
        a2         |
        b1         |
        b2         | b1
        c1         |
        c2         |
        c3         | c2
        c4         | c2
        d1         |
        d2         | d1
        d3         |
        d4         | d2
        d5         | d3
    """)  # fmt: skip
