"""Specifications of the checks of where an auditor is and how much one does."""

from __future__ import annotations

from datetime import datetime, timedelta

import ibis
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from zicha.checks.derived.double_bookings import crowded_presences, double_bookings
from zicha.checks.derived.numbered import numbered_visits

NO_PEOPLE = "person_id"


def test_b06_one_person_in_two_teams_at_one_time_is_a_hit_for_both(verdicts):
    assert verdicts("B06",
        people=NO_PEOPLE,
        audits="""
            audit_id  | org_id | started_at       | ended_at
            morning   | one    | 2026-03-02 09:00 | 2026-03-02 12:00
            noon      | two    | 2026-03-02 11:59 | 2026-03-02 15:00
            touching  | three  | 2026-03-02 15:00 | 2026-03-02 17:00
            evening   | four   | 2026-03-02 18:00 | 2026-03-02 20:00
        """,
        audit_team="""
            audit_id | person_id | role
            morning  | p         | leader
            noon     | p         | expert
            touching | p         | trainee
            evening  | p         | auditor
            evening  | q         | auditor
            noon     | r         | auditor
        """,
    ) == {
        "morning|p": True, "noon|p": True, "touching|p": False, "evening|p": False, "evening|q": False,
        "noon|r": False,
    }  # fmt: skip


def test_b06_one_organisation_or_one_combined_group_is_one_visit(verdicts):
    assert verdicts("B06",
        people=NO_PEOPLE,
        audits="""
            audit_id   | org_id | combined_group | started_at       | ended_at
            quality    | one    |                | 2026-03-02 09:00 | 2026-03-03 12:00
            safety     | one    |                | 2026-03-02 09:00 | 2026-03-03 12:00
            group_a    | two    | visit          | 2026-04-02 09:00 | 2026-04-03 12:00
            group_b    | three  | visit          | 2026-04-02 09:00 | 2026-04-03 12:00
            other_a    | two    | visit_1        | 2026-05-02 09:00 | 2026-05-03 12:00
            other_b    | three  | visit_2        | 2026-05-02 09:00 | 2026-05-03 12:00
            half_a     | two    | visit_3        | 2026-06-02 09:00 | 2026-06-03 12:00
            half_b     | three  |                | 2026-06-02 09:00 | 2026-06-03 12:00
        """,
        audit_team="""
            audit_id | person_id | role
            quality  | p         | leader
            safety   | p         | leader
            group_a  | p         | leader
            group_b  | p         | leader
            other_a  | p         | leader
            other_b  | p         | leader
            half_a   | p         | leader
            half_b   | p         | leader
        """,
    ) == {
        "quality|p": False, "safety|p": False, "group_a|p": False, "group_b|p": False,
        "other_a|p": True, "other_b|p": True, "half_a|p": True, "half_b|p": True,
    }  # fmt: skip


def test_b06_an_audit_that_reaches_far_in_the_same_organisation_hides_nothing(verdicts):
    assert verdicts("B06",
        people=NO_PEOPLE,
        audits="""
            audit_id | org_id | started_at       | ended_at
            short    | one    | 2026-03-02 09:00 | 2026-03-04 12:00
            long     | two    | 2026-03-02 10:00 | 2026-03-09 12:00
            late     | two    | 2026-03-04 09:00 | 2026-03-04 17:00
            later    | two    | 2026-03-05 09:00 | 2026-03-05 17:00
        """,
        audit_team="""
            audit_id | person_id | role
            short    | p         | leader
            long     | p         | leader
            late     | p         | leader
            later    | p         | leader
        """,
    ) == {"short|p": True, "long|p": True, "late|p": True, "later|p": False}  # fmt: skip


def test_b06_an_observer_is_exempt_and_makes_nobody_a_hit(verdicts):
    assert verdicts("B06",
        people=NO_PEOPLE,
        audits="""
            audit_id | org_id | started_at       | ended_at
            one      | one    | 2026-03-02 09:00 | 2026-03-02 12:00
            two      | two    | 2026-03-02 09:00 | 2026-03-02 12:00
            untimed  | two    |                  |
        """,
        audit_team="""
            audit_id | person_id | role
            one      | p         | observer
            two      | p         | leader
            untimed  | p         | observer
        """,
    ) == {"one|p": "exempt", "two|p": False, "untimed|p": "exempt"}  # fmt: skip


