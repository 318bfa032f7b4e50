"""Certificates, their history and their organisations, as the national report tells them."""

import pytest

# A right check character each; the second is the first's number before 2015: characters 9 to 17.
USCC, OLD_CODE = "91330100799655058B", "799655058"


@pytest.mark.parametrize("reverse", [False, True])
def test_a_certificate_is_what_its_row_with_the_latest_business_date_says(convert, reverse):
    made = convert(
        reverse=reverse,
        certificates="""
        RELA_PEOP_NUM | APP_ASS_DATE | CERTI_STATUS | PAUSE_S_DATE | APPR_AC_CODE
        30            | 2024-02-20   | 01           |              | 01
        35            | 2024-02-20   | 02           | 2025-01-10   | 05
        32            | 2024-12-20   | 01           |              | 03
    """,
    )
    assert made.rows("certificates", "certificate_no", "personnel", "status") == {("C1", 35, "suspended")}
    assert made.rows_said("superseded") == 2


def test_a_year_mistyped_into_the_future_does_not_make_its_row_the_newest(convert):
    made = convert("""
        RELA_PEOP_NUM | APP_ASS_DATE | APPR_E_DATE
        30            | 2024-02-20   | 2062-01-24
        35            | 2024-12-20   | 2024-11-24
    """)
    assert made.column("certificates", "personnel") == [35]


def test_all_reports_together_are_the_history_of_a_certificate(convert):
    made = convert("""
        APPR_AC_CODE | APP_ASS_DATE | CERTI_STATUS | PAUSE_S_DATE | PAUSE_CAUSE | CHG_TYP_CODE | CHG_DATE   | CANCEL_DATE | CANCEL_CAUSE
        01           | 2024-02-20   | 01           |              |             |              |            |             |
        05           | 2024-06-01   | 01           |              |             | 0105；0102   | 2024-06-02 |             |
        05           | 2025-03-01   | 02           | 2025-03-01   | 0116；0111  | 0197         | 2025-03-01 |             |
        05           | 2025-05-01   | 01           |              |             | 97_02        | 2025-05-01 |             |
        05           | 2025-09-01   | 03           |              |             | 0197         | 2025-09-01 | 2025-09-01  | 0115
    """)
    assert made.rows("certificate_events", "event_id", "reason") == {
        ("C1/issued/2024-03-01", None),
        ("C1/extended/2024-06-02", None),
        ("C1/amended/2024-06-02", None),
        # Of two reasons the one that is not the holder's own wish: the wish would excuse the rest.
        ("C1/suspended/2025-03-01", "system_failure"),
        ("C1/restored/2025-05-01", None),
        ("C1/revoked/2025-09-01", "suspension_expired"),
    }
    assert made.column("certificates", "status") == ["revoked"]


def test_a_new_award_after_recertification_is_a_renewal_and_without_one_an_amendment(convert):
    made = convert("""
        CERT_NUMBER | APPR_AC_CODE | A_AUTH_TIMES | FIRST_CERT_DATE | AWARD_DATE
        R           | 02           | 1            | 2021-03-01      | 2024-03-01
        A           | 01           | 0            | 2024-03-01      | 2024-03-01
        A           | 03           | 0            | 2024-03-01      | 2025-02-01
    """)
    assert made.rows("certificate_events", "event_id") == {
        ("R/renewed/2024-03-01",),
        ("A/issued/2024-03-01",),
        ("A/amended/2025-02-01",),
    }


def test_a_change_or_suspension_without_its_day_makes_no_event_and_says_so(convert):
    made = convert("""
        CERT_NUMBER | CERTI_STATUS | CHG_TYP_CODE
        paused      | 02           |
        changed     | 01           | 03
        strange     | 01           | 77
    """)
    assert {kind for (kind,) in made.rows("certificate_events", "kind")} == {"issued"}
    assert len(made.said("no_date")) == 2
    assert "77" in made.said("unknown_code")[0]


