"""Specifications of the derived table of audits of one person that may overlap, and of the overlaps in it."""

from __future__ import annotations

from datetime import datetime

import pyarrow as pa

from tests.checks.derived.conftest import rows
from zicha.checks.derived.double_bookings import crowded, double_bookings
from zicha.checks.registry import KEY_BREAK

ONE_OF_EACH = """
    audit_id    | org_id | combined_group | started_at          | ended_at
    apart_1     | x      |                | 2026-03-02 09:00    | 2026-03-02 12:00
    apart_2     | y      |                | 2026-03-02 12:00    | 2026-03-02 17:00
    overlap_1   | x      |                | 2026-03-03 09:00    | 2026-03-03 12:00
    overlap_2   | y      |                | 2026-03-03 11:59:59 | 2026-03-03 17:00
    same_org_1  | x      |                | 2026-03-04 09:00    | 2026-03-04 17:00
    same_org_2  | x      |                | 2026-03-04 09:00    | 2026-03-04 17:00
    group_1     | x      | g              | 2026-03-05 09:00    | 2026-03-05 17:00
    group_2     | y      | g              | 2026-03-05 09:00    | 2026-03-05 17:00
    groups_1    | x      | g              | 2026-03-06 09:00    | 2026-03-06 17:00
    groups_2    | y      | h              | 2026-03-06 09:00    | 2026-03-06 17:00
    no_end_1    | x      |                | 2026-03-07 09:00    |
    no_end_2    | y      |                | 2026-03-07 09:00    | 2026-03-07 17:00
    no_time_1   | x      |                | 2026-03-08 09:00    | 2026-03-08 09:00
    no_time_2   | y      |                | 2026-03-08 08:00    | 2026-03-08 17:00
    backwards_1 | x      |                | 2026-03-09 17:00    | 2026-03-09 09:00
    backwards_2 | y      |                | 2026-03-09 08:00    | 2026-03-09 18:00
"""
EACH = [line.split("|")[0].strip() for line in ONE_OF_EACH.strip().splitlines()[1:]]


def team(*members: tuple[str, str, str]) -> str:
    return "audit_id | person_id | role\n" + "\n".join(" | ".join(member) for member in members)


def test_audits_that_may_overlap_one_elsewhere_are_kept_run_by_run(derived):
    assert derived("crowded_presences", only="same_person audit_id org_id combined_group started_at ended_at",
        audits=ONE_OF_EACH, audit_team=team(*((audit, "li", "auditor") for audit in EACH)),
    ) == rows("""
        same_person | audit_id  | org_id | combined_group | started_at          | ended_at
        person li   | overlap_1 | x      |                | 2026-03-03 09:00    | 2026-03-03 12:00
        person li   | overlap_2 | y      |                | 2026-03-03 11:59:59 | 2026-03-03 17:00
        person li   | groups_1  | x      | g              | 2026-03-06 09:00    | 2026-03-06 17:00
        person li   | groups_2  | y      | h              | 2026-03-06 09:00    | 2026-03-06 17:00
    """)  # fmt: skip


def test_observers_and_lost_audits_are_no_presence_and_a_registration_number_joins_two_ids(derived):
    found = derived("crowded_presences", only="same_person audit_id",
        audits=ONE_OF_EACH,
        people="""
        person_id | body_id | name | registration_no
        li_here   | body_a  | 甲   | N1
        li_there  | body_b  | 甲   | N1
        wu        | body_a  | 乙   | N2
        unnumbered | body_a | 丙   |
    """,
        audit_team=team(
            ("overlap_1", "li_here", "leader"), ("overlap_2", "li_there", "expert"),
            # In the team twice under two ids of one person: present once.
            ("overlap_1", "li_there", "trainee"),
            ("overlap_1", "wu", "auditor"), ("overlap_2", "wu", "observer"),
            ("overlap_1", "unnumbered", "auditor"), ("lost", "unnumbered", "auditor"),
            ("groups_1", "stranger", "auditor"), ("groups_2", "stranger", "auditor"),
        ),
    )  # fmt: skip
    assert found == rows("""
        same_person     | audit_id
        registration N1 | overlap_1
        registration N1 | overlap_2
        person stranger | groups_1
        person stranger | groups_2
    """)


