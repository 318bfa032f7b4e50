"""Specifications of the checks of whether a body has the people it needs: D01, D02, D17."""

from __future__ import annotations

from datetime import date


def people(*rows):
    return "person_id | body_id | left_on\n" + "\n".join(rows)


def test_d01_a_field_needs_two_people_of_the_body_in_each_scheme_it_is_certified_under(verdicts):
    assert verdicts("D01",
        certificates="""
            certificate_no | body_id | scheme | status
            q              | b       | QMS    | valid
            e              | b       | EMS    | valid
            gone           | b       | QMS    | suspended
            other          | b2      | QMS    | valid
        """,
        certificate_fields="""
            certificate_no | field_code
            q              | two
            q              | one
            q              | none
            q              | three
            q              | both_schemes
            e              | both_schemes
            q              | one_scheme
            e              | one_scheme
            gone           | only_suspended
            other          | two
            never_seen     | unknown
        """,
        people=people("p | b |", "q | b |", "r | b |", "s | b2 |"),
        qualifications="""
            person_id | scheme | field_code
            p         | QMS    | two
            q         | QMS    | two
            p         | QMS    | one
            p         | QMS    | three
            q         | QMS    | three
            r         | QMS    | three
            p         | QMS    | both_schemes
            q         | QMS    | both_schemes
            q         | EMS    | both_schemes
            r         | EMS    | both_schemes
            p         | QMS    | one_scheme
            q         | QMS    | one_scheme
            p         | EMS    | one_scheme
            s         | QMS    | two
            p         | EMS    | none
            q         | EMS    | none
            nobody    | QMS    | one
        """,
    ) == {
        "b|two": False, "b|one": True, "b|none": True, "b|three": False, "b|both_schemes": False,
        "b|one_scheme": True, "b2|two": True,
    }  # fmt: skip


def test_d01_those_who_left_before_the_judging_date_and_lapsed_qualifications_do_not_count(verdicts):
    seconds = {
        "left_today": ("2026-06-30", "", ""),
        "left_yesterday": ("2026-06-29", "", ""),
        "leaves_later": ("2027-01-01", "", ""),
        "last_day": ("", "2024-01-01", "2026-06-30"),
        "lapsed": ("", "2024-01-01", "2026-06-29"),
        "first_day": ("", "2026-06-30", ""),
        "to_come": ("", "2026-07-01", ""),
        "no_start": ("", "", "2026-12-31"),
    }
    assert verdicts("D01",
        certificates="certificate_no | body_id | scheme | status\nc | b | QMS | valid",
        certificate_fields="certificate_no | field_code\n" + "\n".join(f"c | {name}" for name in seconds),
        people=people("first | b |", *(f"{name} | b | {left}" for name, (left, _, _) in seconds.items())),
        qualifications="person_id | scheme | field_code | valid_from | valid_to\n"
        + "\n".join(f"first | QMS | {name} | | \n{name} | QMS | {name} | {first} | {last}"
                    for name, (_, first, last) in seconds.items()),
    ) == {
        "b|left_today": False, "b|left_yesterday": True, "b|leaves_later": False, "b|last_day": False,
        "b|lapsed": True, "b|first_day": False, "b|to_come": True, "b|no_start": False,
    }  # fmt: skip


def test_d01_several_certificates_of_one_field_are_one_subject_that_shows_the_shortest_scheme(judged):
    (row,) = judged("D01",
        certificates="""
            certificate_no | body_id | scheme | status
            c2             | b       | QMS    | valid
            c1             | b       | QMS    | valid
            c0             | b       | EMS    | valid
        """,
        certificate_fields="certificate_no | field_code\nc2 | 17\nc1 | 17\nc0 | 17",
        people=people("p | b |", "q | b |"),
        qualifications="person_id | scheme | field_code\np | QMS | 17\np | EMS | 17\nq | EMS | 17",
    ).to_pylist()  # fmt: skip
    assert (row["body_id"], row["observed"], row["expected"], row["short_schemes"]) == (
        "b", 1, 2, "质量管理体系",
    )  # fmt: skip
    assert (row["see_certificates"], row["see_qualifications"]) == ("c1", "p|QMS|17")


def test_d01_the_least_number_of_people_can_be_set(verdicts):
    assert verdicts("D01",
        override={"fewest_people": "1"},
        certificates="certificate_no | body_id | scheme | status\nc | b | QMS | valid",
        certificate_fields="certificate_no | field_code\nc | one\nc | none",
        people=people("p | b |"),
        qualifications="person_id | scheme | field_code\np | QMS | one",
    ) == {"b|one": False, "b|none": True}  # fmt: skip


PERSONS = "person_id | body_id | employment | registration_no | joined_on | left_on\n"


