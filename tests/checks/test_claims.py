"""Specifications of the checks of how organisations use their certificates in public."""

from __future__ import annotations

CERTIFICATES = """
    certificate_no | body_id | org_id | scheme | status    | issued_on  | expires_on
    plain          | body    | org    | QMS    | valid     | 2025-01-01 | 2026-03-10
    by_column      | body    | org    | QMS    | revoked   | 2025-01-01 | 2027-12-31
    ran_out        | body    | org    | QMS    | expired   | 2022-01-01 | 2024-12-31
    history        | body    | org    | QMS    | revoked   | 2025-01-01 | 2027-12-31
    renewed        | body    | org    | QMS    | valid     | 2026-02-01 | 2029-01-31
"""
EVENTS = """
    event_id | certificate_no | kind      | effective_on
    e1       | history        | issued    | 2025-01-01
    e2       | history        | suspended | 2026-01-10
    e3       | history        | restored  | 2026-02-10
    e4       | history        | revoked   | 2026-03-10
    e5       | renewed        | suspended | 2026-01-10
    e6       | renewed        | renewed   | 2026-02-01
"""


def c12(verdicts, *claims: str, events: str = EVENTS):
    head = "claim_id | org_id | certificate_no | seen_on | text\n"
    rows = "\n".join(f"{claim} | 宣传" for claim in claims)
    return verdicts("C12", claims=head + rows, certificates=CERTIFICATES, certificate_events=events)


def test_c12_a_certificate_past_its_term_or_out_of_use_by_its_status_is_a_hit(verdicts):
    assert c12(verdicts,
        "last_day    | org | plain     | 2026-03-10",
        "day_after   | org | plain     | 2026-03-11",
        "before      | org | plain     | 2024-12-31",
        "revoked     | org | by_column | 2026-01-01",
        "expired     | org | ran_out   | 2026-01-01",
        "unknown     | org | no_such   | 2026-01-01",
    ) == {
        "last_day": False, "day_after": True, "before": False, "revoked": True, "expired": True, "unknown": True,
    }  # fmt: skip


def test_c12_the_state_on_the_day_seen_is_that_of_the_last_event(verdicts):
    assert c12(verdicts,
        "before      | org | history | 2026-01-09",
        "suspended   | org | history | 2026-01-10",
        "suspended_last | org | history | 2026-02-09",
        "restored    | org | history | 2026-02-10",
        "revoked     | org | history | 2026-03-10",
        "while_suspended | org | renewed | 2026-01-20",
        "after_renewal   | org | renewed | 2026-02-01",
    ) == {
        "before": False, "suspended": True, "suspended_last": True, "restored": False, "revoked": True,
        "while_suspended": False, "after_renewal": False,
    }  # fmt: skip


def test_c12_judges_claims_of_an_organisation_that_name_a_certificate(verdicts):
    assert c12(verdicts,
        "by_a_body   |     | by_column | 2026-01-01",
        "nameless    | org |           | 2026-01-01",
    ) == {}  # fmt: skip


def test_c12_works_without_events_by_the_status_column(verdicts):
    assert c12(verdicts, "seen | org | history | 2026-02-20", events="event_id") == {"seen": True}


def test_c12_an_unknown_number_is_told_to_the_only_body_that_certified_the_organisation(judged):
    head = "certificate_no | body_id | org_id | status | issued_on | expires_on\n"
    rows = "c1 | body | org | valid | 2025-01-01 | 2027-12-31\nc2 | body | two | valid | 2025-01-01 | 2027-12-31\n"
    found = judged("C12",
        certificates=head + rows + "c3 | other | two | valid | 2025-01-01 | 2027-12-31",
        claims="""
            claim_id | org_id | certificate_no | seen_on    | text
            one      | org    | no_such        | 2026-01-01 | 宣传
            several  | two    | no_such        | 2026-01-01 | 宣传
            stranger | none   | no_such        | 2026-01-01 | 宣传
        """,
        certificate_events="event_id",
    ).to_pylist()  # fmt: skip
    assert {row["subject_id"]: row["body_id"] for row in found} == {
        "one": "body",
        "several": None,
        "stranger": None,
    }
