"""Specifications of the checks of travel, board and lodging."""

from __future__ import annotations

AUDITS = """
    audit_id | body_id | method  | started_at       | ended_at
    on_site  | body    | on_site | 2026-03-02 09:00 | 2026-03-03 17:00
    hybrid   | body    | hybrid  | 2026-03-02 09:00 | 2026-03-03 17:00
    no_start | body    | on_site |                  | 2026-03-03 17:00
"""


def test_b07_a_journey_overlapping_an_audit_on_site_by_more_than_two_hours_is_a_hit(verdicts):
    assert verdicts("B07",
        audits=AUDITS,
        expenses="""
            expense_id   | audit_id | person_id | kind      | amount | departed_at      | arrived_at
            two_hours    | on_site  | p         | transport | 9      | 2026-03-02 08:00 | 2026-03-02 11:00
            a_second_more | on_site | p         | transport | 9      | 2026-03-02 08:00 | 2026-03-02 11:00:01
            way_back     | on_site  | p         | transport | 9      | 2026-03-03 14:59 | 2026-03-03 22:00
            inside       | on_site  | p         | transport | 9      | 2026-03-02 12:00 | 2026-03-02 14:30
            around       | on_site  | p         | transport | 9      | 2026-03-01 12:00 | 2026-03-05 14:30
            before       | on_site  | p         | transport | 9      | 2026-03-01 12:00 | 2026-03-01 18:30
            after        | on_site  | p         | transport | 9      | 2026-03-03 17:00 | 2026-03-03 23:30
            hybrid       | hybrid   | p         | transport | 9      | 2026-03-02 12:00 | 2026-03-02 16:30
            lodging      | on_site  | p         | lodging   | 9      | 2026-03-02 12:00 | 2026-03-02 16:30
            no_kind      | on_site  | p         |           | 9      | 2026-03-02 12:00 | 2026-03-02 16:30
            no_arrival   | on_site  | p         | transport | 9      | 2026-03-02 12:00 |
            no_departure | on_site  | p         | transport | 9      |                  | 2026-03-02 16:30
            no_start     | no_start | p         | transport | 9      | 2026-03-02 12:00 | 2026-03-02 16:30
            of_no_audit  | nil      | p         | transport | 9      | 2026-03-02 12:00 | 2026-03-02 16:30
        """,
    ) == {
        "two_hours": False, "a_second_more": True, "way_back": True, "inside": True, "around": True,
        "before": False, "after": False, "hybrid": False, "lodging": False, "no_kind": False,
        "no_arrival": False, "no_departure": False, "no_start": False, "of_no_audit": False,
    }  # fmt: skip


def test_b07_a_document_used_twice_makes_both_expenses_hits(judged):
    rows = judged("B07",
        audits=AUDITS,
        expenses="""
            expense_id | audit_id | person_id | kind    | amount | document_no
            one        | on_site  | p         | lodging | 9      | INV-1
            two        | hybrid   | q         | meals   | 9      | INV-1
            three      | nil      | q         | meals   | 9      | INV-1
            alone      | hybrid   | q         | meals   | 9      | INV-2
            unnumbered | hybrid   | q         | meals   | 9      |
            also       | hybrid   | q         | meals   | 9      |
        """,
    ).to_pylist()  # fmt: skip
    assert {row["subject_id"]: row["verdict"] for row in rows} == {
        "one": "hit", "two": "hit", "three": "hit", "alone": "pass", "unnumbered": "pass", "also": "pass",
    }  # fmt: skip
    shown = {row["subject_id"]: row["see_expenses"] for row in rows}
    assert set(shown["two"].split("\n")) == {"one", "two"}
    assert shown["alone"] is None
    assert rows[0]["body_id"] in ("body", None)


def test_b13_lodging_above_the_limit_is_a_hit(verdicts):
    assert verdicts("B13",
        audits=AUDITS,
        expenses="""
            expense_id | audit_id | person_id | kind    | amount | paid_by
            at_limit   | on_site  | p         | lodging | 750    | body
            above      | hybrid   | p         | lodging | 750.01 | organisation
            of_no_audit | nil     | p         | lodging | 751    | body
            meals      | on_site  | p         | meals   | 900    | organisation
        """,
    ) == {"at_limit": False, "above": True, "of_no_audit": True, "meals": False}  # fmt: skip


def test_b13_more_nights_than_audit_days_and_two_make_every_one_of_them_a_hit(verdicts):
    rows = [("on_site", "four", n, "lodging") for n in range(4)]
    rows += [("on_site", "five", n, "lodging") for n in range(5)] + [("on_site", "five", 9, "meals")]
    rows += [("no_start", "many", n, "lodging") for n in range(9)]
    rows += [("on_site", "split", n, "lodging") for n in range(3)]
    rows += [("hybrid", "split", n + 3, "lodging") for n in range(3)]
    expenses = "expense_id | audit_id | person_id | kind | amount\n" + "\n".join(
        f"{person}{number} | {audit} | {person} | {kind} | 300" for audit, person, number, kind in rows
    )
    found = verdicts("B13", audits=AUDITS, expenses=expenses)
    assert len(found) == len(rows)
    assert {name for name, hit in found.items() if hit} == {f"five{n}" for n in range(5)}


def test_b13_other_things_paid_by_the_organisation_are_a_hit(verdicts):
    assert verdicts("B13",
        audits=AUDITS,
        expenses="""
            expense_id | audit_id | person_id | kind  | amount | paid_by
            gift       | on_site  | p         | other | 1      | organisation
            own        | on_site  | p         | other | 1      | body
            unsaid     | on_site  | p         | other | 1      |
            no_kind    | on_site  | p         |       | 1      | organisation
        """,
    ) == {"gift": True, "own": False, "unsaid": False, "no_kind": False}  # fmt: skip
