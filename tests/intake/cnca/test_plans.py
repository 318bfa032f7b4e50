"""Audit plans: planned times, applications, audits that are only planned."""

CERTIFICATE = """
    CERT_NUMBER | APPR_S_DATE | APPR_E_DATE
    C1          | 2024-01-08  | 2024-01-24
"""
RESULT = """
    CERT_NUMBER | APPR_S_DATE         | APPR_E_DATE
    C1          | 2024-01-22 09:00:00 | 2024-01-24 17:00:00
"""


def test_a_plan_gives_its_times_and_application_to_the_audit_it_became(convert):
    made = convert(
        CERTIFICATE,
        RESULT,
        """
        AUDIT_START_DATE    | AUDIT_END_DATE      | AUDIT_APPLY_NO | AUDIT_METHOD
        2024-01-22 08:00:00 | 2024-01-24 17:00:00 | S1             | FS03
        """,
    )
    audits = made.rows("audits", "audit_id", "planned_from", "application_id", "method")
    assert ("C1/stage2/R0", "2024-01-22 08:00:00", "S1", "hybrid") in audits
    assert made.rows("applications", "application_id", "scheme", "kind", "org_id") == {
        ("S1", "QMS", "initial", "CNCA-R-2015-001/示例一公司")
    }
    assert made.column("certificates", "application_id") == ["S1"]


def test_a_first_stage_only_the_certificate_sheet_knows_is_not_missing_from_its_application(convert):
    made = convert(CERTIFICATE, RESULT, "AUDIT_START_DATE | AUDIT_APPLY_NO\n2024-01-22 08:00:00 | S1")
    assert ("C1/stage1/R0", "stage1", "S1", "2024-01-08", None) in made.rows(
        "audits", "audit_id", "kind", "application_id", "started_at", "ended_at"
    )


def test_lists_side_by_side_make_one_audit_each(convert):
    made = convert(
        "CERT_NUMBER\nC1",
        plans="""
        AUDIT_ACT_TYPE | AUTH_PROJ_CODE | AUDIT_APPLY_NO | AUDIT_START_DATE
        0102；0301     | A0101；A0201   | S1；S2         | 2025-05-12 08:00:00
        """,
    )
    assert made.rows(
        "audits", "audit_id", "kind", "scheme", "application_id", "started_at", "combined_group"
    ) == {
        ("plan/CNCA-R-2015-001/P1/1", "stage2", "QMS", "S1", None, "CNCA-R-2015-001/示例一公司/2025-05-12"),
        (
            "plan/CNCA-R-2015-001/P1/2",
            "surveillance",
            "EMS",
            "S2",
            None,
            "CNCA-R-2015-001/示例一公司/2025-05-12",
        ),
    }


def test_without_a_day_of_reporting_there_is_no_plan_version_and_that_is_said(convert):
    made = convert(CERTIFICATE, RESULT, "AUDIT_START_DATE\n2024-01-22 08:00:00")
    assert "audit_plans" not in made.tables
    assert made.rows_said("no_date") == 1


def test_an_export_with_the_time_of_reporting_makes_plan_versions(convert):
    made = convert(
        CERTIFICATE,
        RESULT,
        """
        AUDIT_START_DATE    | REPORTED_AT         | AUDIT_INSPECTOR
        2024-01-23 08:00:00 | 2024-01-10 10:00:00 | N1，审核员甲，01，1390000
        2024-01-22 08:00:00 | 2024-01-12 10:00:00 | N2，审核员乙，02，1390001；N1，审核员甲，01，1390000
        """,
    )
    assert made.rows("audit_plans", "version", "planned_from", "leader_id", "team") == {
        (1, "2024-01-23 08:00:00", "N1", "N1"),
        (2, "2024-01-22 08:00:00", "N1", "N2；N1"),
    }
    assert made.rows("audits", "plan_reported_on", "planned_from") == {("2024-01-10", "2024-01-22 08:00:00")}
    assert not any("plan_reported_on" in text for text in made.said("never_reported"))


def test_telephones_and_identity_numbers_of_a_plan_are_not_kept(convert):
    made = convert(
        "CERT_NUMBER\nC1",
        plans="""
        AUDIT_INSPECTOR                                | AUDIT_START_DATE
        330102200001010017，审核员甲，01，13900001111  | 2025-05-12 08:00:00
        """,
    )
    assert made.column("people", "person_id") == ["CNCA-R-2015-001/审核员甲"]
    everything = str([rows.to_pylist() for rows in made.tables.values()])
    assert "13900001111" not in everything
    assert "330102200001010017" not in everything


def test_a_plan_without_approval_number_belongs_to_the_only_body_or_the_one_its_number_begins_with(convert):
    only = convert("CERT_NUMBER\nC1", plans="RZJG_ID | AUDIT_START_DATE\n | 2025-05-12 08:00:00")
    assert set(only.column("audits", "body_id")) == {"CNCA-R-2015-001"}
    two = convert(
        "CERT_NUMBER | RZJG_ID\nC1 | CNCA-R-2015-001\nC2 | CNCA-R-2016-002",
        plans="""
        RZJG_ID | AUDIT_PLAN_CODE | AUDIT_START_DATE
                | R000201-7       | 2025-05-12 08:00:00
                | 7               | 2025-05-12 08:00:00
        """,
    )
    assert two.column("audits", "body_id") == ["CNCA-R-2016-002"]
    assert two.rows_said("no_body") == 1


def test_a_stage_or_project_code_of_a_plan_nobody_knows_is_counted(convert):
    made = convert("CERT_NUMBER\nC1", plans="AUDIT_ACT_TYPE | AUTH_PROJ_CODE\n0999 | A0101\n0102 | A7701")
    assert "audits" not in made.tables
    assert made.rows_said("not_mapped") == 2
