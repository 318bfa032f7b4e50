"""Certification decisions: which decision a reported day is, and whose name it is."""


def test_a_day_of_decision_on_a_row_about_an_audit_is_the_decision_on_it(convert):
    made = convert(
        """
        CERT_NUMBER | APPR_AC_CODE | SUSE_TIMES | A_AUTH_TIMES | APP_ASS_DATE | APPR_S_DATE | APPR_E_DATE | CHK_P_LIST
        new         | 01           | 0          | 0            | 2024-02-20   | 2024-01-22  | 2024-01-24  | 决定人甲
        watched     | 03           | 1          | 0            | 2025-03-20   | 2025-02-10  | 2025-02-11  | 决定人甲
        again       | 02           | 0          | 1            | 2024-02-20   | 2024-01-22  | 2024-01-24  | 决定人甲；决定人乙
        """,
        """
        CERT_NUMBER | APPR_STAGE | APPR_S_DATE         | APPR_E_DATE
        new         | 0102       | 2024-01-22 09:00:00 | 2024-01-24 17:00:00
        """,
    )
    assert made.rows("decisions", "certificate_no", "kind", "audit_id", "decider_id", "decided_at") == {
        ("NEW", "grant", "NEW/stage2/R0", "CNCA-R-2015-001/决定人甲", "2024-02-20"),
        ("WATCHED", "maintain", "WATCHED/surveillance/R0S1", "CNCA-R-2015-001/决定人甲", "2025-03-20"),
        ("AGAIN", "renew", "AGAIN/recertification/R1", "CNCA-R-2015-001/决定人甲", "2024-02-20"),
        ("AGAIN", "renew", "AGAIN/recertification/R1", "CNCA-R-2015-001/决定人乙", "2024-02-20"),
    }


def test_the_day_of_the_award_repeated_on_a_suspension_is_no_decision_to_suspend(convert):
    made = convert("""
        CERT_NUMBER | APPR_AC_CODE | CERTI_STATUS | APP_ASS_DATE | AWARD_DATE | PAUSE_S_DATE | CHK_P_LIST
        repeated    | 05           | 02           | 2024-02-28   | 2024-03-01 | 2025-03-10   | 决定人甲
        decided     | 05           | 02           | 2025-03-08   | 2024-03-01 | 2025-03-10   | 决定人甲
    """)
    assert made.rows("decisions", "certificate_no", "kind", "decider_id") == {
        # It is the decision the certificate rests on; the name on the row is that of whoever suspended.
        ("REPEATED", "grant", None),
        ("DECIDED", "suspend", "CNCA-R-2015-001/决定人甲"),
    }
    assert made.rows_said("missing_history") == 1


def test_a_certificate_known_by_its_surveillance_alone_has_no_grant_and_that_is_said(convert):
    made = convert("""
        APPR_AC_CODE | SUSE_TIMES | APP_ASS_DATE | APPR_S_DATE | APPR_E_DATE
        03           | 1          | 2025-03-20   | 2025-02-10  | 2025-02-11
    """)
    assert made.rows("decisions", "kind") == {("maintain",)}
    assert made.rows_said("missing_history") == 1


TEAM = """
    FULL_NAME | APT_CERTI_NUM | ID_CODE | APPR_S_DATE         | APPR_E_DATE         | CERT_NUMBER
    审核员甲  | N1            | {first} | 2024-01-22 09:00:00 | 2024-01-24 17:00:00 | C1
    审核员甲  | N2            | {other} | 2024-01-22 09:00:00 | 2024-01-24 17:00:00 | C2
"""

DECIDED_BY_AUDITOR = """
    CERT_NUMBER | ORG_NAME   | APP_ASS_DATE | APPR_S_DATE | APPR_E_DATE | CHK_P_LIST
    C1          | 示例一公司 | 2024-02-20   | 2024-01-22  | 2024-01-24  | 审核员甲
    C2          | 示例二公司 | 2024-02-20   | 2024-01-22  | 2024-01-24  | 决定人乙
"""


def test_a_decider_on_the_audits_own_team_is_recognised_by_name(convert):
    made = convert(DECIDED_BY_AUDITOR, TEAM.format(first="K1", other="K1"))
    assert made.rows("decisions", "certificate_no", "decider_id") == {
        ("C1", "N1"),
        ("C2", "CNCA-R-2015-001/决定人乙"),
    }


def test_a_name_that_two_persons_share_is_matched_to_neither(convert):
    made = convert(DECIDED_BY_AUDITOR, TEAM.format(first="K1", other="K2"))
    assert ("C1", None) in made.rows("decisions", "certificate_no", "decider_id")
    assert made.rows_said("ambiguous") == 1


def test_identity_numbers_tell_persons_apart_but_are_handed_on_nowhere(convert):
    made = convert(DECIDED_BY_AUDITOR, TEAM.format(first="SECRET1", other="SECRET2"))
    assert not any("SECRET" in str(rows.to_pylist()) for rows in made.tables.values())
    assert not any("SECRET" in remark.text for remark in made.remarks)
