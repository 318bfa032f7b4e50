"""Specifications of the check of certification rules: A03."""

from datetime import date


def test_a03_a_rule_stands_from_the_day_it_is_filed_to_the_day_before_it_is_withdrawn(verdicts):
    assert verdicts("A03",
        certificates="""
            certificate_no | body_id | scheme | issued_on
            day_before     | body    | QMS    | 2024-02-28
            day_filed      | body    | QMS    | 2024-02-29
            last_day       | body    | QMS    | 2025-02-27
            day_withdrawn  | body    | QMS    | 2025-02-28
            day_after      | body    | QMS    | 2025-03-01
            long_after     | body    | EMS    | 2026-05-01
        """,
        filed_rules="""
            rule_no | body_id | scheme | filed_on   | withdrawn_on
            r1      | body    | QMS    | 2024-02-29 | 2025-02-28
            r2      | body    | EMS    | 2020-01-01 |
        """,
    ) == {
        "day_before": True, "day_filed": False, "last_day": False, "day_withdrawn": True,
        "day_after": True, "long_after": False,
    }  # fmt: skip


def test_a03_any_one_rule_of_the_body_for_the_scheme_suffices(verdicts):
    assert verdicts("A03",
        certificates="""
            certificate_no  | body_id | scheme  | issued_on
            between_rules   | body    | QMS     | 2024-07-01
            on_new_rule     | body    | QMS     | 2024-08-01
            both_stand      | body    | EMS     | 2024-07-01
            other_scheme    | body    | OHSMS   | 2024-07-01
            only_elsewhere  | body    | SERVICE | 2024-07-01
            no_filing_day   | body    | PRODUCT | 2024-07-01
        """,
        filed_rules="""
            rule_no | body_id | scheme  | filed_on   | withdrawn_on
            r1      | body    | QMS     | 2020-01-01 | 2024-06-01
            r2      | body    | QMS     | 2024-08-01 |
            r3      | body    | EMS     | 2020-01-01 |
            r4      | body    | EMS     | 2021-01-01 | 2024-12-31
            r5      | another | SERVICE | 2020-01-01 |
            r6      | body    | PRODUCT |            |
        """,
    ) == {
        "between_rules": True, "on_new_rule": False, "both_stand": False, "other_scheme": True,
        "only_elsewhere": True, "no_filing_day": True,
    }  # fmt: skip


def test_a03_a_body_without_filed_rules_is_undecided(verdicts):
    assert verdicts("A03",
        as_of=date(2025, 1, 1),
        certificates="""
            certificate_no | body_id | scheme | issued_on
            no_rules       | unfiled | QMS    | 2024-07-01
            filed_later    | late    | QMS    | 2024-07-01
        """,
        filed_rules="""
            rule_no | body_id | scheme | filed_on
            r1      | body    | QMS    | 2020-01-01
            r2      | late    | QMS    | 2025-01-02
        """,
    ) == {"no_rules": None, "filed_later": None}  # fmt: skip


def test_a03_names_the_rules_it_looked_at(judged):
    (row,) = judged("A03",
        certificates="certificate_no | body_id | scheme | issued_on\nc | body | QMS | 2025-01-01",
        filed_rules="""
            rule_no | body_id | scheme | filed_on   | withdrawn_on
            r1      | body    | QMS    | 2020-01-01 | 2024-06-01
            r2      | body    | EMS    | 2020-01-01 |
        """,
    ).to_pylist()  # fmt: skip
    assert row["see_filed_rules"] == "r1"
    assert row["observed"] == "该领域备案过的认证规则当日都无效（尚未备案或已经废止）"
