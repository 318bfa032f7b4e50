"""Specifications of the checks of the devices people sign in with."""

from __future__ import annotations

from datetime import date

PEOPLE = """
    person_id | body_id | registration_no
    p         | body    | R1
    q         | other   | R1
    r         | body    | R2
    s         | body    |
    t         | body    |
"""


def b11(verdicts, *rows: str, **more: object):
    """Rows: device, person, day."""
    lines = []
    for number, row in enumerate(rows):
        device, person, day = (cell.strip() for cell in row.split("|"))
        lines.append(f"s{number} | a | {person} | opening | {day} | {device}")
    head = "sign_in_id | audit_id | person_id | kind | signed_at | device_id\n"
    tables = {"people": PEOPLE, "audits": "audit_id | body_id\na | body"} | more
    return verdicts("B11", sign_ins=head + "\n".join(lines), as_of=date(2026, 6, 30), **tables)


def test_b11_three_persons_are_a_hit_and_two_are_not(verdicts):
    assert b11(verdicts,
        "three | p | 2026-03-02 09:00", "three | r | 2026-03-02 09:00", "three | s | 2026-03-02 09:00",
        "two   | p | 2026-03-02 09:00", "two   | r | 2026-03-02 09:00", "two   | r | 2026-03-03 09:00",
        "      | p | 2026-03-02 09:00", "      | r | 2026-03-02 09:00", "      | s | 2026-03-02 09:00",
        "nobody | | 2026-03-02 09:00", "unsaid | p | 2026-03-02 09:00", "unsaid | r | 2026-03-02 09:00",
        "unsaid | | 2026-03-02 09:00",
    ) == {"three": True, "two": False, "nobody": False, "unsaid": False}  # fmt: skip


def test_b11_one_registration_number_is_one_person(verdicts):
    rows = ("d | p | 2026-03-02 09:00", "d | q | 2026-03-02 09:00", "d | r | 2026-03-02 09:00")
    assert b11(verdicts, *rows) == {"d": False}
    assert b11(verdicts, *rows, "d | s | 2026-03-02 09:00") == {"d": True}
    assert b11(verdicts, *rows, people="person_id") == {"d": True}


def test_b11_looks_back_365_days_both_ends_included(verdicts):
    two = ("d | p | 2026-06-30 23:59", "d | r | 2026-03-02 09:00")
    assert b11(verdicts, *two, "d | s | 2025-06-30 00:00") == {"d": True}
    assert b11(verdicts, *two, "d | s | 2025-06-29 23:59") == {"d": False}
    assert b11(verdicts, *two, "d | s | 2026-07-01 00:00") == {"d": False}
    assert b11(verdicts, "old | s | 2020-06-29 23:59") == {"old": False}


def test_b11_names_the_persons(judged):
    rows = b11(judged, "d | p | 2026-03-02 09:00", "d | r | 2026-03-02 09:00", "d | s | 2026-03-02 09:00")
    (row,) = rows.to_pylist()
    assert set(row["see_people"].split("\n")) == {"p", "r", "s"}
    assert (row["body_id"], row["observed"]) == ("body", 3)
