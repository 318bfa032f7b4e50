"""Specifications of the checks of whether a person can have been where the sign-ins say."""

from __future__ import annotations

import math
import random
from datetime import datetime, timedelta

import pytest

AUDITS = """
    audit_id | body_id | org_id
    a        | body    | org_a
    a_again  | body    | org_a
    b        | body    | org_b
    c        | body    | org_c
    far_body | other   | org_d
"""


def north_of(km: float) -> float:
    """The latitude that many kilometres north of 30° on a sphere of 6371 km."""
    return 30 + math.degrees(km / 6371)


def b05(verdicts, *rows: str, people: str = "person_id | body_id | registration_no", audits: str = AUDITS):
    """Rows: id, audit, person, time on 2026-03-02, kilometres north (empty: no coordinates)."""
    lines = []
    for row in rows:
        name, audit, person, at, km = (cell.strip() for cell in row.split("|"))
        place = f"120 | {north_of(float(km))}" if km else " | "
        lines.append(f"{name} | {audit} | {person} | opening | 2026-03-02 {at} | {place}")
    head = "sign_in_id | audit_id | person_id | kind | signed_at | longitude | latitude\n"
    return verdicts("B05", sign_ins=head + "\n".join(lines), audits=audits, people=people)


def test_b05_up_to_200_km_a_person_makes_80_km_an_hour(verdicts):
    assert b05(verdicts, "s | a | p | 08:00 | 0", "t | b | p | 09:00 | 79.99") == {"s": False, "t": False}
    assert b05(verdicts, "s | a | p | 08:00 | 0", "t | b | p | 09:00 | 80.01") == {"s": False, "t": True}
    assert b05(verdicts, "s | a | p | 08:00 | 0", "t | b | p | 08:01 | 4.99") == {"s": False, "t": False}
    assert b05(verdicts, "s | a | p | 08:00 | 0", "t | b | p | 08:01 | 5.01") == {"s": False, "t": True}
    assert b05(verdicts, "s | a | p | 08:00 | 0", "t | b | p | 10:29 | 199.99") == {"s": False, "t": True}
    assert b05(verdicts, "s | a | p | 08:00 | 0", "t | b | p | 10:31 | 199.99") == {"s": False, "t": False}


def test_b05_beyond_200_km_two_hours_and_300_km_an_hour(verdicts):
    # 2 h 40 min to 200.01 km where 2 h 30 min would do by road; 4 h to 600 km.
    assert b05(verdicts, "s | a | p | 08:00 | 0", "t | b | p | 10:39 | 200.01") == {"s": False, "t": True}
    assert b05(verdicts, "s | a | p | 08:00 | 0", "t | b | p | 10:41 | 200.01") == {"s": False, "t": False}
    assert b05(verdicts, "s | a | p | 08:00 | 0", "t | b | p | 12:00 | 599.9") == {"s": False, "t": False}
    assert b05(verdicts, "s | a | p | 08:00 | 0", "t | b | p | 12:00 | 600.1") == {"s": False, "t": True}


def test_b05_the_last_sign_in_at_another_organisation_is_not_simply_the_one_before(verdicts):
    assert b05(verdicts,
        "open_a   | a       | p | 08:00 | 0",
        "open_b   | b       | p | 08:30 | 100",
        "close_b  | b       | p | 09:00 | 100",
        "later_b  | b       | p | 12:00 | 100",
        "second_audit | a_again | p | 12:30 | 0",
    ) == {"open_a": False, "open_b": True, "close_b": True, "later_b": False, "second_audit": True}  # fmt: skip
    assert b05(verdicts,
        "one | a | p | 08:00 | 0", "two | a | p | 08:01 | 300", "three | a_again | p | 08:02 | 0",
    ) == {"one": False, "two": False, "three": False}  # fmt: skip


def test_b05_only_the_latest_earlier_one_elsewhere_counts(verdicts):
    assert b05(verdicts,
        "first  | a | p | 08:00 | 0", "near | b | p | 11:00 | 100", "third | c | p | 11:30 | 101",
    ) == {"first": False, "near": False, "third": False}  # fmt: skip
    assert b05(verdicts,
        "far  | b | p | 11:00 | 100", "home | c | p | 12:30 | 1", "back | c | p | 12:40 | 100",
    ) == {"far": False, "home": False, "back": False}  # fmt: skip


