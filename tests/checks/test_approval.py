"""Specifications of the approval checks: scopes (A01) and days (A02) within which a body may issue."""

SCOPES = """
    body_id | scheme | field_code | valid_from | valid_to
    whole   | QMS    | *          | 2024-01-01 | 2024-12-31
    whole   | QMS    | 03         | 2020-01-01 | 2020-12-31
    open    | QMS    | *          | 2024-01-01 |
    fields  | QMS    | 03         | 2024-01-01 | 2024-12-31
    fields  | QMS    | 14         | 2024-06-01 |
    fields  | EMS    | 17         | 2024-01-01 |
    ems     | EMS    | *          | 2024-01-01 |
"""


def test_a01_the_whole_scheme_in_force_on_the_day_of_issue_clears_a_certificate(verdicts):
    assert verdicts("A01",
        approved_scopes=SCOPES,
        certificates="""
            certificate_no  | body_id | scheme | issued_on
            first_day       | whole   | QMS    | 2024-01-01
            last_day        | whole   | QMS    | 2024-12-31
            day_before      | whole   | QMS    | 2023-12-31
            day_after       | whole   | QMS    | 2025-01-01
            own_row_earlier | whole   | QMS    | 2020-06-30
            open_end        | open    | QMS    | 2026-01-01
            other_scheme    | ems     | QMS    | 2024-06-30
            no_scopes       | nobody  | QMS    | 2024-06-30
            with_any_field  | whole   | QMS    | 2024-06-30
        """,
        certificate_fields="""
            certificate_no | field_code
            with_any_field | 99
        """,
    ) == {
        "first_day": False, "last_day": False, "day_before": True, "day_after": True, "own_row_earlier": False,
        "open_end": False, "other_scheme": True, "no_scopes": None, "with_any_field": False,
    }  # fmt: skip


def test_a01_without_the_whole_scheme_every_field_needs_a_row_of_its_own_in_force(verdicts):
    assert verdicts("A01",
        approved_scopes=SCOPES,
        certificates="""
            certificate_no   | body_id | scheme | issued_on
            both_fields      | fields  | QMS    | 2024-06-01
            one_not_yet      | fields  | QMS    | 2024-05-31
            one_ended        | fields  | QMS    | 2025-01-01
            one_unknown      | fields  | QMS    | 2024-06-30
            other_schemes    | fields  | QMS    | 2024-06-30
            whole_has_ended  | whole   | QMS    | 2020-06-30
            no_fields        | fields  | QMS    | 2024-05-31
            no_fields_before | fields  | QMS    | 2023-12-31
        """,
        certificate_fields="""
            certificate_no  | field_code
            both_fields     | 03
            both_fields     | 14
            one_not_yet     | 03
            one_not_yet     | 14
            one_ended       | 03
            one_ended       | 14
            one_unknown     | 03
            one_unknown     | 99
            other_schemes   | 17
            whole_has_ended | 03
        """,
    ) == {
        "both_fields": False, "one_not_yet": True, "one_ended": True, "one_unknown": True,
        "other_schemes": True, "whole_has_ended": False, "no_fields": False, "no_fields_before": True,
    }  # fmt: skip


def test_a01_without_field_codes_any_row_of_the_scheme_in_force_clears_a_certificate(verdicts):
    assert verdicts("A01",
        approved_scopes=SCOPES,
        certificates="""
            certificate_no | body_id | scheme | issued_on
            covered        | fields  | QMS    | 2024-06-30
            uncovered      | fields  | OHSMS  | 2024-06-30
        """,
        certificate_fields="certificate_no | field_code",
    ) == {"covered": False, "uncovered": True}  # fmt: skip


def test_a01_names_the_fields_without_a_scope_and_shows_their_rows(judged):
    (row,) = judged("A01",
        approved_scopes=SCOPES,
        certificates="""
            certificate_no | body_id | scheme | issued_on
            c1             | fields  | QMS    | 2025-06-30
        """,
        certificate_fields="""
            certificate_no | field_code
            c1             | 99
            c1             | 03
            c1             | 14
        """,
    ).to_pylist()  # fmt: skip
    assert row["observed"] == "专业 03、99"
    assert sorted(row["see_certificate_fields"].split("\n")) == ["c1|03", "c1|99"]


def test_a02_a_certificate_issued_outside_the_days_of_the_approval_is_a_hit(verdicts):
    assert verdicts("A02",
        bodies="""
            body_id    | approved_on | approval_expires_on
            bounded    | 2020-02-29  | 2024-02-29
            open       | 2020-02-29  |
            no_start   |             | 2024-02-29
        """,
        certificates="""
            certificate_no | body_id  | scheme | issued_on
            day_before     | bounded  | QMS    | 2020-02-28
            first_day      | bounded  | QMS    | 2020-02-29
            last_day       | bounded  | CCC    | 2024-02-29
            day_after      | bounded  | QMS    | 2024-03-01
            open_end       | open     | QMS    | 2026-01-01
            before_open    | open     | QMS    | 2020-02-28
            no_approval    | no_start | QMS    | 2025-01-01
            no_body        | missing  | QMS    | 2025-01-01
        """,
    ) == {
        "day_before": True, "first_day": False, "last_day": False, "day_after": True, "open_end": False,
        "before_open": True, "no_approval": None, "no_body": None,
    }  # fmt: skip
