"""Audits and teams: the result sheet set against what the certificate sheet says of the same activity."""

import pytest


def test_each_stage_is_an_audit_with_its_team(convert):
    made = convert(
        """
        APPR_AC_CODE | APPR_S_DATE | APPR_E_DATE | CHK_PD_NUM
        01           | 2024-01-08  | 2024-01-24  | 5
        """,
        """
        APPR_STAGE | APPR_S_DATE         | APPR_E_DATE         | FULL_NAME | APT_CERTI_NUM | APPR_M_ROLE | QUA_CODE
        0101       | 2024-01-08 09:00:00 | 2024-01-08 17:00:00 | 审核员甲  | N1            | 01          | 01
        0102       | 2024-01-22 09:00:00 | 2024-01-24 17:00:00 | 审核员甲  | N1            | 01          | 01
        0102       | 2024-01-22 13:00:00 | 2024-01-23 17:00:00 | 审核员乙  | N2            | 02          | 03
        0102       | 2024-01-22 13:00:00 | 2024-01-22 17:00:00 | 专家丙    | Z3            | 02          | 04
        """,
    )
    assert made.rows("audits", "audit_id", "kind", "started_at", "ended_at", "onsite_days") == {
        # The five days cover both stages, so they are neither's own.
        ("C1/stage1/R0", "stage1", "2024-01-08 09:00:00", "2024-01-08 17:00:00", None),
        ("C1/stage2/R0", "stage2", "2024-01-22 09:00:00", "2024-01-24 17:00:00", None),
    }
    assert made.rows("audit_team", "audit_id", "person_id", "role") == {
        ("C1/stage1/R0", "N1", "leader"),
        ("C1/stage2/R0", "N1", "leader"),
        ("C1/stage2/R0", "N2", "trainee"),
        ("C1/stage2/R0", "Z3", "expert"),
    }
    assert made.rows("people", "person_id", "registration_no", "registration_grade") == {
        ("N1", "N1", "高级审核员"),
        ("N2", "N2", "实习审核员"),
        # The number of an expert is the body's own.
        ("Z3", None, None),
    }
    assert made.rows_said("days_not_split") == 2


def test_the_days_of_a_one_stage_activity_are_the_audits_own(convert):
    made = convert(
        """
        APPR_AC_CODE | SUSE_TIMES | APPR_S_DATE | APPR_E_DATE | CHK_PD_NUM
        03           | 1          | 2025-02-10  | 2025-02-11  | 2.5
        """,
        """
        APPR_STAGE | APPR_S_DATE         | APPR_E_DATE
        0301       | 2025-02-10 09:00:00 | 2025-02-11 17:00:00
        """,
    )
    assert made.rows("audits", "audit_id", "sequence", "onsite_days") == {("C1/surveillance/R0S1", 1, 2.5)}
    assert any("plan_reported_on" in text for text in made.said("never_reported"))


def test_a_person_without_registration_number_is_known_by_name_within_the_body(convert):
    made = convert("CERT_NUMBER\nC1", "FULL_NAME | IS_SPECIAL | APPR_S_DATE\n审核员甲 | 0 | 2024-01-22")
    assert made.rows("people", "person_id", "employment", "name") == {
        ("CNCA-R-2015-001/审核员甲", "part_time", "审核员甲")
    }


@pytest.mark.parametrize("reverse", [False, True])
def test_a_corrected_report_changes_the_audit_and_keeps_its_id(convert, reverse):
    made = convert(
        """
        file      | APP_ASS_DATE | APPR_S_DATE | APPR_E_DATE
        三月.xlsx | 2024-02-20   | 2024-01-22  | 2024-01-24
        四月.xlsx | 2024-02-21   | 2024-01-22  | 2024-01-25
        """,
        """
        file      | FULL_NAME | APPR_S_DATE         | APPR_E_DATE
        三月.xlsx | 审核员甲  | 2024-01-22 09:00:00 | 2024-01-24 12:00:00
        四月.xlsx | 审核员甲  | 2024-01-22 09:00:00 | 2024-01-25 12:00:00
        """,
        reverse=reverse,
    )
    assert made.rows("audits", "audit_id", "ended_at") == {("C1/stage2/R0", "2024-01-25 12:00:00")}
    assert made.column("audit_team", "person_id") == ["CNCA-R-2015-001/审核员甲"]