def test_b05_a_sign_in_of_the_same_moment_is_not_earlier(verdicts):
    assert b05(verdicts, "s | a | p | 08:00 | 0", "t | b | p | 08:00 | 100") == {"s": False, "t": False}
    assert b05(verdicts,
        "before | c | p | 07:50 | 100", "s | a | p | 08:00 | 0", "t | b | p | 08:00 | 100", "u | c | p | 08:00 | 100",
    ) == {"before": False, "s": True, "t": False, "u": False}  # fmt: skip
    # Of two elsewhere at one moment the greater sign_in_id is taken, be it at the asking organisation's turn or not.
    assert b05(verdicts,
        "s1 | a | p | 08:00 | 0", "s2 | b | p | 08:00 | 100", "asks_c | c | p | 08:10 | 100",
    ) == {"s1": False, "s2": False, "asks_c": False}  # fmt: skip
    assert b05(verdicts,
        "s1 | a | p | 08:00 | 0", "s2 | b | p | 08:00 | 100", "asks_b | b | p | 08:10 | 100",
    ) == {"s1": False, "s2": False, "asks_b": True}  # fmt: skip


def test_b05_a_person_is_the_same_by_registration_number_across_bodies(verdicts):
    people = """
        person_id | body_id | registration_no
        p         | body    | R1
        q         | other   | R1
        r         | other   | R2
    """
    assert b05(verdicts, "s | a | p | 08:00 | 0", "t | far_body | q | 08:30 | 100", people=people) == {
        "s": False, "t": True,
    }  # fmt: skip
    assert b05(verdicts, "s | a | p | 08:00 | 0", "t | far_body | r | 08:30 | 100", people=people) == {
        "s": False, "t": False,
    }  # fmt: skip
    assert b05(verdicts, "s | a | x | 08:00 | 0", "t | b | x | 08:30 | 100", people=people) == {
        "s": False, "t": True,
    }  # fmt: skip


def test_b05_is_undecided_without_person_or_coordinates(verdicts):
    assert b05(verdicts,
        "no_person  | a   | | 08:00 | 0",
        "no_audit   | nil | p | 08:00 | 0",
        "no_place   | a   | p | 08:00 |",
        "after_none | b   | p | 08:30 | 100",
        "after_some | c   | p | 08:40 | 0",
    ) == {"no_person": None, "no_audit": None, "no_place": None, "after_none": None, "after_some": True}  # fmt: skip


def test_b05_tells_the_hours_the_way_and_the_sign_in_before(judged):
    rows = b05(judged, "s | a | p | 08:00 | 0", "t | b | p | 08:30 | 100").to_pylist()
    row = next(row for row in rows if row["subject_id"] == "t")
    assert (row["observed"], row["expected"], row["km"], row["see_sign_ins"]) == (0.5, 1.25, 100.0, "s")
    assert row["last_at"] == datetime(2026, 3, 2, 8)
    assert row["body_id"] == "body"


@pytest.mark.parametrize("seed", range(3))
def test_b05_agrees_with_looking_at_every_earlier_sign_in(judged, seed):
    chance = random.Random(seed)
    rows = [
        (f"s{n:03d}", chance.choice("abc"), chance.choice("pq"), chance.randrange(40), chance.randrange(0, 60, 20))
        for n in range(150)
    ]  # fmt: skip
    start = datetime(2026, 3, 2)
    lines = [
        f"{name} | {audit} | {person} | {(start + timedelta(minutes=20 * at)).strftime('%H:%M')} | {km}"
        for name, audit, person, at, km in rows
    ]
    found = {row["subject_id"]: row for row in b05(judged, *lines).to_pylist()}
    for name, audit, person, at, km in rows:
        earlier = [(r[3], r[0], r[4]) for r in rows if r[2] == person and r[1] != audit and r[3] < at]
        if not earlier:
            assert found[name]["verdict"] == "pass", name
            continue
        last_at, last, last_km = max(earlier)
        # Twenty minutes a step: at 80 km an hour.
        too_fast = abs(km - last_km) > 5 and (at - last_at) / 3 < abs(km - last_km) / 80
        assert (found[name]["verdict"] == "hit") == too_fast, name
        assert not too_fast or found[name]["see_sign_ins"] == last, name