def test_d02_one_registration_with_two_bodies_at_once_is_a_hit(verdicts):
    pairs = {
        # name: joined and left of the first, joined and left of the second
        "shared_day": ("2024-01-01", "2025-06-30", "2025-06-30", ""),
        "next_day": ("2024-01-01", "2025-06-30", "2025-07-01", ""),
        "both_open": ("2024-01-01", "", "2025-01-01", ""),
        "inside": ("2020-01-01", "2026-01-01", "2021-01-01", "2021-12-31"),
        "joins_today": ("2024-01-01", "", "2026-06-30", ""),
        "joins_tomorrow": ("2024-01-01", "", "2026-07-01", ""),
        "undated": ("2024-01-01", "", "", "2025-01-01"),
    }
    found = verdicts("D02",
        people=PERSONS + "\n".join(
            f"{name}1 | b1 | part_time | {name} | {a} | {b}\n{name}2 | b2 | part_time | {name} | {c} | {d}"
            for name, (a, b, c, d) in pairs.items()
        ),
    )  # fmt: skip
    wanted = dict.fromkeys(pairs, False) | dict.fromkeys(
        ("shared_day", "both_open", "inside", "joins_today"), True
    )
    assert found == {f"{name}{n}": hit for name, hit in wanted.items() for n in (1, 2)}


def test_d02_one_body_or_no_registration_number_is_no_second_body(verdicts):
    assert verdicts("D02",
        people=PERSONS + """
            same1    | b1 | full_time | n1 | 2024-01-01 |
            same2    | b1 | full_time | n1 | 2024-01-01 |
            blank1   | b1 | full_time |    | 2024-01-01 |
            blank2   | b2 | full_time |    | 2024-01-01 |
            three1   | b1 | full_time | n3 | 2024-01-01 |
            three2   | b2 | full_time | n3 | 2020-01-01 | 2023-12-31
            three3   | b3 | full_time | n3 | 2024-05-01 |
        """,
    ) == {
        "same1": False, "same2": False, "blank1": False, "blank2": False,
        "three1": True, "three2": False, "three3": True,
    }  # fmt: skip


def test_d02_full_time_staff_paid_elsewhere_for_more_than_thirty_days_is_a_hit(verdicts):
    rows = {
        # name: employment, joined, left, employer, from, to
        "thirty": ("full_time", "2024-01-01", "", "else", "2025-01-01", "2025-01-31"),
        "thirty_one": ("full_time", "2024-01-01", "", "else", "2025-01-01", "2025-02-01"),
        "over_leap_day": ("full_time", "2023-01-01", "", "else", "2024-02-01", "2024-03-02"),
        "leap_day_over": ("full_time", "2023-01-01", "", "else", "2024-02-01", "2024-03-03"),
        "own": ("full_time", "2024-01-01", "", "own", "2024-01-01", ""),
        "part_time": ("part_time", "2024-01-01", "", "else", "2024-01-01", ""),
        "unsaid": ("", "2024-01-01", "", "else", "2024-01-01", ""),
        "open_to_30": ("full_time", "2024-01-01", "", "else", "2026-05-31", ""),
        "open_to_31": ("full_time", "2024-01-01", "", "else", "2026-05-30", ""),
        "before_joining": ("full_time", "2025-01-01", "", "else", "2020-01-01", "2025-01-31"),
        "into_joining": ("full_time", "2025-01-01", "", "else", "2020-01-01", "2025-02-01"),
        "left_after_30": ("full_time", "2024-01-01", "2025-01-31", "else", "2025-01-01", ""),
        "left_after_31": ("full_time", "2024-01-01", "2025-02-01", "else", "2025-01-01", ""),
        "undated": ("full_time", "", "", "else", "2024-01-01", ""),
    }
    assert verdicts("D02",
        people=PERSONS + "\n".join(
            f"{name} | b | {kind} | | {joined} | {left}" for name, (kind, joined, left, *_) in rows.items()
        ),
        employments="person_id | employer_uscc | from_on | to_on\n" + "\n".join(
            f"{name} | {employer} | {first} | {last}" for name, (_, _, _, employer, first, last) in rows.items()
        ),
        bodies="body_id | uscc\nb | own",
    ) == dict.fromkeys(rows, False) | dict.fromkeys(
        ("thirty_one", "leap_day_over", "open_to_31", "into_joining", "left_after_31"), True
    )  # fmt: skip


def test_d02_days_of_several_employments_do_not_add_up_and_a_body_without_a_code_accuses_nobody(verdicts):
    assert verdicts("D02",
        people=PERSONS + """
            many     | b       | full_time | | 2024-01-01 |
            one_of   | b       | full_time | | 2024-01-01 |
            no_code  | codeless | full_time | | 2024-01-01 |
            unknown  | nowhere | full_time | | 2024-01-01 |
        """,
        employments="""
            person_id | employer_uscc | from_on    | to_on
            many      | else          | 2025-01-01 | 2025-01-25
            many      | else          | 2025-02-01 | 2025-02-25
            many      | third         | 2025-03-01 | 2025-03-25
            one_of    | own           | 2024-01-01 |
            one_of    | else          | 2025-01-01 | 2025-01-25
            one_of    | third         | 2025-03-01 | 2025-06-25
            no_code   | else          | 2024-01-01 |
            unknown   | else          | 2024-01-01 |
        """,
        bodies="body_id | uscc\nb | own\ncodeless |",
    ) == {"many": False, "one_of": True, "no_code": False, "unknown": False}  # fmt: skip