def test_b06_without_both_times_of_its_audit_a_membership_is_undecided(verdicts):
    assert verdicts("B06",
        people=NO_PEOPLE,
        audits="""
            audit_id   | org_id | started_at       | ended_at
            no_end     | one    | 2026-03-02 09:00 |
            no_start   | two    |                  | 2026-03-02 12:00
            timed      | three  | 2026-03-02 09:00 | 2026-03-02 12:00
            no_length  | four   | 2026-03-02 10:00 | 2026-03-02 10:00
            backwards  | five   | 2026-03-02 12:00 | 2026-03-02 09:00
        """,
        audit_team="""
            audit_id  | person_id | role
            no_end    | p         | leader
            no_start  | p         | leader
            timed     | p         | leader
            no_length | p         | leader
            backwards | p         | leader
            nowhere   | p         | leader
        """,
    ) == {
        "no_end|p": None, "no_start|p": None, "timed|p": False, "no_length|p": False, "backwards|p": False,
        "nowhere|p": None,
    }  # fmt: skip


def test_b06_a_registration_number_makes_one_person_of_two_bodies_people(verdicts):
    assert verdicts("B06",
        people="""
            person_id | body_id | registration_no
            p_here    | here    | 2020-1-NQMS
            p_there   | there   | 2020-1-NQMS
            q_here    | here    |
            q_there   | there   |
            r         | here    | s
            t_auditor | here    | 2020-2-NQMS
            t_watcher | there   | 2020-2-NQMS
        """,
        audits="""
            audit_id | org_id | started_at       | ended_at
            one      | one    | 2026-03-02 09:00 | 2026-03-02 12:00
            two      | two    | 2026-03-02 09:00 | 2026-03-02 12:00
        """,
        audit_team="""
            audit_id | person_id | role
            one      | p_here    | leader
            two      | p_there   | auditor
            one      | q_here    | auditor
            two      | q_there   | auditor
            one      | r         | auditor
            two      | s         | auditor
            one      | t_auditor | auditor
            one      | t_watcher | observer
        """,
    ) == {
        "one|p_here": True, "two|p_there": True, "one|q_here": False, "two|q_there": False,
        "one|r": False, "two|s": False, "one|t_auditor": False, "one|t_watcher": "exempt",
    }  # fmt: skip


def test_b06_shows_the_other_audit_and_how_long_both_lasted(judged):
    rows = judged("B06",
        people=NO_PEOPLE,
        audits="""
            audit_id | body_id | org_id | started_at       | ended_at
            one      | body    | one    | 2026-03-02 09:00 | 2026-03-02 12:00
            two      | body    | two    | 2026-03-02 11:30 | 2026-03-02 15:00
        """,
        audit_team="""
            audit_id | person_id | role
            one      | p         | leader
            two      | p         | leader
        """,
    ).to_pylist()  # fmt: skip
    (row,) = (row for row in rows if row["audit_id"] == "one")
    assert (row["body_id"], row["observed"], row["other_audits"], row["see_audits"]) == (
        "body", 30, "two", "one\ntwo",
    )  # fmt: skip


MONDAY = datetime(2026, 3, 2)


@st.composite
def presences(draw: st.DrawFn) -> list[dict[str, object]]:
    rows = []
    for number in range(draw(st.integers(1, 40))):
        starts = draw(st.integers(0, 12))
        rows.append(
            {
                "same_person": draw(st.sampled_from("mnopqrst")),
                "audit_id": f"a{number}",
                "org_id": draw(st.sampled_from("xyz")),
                "combined_group": draw(st.sampled_from([None, None, "g", "h"])),
                "started_at": MONDAY + timedelta(hours=starts),
                "ended_at": MONDAY + timedelta(hours=starts + draw(st.integers(-1, 8))),
            }
        )
    return rows


def conflicts(rows: list[dict[str, object]]) -> set[tuple[object, object]]:
    """Every membership compared with every other, word for word as the rule says."""
    return {
        (a["same_person"], a["audit_id"])
        for a in rows
        for b in rows
        if a["same_person"] == b["same_person"]
        and a["audit_id"] != b["audit_id"]
        and a["org_id"] != b["org_id"]
        and not (a["combined_group"] and a["combined_group"] == b["combined_group"])
        and min(a["ended_at"], b["ended_at"]) > max(a["started_at"], b["started_at"])
    }


