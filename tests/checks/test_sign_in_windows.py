"""Specifications of the checks of when a team signed in and of its photos."""

from __future__ import annotations

from datetime import datetime


def test_b03_an_opening_is_signed_on_the_day_up_to_two_hours_after_it_starts(verdicts):
    assert verdicts("B03",
        audits="""
            audit_id | body_id | started_at       | ended_at
            a        | body    | 2026-03-02 09:00 | 2026-03-03 17:00
            late     | body    | 2026-03-02 23:00 | 2026-03-03 17:00
        """,
        sign_ins="""
            sign_in_id   | audit_id | kind    | signed_at
            at_midnight  | a        | opening | 2026-03-02 00:00
            early        | a        | opening | 2026-03-02 05:00
            on_time      | a        | opening | 2026-03-02 09:00
            at_limit     | a        | opening | 2026-03-02 11:00
            second_after | a        | opening | 2026-03-02 11:00:01
            day_before   | a        | opening | 2026-03-01 23:59:59
            day_after    | a        | opening | 2026-03-03 09:00
            next_day_within_two_hours | late | opening | 2026-03-03 00:30
            before_midnight | late  | opening | 2026-03-02 23:59
        """,
    ) == {
        "at_midnight": False, "early": False, "on_time": False, "at_limit": False, "second_after": True,
        "day_before": True, "day_after": True, "next_day_within_two_hours": True, "before_midnight": False,
    }  # fmt: skip


def test_b03_a_closing_is_signed_within_two_hours_of_the_end_whatever_the_day(verdicts):
    assert verdicts("B03",
        audits="""
            audit_id | body_id | started_at       | ended_at
            a        | body    | 2026-03-02 09:00 | 2026-03-03 17:00
            night    | body    | 2026-03-02 09:00 | 2026-03-03 23:00
        """,
        sign_ins="""
            sign_in_id | audit_id | kind    | signed_at
            first      | a        | closing | 2026-03-03 15:00
            too_early  | a        | closing | 2026-03-03 14:59:59
            last       | a        | closing | 2026-03-03 19:00
            too_late   | a        | closing | 2026-03-03 19:00:01
            next_day   | night    | closing | 2026-03-04 01:00
            day_before | a        | closing | 2026-03-02 17:00
        """,
    ) == {
        "first": False, "too_early": True, "last": False, "too_late": True, "next_day": False, "day_before": True,
    }  # fmt: skip


def test_b03_is_undecided_without_both_times_of_a_known_audit(verdicts):
    assert verdicts("B03",
        audits="""
            audit_id | body_id | started_at       | ended_at
            no_start | body    |                  | 2026-03-03 17:00
            no_end   | body    | 2026-03-02 09:00 |
        """,
        sign_ins="""
            sign_in_id  | audit_id | kind    | signed_at
            opening     | no_start | opening | 2026-03-02 09:00
            closing     | no_end   | closing | 2026-03-03 17:00
            opening_without_end | no_end | opening | 2026-03-02 09:00
            of_no_audit | nil      | opening | 2026-03-02 09:00
        """,
    ) == {"opening": None, "closing": None, "opening_without_end": None, "of_no_audit": None}  # fmt: skip


def test_b03_shows_the_window_and_the_moment(judged):
    (row,) = judged("B03",
        audits="audit_id | body_id | started_at | ended_at\na | body | 2026-03-02 09:00 | 2026-03-03 17:00",
        sign_ins="sign_in_id | audit_id | kind | signed_at\ns | a | closing | 2026-03-03 20:30",
    ).to_pylist()  # fmt: skip
    assert row["expected"] == "2026-03-03 15:00 至 2026-03-03 19:00"
    assert (row["observed"], row["body_id"]) == (datetime(2026, 3, 3, 20, 30), "body")


def test_b03_a_window_may_be_set_otherwise(verdicts):
    assert verdicts("B03",
        override={"opening_after": "1"},
        audits="audit_id | body_id | started_at | ended_at\na | body | 2026-03-02 09:00 | 2026-03-03 17:00",
        sign_ins="""
            sign_in_id | audit_id | kind    | signed_at
            at_limit   | a        | opening | 2026-03-02 10:00
            after      | a        | opening | 2026-03-02 10:01
        """,
    ) == {"at_limit": False, "after": True}  # fmt: skip


def test_b04_no_photo_or_more_than_three_is_a_hit(verdicts):
    assert verdicts("B04",
        audits="audit_id | body_id\na | body",
        sign_ins="""
            sign_in_id | audit_id | kind    | signed_at        | photos
            none       | a        | opening | 2026-03-02 09:00 | 0
            one        | a        | opening | 2026-03-02 09:00 | 1
            three      | a        | closing | 2026-03-02 09:00 | 3
            four       | a        | closing | 2026-03-02 09:00 | 4
            unsaid     | a        | closing | 2026-03-02 09:00 |
            of_no_audit | nil     | closing | 2026-03-02 09:00 | 5
        """,
    ) == {"none": True, "one": False, "three": False, "four": True, "unsaid": None, "of_no_audit": True}  # fmt: skip


def test_b04_needs_no_audits_to_run(verdicts):
    assert verdicts("B04",
        sign_ins="sign_in_id | audit_id | kind | signed_at | photos\ns | a | opening | 2026-03-02 09:00 | 0",
    ) == {"s": True}  # fmt: skip
