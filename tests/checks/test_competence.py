"""Specifications of the checks of who may audit and whose days count."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

CERTIFICATES = "certificate_no\nc\ntwo_fields\nthree_fields\nno_fields"


def test_d03_every_field_of_the_certificate_needs_somebody_qualified_on_the_first_day(verdicts):
    names = ("leader", "auditor", "expert", "trainee", "observer", "nobody")
    audits = "audit_id | certificate_no | org_id | scheme | started_at\n" + "\n".join(
        f"{name} | c | org | QMS | 2026-03-02 09:00" for name in names
    )
    team = "audit_id | person_id | role\n" + "\n".join(
        f"{name} | able | {name}" for name in names if name != "nobody"
    )
    assert verdicts("D03",
        certificates=CERTIFICATES,
        audits=audits,
        audit_team=team,
        certificate_fields="certificate_no | field_code\nc | 17.01",
        qualifications="""
            person_id | scheme | field_code | valid_from | valid_to
            able      | QMS    | 17.01      | 2025-01-01 | 2026-12-31
        """,
    ) == {
        "leader": False, "auditor": False, "expert": False, "trainee": True, "observer": True, "nobody": True,
    }  # fmt: skip


def test_d03_a_qualification_counts_for_its_scheme_field_and_days_only(verdicts):
    people = (
        "in_force",
        "first_day",
        "last_day",
        "open",
        "no_start",
        "expired",
        "to_come",
        "scheme",
        "field",
    )
    assert verdicts("D03",
        certificates=CERTIFICATES,
        audits="audit_id | certificate_no | org_id | scheme | started_at\n"
        + "\n".join(f"{person} | c | org | QMS | 2026-03-02 23:00" for person in people),
        audit_team="audit_id | person_id | role\n" + "\n".join(f"{p} | {p} | leader" for p in people),
        certificate_fields="certificate_no | field_code\nc | 17.01",
        qualifications="""
            person_id | scheme | field_code | valid_from | valid_to
            in_force  | QMS    | 17.01      | 2025-01-01 | 2026-12-31
            first_day | QMS    | 17.01      | 2026-03-02 | 2026-12-31
            last_day  | QMS    | 17.01      | 2025-01-01 | 2026-03-02
            open      | QMS    | 17.01      | 2025-01-01 |
            no_start  | QMS    | 17.01      |            | 2026-12-31
            expired   | QMS    | 17.01      | 2025-01-01 | 2026-03-01
            to_come   | QMS    | 17.01      | 2026-03-03 | 2026-12-31
            scheme    | EMS    | 17.01      | 2025-01-01 | 2026-12-31
            field     | QMS    | 17.02      | 2025-01-01 | 2026-12-31
            field     | QMS    | *          | 2025-01-01 | 2026-12-31
        """,
    ) == {
        "in_force": False, "first_day": False, "last_day": False, "open": False, "no_start": False,
        "expired": True, "to_come": True, "scheme": True, "field": True,
    }  # fmt: skip


def test_d03_several_people_may_cover_several_fields_between_them(verdicts):
    assert verdicts("D03",
        certificates=CERTIFICATES,
        audits="""
            audit_id  | certificate_no | org_id | scheme | started_at
            together  | two_fields     | org    | QMS    | 2026-03-02 09:00
            one_short | three_fields   | org    | QMS    | 2026-03-02 09:00
            undated   | two_fields     | org    | QMS    |
            fieldless | no_fields      | org    | QMS    | 2026-03-02 09:00
            unnamed   |                | org    | QMS    | 2026-03-02 09:00
            dangling  | never_seen     | org    | QMS    | 2026-03-02 09:00
        """,
        audit_team="""
            audit_id  | person_id | role
            together  | p         | leader
            together  | q         | expert
            one_short | p         | leader
            one_short | q         | expert
            undated   | p         | leader
        """,
        certificate_fields="""
            certificate_no | field_code
            two_fields     | 17.01
            two_fields     | 18.01
            three_fields   | 17.01
            three_fields   | 18.01
            three_fields   | 19.01
            never_seen     | 19.01
        """,
        qualifications="""
            person_id | scheme | field_code | valid_from | valid_to
            p         | QMS    | 17.01      | 2025-01-01 |
            q         | QMS    | 18.01      | 2025-01-01 |
        """,
    ) == {"together": False, "one_short": True, "undated": None}  # fmt: skip


def test_d03_names_the_fields_nobody_covers(judged):
    (row,) = judged("D03",
        certificates=CERTIFICATES,
        audits="""
            audit_id | body_id | certificate_no | org_id | scheme | started_at
            a        | body    | c              | org    | QMS    | 2026-03-02 09:00
        """,
        audit_team="audit_id | person_id | role\na | p | leader",
        certificate_fields="certificate_no | field_code\nc | 17.01\nc | 18.01",
        qualifications="person_id | scheme | field_code | valid_from\np | QMS | 18.01 | 2025-01-01",
    ).to_pylist()  # fmt: skip
    assert (row["body_id"], row["observed"], row["see_certificate_fields"]) == ("body", "17.01", "c|17.01")


def test_d04_leaders_and_auditors_are_registered_on_the_first_day(verdicts):
    assert verdicts("D04",
        audits="""
            audit_id | body_id | org_id | started_at
            a        | body    | org    | 2026-02-28 23:30
            undated  | body    | org    |
        """,
        audit_team="""
            audit_id | person_id  | role
            a        | registered | leader
            a        | first_day  | auditor
            a        | last_day   | auditor
            a        | expired    | leader
            a        | to_come    | auditor
            a        | no_from    | auditor
            a        | no_to      | auditor
            a        | late_no_from | auditor
            a        | stranger   | auditor
            a        | expert     | expert
            a        | trainee    | trainee
            a        | observer   | observer
            undated  | registered | leader
            nowhere  | registered | leader
        """,
        people="""
            person_id  | body_id | registered_from | registered_to
            registered | body    | 2024-01-01      | 2026-12-31
            first_day  | body    | 2026-02-28      | 2029-02-27
            last_day   | body    | 2023-03-01      | 2026-02-28
            expired    | body    | 2023-02-28      | 2026-02-27
            to_come    | body    | 2026-03-01      | 2029-02-28
            no_from    | body    |                 | 2026-12-31
            no_to      | body    | 2024-01-01      |
            late_no_from | body  |                 | 2020-12-31
            expert     | body    | 2010-01-01      | 2013-01-01
            trainee    | body    | 2010-01-01      | 2013-01-01
            observer   | body    | 2010-01-01      | 2013-01-01
        """,
    ) == {
        "a|registered": False, "a|first_day": False, "a|last_day": False, "a|expired": True, "a|to_come": True,
        "a|no_from": None, "a|no_to": None, "a|late_no_from": None, "a|stranger": None,
        "undated|registered": None, "nowhere|registered": None,
    }  # fmt: skip


def test_d04_shows_the_first_day_and_the_registration(judged):
    (row,) = judged("D04",
        audits="audit_id | body_id | org_id | started_at\na | body | org | 2026-03-01 09:00",
        audit_team="audit_id | person_id | role\na | p | leader",
        people="person_id | body_id | registered_from | registered_to\np | body | 2023-03-01 | 2026-02-28",
    ).to_pylist()  # fmt: skip
    assert (row["observed"], row["expected"], row["subject_id"]) == (
        date(2026, 3, 1), "2023-03-01 至 2026-02-28", "a|p",
    )  # fmt: skip


def test_d05_the_days_of_leaders_and_auditors_must_make_up_the_days_on_site(verdicts):
    assert verdicts("D05",
        audits="""
            audit_id     | org_id | onsite_days
            exact        | org    | 4
            at_limit     | org    | 4
            just_below   | org    | 4
            with_expert  | org    | 4
            only_experts | org    | 4
            no_team      | org    | 4
            quarter_day  | org    | 0.25
            no_days      | org    | 4
            expert_blank | org    | 4
            no_onsite    | org    |
            none_on_site | org    | 0
        """,
        audit_team="""
            audit_id     | person_id | role    | days
            exact        | p         | leader  | 2
            exact        | q         | auditor | 2
            at_limit     | p         | leader  | 2
            at_limit     | q         | auditor | 1.75
            just_below   | p         | leader  | 2
            just_below   | q         | auditor | 1.74
            with_expert  | p         | leader  | 2
            with_expert  | q         | expert  | 2
            only_experts | q         | expert  | 4
            no_days      | p         | leader  | 4
            no_days      | q         | auditor |
            expert_blank | p         | leader  | 4
            expert_blank | q         | trainee |
            no_onsite    | p         | leader  | 4
        """,
    ) == {
        "exact": False, "at_limit": False, "just_below": True, "with_expert": True, "only_experts": True,
        "no_team": True, "quarter_day": False, "no_days": None, "expert_blank": False, "no_onsite": None,
        "none_on_site": False,
    }  # fmt: skip


def test_d05_shows_the_days_that_count_and_the_least_there_should_be(judged):
    (row,) = judged("D05",
        audits="audit_id | body_id | org_id | onsite_days\na | body | org | 4",
        audit_team="audit_id | person_id | role | days\na | p | leader | 1.5\na | q | trainee | 2.5",
    ).to_pylist()  # fmt: skip
    assert (row["body_id"], row["observed"], row["expected"]) == ("body", Decimal("1.5"), Decimal("3.75"))