def test_a_run_reaches_as_far_as_its_audits_touch_and_ends_where_none_lasts(answered):
    found = answered(crowded, only="person_no run audit_id", presences="""
        person_no | audit_id | org_no | group_no | started_at       | ended_at
        1         | long     | 1      |          | 2024-02-28 09:00 | 2024-03-01 17:00
        1         | inside   | 1      |          | 2024-02-29 09:00 | 2024-02-29 10:00
        1         | late     | 2      |          | 2024-03-01 16:59 | 2024-03-02 12:00
        1         | touching | 3      |          | 2024-03-02 12:00 | 2024-03-02 17:00
        1         | next_1   | 1      |          | 2024-03-04 09:00 | 2024-03-04 17:00
        1         | next_2   | 2      | 7        | 2024-03-04 16:00 | 2024-03-04 17:00
        2         | alone    | 2      |          | 2024-02-28 09:00 | 2024-03-01 17:00
    """)  # fmt: skip
    assert found == rows("""
        person_no | run | audit_id
        1         | 1   | long
        1         | 1   | inside
        1         | 1   | late
        1         | 3   | next_1
        1         | 3   | next_2
    """)


def test_overlaps_are_counted_in_begun_minutes_and_the_longest_is_told(answered):
    found = answered(double_bookings, crowded_presences="""
        same_person | run | audit_id | org_id | combined_group | started_at          | ended_at
        li          | 1   | a        | x      |                | 2026-03-02 09:00    | 2026-03-02 12:00
        li          | 1   | b        | y      |                | 2026-03-02 11:00    | 2026-03-02 17:00
        li          | 1   | c        | z      |                | 2026-03-02 16:58:59 | 2026-03-02 18:00
        li          | 1   | d        | x      |                | 2026-03-02 10:00    | 2026-03-02 11:00
        wu          | 1   | a        | x      |                | 2026-03-02 09:00    | 2026-03-02 12:00
        wu          | 2   | e        | y      |                | 2026-03-02 11:59:59 | 2026-03-02 13:00
        he          | 1   | e        | y      |                | 2026-03-02 09:00    | 2026-03-02 12:00:00
        he          | 1   | f        | x      |                | 2026-03-02 11:59:59 | 2026-03-02 13:00
        he          | 1   | g        | w      | g              | 2026-03-02 12:59    | 2026-03-02 14:00
        he          | 1   | h        | v      | g              | 2026-03-02 13:30    | 2026-03-02 15:00
    """)  # fmt: skip
    assert found == rows("""
        booked_person | booked_audit | other_audits | overlap_minutes
        li            | a            | b            | 60
        li            | b            | a；c         | 60
        li            | c            | b            | 2
        he            | e            | f            | 1
        he            | f            | e；g         | 1
        he            | g            | f            | 1
    """)


def test_the_other_audits_are_told_in_their_order_whatever_the_order_of_the_rows(engine):
    # The cells of `answered` are put in order; what people read is looked at as it stands.
    times = [datetime(2026, 3, 2, 9), datetime(2026, 3, 2, 17)]
    rows = [("li", 1, audit, f"org_{audit}", None, *times) for audit in ("c", "a", "d", "b")]
    names = ("same_person", "run", "audit_id", "org_id", "combined_group", "started_at", "ended_at")
    types = [pa.string(), pa.int64(), pa.string(), pa.string(), pa.string(), *[pa.timestamp("us")] * 2]
    held = pa.table(
        [pa.array(column, kind) for column, kind in zip(zip(*rows, strict=True), types, strict=True)], names
    )
    found = engine.fetch(double_bookings(engine.add("crowded_in_order", held))).to_pylist()
    others = {row["booked_audit"]: row["other_audits"].split(KEY_BREAK) for row in found}
    assert others["c"] == ["a", "b", "d"]
    assert others["a"] == ["b", "c", "d"]
