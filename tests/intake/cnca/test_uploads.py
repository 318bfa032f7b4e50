"""The same month handed in again, and reports that update earlier ones."""

MARCH = """
    file      | CERT_NUMBER | APP_ASS_DATE | RELA_PEOP_NUM | FETCH_E_DATE
    三月.xlsx | C1          | 2024-02-20   | 30            | 2024-03-31
    三月.xlsx | C2          | 2024-02-20   | 30            | 2024-03-31
    三月.xlsx | C3          | 2024-02-20   | 30            | 2024-03-31
"""


def test_most_rows_handed_in_again_are_one_months_second_upload(convert):
    made = convert(
        MARCH
        + """
    更正.xlsx | C1          | 2024-02-21   | 31            | 2024-03-31
    更正.xlsx | C2          | 2024-02-20   | 30            | 2024-03-31
    更正.xlsx | C4          | 2024-02-22   | 30            | 2024-03-31
        """
    )
    (text,) = made.said("re_upload")
    assert "三月.xlsx" in text
    assert "相同 1 行，改动 1 行，新增 1 行" in text
    assert ("C1", 31) in made.rows("certificates", "certificate_no", "personnel")
    assert made.rows_said("updated") == 1


def test_a_later_months_report_updates_certificates_and_is_no_second_upload(convert):
    made = convert(
        """
    file      | CERT_NUMBER | APPR_AC_CODE | SUSE_TIMES | APP_ASS_DATE | FIRST_CERT_DATE | APPR_E_DATE
    三月.xlsx | C1          | 01           | 0          | 2024-02-20   | 2024-03-01      | 2024-01-24
    三月.xlsx | C2          | 01           | 0          | 2024-02-20   | 2024-03-01      | 2024-01-24
    明年.xlsx | C1          | 03           | 1          | 2025-02-20   | 2024-03-01      | 2025-01-24
    明年.xlsx | C2          | 03           | 1          | 2025-02-20   | 2024-03-01      | 2025-01-24
        """
    )
    assert not made.said("re_upload")
    assert made.rows_said("updated") == 2
