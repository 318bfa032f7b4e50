"""Specifications of the checks of the certificate itself: A19, A23, A24, A25."""

from datetime import date


def test_a19_a_certificate_without_a_decision_by_the_day_of_issue_is_a_hit(verdicts):
    assert verdicts("A19",
        certificates="""
            certificate_no | scheme | issued_on
            same_day       | QMS    | 2024-02-29
            day_before     | QMS    | 2024-02-29
            day_after      | CCC    | 2024-02-29
            renewed        | QMS    | 2024-02-29
            first_counts   | QMS    | 2024-02-29
            none           | QMS    | 2024-02-29
            other_kinds    | QMS    | 2024-02-29
            still_to_come  | QMS    | 2026-06-30
        """,
        decisions="""
            decision_id | certificate_no | audit_id | kind     | decided_at
            d1          | same_day       |          | grant    | 2024-02-29 23:59:59
            d2          | day_before     |          | grant    | 2024-02-28 09:00
            d3          | day_after      |          | grant    | 2024-03-01 00:00
            d4          | renewed        |          | renew    | 2024-02-28 09:00
            d5          | first_counts   |          | renew    | 2025-02-28 09:00
            d6          | first_counts   |          | grant    | 2024-02-28 09:00
            d7          | other_kinds    |          | maintain | 2024-02-28 09:00
            d8          | other_kinds    |          | extend   | 2024-02-28 09:00
            d9          | other_kinds    |          | refuse   | 2024-02-28 09:00
            d10         |                | a1       | grant    | 2024-02-28 09:00
            d11         | missing        |          | grant    | 2024-02-28 09:00
            d12         | still_to_come  |          | grant    | 2026-07-01 09:00
        """,
    ) == {
        "same_day": False, "day_before": False, "day_after": True, "renewed": False, "first_counts": False,
        "none": True, "other_kinds": True, "still_to_come": True,
    }  # fmt: skip


def test_a23_fewer_than_ten_days_from_application_to_certificate_are_a_hit(verdicts):
    assert verdicts("A23",
        applications="""
            application_id | scheme | kind            | applied_on
            initial        | QMS    | initial         | 2024-02-21
            again          | QMS    | recertification | 2024-02-21
            moved          | QMS    | transfer        | 2024-02-21
            unnamed        | QMS    |                 | 2024-02-21
            undated        | QMS    | initial         |
            product        | CCC    | initial         | 2024-02-21
        """,
        certificates="""
            certificate_no | application_id | scheme | issued_on
            nine_days      | initial        | QMS    | 2024-03-01
            ten_days       | initial        | QMS    | 2024-03-02
            before         | initial        | QMS    | 2024-02-20
            ccc_nine_days  | product        | CCC    | 2024-03-01
            again          | again          | QMS    | 2024-02-22
            moved          | moved          | QMS    | 2024-02-22
            unnamed        | unnamed        | QMS    | 2024-02-22
            undated        | undated        | QMS    | 2024-02-22
            no_application |                | QMS    | 2024-02-22
            dangling       | missing        | QMS    | 2024-02-22
        """,
        audits="audit_id | application_id",
    ) == {"nine_days": True, "ten_days": False, "before": True, "ccc_nine_days": True, "undated": None}  # fmt: skip


def test_a23_a_certificate_of_the_day_its_last_second_stage_ended_is_a_hit(verdicts):
    assert verdicts("A23",
        applications="""
            application_id | scheme | kind    | applied_on
            one            | QMS    | initial | 2024-01-01
            two            | QMS    | initial | 2024-01-01
            first_only     | QMS    | initial | 2024-01-01
            open_end       | QMS    | initial | 2024-01-01
            undated        | QMS    | initial |
        """,
        audits="""
            audit_id | application_id | scheme | kind         | started_at       | ended_at
            a1       | one            | QMS    | stage2       | 2024-02-27 09:00 | 2024-02-29 12:00
            b1       | two            | QMS    | stage2       | 2024-02-01 09:00 | 2024-02-02 12:00
            b2       | two            | QMS    | stage2       | 2024-02-27 09:00 | 2024-02-29 23:59
            c1       | first_only     | QMS    | stage1       | 2024-02-27 09:00 | 2024-02-29 12:00
            c2       | first_only     | QMS    | surveillance | 2024-02-27 09:00 | 2024-02-29 12:00
            d1       | open_end       | QMS    | stage2       | 2024-02-27 09:00 |
            e1       | undated        | QMS    | stage2       | 2024-02-27 09:00 | 2024-02-29 12:00
        """,
        certificates="""
            certificate_no | application_id | scheme | issued_on
            day_before     | one            | QMS    | 2024-02-28
            same_day       | one            | QMS    | 2024-02-29
            day_after      | one            | QMS    | 2024-03-01
            before_last    | two            | QMS    | 2024-02-20
            after_last     | two            | QMS    | 2024-03-01
            first_only     | first_only     | QMS    | 2024-02-29
            open_end       | open_end       | QMS    | 2024-02-28
            undated        | undated        | QMS    | 2024-02-28
        """,
    ) == {
        "day_before": True, "same_day": True, "day_after": False, "before_last": True, "after_last": False,
        "first_only": False, "open_end": False, "undated": None,
    }  # fmt: skip


