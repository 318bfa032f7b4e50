"""Specifications of the checks of what becomes of a certificate."""

from __future__ import annotations

from datetime import date

CERTIFICATES_OF_EVENTS = """
    certificate_no | body_id | org_id | scheme | status | issued_on  | expires_on
    c              | body    | org    | QMS    | valid  | 2020-01-01 | 2030-01-01
"""


def test_a29_an_event_is_reported_by_the_tenth_of_the_next_month(verdicts):
    assert verdicts("A29",
        certificates=CERTIFICATES_OF_EVENTS,
        certificate_events="""
            event_id          | certificate_no | kind      | effective_on | reported_on
            same_day          | c              | issued    | 2025-03-05   | 2025-03-05
            on_the_tenth      | c              | issued    | 2025-03-05   | 2025-04-10
            a_day_late        | c              | issued    | 2025-03-05   | 2025-04-11
            end_of_january    | c              | suspended | 2024-01-31   | 2024-02-10
            january_late      | c              | suspended | 2024-01-31   | 2024-02-11
            leap_day          | c              | amended   | 2024-02-29   | 2024-03-10
            leap_day_late     | c              | amended   | 2024-02-29   | 2024-03-11
            december          | c              | renewed   | 2025-12-01   | 2026-01-10
            december_late     | c              | renewed   | 2025-12-31   | 2026-01-11
            before_it_happens | c              | issued    | 2025-03-05   | 2025-03-01
            long_ago_silent   | c              | revoked   | 2025-01-01   |
            of_no_certificate | nowhere        | issued    | 2025-01-01   | 2025-02-11
        """,
    ) == {
        "same_day": False, "on_the_tenth": False, "a_day_late": True, "end_of_january": False,
        "january_late": True, "leap_day": False, "leap_day_late": True, "december": False,
        "december_late": True, "before_it_happens": False, "long_ago_silent": True, "of_no_certificate": True,
    }  # fmt: skip


def test_a29_an_event_not_reported_is_a_hit_once_the_day_has_passed(verdicts):
    events = """
        event_id | certificate_no | kind   | effective_on
        silent   | c              | issued | 2026-05-31
    """
    for as_of, hit in ((date(2026, 6, 10), False), (date(2026, 6, 11), True)):
        assert verdicts(
            "A29", as_of=as_of, certificates=CERTIFICATES_OF_EVENTS, certificate_events=events
        ) == {"silent": hit}


def test_a29_an_event_still_to_take_effect_is_not_judged(verdicts):
    assert verdicts("A29",
        certificates=CERTIFICATES_OF_EVENTS,
        certificate_events="""
            event_id | certificate_no | kind      | effective_on
            today    | c              | suspended | 2026-06-30
            tomorrow | c              | suspended | 2026-07-01
        """,
    ) == {"today": False}  # fmt: skip


def test_a29_says_by_when_and_of_which_body(judged):
    (row,) = judged("A29",
        certificates=CERTIFICATES_OF_EVENTS,
        certificate_events="""
            event_id | certificate_no | kind   | effective_on
            silent   | c              | issued | 2026-01-31
        """,
    ).to_pylist()  # fmt: skip
    assert (row["body_id"], row["expected"], row["reported"]) == (
        "body", date(2026, 2, 10), "至 2026-06-30 没有上报",
    )  # fmt: skip


def test_a30_the_first_surveillance_is_due_twelve_months_after_issue(verdicts):
    assert verdicts("A30",
        as_of=date(2025, 2, 28),
        audits="audit_id",
        certificates="""
            certificate_no     | scheme | status    | issued_on  | expires_on
            issued_on_leap_day | QMS    | valid     | 2024-02-29 | 2027-02-28
            a_day_before       | QMS    | valid     | 2024-02-27 | 2027-02-28
            a_day_after        | QMS    | valid     | 2024-03-01 | 2027-02-28
            suspended          | QMS    | suspended | 2022-01-01 | 2027-02-28
            expires_today      | QMS    | valid     | 2022-03-01 | 2025-02-28
            expired            | QMS    | valid     | 2022-02-28 | 2025-02-27
            product            | CCC    | valid     | 2022-01-01 | 2027-02-28
            service            | SERVICE | valid    | 2022-01-01 | 2027-02-28
            issued_tomorrow    | QMS    | valid     | 2025-03-01 | 2027-02-28
        """,
    ) == {
        "issued_on_leap_day": False, "a_day_before": True, "a_day_after": False, "expires_today": True,
    }  # fmt: skip


