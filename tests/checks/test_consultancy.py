"""Specifications of the checks of who advised an organisation before auditing it."""

from __future__ import annotations

TEAM = """
    audit_id | person_id | role
    a        | member    | auditor
    a        | watcher   | observer
    a        | clean     | leader
"""
AUDIT = """
    audit_id | body_id | org_id | started_at
    a        | body    | org    | 2026-03-02 09:00
"""


def b16(verdicts, consultancy: str, **tables: str):
    head = "consultancy_id | org_id | person_id | body_id | from_on | to_on\n"
    return verdicts(
        "B16", **({"audits": AUDIT, "audit_team": TEAM} | tables), consultancies=head + consultancy
    )


def test_b16_a_consultancy_that_ended_less_than_730_days_before_the_audit_or_still_runs_is_a_hit(verdicts):
    # 2024-03-02 is 730 days before 2026-03-02.
    assert b16(verdicts, "c | org | member | | 2023-01-01 | 2024-03-02") == {"a": False}
    assert b16(verdicts, "c | org | member | | 2023-01-01 | 2024-03-03") == {"a": True}
    assert b16(verdicts, "c | org | member | | 2023-01-01 |") == {"a": True}
    assert b16(verdicts, "c | org | member | | |") == {"a": True}
    assert b16(verdicts, "c | org | member | | 2026-01-01 | 2026-12-31") == {"a": True}
    assert b16(verdicts, "c | org | member | | 2026-03-02 | 2026-12-31") == {"a": True}
    assert b16(verdicts, "c | org | member | | 2026-03-03 | 2026-12-31") == {"a": False}
    assert b16(verdicts, "c | org | member | | 2026-03-03 |") == {"a": False}


def test_b16_any_role_and_the_body_itself_count(verdicts):
    assert b16(verdicts, "c | org | watcher | | | 2026-01-01") == {"a": True}
    assert b16(verdicts, "c | org | | body | | 2026-01-01") == {"a": True}
    assert b16(verdicts, "c | org | stranger | other_body | | 2026-01-01") == {"a": False}
    assert b16(verdicts, "c | org | | | | 2026-01-01") == {"a": False}
    assert b16(verdicts, "c | other | member | body | | 2026-01-01") == {}


def test_b16_one_close_consultancy_among_several_suffices_for_one_row(verdicts):
    assert b16(verdicts, """c | org | member | | 2020-01-01 | 2021-01-01
                            d | org | watcher | body | 2020-01-01 | 2026-01-01
                            e | org | member | body | 2020-01-01 |""") == {"a": True}  # fmt: skip


def test_b16_judges_every_audit_of_an_advised_organisation(verdicts):
    assert b16(verdicts, "c | org | member | | | 2026-01-01",
        audits="""
            audit_id | body_id | org_id | started_at
            a        | body    | org    | 2026-03-02 09:00
            no_team  | body    | org    | 2026-03-02 09:00
            undated  | body    | org    |
            elsewhere | body   | other  | 2026-03-02 09:00
        """) == {"a": True, "no_team": False, "undated": None}  # fmt: skip
