"""Specifications of the derived tables of audit plans."""

from __future__ import annotations

from datetime import date

from tests.checks.derived.conftest import rows


def test_the_plan_last_reported_is_the_latest_by_time_then_by_version(derived):
    assert derived("plans_last_reported", audit_plans="""
        audit_id    | version | reported_at         | planned_from     | leader_id
        once        | 1       | 2026-03-02 09:00    | 2026-03-10 09:00 | li
        moved       | 1       | 2026-03-02 09:00    | 2026-03-10 09:00 | li
        moved       | 2       | 2026-03-03 09:00    | 2026-03-12 09:00 | wu
        by_time     | 9       | 2026-02-28 23:59:59 | 2026-03-10 09:00 | li
        by_time     | 8       | 2026-03-01 00:00    | 2026-03-11 09:00 | wu
        at_one_time | 2       | 2026-03-02 09:00    | 2026-03-11 09:00 | li
        at_one_time | 10      | 2026-03-02 09:00    | 2026-03-12 09:00 | wu
        emptied     | 1       | 2026-03-02 09:00    | 2026-03-10 09:00 | li
        emptied     | 2       | 2026-03-02 09:01    |                  |
    """) == rows("""
        audit_id    | version | reported_at      | planned_from     | leader_id
        once        | 1       | 2026-03-02 09:00 | 2026-03-10 09:00 | li
        moved       | 2       | 2026-03-03 09:00 | 2026-03-12 09:00 | wu
        by_time     | 8       | 2026-03-01 00:00 | 2026-03-11 09:00 | wu
        at_one_time | 10      | 2026-03-02 09:00 | 2026-03-12 09:00 | wu
        emptied     | 2       | 2026-03-02 09:01 |                  |
    """)  # fmt: skip


def test_a_plan_reported_after_the_judging_date_is_not_reported_yet(derived):
    assert derived("plans_last_reported", as_of=date(2024, 2, 29), only="audit_id version", audit_plans="""
        audit_id  | version | reported_at
        last_hour | 1       | 2024-02-28 09:00
        last_hour | 2       | 2024-02-29 23:59:59
        next_day  | 1       | 2024-02-28 09:00
        next_day  | 2       | 2024-03-01 00:00
        unheard   | 1       | 2024-03-01 00:00
    """) == rows("""
        audit_id  | version
        last_hour | 2
        next_day  | 1
    """)  # fmt: skip
