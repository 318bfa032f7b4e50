"""Specifications of the derived tables of the steps of certification."""

from __future__ import annotations

from datetime import date

from tests.checks.derived.conftest import rows


def test_each_step_is_placed_where_it_was_first_done(derived):
    assert derived("first_steps_of_applications", process_events="""
        event_id | application_id | activity           | happened_at
        1        | whole          | application        | 2026-01-05 09:00
        2        | whole          | application_review | 2026-01-06 09:00
        3        | whole          | contract           | 2026-01-07 09:00
        4        | whole          | audit_plan         | 2026-01-08 09:00
        5        | whole          | stage1             | 2026-01-12 09:00
        6        | whole          | stage2             | 2026-02-02 09:00
        7        | whole          | report             | 2026-02-10 09:00
        8        | whole          | file_review        | 2026-02-11 09:00
        9        | whole          | decision           | 2026-02-28 23:59:59
        10       | whole          | issue              | 2026-03-01 00:00
        11       | repeated       | stage2             | 2026-02-03 09:00
        12       | repeated       | stage2             | 2026-02-02 09:00:01
        13       | repeated       | stage2             | 2026-02-02 09:00
        14       | backwards      | decision           | 2026-02-01 09:00
        15       | backwards      | application        | 2026-02-02 09:00
    """) == rows("""
        application_id | application_at   | application_review_at | contract_at      | audit_plan_at    | stage1_at        | stage2_at        | report_at        | file_review_at   | decision_at         | issue_at
        whole          | 2026-01-05 09:00 | 2026-01-06 09:00      | 2026-01-07 09:00 | 2026-01-08 09:00 | 2026-01-12 09:00 | 2026-02-02 09:00 | 2026-02-10 09:00 | 2026-02-11 09:00 | 2026-02-28 23:59:59 | 2026-03-01 00:00
        repeated       |                  |                       |                  |                  |                  | 2026-02-02 09:00 |                  |                  |                     |
        backwards      | 2026-02-02 09:00 |                       |                  |                  |                  |                  |                  |                  | 2026-02-01 09:00    |
    """)  # fmt: skip


def test_steps_beside_the_way_to_a_certificate_open_no_row(derived):
    assert derived("first_steps_of_applications", only="application_id stage2_at", process_events="""
        event_id | application_id | activity            | happened_at
        1        | only_others    | surveillance        | 2026-01-05 09:00
        2        | only_others    | plan_report         | 2026-01-05 09:00
        3        | only_others    | nonconformity_closed | 2026-01-05 09:00
        4        | with_others    | surveillance        | 2026-01-05 09:00
        5        | with_others    | stage2              | 2026-02-02 09:00
    """) == rows("""
        application_id | stage2_at
        with_others    | 2026-02-02 09:00
    """)  # fmt: skip


def test_a_step_after_the_judging_date_is_not_done_yet(derived):
    assert derived(
        "first_steps_of_applications", as_of=date(2024, 2, 29), only="application_id stage1_at stage2_at",
        process_events="""
        event_id | application_id | activity | happened_at
        1        | on_the_day     | stage1   | 2024-02-29 00:00
        2        | on_the_day     | stage2   | 2024-02-29 23:59:59
        3        | the_day_after  | stage1   | 2024-02-29 23:59:59
        4        | the_day_after  | stage2   | 2024-03-01 00:00
    """) == rows("""
        application_id | stage1_at        | stage2_at
        on_the_day     | 2024-02-29 00:00 | 2024-02-29 23:59:59
        the_day_after  | 2024-02-29 23:59:59 |
    """)  # fmt: skip