def test_a30_after_an_audit_the_next_is_due_in_fifteen_months_and_from_2025_in_twelve(verdicts):
    certificates = """
        certificate_no  | scheme | status | issued_on  | expires_on
        ended_2024      | QMS    | valid  | 2023-12-01 | 2027-01-01
        ended_2024_late | EMS    | valid  | 2023-12-01 | 2027-01-01
        ended_2025      | QMS    | valid  | 2023-12-01 | 2027-01-01
        ended_2025_late | IPMS   | valid  | 2023-12-01 | 2027-01-01
    """
    audits = """
        audit_id | certificate_no  | scheme | kind            | started_at       | ended_at
        a1       | ended_2024      | QMS    | surveillance    | 2024-12-30 09:00 | 2024-12-31 17:00
        a2       | ended_2024_late | EMS    | recertification | 2024-12-29 09:00 | 2024-12-30 17:00
        a3       | ended_2025      | QMS    | surveillance    | 2025-03-31 09:00 | 2025-03-31 17:00
        a4       | ended_2025_late | IPMS   | surveillance    | 2025-03-29 09:00 | 2025-03-30 23:59
    """
    assert verdicts("A30", as_of=date(2026, 3, 31), certificates=certificates, audits=audits) == {
        "ended_2024": False, "ended_2024_late": True, "ended_2025": False, "ended_2025_late": True,
    }  # fmt: skip


def test_a30_the_change_of_the_interval_goes_by_the_day_the_audit_ended(verdicts):
    assert verdicts("A30",
        as_of=date(2026, 1, 2),
        certificates="""
            certificate_no | scheme | status | issued_on  | expires_on
            before_2025    | QMS    | valid  | 2023-12-01 | 2027-01-01
            in_2025        | QMS    | valid  | 2023-12-01 | 2027-01-01
        """,
        audits="""
            audit_id | certificate_no | scheme | kind         | started_at       | ended_at
            a1       | before_2025    | QMS    | surveillance | 2024-12-31 09:00 | 2024-12-31 23:59
            a2       | in_2025        | QMS    | surveillance | 2024-12-31 09:00 | 2025-01-01 00:00
        """,
    ) == {"before_2025": False, "in_2025": True}  # fmt: skip


def test_a30_only_a_surveillance_or_recertification_ended_since_issue_and_naming_it_counts(verdicts):
    assert verdicts("A30",
        as_of=date(2026, 3, 31),
        certificates="""
            certificate_no | scheme | status | issued_on  | expires_on
            special_only   | QMS    | valid  | 2025-01-10 | 2028-01-01
            before_issue   | QMS    | valid  | 2025-01-10 | 2028-01-01
            day_of_issue   | QMS    | valid  | 2025-01-10 | 2028-01-01
            unnamed        | QMS    | valid  | 2025-01-10 | 2028-01-01
            no_end         | QMS    | valid  | 2025-01-10 | 2028-01-01
            running        | QMS    | valid  | 2025-01-10 | 2028-01-01
            last_counts    | QMS    | valid  | 2024-01-10 | 2028-01-01
        """,
        audits="""
            audit_id | certificate_no | scheme | kind            | started_at       | ended_at
            a1       | special_only   | QMS    | special         | 2026-03-01 09:00 | 2026-03-01 17:00
            a2       | special_only   | QMS    | stage2          | 2026-03-01 09:00 | 2026-03-01 17:00
            a3       | before_issue   | QMS    | recertification | 2025-01-09 09:00 | 2025-01-09 17:00
            a4       | day_of_issue   | QMS    | recertification | 2025-01-10 08:00 | 2025-01-10 09:00
            a5       |                | QMS    | surveillance    | 2026-03-01 09:00 | 2026-03-01 17:00
            a6       | no_end         | QMS    | surveillance    | 2026-03-01 09:00 |
            a7       | running        | QMS    | surveillance    | 2026-03-31 09:00 | 2026-04-01 17:00
            a8       | last_counts    | QMS    | surveillance    | 2024-06-01 09:00 | 2024-06-01 17:00
            a9       | last_counts    | QMS    | surveillance    | 2025-03-31 09:00 | 2025-03-31 17:00
        """,
    ) == {
        "special_only": True, "before_issue": True, "day_of_issue": True, "unnamed": True,
        "no_end": True, "running": True, "last_counts": False,
    }  # fmt: skip


def test_a30_points_to_the_last_audit(judged):
    (row,) = judged("A30",
        certificates="""
            certificate_no | scheme | status | issued_on  | expires_on
            late           | QMS    | valid  | 2023-01-10 | 2028-01-01
        """,
        audits="""
            audit_id | certificate_no | scheme | kind         | started_at       | ended_at
            a1       | late           | QMS    | surveillance | 2024-01-05 09:00 | 2024-01-05 17:00
            a2       | late           | QMS    | surveillance | 2025-02-28 09:00 | 2025-02-28 17:00
        """,
    ).to_pylist()  # fmt: skip
    assert (row["see_audits"], row["expected"], row["counted_from"]) == (
        "a2", date(2026, 2, 28), "最近一次监督或再认证审核于 2025-02-28 结束",
    )  # fmt: skip


