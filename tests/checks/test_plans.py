"""Specifications of the checks of audit plans: A16."""

from datetime import date


def test_a16_a_plan_not_reported_the_day_before_the_audit_is_a_hit(verdicts):
    assert verdicts("A16",
        audits="""
            audit_id     | scheme | kind         | started_at       | planned_from     | plan_reported_on
            day_before   | QMS    | stage2       | 2024-03-01 00:00 |                  | 2024-02-29
            same_day     | QMS    | stage2       | 2024-03-01 23:59 |                  | 2024-03-01
            two_before   | CCC    | special      | 2024-03-01 09:00 |                  | 2024-02-28
            after        | EMS    | surveillance | 2024-03-01 09:00 |                  | 2024-03-02
            never        | QMS    | stage1       | 2024-03-01 09:00 |                  |
            not_started  | QMS    | stage2       |                  | 2024-03-01 09:00 |
            by_start     | QMS    | stage2       | 2024-03-05 09:00 | 2024-03-01 09:00 | 2024-03-04
            last_day     | QMS    | stage2       | 2026-06-30 23:00 |                  | 2026-06-29
            still_ahead  | QMS    | stage2       | 2026-07-01 00:00 |                  |
        """,
    ) == {
        "day_before": False, "same_day": True, "two_before": False, "after": True, "never": True,
        "by_start": False, "last_day": False,
    }  # fmt: skip


def test_a16_a_longer_lead_can_be_asked_for(judged):
    (row,) = judged("A16", override={"lead": "3"},
        audits="""
            audit_id | scheme | kind   | started_at       | plan_reported_on
            a        | QMS    | stage2 | 2024-03-01 09:00 | 2024-02-28
        """,
    ).to_pylist()  # fmt: skip
    assert (row["verdict"], row["observed"]) == ("hit", "上报于 2024-02-28")
    assert row["expected"] == date(2024, 2, 27)
