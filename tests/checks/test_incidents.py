"""Specifications of what a body does about accidents, recalls, exposure and serious violations."""

from __future__ import annotations

from datetime import date

import pytest

CERTIFICATE = """
    certificate_no | body_id | org_id | scheme | status | issued_on  | expires_on
    c              | body    | org    | QMS    | valid  | 2025-01-01 | 2027-12-31
"""
KINDS = ("accident", "recall", "media_exposure", "serious_violation")


def c11(verdicts, kind: str = "recall", **tables: object):
    known = {
        "certificates": CERTIFICATE,
        "organisations": "org_id | name | uscc\norg | 某某公司 | 91110000100000009X",
        "adverse_events": "event_id | kind | org_name | uscc | published_on\n"
        f"e | {kind} | 某某公司 | 91110000100000009X | 2026-03-01",
        "audits": "audit_id",
        "certificate_events": "event_id",
    }
    return verdicts("C11", **(known | tables))


@pytest.mark.parametrize("kind", KINDS)
def test_c11_an_incident_unattended_is_a_hit_once_ten_days_have_passed(verdicts, kind):
    assert c11(verdicts, kind, as_of=date(2026, 3, 11)) == {"c": False}
    assert c11(verdicts, kind, as_of=date(2026, 3, 12)) == {"c": True}


def test_c11_other_signals_are_not_looked_at(verdicts):
    assert c11(verdicts, "sampling_failure") == {}
    assert c11(verdicts, "abnormal_operation") == {}


@pytest.mark.parametrize("kind", KINDS)
def test_c11_an_audit_within_ten_days_answers_all_but_a_serious_violation(verdicts, kind):
    head = "audit_id | org_id | kind | started_at\n"
    last_day = head + "a | org | special | 2026-03-11 23:59"
    day_after = head + "a | org | special | 2026-03-12 00:00"
    assert c11(verdicts, kind, audits=last_day) == {"c": kind == "serious_violation"}
    assert c11(verdicts, kind, audits=day_after) == {"c": True}


@pytest.mark.parametrize("kind", KINDS)
def test_c11_ending_the_certificate_answers_but_suspending_no_serious_violation(verdicts, kind):
    def ended(how: str, day: str):
        return c11(verdicts, kind, certificate_events=f"""
            event_id | certificate_no | kind  | effective_on
            e1       | c              | issued | 2025-01-01
            e2       | c              | {how} | {day}
        """)["c"]  # fmt: skip

    assert ended("revoked", "2026-03-11") is False
    assert ended("cancelled", "2026-03-11") is False
    assert ended("suspended", "2026-03-11") is (kind == "serious_violation")
    assert ended("revoked", "2026-03-12") is True


def test_c11_one_unattended_incident_among_several_suffices(verdicts):
    assert c11(verdicts,
        adverse_events="""
            event_id | kind              | org_name | uscc               | published_on
            recall   | recall            | 某某公司 | 91110000100000009X | 2026-03-01
            grave    | serious_violation | 某某公司 | 91110000100000009X | 2026-03-01
        """,
        audits="audit_id | org_id | kind | started_at\na | org | special | 2026-03-05 09:00",
    ) == {"c": True}  # fmt: skip