def test_a30_a_body_may_judge_by_its_own_interval(verdicts):
    assert verdicts("A30",
        as_of=date(2026, 3, 31),
        override={"later_interval": "9"},
        certificates="""
            certificate_no | scheme | status | issued_on  | expires_on
            nine_months    | QMS    | valid  | 2024-01-10 | 2028-01-01
        """,
        audits="""
            audit_id | certificate_no | scheme | kind         | started_at       | ended_at
            a1       | nine_months    | QMS    | surveillance | 2025-06-29 09:00 | 2025-06-29 17:00
        """,
    ) == {"nine_months": True}  # fmt: skip


def test_a31_a_suspension_ends_after_six_months(verdicts):
    assert verdicts("A31",
        as_of=date(2026, 2, 28),
        certificates="""
            certificate_no | scheme | status    | issued_on  | expires_on
            month_end      | QMS    | suspended | 2024-01-01 | 2027-01-01
            a_day_more     | QMS    | suspended | 2024-01-01 | 2027-01-01
            seasonal_qms   | QMS    | suspended | 2024-01-01 | 2027-01-01
            organic        | ORGANIC | suspended | 2024-01-01 | 2027-01-01
            long_expired   | QMS    | suspended | 2020-01-01 | 2023-01-01
            valid_again    | QMS    | valid     | 2024-01-01 | 2027-01-01
            no_event       | QMS    | suspended | 2024-01-01 | 2027-01-01
            only_revoked   | QMS    | suspended | 2024-01-01 | 2027-01-01
            event_to_come  | QMS    | suspended | 2024-01-01 | 2027-01-01
        """,
        certificate_events="""
            event_id | certificate_no | kind      | effective_on | reason
            e1       | month_end      | suspended | 2025-08-31   | other
            e2       | a_day_more     | suspended | 2025-08-27   | other
            e3       | seasonal_qms   | suspended | 2025-08-27   | seasonal
            e4       | organic        | suspended | 2025-08-28   |
            e5       | long_expired   | suspended | 2022-06-01   | other
            e6       | valid_again    | suspended | 2022-06-01   | other
            e7       | only_revoked   | revoked   | 2022-06-01   | other
            e8       | event_to_come  | suspended | 2026-03-01   | other
        """,
    ) == {
        "month_end": False, "a_day_more": True, "seasonal_qms": True, "organic": False, "long_expired": True,
        "no_event": None, "only_revoked": None, "event_to_come": None,
    }  # fmt: skip


def test_a31_ccc_has_three_months_or_twelve_when_seasonal(verdicts):
    assert verdicts("A31",
        as_of=date(2024, 2, 29),
        certificates="""
            certificate_no  | scheme | status    | issued_on  | expires_on
            three_months    | CCC    | suspended | 2021-01-01 | 2026-01-01
            a_day_more      | CCC    | suspended | 2021-01-01 | 2026-01-01
            no_reason       | CCC    | suspended | 2021-01-01 | 2026-01-01
            seasonal        | CCC    | suspended | 2021-01-01 | 2026-01-01
            seasonal_passed | CCC    | suspended | 2021-01-01 | 2026-01-01
        """,
        certificate_events="""
            event_id | certificate_no  | kind      | effective_on | reason
            e1       | three_months    | suspended | 2023-11-30   | own_request
            e2       | a_day_more      | suspended | 2023-11-28   | own_request
            e3       | no_reason       | suspended | 2023-11-28   |
            e4       | seasonal        | suspended | 2023-02-28   | seasonal
            e5       | seasonal_passed | suspended | 2023-02-27   | seasonal
        """,
    ) == {
        "three_months": False, "a_day_more": True, "no_reason": True, "seasonal": True,
        "seasonal_passed": True,
    }  # fmt: skip


def test_a31_the_last_suspension_counts_and_its_number_breaks_a_tie(verdicts):
    assert verdicts("A31",
        as_of=date(2026, 6, 30),
        certificates="""
            certificate_no | scheme | status    | issued_on  | expires_on
            again          | QMS    | suspended | 2024-01-01 | 2027-01-01
            tie_seasonal   | CCC    | suspended | 2024-01-01 | 2027-01-01
            tie_other      | CCC    | suspended | 2024-01-01 | 2027-01-01
        """,
        certificate_events="""
            event_id | certificate_no | kind      | effective_on | reason
            e1       | again          | suspended | 2024-06-01   | other
            e2       | again          | restored  | 2024-09-01   |
            e3       | again          | suspended | 2026-01-01   | other
            e4       | tie_seasonal   | suspended | 2026-01-01   | other
            e5       | tie_seasonal   | suspended | 2026-01-01   | seasonal
            e6       | tie_other      | suspended | 2026-01-01   | seasonal
            e7       | tie_other      | suspended | 2026-01-01   | other
        """,
    ) == {"again": False, "tie_seasonal": False, "tie_other": True}  # fmt: skip