def test_two_surveillances_with_one_count_a_year_apart_stay_two(convert):
    made = convert(
        """
        APPR_AC_CODE | SUSE_TIMES | APPR_S_DATE | APPR_E_DATE
        03           | 1          | 2025-02-10  | 2025-02-11
        03           | 1          | 2026-02-09  | 2026-02-10
        """,
        """
        APPR_STAGE | APPR_S_DATE         | APPR_E_DATE
        03         | 2025-02-10 09:00:00 | 2025-02-11 17:00:00
        03         | 2026-02-09 09:00:00 | 2026-02-10 17:00:00
        """,
    )
    assert made.rows("audits", "audit_id", "started_at") == {
        ("C1/surveillance/R0S1", "2025-02-10 09:00:00"),
        ("C1/surveillance/R0S1/2026-02-09", "2026-02-09 09:00:00"),
    }


def test_a_mistyped_year_gives_way_to_the_certificate_sheets_own_date(convert):
    made = convert(
        """
        CERT_NUMBER | APPR_AC_CODE | SUSE_TIMES | APPR_S_DATE | APPR_E_DATE
        late        | 03           | 1          | 2025-02-10  | 2025-02-11
        reversed    | 03           | 1          | 2025-02-10  | 2025-02-11
        wrong_start | 03           | 1          | 2025-02-10  | 2025-02-11
        near        | 03           | 1          | 2025-02-10  | 2025-02-11
        """,
        """
        CERT_NUMBER | APPR_STAGE | APPR_S_DATE         | APPR_E_DATE
        late        | 03         | 2025-02-10 09:00:00 | 2026-02-11 17:00:00
        reversed    | 03         | 2025-02-10 09:00:00 | 2024-02-11 17:00:00
        wrong_start | 03         | 2024-02-10 09:00:00 | 2025-02-11 17:00:00
        near        | 03         | 2025-02-10 09:00:00 | 2025-02-14 17:00:00
        """,
    )
    assert made.rows("audits", "certificate_no", "started_at", "ended_at") == {
        ("LATE", "2025-02-10 09:00:00", "2025-02-11"),
        ("REVERSED", "2025-02-10 09:00:00", "2025-02-11"),
        ("WRONG_START", None, "2025-02-11 17:00:00"),
        ("NEAR", "2025-02-10 09:00:00", "2025-02-14 17:00:00"),
    }
    assert made.rows_said("contradiction") == 3


def test_reversed_dates_nothing_else_speaks_of_leave_the_end_open(convert):
    made = convert(
        "CERT_NUMBER\nC1",
        """
        APPR_STAGE | APPR_S_DATE         | APPR_E_DATE
        03         | 2025-02-10 09:00:00 | 2025-01-10 17:00:00
    """,
    )
    assert made.rows("audits", "audit_id", "started_at", "ended_at") == {
        ("C1/surveillance/2025-02-10", "2025-02-10 09:00:00", None)
    }
    assert made.rows_said("no_activity") == 1


def half_days(convert, number: int):
    """Half-day surveillances of one auditor on one day, reported without hours: 00:00 to 23:00."""
    numbers = range(number)
    certificates = "\n".join(f"C{i} | 示例{i}公司 | 03 | 1 | 2025-02-10 | 2025-02-10 | 0.5" for i in numbers)
    results = "\n".join(f"C{i} | 03 | 2025-02-10 00:00:00 | 2025-02-10 23:00:00 | N1" for i in numbers)
    return convert(
        "CERT_NUMBER | ORG_NAME | APPR_AC_CODE | SUSE_TIMES | APPR_S_DATE | APPR_E_DATE | CHK_PD_NUM\n"
        + certificates,
        "CERT_NUMBER | APPR_STAGE | APPR_S_DATE | APPR_E_DATE | APT_CERTI_NUM\n" + results,
    )


