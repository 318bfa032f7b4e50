"""Words the rules of the catalogue share (用语): in force, same person, a certificate's state, one visit of two schemes."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from typing import Any

from tests.oracle.reading import Records, Row, normalised

Answers = dict[str, str]
MS = {"QMS", "EMS", "OHSMS", "EnMS", "ISMS", "ITSMS", "FSMS", "HACCP", "MDMS", "IPMS"}
TIMED = {"QMS", "EMS", "OHSMS"}

# Thresholds no world this small would reach: check code → parameter → the value both sides judge by.
SMALL_WORLD = {
    "B08": {"fewest_audits": 2},
    "B15": {"most_organisations": 3},
    "C04": {"fewest_records": 4},
    "D16": {"fewest_steps": 4},
}


def answer(hit: bool, undecided: bool = False, exempt: bool = False) -> str:
    return "exempt" if exempt else "undecided" if undecided else "hit" if hit else "pass"


def in_force(row: Row, start: str, end: str, on: date) -> bool:
    return (row[start] is None or row[start] <= on) and (row[end] is None or on <= row[end])


def first_certificate(r: Records, application_id: str | None) -> Row:
    """The application's certificate: the one with the smallest number."""
    own = sorted(r.where("certificates", application_id=application_id), key=lambda c: c["certificate_no"])
    return own[0] if own else defaultdict(lambda: None)


def groups_of_two_schemes(r: Records) -> set[str]:
    schemes = defaultdict(set)
    for a in r["audits"]:
        if a["combined_group"]:
            schemes[a["combined_group"]].add(a["scheme"])
    return {group for group, found in schemes.items() if len(found) >= 2}


def identity(r: Records, person_id: str) -> tuple[str, Any]:
    """Reading 6, for B05, B06 and B11."""
    number = r.one("people", "person_id", person_id)["registration_no"]
    return ("number", number) if number is not None else ("id", person_id)


def state_on(r: Records, c: Row, on: date) -> str:
    """Reading 8, with "out of its dates" before issued_on and after expires_on."""
    states = {"suspended": "suspended", "revoked": "revoked", "cancelled": "cancelled"}
    states |= dict.fromkeys(("restored", "issued", "renewed"), "valid")
    events = [
        e
        for e in r.where("certificate_events", certificate_no=c["certificate_no"])
        if e["kind"] in states and e["effective_on"] <= on
    ]
    state = c["status"]
    if events:
        state = states[max(events, key=lambda e: (e["effective_on"], e["event_id"]))["kind"]]
    return state if c["issued_on"] <= on <= c["expires_on"] else "out of its dates"


def is_of(event: Row, organisation: Row) -> bool:
    """Reading 7: by uscc where the row from outside has one, else by equal normalised name."""
    if event["uscc"] is not None:
        return event["uscc"] == organisation["uscc"]
    name = normalised(event["org_name"])
    return bool(name) and name == normalised(organisation["name"])