def c09(verdicts, as_of: date, organisations: str, statuses: dict[str, str] | None = None):
    names = [line.split("|")[0].strip() for line in organisations.strip().splitlines()[1:]]
    rows = "\n".join(
        f"{name} | {name} | QMS | {(statuses or {}).get(name, 'valid')} | 2020-01-01 | 2030-01-01"
        for name in names
    )
    head = "certificate_no | org_id | scheme | status | issued_on | expires_on\n"
    return verdicts("C09", as_of=as_of, certificates=head + rows, organisations=organisations)


def test_c09_a_body_has_five_working_days_after_the_holder_is_gone(verdicts):
    # 2026-06-19 (Friday) is a holiday; the working days before the 30th are 22 to 26, 29 and 30.
    assert c09(verdicts, date(2026, 6, 30), """
        org_id         | registration_status | status_changed_on
        five_days      | deregistered        | 2026-06-23
        six_days       | deregistered        | 2026-06-22
        over_weekend   | revoked             | 2026-06-21
        today          | revoked             | 2026-06-30
        tomorrow       | revoked             | 2026-07-01
        active         | active              | 2020-01-01
        abnormal       | abnormal            | 2020-01-01
        suspended      | suspended           | 2020-01-01
        no_status      |                     | 2020-01-01
        no_day         | deregistered        |
        active_no_day  | active              |
    """) == {
        "five_days": False, "six_days": True, "over_weekend": True, "today": False, "tomorrow": False,
        "active": False, "abnormal": False, "suspended": False, "no_status": None, "no_day": None,
        "active_no_day": False,
    }  # fmt: skip


def test_c09_make_up_days_count_and_holidays_do_not(verdicts):
    # National Day 2025: off from 1 to 8 October; Sunday 28 September and Saturday 11 October are worked.
    organisations = """
        org_id     | registration_status | status_changed_on
        before     | deregistered        | 2025-09-27
    """
    # 28, 29, 30 September, 9 and 10 October are the five; Saturday the 11th is the sixth.
    assert c09(verdicts, date(2025, 10, 8), organisations) == {"before": False}
    assert c09(verdicts, date(2025, 10, 10), organisations) == {"before": False}
    assert c09(verdicts, date(2025, 10, 11), organisations) == {"before": True}


def test_c09_beyond_the_published_calendar_only_what_is_certain_is_decided(verdicts):
    # The calendar is known to the end of 2026, whose last days from Monday 28 December are worked.
    assert c09(verdicts, date(2027, 1, 8), """
        org_id            | registration_status | status_changed_on
        enough_days_known | deregistered        | 2026-12-20
        too_few_days_yet  | deregistered        | 2027-01-03
        cannot_tell       | deregistered        | 2026-12-28
        not_gone          | active              | 2026-12-28
        gone_before_count | deregistered        | 2003-12-01
    """) == {
        "enough_days_known": True, "too_few_days_yet": False, "cannot_tell": None, "not_gone": False,
        "gone_before_count": True,
    }  # fmt: skip


def test_c09_says_why_the_calendar_cannot_tell(judged):
    (row,) = judged("C09",
        as_of=date(2027, 1, 8),
        certificates="""
            certificate_no | org_id | scheme | status | issued_on  | expires_on
            c              | org    | QMS    | valid  | 2020-01-01 | 2030-01-01
        """,
        organisations="""
            org_id | registration_status | status_changed_on
            org    | revoked             | 2026-12-31
        """,
    ).to_pylist()  # fmt: skip
    assert row["reason"] == "期限涉及的年度尚无官方工作日历，无法计算工作日"


def test_c09_judges_every_valid_certificate_whatever_its_scheme(verdicts):
    assert verdicts("C09",
        certificates="""
            certificate_no | org_id  | scheme | status    | issued_on  | expires_on
            quality        | gone    | QMS    | valid     | 2020-01-01 | 2030-01-01
            product        | gone    | CCC    | valid     | 2020-01-01 | 2030-01-01
            past_its_day   | gone    | QMS    | valid     | 2020-01-01 | 2023-01-01
            suspended      | gone    | QMS    | suspended | 2020-01-01 | 2030-01-01
            no_org         | nowhere | QMS    | valid     | 2020-01-01 | 2030-01-01
        """,
        organisations="""
            org_id | registration_status | status_changed_on
            gone   | revoked             | 2026-01-05
        """,
    ) == {"quality": True, "product": True, "past_its_day": True, "no_org": None}  # fmt: skip