def test_the_scheme_comes_from_the_project_code_else_from_the_standard(convert):
    made = convert("""
        CERT_NUMBER | AUTH_PROJ_CODE | AUTH_PROJ_CODEDEC
        quality     | A010103        |
        builders    | A010201        |
        energy      | a０901         |
        property    | A100101        |
        security    | A0601          | GB/T 22080-2016/ISO/IEC 27001:2013
        food        | A0501          | GB/T 27341-2009
    """)
    assert made.rows("certificates", "certificate_no", "scheme") == {
        ("QUALITY", "QMS"),
        ("BUILDERS", "QMS"),
        ("ENERGY", "EnMS"),
        ("PROPERTY", "IPMS"),
        ("SECURITY", "ISMS"),
        ("FOOD", "HACCP"),
    }


def test_a_project_code_nobody_knows_is_set_aside_and_named_not_guessed(convert):
    made = convert("""
        CERT_NUMBER | AUTH_PROJ_CODE | AUTH_PROJ_CODEDEC
        known       | A010103        |
        unknown     | A7701          | 示例技术规范
        two         | A7702          | GB/T 19001-2016；GB/T 24001-2016
    """)
    assert made.column("certificates", "certificate_no") == ["KNOWN"]
    assert made.rows_said("not_mapped") == 2
    assert any("A7701" in text for text in made.said("not_mapped"))


def test_a_code_known_second_hand_only_is_used_and_said(convert):
    made = convert("""
        AUTH_PROJ_CODE
        A0401
    """)
    assert made.column("certificates", "scheme") == ["FSMS"]
    assert any("A0401" in text for text in made.said("read_as"))


def test_numbers_are_read_upper_case_without_blanks_and_full_width_letters(convert):
    made = convert("""
        CERT_NUMBER
        ００1 q１r0s
    """)
    assert made.column("certificates", "certificate_no") == ["001Q1R0S"]


def test_an_organisation_keeps_its_id_when_its_old_code_becomes_part_of_the_new_one(convert):
    made = convert(f"""
        CERT_NUMBER | ORG_NAME     | ORG_CODE   | APP_ASS_DATE
        old         | 示例一公司   | 79965505-8 | 2014-01-01
        new         | 示例一有限公司 | {USCC}   | 2024-02-20
        other       | 示例二公司   |            | 2024-02-20
        again       | 示例二 公司  |            | 2024-02-20
    """)
    assert made.rows("organisations", "org_id", "uscc") == {
        (OLD_CODE, USCC),
        ("CNCA-R-2015-001/示例二公司", None),
    }
    assert "示例一有限公司" in made.column("organisations", "name")
    assert made.rows_said("legacy_number") == 1
    assert made.rows_said("no_number") == 2


def test_units_that_report_their_parents_code_stay_apart(convert):
    made = convert(f"""
        CERT_NUMBER | ORG_NAME               | ORG_CODE
        one         | 示例集团；示例一车间   | {USCC}
        two         | 示例集团；示例二车间   | {USCC}
    """)
    assert made.rows("organisations", "org_id") == {(f"{OLD_CODE}/示例一车间",), (f"{OLD_CODE}/示例二车间",)}


def test_a_credit_code_with_a_wrong_check_character_costs_no_row_and_is_not_used(convert):
    made = convert("""
        ORG_CODE
        91330100799655058A
    """)
    assert made.rows("organisations", "org_id", "uscc") == {("CNCA-R-2015-001/示例一公司", None)}
    assert made.rows_said("bad_number") == 1


def test_names_reported_on_one_certificate_are_one_organisation(convert):
    made = convert("""
        ORG_NAME   | APPR_AC_CODE | APP_ASS_DATE | APPR_E_DATE | SUSE_TIMES
        示例旧公司 | 01           | 2024-02-20   | 2024-02-01  | 0
        示例新公司 | 03           | 2025-02-20   | 2025-02-01  | 1
    """)
    assert made.column("organisations", "name") == ["示例新公司"]
    assert made.column("audits", "org_id") == made.column("organisations", "org_id")
    assert made.rows_said("renamed") == 1


