"""Specifications of the checks of complaints about favours."""

from __future__ import annotations


def test_b14_a_substantiated_complaint_of_gifts_or_charges_is_a_hit(verdicts):
    assert verdicts("B14",
        people="person_id | body_id\np | body",
        complaints="""
            complaint_id | received_on | target_kind  | target_id | topic   | closed_on  | substantiated
            gift         | 2026-03-01  | person       | p         | gift    | 2026-03-09 | true
            charges      | 2026-03-01  | body         | body      | expense | 2026-03-09 | true
            not_closed   | 2026-03-01  | body         | body      | expense |            | true
            untrue       | 2026-03-01  | person       | p         | gift    | 2026-03-09 | false
            other_topic  | 2026-03-01  | person       | p         | fee     | 2026-03-09 | true
            no_topic     | 2026-03-01  | person       | p         |         | 2026-03-09 | true
            open         | 2026-03-01  | person       | p         | gift    |            |
            open_other   | 2026-03-01  | person       | p         | fee     |            |
            no_result    | 2026-03-01  | person       | p         | gift    | 2026-03-09 |
            organisation | 2026-03-01  | organisation | o         | gift    | 2026-03-09 | true
            lab          | 2026-03-01  | lab          | l         | gift    | 2026-03-09 | true
            nobody       | 2026-03-01  |              |           | gift    | 2026-03-09 | true
        """,
    ) == {
        "gift": True, "charges": True, "not_closed": True, "untrue": False, "other_topic": False,
        "no_topic": False, "open": None, "open_other": None, "no_result": False,
    }  # fmt: skip


def test_b14_a_complaint_about_a_person_is_told_to_the_employer(judged):
    rows = judged("B14",
        people="person_id | body_id\np | employer",
        complaints="""
            complaint_id | received_on | target_kind | target_id | topic | substantiated
            person       | 2026-03-01  | person      | p         | gift  | true
            body         | 2026-03-01  | body        | b         | gift  | true
            stranger     | 2026-03-01  | person      | x         | gift  | true
        """,
    ).to_pylist()  # fmt: skip
    assert {row["subject_id"]: row["body_id"] for row in rows} == {
        "person": "employer", "body": "b", "stranger": None,
    }  # fmt: skip