def test_a24_a_validity_of_more_than_three_years_or_five_for_ccc_is_a_hit(verdicts):
    assert verdicts("A24",
        certificates="""
            certificate_no  | scheme  | issued_on  | expires_on
            three_years     | QMS     | 2023-05-10 | 2026-05-10
            day_less        | QMS     | 2023-05-10 | 2026-05-09
            day_more        | QMS     | 2023-05-10 | 2026-05-11
            leap_to_28      | EMS     | 2024-02-29 | 2027-02-28
            leap_to_march   | EMS     | 2024-02-29 | 2027-03-01
            from_28_to_leap | EMS     | 2021-02-28 | 2024-02-28
            to_the_leap_day | EMS     | 2021-02-28 | 2024-02-29
            month_end       | SERVICE | 2023-08-31 | 2026-08-31
            product         | PRODUCT | 2021-05-10 | 2026-05-10
            ccc_five        | CCC     | 2021-05-10 | 2026-05-10
            ccc_day_more    | CCC     | 2021-05-10 | 2026-05-11
            ccc_leap        | CCC     | 2024-02-29 | 2029-02-28
            ccc_leap_more   | CCC     | 2024-02-29 | 2029-03-01
        """,
    ) == {
        "three_years": False, "day_less": False, "day_more": True, "leap_to_28": False, "leap_to_march": True,
        "from_28_to_leap": False, "to_the_leap_day": True, "month_end": False, "product": True,
        "ccc_five": False, "ccc_day_more": True, "ccc_leap": False, "ccc_leap_more": True,
    }  # fmt: skip


def test_a24_dates_in_the_wrong_order_are_a_hit(verdicts):
    assert verdicts("A24",
        certificates="""
            certificate_no | scheme | first_issued_on | issued_on  | expires_on
            same_day       | QMS    |                 | 2024-05-10 | 2024-05-10
            backwards      | QMS    |                 | 2024-05-10 | 2024-05-09
            one_day        | QMS    |                 | 2024-05-10 | 2024-05-11
            first_later    | QMS    | 2024-05-11      | 2024-05-10 | 2027-05-09
            first_same     | QMS    | 2024-05-10      | 2024-05-10 | 2027-05-09
            first_earlier  | QMS    | 2015-05-10      | 2024-05-10 | 2027-05-09
        """,
    ) == {
        "same_day": True, "backwards": True, "one_day": False, "first_later": True, "first_same": False,
        "first_earlier": False,
    }  # fmt: skip


def test_a24_shows_the_date_that_is_wrong_and_its_limit(judged):
    rows = judged("A24",
        certificates="""
            certificate_no | scheme | first_issued_on | issued_on  | expires_on
            backwards      | QMS    |                 | 2024-05-10 | 2024-05-09
            too_long       | QMS    |                 | 2024-02-29 | 2027-03-01
            first_later    | QMS    | 2024-05-11      | 2024-05-10 | 2027-05-09
        """,
    ).to_pylist()  # fmt: skip
    assert {row["subject_id"]: (row["observed"], row["expected"]) for row in rows} == {
        "backwards": (date(2024, 5, 9), "晚于 2024-05-10"),
        "too_long": (date(2027, 3, 1), "不晚于 2027-02-28"),
        "first_later": (date(2024, 5, 10), "不早于 2024-05-11"),
    }


def test_a25_a_ccc_number_is_sixteen_digits_and_begins_with_the_first_year(verdicts):
    assert verdicts("A25",
        certificates="""
            certificate_no    | scheme | first_issued_on | issued_on
            2015010101000001  | CCC    | 2015-12-31      | 2020-01-01
            2020010101000001  | CCC    | 2015-12-31      | 2020-01-01
            2020010101000002  | CCC    |                 | 2020-01-01
            2019010101000003  | CCC    |                 | 2020-01-01
            202001010100004   | CCC    | 2020-01-01      | 2020-01-01
            20200101010000055 | CCC    | 2020-01-01      | 2020-01-01
            2020A10101000006  | CCC    | 2020-01-01      | 2020-01-01
            03420Q10286R0S    | CCC    | 2020-01-01      | 2020-01-01
        """,
    ) == {
        "2015010101000001": False, "2020010101000001": True, "2020010101000002": False,
        "2019010101000003": True, "202001010100004": True, "20200101010000055": True,
        "2020A10101000006": True, "03420Q10286R0S": True,
    }  # fmt: skip


def test_a25_the_year_in_a_number_of_the_usual_layout_is_that_of_first_or_latest_issue(verdicts):
    assert verdicts("A25",
        certificates="""
            certificate_no      | scheme  | first_issued_on | issued_on
            03415Q10286R1S      | QMS     | 2015-12-31      | 2020-01-01
            03420Q10286R1M      | QMS     | 2015-12-31      | 2020-01-01
            03416Q10286R1L      | QMS     | 2015-12-31      | 2020-01-01
            03420E10286R0S      | EMS     |                 | 2020-12-31
            03421E10286R0S      | EMS     |                 | 2020-12-31
            51320SC0093R0S      | SERVICE | 2020-12-31      | 2020-12-31
            51321SC0093R0S      | SERVICE | 2020-12-31      | 2020-12-31
            03420q10287R0S      | QMS     |                 | 2020-01-01
        """,
    ) == {
        "03415Q10286R1S": False, "03420Q10286R1M": False, "03416Q10286R1L": True, "03420E10286R0S": False,
        "03421E10286R0S": True, "51320SC0093R0S": False, "51321SC0093R0S": True, "03420q10287R0S": False,
    }  # fmt: skip


def test_a25_any_other_layout_is_exempt(verdicts):
    numbers = [
        "CN00001E",
        "03499Q10286R0",
        "03499Q10286R0X",
        "03499Q10286R10S",
        "03499Q10286R0S-1",
        "03499Q10286S",
        "3499Q10286R0S",
        "003499Q10286R0S",
        "03499QR0S",
        "0349910286R0S",
        "03499Q10286r0s",
        "2020010101000001",
    ]
    rows = "\n".join(f"{number} | QMS | 2020-01-01" for number in numbers)
    assert verdicts("A25", certificates=f"certificate_no | scheme | issued_on\n{rows}") == dict.fromkeys(
        numbers, "exempt"
    )