def test_the_number_of_sites_is_counted_where_they_are_listed_and_else_not_known(convert):
    made = convert("""
        CERT_NUMBER | IS_MULTI_SCENE | PLACE_NAME_ADD
        single      | 0              |
        listed      | 1              | 甲地；乙地；丙地
        unlisted    | 1              |
        attached    | 1              | 详见附件
        unsaid      |                | 甲地；乙地
    """)
    assert made.rows("certificates", "certificate_no", "site_count") == {
        ("SINGLE", 1),
        ("LISTED", 3),
        ("UNLISTED", None),
        ("ATTACHED", None),
        ("UNSAID", 2),
    }
    assert made.rows_said("site_count") == 2


def test_the_best_mark_tells_the_accreditation_and_no_mark_tells_nothing(convert):
    made = convert("""
        CERT_NUMBER | ACC_SYMBOL
        cnas        | 01
        none        | 99
        other       | 99；02
        both        | 02；01
        empty       |
    """)
    assert made.rows("certificates", "certificate_no", "accreditation") == {
        ("CNAS", "cnas"),
        ("NONE", "none"),
        ("OTHER", "other"),
        ("BOTH", "cnas"),
        ("EMPTY", None),
    }


def test_the_branch_column_holds_a_branch_or_the_bodys_own_name(convert):
    made = convert("""
        CERT_NUMBER | RZJG_KEY_ID
        head        | 示例认证公司
        branch      | 示例认证公司浙江分公司
    """)
    assert made.column("bodies", "name") == ["示例认证公司"]
    assert made.column("branches", "name") == ["示例认证公司浙江分公司"]


def test_a_body_that_never_gives_its_name_is_called_by_its_approval_number(convert):
    made = convert("""
        CERT_NUMBER
        C1
    """)
    assert made.rows("bodies", "body_id", "name") == {("CNCA-R-2015-001", "CNCA-R-2015-001")}
    assert made.said("body_name")


def test_scope_codes_become_one_row_each(convert):
    made = convert("""
        BUSI_SCOP_CODE
        17.01.02；19.05.01，17.01.02
    """)
    assert made.rows("certificate_fields", "field_code") == {("17.01.02",), ("19.05.01",)}


def test_a_certificate_taken_over_from_another_body_is_a_transfer(convert):
    made = convert("""
        EXCHANGE_CAUSE | EXCHANGE_DATE | O_AWARD_JG      | O_CERTI_NUM
        0103           | 2024-03-01    | CNCA-R-2010-009 | OLD 1
    """)
    assert made.rows(
        "transfers", "from_body_id", "to_body_id", "old_certificate_no", "new_certificate_no"
    ) == {("CNCA-R-2010-009", "CNCA-R-2015-001", "OLD1", "C1")}
    assert "transferred" in made.column("certificate_events", "kind")


def test_a_column_without_a_place_in_the_contract_is_named_with_the_number_of_its_cells(convert):
    made = convert("""
        CERT_NUMBER | ORG_PHONE | BASE_PD_NUM
        one         | 0571-1    | 7
        two         | 0571-2    |
    """)
    counts = {remark.text.split("（")[0]: remark.rows for remark in made.remarks if remark.kind == "not_used"}
    assert counts == {"列 ORG_PHONE": 2, "列 BASE_PD_NUM": 1}


def test_every_contract_row_names_the_row_it_came_from(convert):
    made = convert("""
        CERT_NUMBER | file       | APP_ASS_DATE
        C1          | 三月.xlsx  | 2024-02-20
        C1          | 四月.xlsx  | 2024-04-20
    """)
    assert made.rows("certificates", "source_file", "source_sheet", "source_row") == {
        ("四月.xlsx", "证书信息表", 3)
    }