@pytest.fixture(scope="module")
def connection():
    connection = ibis.duckdb.connect()
    yield connection
    connection.disconnect()


@given(rows=presences())
@settings(max_examples=8, deadline=None)
def test_b06_finds_what_comparing_every_pair_finds(connection, rows):
    texts = dict.fromkeys(("audit_id", "body_id", "org_id", "combined_group"), "string")
    audits = ibis.memtable(
        [{"body_id": "body"} | row for row in rows],
        schema=texts | {"started_at": "timestamp", "ended_at": "timestamp"},
    )
    team = ibis.memtable(
        [{"audit_id": row["audit_id"], "person_id": row["same_person"], "role": "auditor"} for row in rows]
    )
    people = ibis.memtable([], schema={"person_id": "string", "registration_no": "string"})
    found = connection.to_pyarrow(
        double_bookings(crowded_presences(team, audits, numbered_visits(audits).view(), people))
    ).to_pylist()
    pairs = [(row["booked_person"].removeprefix("person "), row["booked_audit"]) for row in found]
    assert len(pairs) == len(set(pairs))
    assert set(pairs) == conflicts(rows)


def organisations_audited(person: str, year: int, number: int, role: str = "auditor") -> tuple[str, str]:
    """That many audits of as many organisations, and the memberships of one person in them."""
    audits = "\n".join(
        f"{person}{year}{n:03} | body | org{n:03} | {year}-0{n % 9 + 1}-15 09:00" for n in range(number)
    )
    return audits, "\n".join(f"{person}{year}{n:03} | {person} | {role}" for n in range(number))


def b15(verdicts, *parts: tuple[str, str], **arguments: object):
    return verdicts("B15",
        audits="audit_id | body_id | org_id | started_at\n" + "\n".join(a for a, _ in parts),
        audit_team="audit_id | person_id | role\n" + "\n".join(b for _, b in parts),
        **arguments,
    )  # fmt: skip


def test_b15_from_2026_fifty_organisations_a_year_are_the_limit_before_a_hundred(verdicts):
    assert b15(verdicts,
        organisations_audited("at_limit", 2026, 50),
        organisations_audited("over", 2026, 51),
        organisations_audited("over", 2025, 51),
        organisations_audited("at_old_limit", 2025, 100),
        organisations_audited("over_old", 2025, 101),
        as_of=datetime(2026, 12, 31).date(),
    ) == {
        "at_limit|2026": False, "over|2026": True, "over|2025": False, "at_old_limit|2025": False,
        "over_old|2025": True,
    }  # fmt: skip


def test_b15_counts_an_organisation_once_and_only_leaders_and_auditors(verdicts):
    audits, team = organisations_audited("p", 2026, 2, "leader")
    again = "again | body | org001 | 2026-12-31 23:59\nnew_year | body | org009 | 2025-12-31 23:59"
    third = "third | body | org003 | 2026-05-01 09:00\nundated | body | org004 |"
    roles = """again    | p | auditor
               new_year | p | auditor
               third    | p | expert
               third    | q | trainee
               third    | r | observer
               undated  | p | auditor
               nowhere  | p | auditor"""
    arguments = {"override": {"most_organisations": "2"}, "as_of": datetime(2026, 12, 31).date()}
    parts = (audits, team), (again + "\n" + third, roles)
    assert b15(verdicts, *parts, **arguments) == {"p|2026": False, "p|2025": False}
    more = ("fourth | body | org005 | 2026-06-01 09:00", "fourth | p | auditor")
    assert b15(verdicts, *parts, more, **arguments) == {"p|2026": True, "p|2025": False}


def test_b15_shows_every_audit_of_the_year(judged):
    audits, team = organisations_audited("p", 2026, 3)
    (row,) = judged("B15",
        audits="audit_id | body_id | org_id | started_at\n" + audits,
        audit_team="audit_id | person_id | role\n" + team,
        override={"most_organisations": "2"},
    ).to_pylist()  # fmt: skip
    assert sorted(row["see_audits"].split("\n")) == ["p2026000", "p2026001", "p2026002"]
    assert (row["body_id"], row["observed"], row["expected"]) == ("body", 3, 2)