def test_d02_shows_both_legs(judged):
    rows = judged("D02",
        people=PERSONS + """
            p | b1 | full_time | n | 2024-01-01 |
            q | b2 | part_time | n | 2024-01-01 |
        """,
        employments="person_id | employer_uscc | from_on | to_on\np | else | 2025-01-01 | 2025-03-01",
        bodies="body_id | uscc\nb1 | own",
    ).to_pylist()  # fmt: skip
    (row,) = (row for row in rows if row["subject_id"] == "p")
    assert row["observed"] == ("同一注册号同时在机构 b2 执业；由其他单位 else 参保或发薪，重叠 59 天")
    assert (row["body_id"], row["see_people"], row["see_employments"]) == ("b1", "q", "p|else|2025-01-01")


AUDITS = "audit_id | body_id | org_id | started_at\n"


def test_d17_those_who_led_or_audited_in_the_twelve_months_before_are_judged(verdicts):
    assert verdicts("D17",
        audits=AUDITS + """
            first_day | b | o | 2025-06-30 00:30
            too_old   | b | o | 2025-06-29 23:30
            today     | b | o | 2026-06-30 22:00
            tomorrow  | b | o | 2026-07-01 08:00
            undated   | b | o |
        """,
        audit_team="""
            audit_id  | person_id | role
            first_day | leader    | leader
            first_day | auditor   | auditor
            first_day | expert    | expert
            first_day | trainee   | trainee
            first_day | observer  | observer
            too_old   | veteran   | leader
            today     | fresh     | auditor
            tomorrow  | to_come   | auditor
            undated   | nowhen    | leader
            nowhere   | nowhere   | leader
            first_day | twice     | auditor
            today     | twice     | leader
        """,
        competence_reviews="review_id | person_id | reviewed_on | passed\nr | fresh | 2026-01-01 | true",
    ) == {"leader": True, "auditor": True, "fresh": False, "twice": True}  # fmt: skip


def test_d17_the_last_review_is_not_older_than_24_months_and_passed(verdicts):
    reviews = {
        "limit": ["2024-06-30 | true"],
        "too_old": ["2024-06-29 | true"],
        "failed": ["2026-06-29 | false"],
        "failed_then_passed": ["2025-01-01 | false", "2025-02-01 | true"],
        "passed_then_failed": ["2025-01-01 | true", "2025-02-01 | false"],
        "failed_long_ago": ["2020-01-01 | false", "2025-01-01 | true"],
        "tie_passed_last": ["2025-01-01 | false", "2025-01-01 | true"],
        "tie_failed_last": ["2025-01-01 | true", "2025-01-01 | false"],
        "failed_later": ["2026-01-01 | true", "2026-07-01 | false"],
        "none": [],
    }
    assert verdicts("D17",
        audits=AUDITS + "a | b | o | 2026-03-02 09:00",
        audit_team="audit_id | person_id | role\n" + "\n".join(f"a | {name} | auditor" for name in reviews),
        competence_reviews="review_id | person_id | reviewed_on | passed\n" + "\n".join(
            f"{name}{n} | {name} | {row}" for name, rows in reviews.items() for n, row in enumerate(rows)
        ),
    ) == {
        "limit": False, "too_old": True, "failed": True, "failed_then_passed": False, "passed_then_failed": True,
        "failed_long_ago": False, "tie_passed_last": False, "tie_failed_last": True, "failed_later": False,
        "none": True,
    }  # fmt: skip


def test_d17_months_before_a_leap_day_end_on_the_28th(verdicts):
    assert verdicts("D17",
        as_of=date(2028, 2, 29),
        audits=AUDITS + "a | b | o | 2027-02-28 09:00\nolder | b | o | 2027-02-27 09:00",
        audit_team="""
            audit_id | person_id | role
            a        | limit     | leader
            a        | too_old   | auditor
            older    | unasked   | leader
        """,
        competence_reviews="""
            review_id | person_id | reviewed_on | passed
            r1        | limit     | 2026-02-28  | true
            r2        | too_old   | 2026-02-27  | true
        """,
    ) == {"limit": False, "too_old": True}  # fmt: skip


def test_d17_shows_the_employer_and_the_last_review(judged):
    rows = judged("D17",
        audits=AUDITS + "a | b | o | 2026-03-02 09:00\na2 | b | o | 2026-04-02 09:00",
        audit_team="audit_id | person_id | role\na | p | leader\na2 | p | auditor\na | q | auditor",
        people="person_id | body_id\np | employer",
        competence_reviews="review_id | person_id | reviewed_on | passed\nr | p | 2026-01-01 | false",
    ).to_pylist()  # fmt: skip
    found = {row["subject_id"]: row for row in rows}
    assert (found["p"]["body_id"], found["q"]["body_id"]) == ("employer", "b")
    assert found["p"]["observed"] == "最近一次能力测评在 2026-01-01，不合格"
    assert (found["p"]["audits_done"], found["p"]["last_started_on"]) == (2, date(2026, 4, 2))
    assert (found["p"]["see_competence_reviews"], found["q"]["observed"]) == ("r", "没有能力测评记录")
