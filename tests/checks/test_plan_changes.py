"""Specifications of the check of what changed after a plan was reported: A17."""


def test_a17_another_leader_than_reported_is_a_hit(verdicts):
    assert verdicts("A17",
        audits="""
            audit_id       | started_at
            same           | 2025-03-10 09:00
            other          | 2025-03-10 09:00
            only_auditor   | 2025-03-10 09:00
            one_of_two     | 2025-03-10 09:00
            plan_silent    | 2025-03-10 09:00
            no_team        | 2025-03-10 09:00
        """,
        audit_plans="""
            audit_id     | version | reported_at      | leader_id
            same         | 1       | 2025-03-01 09:00 | p1
            other        | 1       | 2025-03-01 09:00 | p1
            only_auditor | 1       | 2025-03-01 09:00 | p1
            one_of_two   | 1       | 2025-03-01 09:00 | p2
            plan_silent  | 1       | 2025-03-01 09:00 |
            no_team      | 1       | 2025-03-01 09:00 | p1
        """,
        audit_team="""
            audit_id     | person_id | role
            same         | p1        | leader
            other        | p2        | leader
            only_auditor | p1        | auditor
            only_auditor | p2        | leader
            one_of_two   | p1        | leader
            one_of_two   | p2        | leader
            plan_silent  | p1        | leader
        """,
    ) == {
        "same": False, "other": True, "only_auditor": True, "one_of_two": False,
        "plan_silent": False, "no_team": True,
    }  # fmt: skip


def test_a17_another_day_than_reported_is_a_hit_but_another_hour_is_not(verdicts):
    assert verdicts("A17",
        audits="""
            audit_id     | started_at
            same_hour    | 2024-02-29 09:00
            later_hour   | 2024-02-29 23:59
            next_day     | 2024-03-01 00:00
            day_before   | 2024-02-28 23:59
            no_plan_day  | 2024-02-29 09:00
            not_started  |
        """,
        audit_plans="""
            audit_id    | version | reported_at      | planned_from
            same_hour   | 1       | 2024-02-01 09:00 | 2024-02-29 09:00
            later_hour  | 1       | 2024-02-01 09:00 | 2024-02-29 00:00
            next_day    | 1       | 2024-02-01 09:00 | 2024-02-29 23:59
            day_before  | 1       | 2024-02-01 09:00 | 2024-02-29 00:00
            no_plan_day | 1       | 2024-02-01 09:00 |
            not_started | 1       | 2024-02-01 09:00 | 2024-02-29 09:00
        """,
        audit_team="audit_id",
    ) == {
        "same_hour": False, "later_hour": False, "next_day": True, "day_before": True,
        "no_plan_day": False, "not_started": False,
    }  # fmt: skip


def test_a17_the_version_last_reported_counts(verdicts):
    assert verdicts("A17",
        audits="""
            audit_id     | started_at
            mended       | 2025-03-11 09:00
            spoilt       | 2025-03-10 09:00
            lower_last   | 2025-03-11 09:00
            same_moment  | 2025-03-11 09:00
            after_as_of  | 2025-03-10 09:00
        """,
        audit_plans="""
            audit_id    | version | reported_at      | planned_from
            mended      | 1       | 2025-03-01 09:00 | 2025-03-10 09:00
            mended      | 2       | 2025-03-05 09:00 | 2025-03-11 09:00
            spoilt      | 1       | 2025-03-01 09:00 | 2025-03-10 09:00
            spoilt      | 2       | 2025-03-05 09:00 | 2025-03-11 09:00
            lower_last  | 9       | 2025-03-01 09:00 | 2025-03-10 09:00
            lower_last  | 2       | 2025-03-05 09:00 | 2025-03-11 09:00
            same_moment | 9       | 2025-03-05 09:00 | 2025-03-10 09:00
            same_moment | 10      | 2025-03-05 09:00 | 2025-03-11 09:00
            after_as_of | 1       | 2025-03-05 09:00 | 2025-03-10 09:00
            after_as_of | 2       | 2026-07-01 09:00 | 2025-03-11 09:00
        """,
        audit_team="audit_id",
    ) == {
        "mended": False, "spoilt": True, "lower_last": False, "same_moment": False, "after_as_of": False,
    }  # fmt: skip


def test_a17_an_audit_without_a_reported_plan_is_undecided(verdicts):
    assert verdicts("A17",
        audits="""
            audit_id   | started_at
            unreported | 2025-03-10 09:00
            only_later | 2025-03-10 09:00
        """,
        audit_plans="""
            audit_id   | version | reported_at      | planned_from
            another    | 1       | 2025-03-01 09:00 | 2025-03-10 09:00
            only_later | 1       | 2026-07-01 09:00 | 2025-03-10 09:00
        """,
        audit_team="audit_id | person_id | role\nunreported | p1 | leader",
    ) == {"unreported": None, "only_later": None}  # fmt: skip


def test_a17_says_what_was_reported_and_what_happened(judged):
    (row,) = judged("A17",
        audits="audit_id | body_id | started_at\na | body | 2025-03-11 09:00",
        audit_plans=(
            "audit_id | version | reported_at | planned_from | leader_id\n"
            "a | 3 | 2025-03-01 09:00 | 2025-03-10 09:00 | p1"
        ),
        audit_team="audit_id | person_id | role\na | p2 | leader",
    ).to_pylist()  # fmt: skip
    assert (row["observed"], row["expected"], row["see_audit_plans"]) == (
        "组长 p1，2025-03-10 开始", "组长 p2，2025-03-11 开始", "a|3",
    )  # fmt: skip
