"""Specifications of the checks of how audit time is cut: A07, A08, A12."""

from decimal import Decimal


def test_a07_less_than_eighty_percent_on_site_is_a_hit_with_half_a_point_to_spare(verdicts):
    # 10 × (0.80 − 0.005) = 7.95.
    assert verdicts("A07",
        audits="""
            audit_id      | scheme | kind         | planned_days | onsite_days | remote_days
            ample         | QMS    | stage2       | 10           | 8           |
            in_the_slack  | QMS    | stage2       | 10           | 7.96        |
            at_limit      | QMS    | surveillance | 10           | 7.95        |
            below         | QMS    | surveillance | 10           | 7.949999    |
            with_remote   | EMS    | stage1       | 10           | 7           | 0.95
            remote_short  | EMS    | stage1       | 10           | 7           | 0.949999
            all_remote    | CCC    | special      | 1            | 0           | 1
            more_than_all | QMS    | stage2       | 1            | 1.5         |
            third         | QMS    | stage2       | 1.5          | 1           |
            none_on_site  | QMS    | stage2       | 2            | 0           |
        """,
    ) == {
        "ample": False, "in_the_slack": False, "at_limit": False, "below": True, "with_remote": False,
        "remote_short": True, "all_remote": False, "more_than_all": False, "third": True, "none_on_site": True,
    }  # fmt: skip


def test_a07_without_days_or_with_no_planned_days_at_all_it_is_undecided(verdicts):
    assert verdicts("A07",
        audits="""
            audit_id    | planned_days | onsite_days | remote_days
            no_onsite   | 10           |             | 10
            no_plan     |              | 8           |
            zero_plan   | 0            | 8           |
            minus_plan  | -1           | 8           |
        """,
    ) == {"no_onsite": None, "no_plan": None, "zero_plan": None, "minus_plan": None}  # fmt: skip


def test_a07_says_what_was_spent_and_what_is_asked(judged):
    (row,) = judged(
        "A07", audits="audit_id | planned_days | onsite_days | remote_days\na | 5 | 3 | 0.5"
    ).to_pylist()
    assert (row["observed"], row["expected"]) == (Decimal("3.5"), Decimal("4"))


def test_a08_more_than_thirty_percent_or_any_cut_without_a_reason_is_a_hit(verdicts):
    assert verdicts("A08",
        audits="""
            audit_id         | reduction_pct | reduction_reason
            at_limit         | 30            | 成熟体系
            above            | 30.000001     | 成熟体系
            small_no_reason  | 0.000001      |
            none             | 0             |
            none_with_reason | 0             | 不减少
            both             | 40            |
            increased        | -10           |
            unknown          |               | 成熟体系
            unknown_at_all   |               |
        """,
    ) == {
        "at_limit": False, "above": True, "small_no_reason": True, "none": False, "none_with_reason": False,
        "both": True, "increased": False, "unknown": None, "unknown_at_all": None,
    }  # fmt: skip


def test_a08_a_body_may_set_a_lower_limit_with_a_reason(verdicts):
    assert verdicts("A08",
        override={"largest_reduction": "20"},
        audits="audit_id | reduction_pct | reduction_reason\nat | 20 | 有\nabove | 21 | 有",
    ) == {"at": False, "above": True}  # fmt: skip


def test_a08_names_each_fault(judged):
    rows = judged("A08",
        audits="""
            audit_id | reduction_pct | reduction_reason
            both     | 40            |
            long     | 40            | 有
            silent   | 5             |
        """,
    ).to_pylist()  # fmt: skip
    assert {row["subject_id"]: row["fault"] for row in rows} == {
        "both": "超过 30%，也没有填写减少理由", "long": "超过 30%", "silent": "没有填写减少理由",
    }  # fmt: skip