def test_two_half_days_without_hours_do_not_look_like_an_overlap(convert):
    made = half_days(convert, 2)
    assert set(made.column("audits", "ended_at")) == set(made.column("audits", "started_at"))
    assert made.rows_said("hours_unknown") == 2


def test_three_half_days_do_not_fit_into_one_day_and_stay_as_reported(convert):
    made = half_days(convert, 3)
    assert made.rows("audits", "ended_at") == {("2025-02-10 23:00:00",)}
    assert made.rows_said("hours_unknown") == 0


def test_a_surveillance_without_result_rows_still_took_place(convert):
    made = convert("""
        CERT_NUMBER | APPR_AC_CODE | SUSE_TIMES | FIRST_CERT_DATE | APPR_S_DATE | APPR_E_DATE
        done        | 03           | 1          | 2024-03-01      | 2025-02-10  | 2025-02-11
        repeated    | 03           | 1          | 2024-03-01      | 2024-01-10  | 2024-01-11
        initial     | 01           | 0          | 2024-03-01      | 2024-01-10  | 2024-01-11
    """)
    assert made.rows("audits", "certificate_no", "kind", "ended_at") == {
        ("DONE", "surveillance", "2025-02-11")
    }
    assert made.rows_said("no_team") == 1
    assert made.rows_said("misdated") == 1, (
        "dates not after the first award are the initial audit's, repeated"
    )
    assert made.rows_said("no_result") == 1


def test_a_result_without_its_certificate_is_no_audit_and_is_counted(convert):
    made = convert("CERT_NUMBER\nC1", "CERT_NUMBER | APPR_S_DATE\nC2 | 2024-01-22\nC1 | 2024-01-22")
    assert made.column("audits", "certificate_no") == ["C1"]
    assert made.rows_said("no_certificate") == 1


def test_audits_of_one_visit_under_several_schemes_share_a_group(convert):
    made = convert(
        """
        CERT_NUMBER | AUTH_PROJ_CODE | IS_COMB | APPR_S_DATE | APPR_E_DATE
        quality     | A0101          | 02      | 2024-01-22  | 2024-01-24
        environment | A0201          | 02      | 2024-01-22  | 2024-01-24
        alone       | A0301          | 01      | 2024-01-22  | 2024-01-24
        """,
        """
        CERT_NUMBER | APPR_S_DATE         | APPR_E_DATE
        quality     | 2024-01-22 09:00:00 | 2024-01-24 17:00:00
        environment | 2024-01-22 09:00:00 | 2024-01-24 17:00:00
        alone       | 2024-01-22 09:00:00 | 2024-01-24 17:00:00
        """,
    )
    assert made.rows("audits", "scheme", "combined_group") == {
        ("QMS", "CNCA-R-2015-001/示例一公司/2024-01-22"),
        ("EMS", "CNCA-R-2015-001/示例一公司/2024-01-22"),
        ("OHSMS", None),
    }


def test_a_member_without_role_is_an_observer_only_where_marked_as_witness(convert):
    made = convert(
        "CERT_NUMBER\nC1",
        """
        FULL_NAME | APPR_M_ROLE | OBSERVER_FLAG | APPR_S_DATE
        审核员甲  | 01          | ----          | 2024-01-22
        见证人乙  |             | 01            | 2024-01-22
        无名丙    |             |               | 2024-01-22
    """,
    )
    assert made.rows("audit_team", "person_id", "role") == {
        ("CNCA-R-2015-001/审核员甲", "leader"),
        ("CNCA-R-2015-001/见证人乙", "observer"),
    }
    assert made.rows_said("no_role") == 1
