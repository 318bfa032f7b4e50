"""Specifications of certificates whose body left a signal from outside unattended: five days to act here."""

from __future__ import annotations

from datetime import date

import pytest

from tests.checks.derived.conftest import rows
from zicha.checks.derived.unattended_signals import unattended_signals

CERTIFICATES = "certificate_no | body_id | org_id | issued_on | expires_on | status\n"
SIGNALS = "org_id | adverse_id | adverse_kind | published_on\n"
AUDITS = "audit_id | org_id | kind | started_at\n"
EVENTS = "event_id | certificate_no | kind | effective_on\n"
STATES = "certificate_no | state | from_on | until_on\n"


@pytest.fixture
def attended(answered):
    """certificate → true where a signal was left unattended; a certificate each, of an organisation of its name."""

    def run(*names: str, only="certificate_no hit", published="2024-02-26", audits="", events="", **more):
        held = "".join(f"{n} | body | {n} | 2023-01-01 | 2026-12-31 | valid\n" for n in names)
        signals = "".join(f"{n} | of_{n} | accident | {published}\n" for n in names)
        arguments = {
            "as_of": date(2024, 3, 31), "days_to_act": 5, "certificates": CERTIFICATES + held,
            "signals": SIGNALS + signals, "audits": AUDITS + audits, "certificate_events": EVENTS + events,
            "certificate_states": STATES,
        }  # fmt: skip
        return answered(unattended_signals, only=only, **(arguments | more))

    return run


def test_an_answering_audit_counts_from_the_day_of_the_signal_to_the_last_day(attended):
    assert attended(
        "on_the_day", "last_day", "too_late", "too_early", "other_kind", "of_another", "none",
        audits="""
        1 | on_the_day | special          | 2024-02-26 00:00
        2 | last_day   | unannounced      | 2024-03-02 23:59:59
        3 | too_late   | factory_followup | 2024-03-03 00:00
        4 | too_early  | special          | 2024-02-25 23:59:59
        5 | other_kind | surveillance     | 2024-02-27 09:00
        6 | somebody   | special          | 2024-02-27 09:00
        7 | on_the_day | special          | 2024-02-27 09:00
        8 | none       | special          |
    """) == rows("""
        certificate_no | hit
        on_the_day     | false
        last_day       | false
        too_late       | true
        too_early      | true
        other_kind     | true
        of_another     | true
        none           | true
    """)  # fmt: skip


def test_a_grave_signal_is_answered_by_revoking_or_cancelling_alone(attended):
    events = """
        1 | suspended | suspended | 2024-03-02
        2 | revoked   | revoked   | 2024-03-02
        3 | cancelled | cancelled | 2024-02-26
        4 | too_late  | revoked   | 2024-03-03
        5 | amended   | amended   | 2024-02-27
    """
    audits = "1 | audited | special | 2024-02-27 09:00"
    names = ("suspended", "revoked", "cancelled", "too_late", "amended", "audited")
    assert attended(*names, events=events, audits=audits) == rows("""
        certificate_no | hit
        suspended      | false
        revoked        | false
        cancelled      | false
        too_late       | true
        amended        | true
        audited        | false
    """)
    assert attended(*names, events=events, audits=audits, ended_only_by=["accident"]) == rows("""
        certificate_no | hit
        suspended      | true
        revoked        | false
        cancelled      | false
        too_late       | true
        amended        | true
        audited        | true
    """)


def test_nothing_is_overdue_on_the_last_day_itself(attended):
    assert attended("one", as_of=date(2024, 3, 2), only="hit observed expected published_on") == rows("""
        hit   | observed   | expected   | published_on
        false | 2024-03-02 | 2024-03-02 |
    """)
    assert attended("one", as_of=date(2024, 3, 3), only="hit observed expected published_on") == rows("""
        hit   | observed   | expected   | published_on
        true  | 2024-03-03 | 2024-03-02 | 2024-02-26
    """)


def test_a_certificate_not_valid_on_the_day_of_the_signal_is_not_asked(attended):
    held = """
        valid     | body | valid     | 2024-02-26 | 2024-02-26 | valid
        issued    | body | issued    | 2024-02-27 | 2026-12-31 | valid
        expired   | body | expired   | 2023-01-01 | 2024-02-25 | valid
        suspended | body | suspended | 2023-01-01 | 2026-12-31 | valid
        by_status | body | by_status | 2023-01-01 | 2026-12-31 | revoked
        no_signal | body | quiet     | 2023-01-01 | 2026-12-31 | valid
    """
    assert attended(
        "valid", "issued", "expired", "suspended", "by_status", certificates=CERTIFICATES + held,
        certificate_states=STATES + "suspended | suspended | 2024-02-26 | 2024-02-26",
    ) == rows("""
        certificate_no | hit
        valid          | true
    """)  # fmt: skip


def test_several_signals_of_a_certificate_are_told_together_the_earliest_missed_first(attended):
    signals = """
        both | missed_2 | accident | 2024-03-04
        both | attended | recall   | 2024-02-27
        both | missed_1 | penalty  | 2024-02-01
        both | not_due  | recall   | 2024-03-30
    """
    assert attended(
        "both", signals=SIGNALS + signals, audits="1 | both | special | 2024-02-28 09:00",
        only="certificate_no body_id see_adverse_events published_on hit observed expected see_organisations",
    ) == rows("""
        certificate_no | body_id | see_adverse_events | published_on | hit  | observed   | expected   | see_organisations
        both           | body    | missed_1；missed_2 | 2024-02-01   | true | 2024-03-31 | 2024-02-06 | both
    """)  # fmt: skip
