"""Factory inspections of compulsory certification."""

BODY_ROW = "CERT_NUMBER\nC1"


def test_an_inspection_is_an_audit_with_team_organisation_and_coordinates(convert):
    made = convert(
        BODY_ROW,
        factories="""
        AUDIT_INSPECTOR                               | AUDIT_INSPECT_ZJ | FAC_X      | FAC_Y     | CERT_NO             | FAC_INSPECT_DAYS | Inspect_Result
        N1，检查员甲，01，139；N2，检查员乙，03，139  | 专家丙，01，K9   | 120.153576 | 30.287459 | 2024010101000001，01 | 2.5             | 02
        """,
    )
    assert made.rows(
        "audits", "audit_id", "scheme", "kind", "certificate_no", "started_at", "onsite_days", "conclusion"
    ) == {
        (
            "CNCA-R-2015-001/factory/F1",
            "CCC",
            "factory_followup",
            "2024010101000001",
            "2024-06-03",
            2.5,
            "conditional",
        )
    }
    assert made.rows("audit_team", "person_id", "role") == {
        ("N1", "leader"),
        ("N2", "trainee"),
        ("CNCA-R-2015-001/专家丙", "expert"),
    }
    assert ("示例工厂", 120.153576, 30.287459) in made.rows("organisations", "name", "longitude", "latitude")


def test_decisions_without_a_day_make_no_decision_and_no_certificate(convert):
    made = convert(BODY_ROW, factories="CERT_NO\n2024010101000001，保持；2024010101000002，暂停")
    assert made.column("audits", "certificate_no") == [None], "an audit names one certificate, or none"
    assert made.column("certificates", "certificate_no") == ["C1"]
    assert any("2 张证书" in text for text in made.said("not_used"))


def test_coordinates_off_the_globe_are_no_place(convert):
    made = convert(BODY_ROW, factories="FAC_X | FAC_Y\n30.28 | 120.15")
    assert ("示例工厂", None, None) in made.rows("organisations", "name", "longitude", "latitude")


def test_the_first_inspection_is_initial_and_every_other_a_follow_up(convert):
    made = convert(BODY_ROW, factories="AUDIT_PLAN_CODE | AUDIT_ACT_TYPE\nF1 | 01\nF2 | 03\nF3 | 05")
    assert made.rows("audits", "audit_id", "kind") == {
        ("CNCA-R-2015-001/factory/F1", "factory_initial"),
        ("CNCA-R-2015-001/factory/F2", "factory_followup"),
        ("CNCA-R-2015-001/factory/F3", "factory_followup"),
    }


def test_inspections_nobody_can_place_with_a_body_are_counted(convert):
    made = convert(factories="AUDIT_PLAN_CODE\nF1\nF2")
    assert "audits" not in made.tables
    assert made.rows_said("no_body") == 2