def test_a12_a_combined_group_cut_by_more_than_twenty_percent_is_a_hit_with_half_a_point_to_spare(verdicts):
    # (5 + 5) × (1 − 0.20 − 0.005) = 7.95.
    assert verdicts("A12",
        audits="""
            audit_id | combined_group | scheme | base_days | planned_days | reduction_pct
            a1       | ample          | QMS    | 5         | 4            |
            a2       | ample          | EMS    | 5         | 4            |
            b1       | at_limit       | QMS    | 5         | 4            |
            b2       | at_limit       | EMS    | 5         | 3.95         | 0
            c1       | below          | QMS    | 5         | 4            |
            c2       | below          | EMS    | 5         | 3.949999     |
            d1       | uneven         | QMS    | 5         | 1            |
            d2       | uneven         | EMS    | 5         | 6.95         |
        """,
    ) == {"ample": False, "at_limit": False, "below": True, "uneven": False}  # fmt: skip


def test_a12_each_audit_is_first_cut_by_its_own_percentage(verdicts):
    # 4 × 0.7 + 6 × 0.9 = 8.2; 8.2 × 0.795 = 6.519.
    assert verdicts("A12",
        audits="""
            audit_id | combined_group | scheme | base_days | planned_days | reduction_pct
            a1       | at_limit       | QMS    | 4         | 3            | 30
            a2       | at_limit       | EMS    | 6         | 3.519        | 10
            b1       | below          | QMS    | 4         | 3            | 30
            b2       | below          | EMS    | 6         | 3.518999     | 10
        """,
    ) == {"at_limit": False, "below": True}  # fmt: skip


def test_a12_takes_all_audits_of_a_group_of_two_or_more_schemes(verdicts):
    assert verdicts("A12",
        audits="""
            audit_id | combined_group | scheme | kind         | base_days | planned_days
            a1       | one_scheme     | QMS    | stage1       | 5         | 1
            a2       | one_scheme     | QMS    | stage2       | 5         | 1
            b1       | alone          | QMS    | surveillance | 5         | 1
            c1       | three_audits   | QMS    | stage1       | 5         | 5
            c2       | three_audits   | QMS    | stage2       | 5         | 5
            c3       | three_audits   | EMS    | stage2       | 5         | 1.9
            d1       | product_too    | QMS    | surveillance | 5         | 3
            d2       | product_too    | CCC    | special      | 5         | 3
            e1       |                | QMS    | stage2       | 5         | 1
            e2       |                | EMS    | stage2       | 5         | 1
        """,
    ) == {"three_audits": True, "product_too": True}  # fmt: skip


def test_a12_with_days_missing_on_any_audit_of_the_group_it_is_undecided(verdicts):
    assert verdicts("A12",
        audits="""
            audit_id | combined_group | scheme | base_days | planned_days | reduction_pct
            a1       | no_base        | QMS    | 5         | 1            |
            a2       | no_base        | EMS    |           | 1            |
            b1       | no_plan        | QMS    | 5         | 1            |
            b2       | no_plan        | EMS    | 5         |              |
            c1       | nothing_left   | QMS    | 5         | 1            | 100
            c2       | nothing_left   | EMS    | 0         | 1            |
        """,
    ) == {"no_base": None, "no_plan": None, "nothing_left": None}  # fmt: skip


def test_a12_shows_the_days_in_full_and_as_they_may_be(judged):
    (row,) = judged("A12",
        audits="""
            audit_id | combined_group | body_id | scheme | base_days | planned_days | reduction_pct
            a1       | g              | body    | QMS    | 4         | 3            | 30
            a2       | g              | body    | EMS    | 6         | 3            | 10
        """,
    ).to_pylist()  # fmt: skip
    assert (row["body_id"], row["observed"], row["reduced_days"], row["expected"]) == (
        "body", Decimal("6"), Decimal("8.2"), Decimal("6.56"),
    )  # fmt: skip
    assert sorted(row["see_audits"].split("\n")) == ["a1", "a2"]
