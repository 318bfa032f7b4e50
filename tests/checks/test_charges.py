"""Specifications of the checks of certification fees: A35, A38."""

from decimal import Decimal

ORGANISATIONS = """
    org_id | name
    jia    | 甲（北京）科技有限公司
    yi     | Yi Trading Co., Ltd
"""
APPLICATIONS = """
    application_id | body_id | org_id
    of_jia         | body    | jia
    of_yi          | body    | yi
    of_nobody      | body    | missing
"""
AUDITS = """
    audit_id   | body_id | org_id
    at_jia     | other   | jia
    at_yi      | other   | yi
    at_nobody  | other   | missing
"""


def test_a35_a_payer_of_another_name_is_a_hit(verdicts):
    assert verdicts("A35",
        organisations=ORGANISATIONS, applications=APPLICATIONS, audits=AUDITS,
        fees="""
            fee_id       | application_id | audit_id | amount | payer
            same         | of_jia         |          | 100    | 甲（北京）科技有限公司
            half_width   | of_jia         |          | 100    | 甲(北京) 科技有限公司
            upper_case   | of_yi          |          | 100    | ＹＩ TRADING CO LTD
            consultant   | of_jia         |          | 100    | 某某咨询有限公司
            branch       | of_jia         |          | 100    | 甲（北京）科技有限公司上海分公司
            by_audit     |                | at_yi    | 100    | yi trading co ltd
            other_audit  |                | at_yi    | 100    | 甲（北京）科技有限公司
            only_marks   | of_jia         |          | 100    | ——
        """,
    ) == {
        "same": False, "half_width": False, "upper_case": False, "consultant": True, "branch": True,
        "by_audit": False, "other_audit": True, "only_marks": True,
    }  # fmt: skip


def test_a35_the_application_tells_the_organisation_before_the_audit_does(verdicts):
    assert verdicts("A35",
        organisations=ORGANISATIONS, applications=APPLICATIONS, audits=AUDITS,
        fees="""
            fee_id           | application_id | audit_id  | amount | payer
            application_wins | of_jia         | at_yi     | 100    | Yi Trading Co., Ltd
            audit_for_none   | unknown        | at_yi     | 100    | Yi Trading Co., Ltd
            audit_for_nobody | of_nobody      | at_yi     | 100    | Yi Trading Co., Ltd
        """,
    ) == {"application_wins": True, "audit_for_none": False, "audit_for_nobody": False}  # fmt: skip


def test_a35_without_payer_or_organisation_it_is_undecided(verdicts):
    assert verdicts("A35",
        organisations=ORGANISATIONS, applications=APPLICATIONS, audits=AUDITS,
        fees="""
            fee_id      | application_id | audit_id  | amount | payer
            no_payer    | of_jia         |           | 100    |
            no_one      |                |           | 100    | 某某咨询有限公司
            dangling    | unknown        | unknown   | 100    | 某某咨询有限公司
            org_unknown | of_nobody      | at_nobody | 100    | 某某咨询有限公司
        """,
    ) == {"no_payer": None, "no_one": None, "dangling": None, "org_unknown": None}  # fmt: skip


def test_a35_knows_the_body_and_the_organisation_of_a_fee(judged):
    rows = judged("A35",
        organisations=ORGANISATIONS, applications=APPLICATIONS, audits=AUDITS,
        fees="""
            fee_id         | application_id | audit_id | amount | payer
            by_application | of_jia         | at_yi    | 100    | 丙
            by_audit       |                | at_yi    | 100    | 丙
        """,
    ).to_pylist()  # fmt: skip
    assert {row["subject_id"]: (row["body_id"], row["see_organisations"]) for row in rows} == {
        "by_application": ("body", "jia"), "by_audit": ("other", "yi"),
    }  # fmt: skip


def test_a38_less_than_half_of_the_list_is_a_hit(verdicts):
    assert verdicts("A38",
        applications="application_id", audits="audit_id",
        fees="""
            fee_id     | amount  | list_amount
            full       | 10000   | 10000
            half       | 5000    | 10000
            below_half | 4999.99 | 10000
            odd_half   | 0.005   | 0.01
            nothing    | 0       | 10000
            free_list  | 0       | 0
            more       | 20000   | 10000
            unknown    | 1       |
        """,
    ) == {
        "full": False, "half": False, "below_half": True, "odd_half": False, "nothing": True,
        "free_list": False, "more": False, "unknown": None,
    }  # fmt: skip


def test_a38_knows_the_body_of_a_fee(judged):
    rows = judged("A38",
        applications=APPLICATIONS, audits=AUDITS,
        fees="""
            fee_id         | application_id | audit_id | amount | list_amount
            by_application | of_jia         | at_yi    | 1      | 100
            by_audit       | unknown        | at_yi    | 1      | 100
            by_no_one      |                |          | 1      | 100
        """,
    ).to_pylist()  # fmt: skip
    assert {row["subject_id"]: row["body_id"] for row in rows} == {
        "by_application": "body", "by_audit": "other", "by_no_one": None,
    }  # fmt: skip
    assert {row["expected"] for row in rows} == {Decimal(50)}
