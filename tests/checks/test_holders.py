"""Specifications of the checks of a holder's licences and of what visits found."""

from __future__ import annotations

from datetime import date

CERTIFICATES = """
    certificate_no | body_id | org_id | status
    c              | body    | org    | valid
    sister         | body    | org    | valid
    suspended      | body    | org    | suspended
    elsewhere      | body    | other  | valid
"""


def c08(verdicts, *licences: str):
    head = "licence_no | org_id | kind | valid_from | valid_to | status\n"
    rows = "\n".join(f"l{number} | org | {licence}" for number, licence in enumerate(licences))
    found = verdicts("C08", certificates=CERTIFICATES, licences=head + rows, as_of=date(2026, 6, 30))
    assert set(found) == {"c", "sister"}, "valid certificates of organisations with licences, and only they"
    assert found["c"] == found["sister"]
    return found["c"]


def test_c08_a_lost_licence_without_another_of_its_kind_is_a_hit(verdicts):
    assert c08(verdicts, "food | 2020-01-01 | 2026-06-29 | valid") is True
    assert c08(verdicts, "food | 2020-01-01 | 2026-06-30 | valid") is False
    assert c08(verdicts, "food | 2020-01-01 | | valid") is False
    assert c08(verdicts, "food | | |") is False
    for status in ("suspended", "revoked", "cancelled", "expired"):
        assert c08(verdicts, f"food | 2020-01-01 | 2030-01-01 | {status}") is True
    assert c08(verdicts, "food | | 2026-06-29 |") is True


def test_c08_another_licence_of_the_kind_in_force_makes_up_for_it(verdicts):
    lost = "food | 2020-01-01 | 2026-06-29 | valid"
    assert c08(verdicts, lost, "food | 2026-06-30 | 2031-01-01 | valid") is False
    assert c08(verdicts, lost, "food | | |") is False
    assert c08(verdicts, lost, "food | 2026-07-01 | 2031-01-01 | valid") is True
    assert c08(verdicts, lost, "food | 2026-01-01 | 2031-01-01 | suspended") is True
    assert c08(verdicts, lost, "mine | 2026-01-01 | 2031-01-01 | valid") is True


def test_c08_names_the_kinds_and_licences_lost(judged):
    rows = judged("C08",
        certificates=CERTIFICATES,
        licences="""
            licence_no | org_id | kind | valid_to   | status
            one        | org    | food | 2026-01-01 | valid
            two        | org    | food | 2026-02-01 | valid
            kept       | org    | mine | 2030-02-01 | valid
        """,
    ).to_pylist()  # fmt: skip
    assert {row["observed"] for row in rows} == {"food"}
    assert set(rows[0]["see_licences"].split("\n")) == {"one", "two"}


def c10(verdicts, *visits: str):
    head = "visit_id | org_id | visited_on | result\n"
    rows = "\n".join(f"v{number} | org | {visit}" for number, visit in enumerate(visits))
    found = verdicts("C10", certificates=CERTIFICATES, visits=head + rows)
    assert set(found) == {"c", "sister"}
    assert found["c"] == found["sister"]
    return found["c"]


def test_c10_the_last_visit_stopped_or_moved_is_a_hit(verdicts):
    assert c10(verdicts, "2026-03-01 | stopped") is True
    assert c10(verdicts, "2026-03-01 | moved") is True
    assert c10(verdicts, "2026-03-01 | producing") is False
    assert c10(verdicts, "2026-03-01 | stopped", "2026-03-02 | producing") is False
    assert c10(verdicts, "2026-03-02 | stopped", "2026-03-01 | producing") is True
    assert c10(verdicts, "2026-03-02 | stopped", "2026-07-01 | producing") is True


def test_c10_the_last_two_unreachable_are_a_hit(verdicts):
    assert c10(verdicts, "2026-03-01 | unreachable") is False
    assert c10(verdicts, "2026-03-01 | unreachable", "2026-03-02 | unreachable") is True
    assert c10(verdicts, "2026-03-01 | stopped", "2026-03-02 | unreachable") is False
    assert c10(
        verdicts, "2026-03-01 | unreachable", "2026-03-02 | producing", "2026-03-03 | unreachable"
    ) is False  # fmt: skip
    assert c10(
        verdicts, "2026-03-01 | producing", "2026-03-02 | unreachable", "2026-03-03 | unreachable"
    ) is True  # fmt: skip


def test_c10_two_visits_on_one_day_are_taken_by_their_number(verdicts):
    assert c10(verdicts, "2026-03-01 | stopped", "2026-03-01 | producing") is False
    assert c10(verdicts, "2026-03-01 | producing", "2026-03-01 | stopped") is True
