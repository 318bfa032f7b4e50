"""Specifications of the derived table of certificate states, and of what asks it for a day."""

from __future__ import annotations

from datetime import date

from tests.checks.derived.conftest import rows
from zicha.checks.derived.certificate_states import with_standing_on, with_state_on


def test_a_state_holds_from_its_event_to_the_day_before_the_next(derived):
    assert derived("certificate_states", certificate_events="""
        event_id | certificate_no | kind      | effective_on
        e1       | whole          | issued    | 2023-01-01
        e2       | whole          | suspended | 2024-03-01
        e3       | whole          | restored  | 2025-03-01
        e4       | whole          | renewed   | 2026-01-01
        e5       | whole          | revoked   | 2026-05-01
        e1       | leap_day       | suspended | 2024-02-29
        e2       | leap_day       | cancelled | 2024-03-01
    """) == rows("""
        certificate_no | state     | from_on    | until_on
        whole          | valid     | 2023-01-01 | 2024-02-29
        whole          | suspended | 2024-03-01 | 2025-02-28
        whole          | valid     | 2025-03-01 | 2025-12-31
        whole          | valid     | 2026-01-01 | 2026-04-30
        whole          | revoked   | 2026-05-01 |
        leap_day       | suspended | 2024-02-29 | 2024-02-29
        leap_day       | cancelled | 2024-03-01 |
    """)  # fmt: skip


def test_of_several_events_on_one_day_the_last_by_its_number_holds(derived):
    assert derived("certificate_states", certificate_events="""
        event_id | certificate_no | kind      | effective_on
        e1       | one_day        | suspended | 2026-03-31
        e3       | one_day        | restored  | 2026-03-31
        e2       | one_day        | revoked   | 2026-03-31
        e4       | one_day        | cancelled | 2026-04-01
        e5       | other          | revoked   | 2026-03-31
    """) == rows("""
        certificate_no | state     | from_on    | until_on
        one_day        | valid     | 2026-03-31 | 2026-03-31
        one_day        | cancelled | 2026-04-01 |
        other          | revoked   | 2026-03-31 |
    """)  # fmt: skip


def test_events_that_leave_the_state_alone_neither_open_nor_end_one(derived):
    assert derived("certificate_states", certificate_events="""
        event_id | certificate_no | kind        | effective_on
        e1       | changed_scope  | suspended   | 2026-01-01
        e2       | changed_scope  | reduced     | 2026-02-01
        e3       | changed_scope  | amended     | 2026-02-02
        e4       | changed_scope  | extended    | 2026-02-03
        e5       | changed_scope  | transferred | 2026-02-04
        e6       | only_amended   | amended     | 2026-02-01
        e7       | after_it       | suspended   | 2026-02-01
        e8       | after_it       | amended     | 2026-02-01
    """) == rows("""
        certificate_no | state     | from_on    | until_on
        changed_scope  | suspended | 2026-01-01 |
        after_it       | suspended | 2026-02-01 |
    """)  # fmt: skip


def test_an_event_after_the_judging_date_ends_nothing_yet(derived):
    assert derived("certificate_states", as_of=date(2026, 6, 30), certificate_events="""
        event_id | certificate_no | kind      | effective_on
        e1       | on_the_day     | issued    | 2026-01-01
        e2       | on_the_day     | suspended | 2026-06-30
        e3       | the_day_after  | issued    | 2026-01-01
        e4       | the_day_after  | suspended | 2026-07-01
    """) == rows("""
        certificate_no | state     | from_on    | until_on
        on_the_day     | valid     | 2026-01-01 | 2026-06-29
        on_the_day     | suspended | 2026-06-30 |
        the_day_after  | valid     | 2026-01-01 |
    """)  # fmt: skip


STATES = """
    certificate_no | state     | from_on    | until_on
    changed        | suspended | 2024-02-29 | 2024-02-29
    changed        | valid     | 2024-03-01 | 2025-12-31
    changed        | revoked   | 2026-01-01 |
"""


def test_the_standing_on_a_day_is_that_of_the_last_event_up_to_it_else_the_status(answered):
    assert answered(with_standing_on, day="seen_on", certificate_states=STATES, rows="""
        certificate_no | status  | seen_on
        changed        | expired | 2024-02-28
        changed        | expired | 2024-02-29
        changed        | expired | 2024-03-01
        changed        | expired | 2025-12-31
        changed        | expired | 2026-01-01
        changed        | expired | 2099-12-31
        changed        | expired |
        no_event       | valid   | 2026-01-01
        no_event       |         | 2026-01-01
                       | valid   | 2026-01-01
    """) == rows("""
        certificate_no | status  | seen_on    | standing
        changed        | expired | 2024-02-28 | expired
        changed        | expired | 2024-02-29 | suspended
        changed        | expired | 2024-03-01 | valid
        changed        | expired | 2025-12-31 | valid
        changed        | expired | 2026-01-01 | revoked
        changed        | expired | 2099-12-31 | revoked
        changed        | expired |            | expired
        no_event       | valid   | 2026-01-01 | valid
        no_event       |         | 2026-01-01 |
                       | valid   | 2026-01-01 | valid
    """)  # fmt: skip


def test_a_certificate_is_valid_on_both_ends_of_its_term_and_only_in_a_valid_state(answered):
    found = answered(
        with_state_on, day="seen_on", certificate_states=STATES, only="certificate_no seen_on is_valid", rows="""
        certificate_no | status    | issued_on  | expires_on | seen_on
        in_term        | valid     | 2023-03-01 | 2026-02-28 | 2023-02-28
        in_term        | valid     | 2023-03-01 | 2026-02-28 | 2023-03-01
        in_term        | valid     | 2023-03-01 | 2026-02-28 | 2026-02-28
        in_term        | valid     | 2023-03-01 | 2026-02-28 | 2026-03-01
        in_term        | valid     | 2023-03-01 | 2026-02-28 |
        by_status      | suspended | 2023-03-01 | 2026-02-28 | 2024-01-01
        changed        | revoked   | 2023-03-01 | 2026-02-28 | 2024-02-29
        changed        | revoked   | 2023-03-01 | 2026-02-28 | 2024-03-01
        changed        | valid     | 2023-03-01 | 2026-02-28 | 2026-01-01
    """)  # fmt: skip
    assert found == rows("""
        certificate_no | seen_on    | is_valid
        in_term        | 2023-02-28 | false
        in_term        | 2023-03-01 | true
        in_term        | 2026-02-28 | true
        in_term        | 2026-03-01 | false
        in_term        |            |
        by_status      | 2024-01-01 | false
        changed        | 2024-02-29 | false
        changed        | 2024-03-01 | true
        changed        | 2026-01-01 | false
    """)
