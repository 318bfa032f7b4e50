"""Specifications of the checks of how long a team was really there."""

from __future__ import annotations


def signed(rows: list[tuple[str, str, str, str]]) -> str:
    """Sign-ins of (audit, person, kind, time) on 2026-03-02."""
    return "sign_in_id | audit_id | person_id | kind | signed_at\n" + "\n".join(
        f"s{number} | {audit} | {person} | {kind} | 2026-03-02 {at}"
        for number, (audit, person, kind, at) in enumerate(rows)
    )


def planned(names: list[str], planned_from: str = "09:00", planned_to: str = "17:00") -> str:
    return "audit_id | body_id | planned_from | planned_to\n" + "\n".join(
        f"{name} | body | 2026-03-02 {planned_from} | 2026-03-02 {planned_to}" for name in names
    )


def days_of(person: str, count: int, opened: str = "09:00", closed: str = "17:00", first: int = 0):
    """That many audits of a person, signed at these times."""
    return [
        row
        for number in range(first, first + count)
        for row in ((f"a{number}", person, "opening", opened), (f"a{number}", person, "closing", closed))
    ]


AUDITS = planned([f"a{number}" for number in range(12)])
PEOPLE = "person_id | body_id\n" + "\n".join(f"{p} | employer" for p in ("late", "early", "often", "seldom"))


def test_b08_three_short_days_in_ten_are_a_hit_and_two_are_not(verdicts):
    rows = (
        days_of("late", 3, opened="10:01") + days_of("late", 7, first=3)
        + days_of("early", 3, closed="15:59") + days_of("early", 7, first=3)
        + days_of("twice", 2, opened="10:01") + days_of("twice", 8, first=2)
        + days_of("mixed", 2, opened="10:01") + days_of("mixed", 1, closed="15:59", first=2) + days_of("mixed", 7, first=3)
        + days_of("both_ends", 2, opened="10:01", closed="15:59") + days_of("both_ends", 8, first=2)
        + days_of("an_hour", 10, opened="10:00", closed="16:00")
        + days_of("three_of_eleven", 3, opened="11:00") + days_of("three_of_eleven", 8, first=3)
        + days_of("four_of_eleven", 4, opened="11:00") + days_of("four_of_eleven", 7, first=4)
        + days_of("nine_only", 9, opened="12:00")
    )  # fmt: skip
    assert verdicts("B08", sign_ins=signed(rows), audits=AUDITS, people=PEOPLE) == {
        "late": True, "early": True, "twice": False, "mixed": True, "both_ends": False, "an_hour": False,
        "three_of_eleven": False, "four_of_eleven": True,
    }  # fmt: skip


def test_b08_counts_audits_with_planned_times_and_both_sign_ins_of_the_person(verdicts):
    half_signed = [(f"a{number}", "half", "opening", "12:00") for number in range(12)]
    by_two = [
        row
        for number in range(12)
        for row in ((f"a{number}", "one", "opening", "12:00"), (f"a{number}", "other", "closing", "17:00"))
    ]
    unplanned = days_of("often", 12, opened="12:00")
    nobody = [(audit, "", kind, at) for audit, _, kind, at in days_of("x", 12, opened="12:00")]
    audits = AUDITS.replace("a0 | body | 2026-03-02 09:00", "a0 | body |").replace(
        "a1 | body | 2026-03-02 09:00 | 2026-03-02 17:00\n", "a1 | body | 2026-03-02 09:00 |\n"
    )
    tables = {"people": PEOPLE}
    assert verdicts("B08", sign_ins=signed(half_signed + by_two + nobody), audits=AUDITS, **tables) == {}
    assert verdicts("B08", sign_ins=signed(unplanned), audits=audits, **tables) == {"often": True}
    assert verdicts("B08", sign_ins=signed(unplanned[:22]), audits=audits, **tables) == {}


def test_b08_of_several_sign_ins_the_earliest_opening_and_the_latest_closing_count(verdicts):
    rows = days_of("often", 10) + days_of("often", 10, opened="12:00", closed="12:00")
    assert verdicts("B08", sign_ins=signed(rows), audits=AUDITS, people=PEOPLE) == {"often": False}


def test_b08_names_the_employer_the_short_audits_and_the_limit(judged):
    rows = days_of("late", 4, opened="10:01") + days_of("late", 7, first=4)
    (row,) = judged("B08", sign_ins=signed(rows), audits=AUDITS, people=PEOPLE).to_pylist()
    assert (row["body_id"], row["observed"], row["expected"]) == ("employer", 4, "少于 4 次")
    assert set(row["see_audits"].split("\n")) == {"a0", "a1", "a2", "a3"}


def test_b09_less_than_half_the_planned_time_is_a_hit(verdicts):
    audits = planned(
        ["half", "second_less", "full", "two_days", "latest", "others", "no_closing", "unsigned"]
    )
    sign_ins = signed([
        ("half", "p", "opening", "09:00"), ("half", "p", "closing", "13:00"),
        ("second_less", "p", "opening", "09:00"), ("second_less", "p", "closing", "12:59:59"),
        ("full", "p", "opening", "09:00"), ("full", "q", "closing", "17:00"),
        ("latest", "p", "opening", "10:00"), ("latest", "q", "opening", "09:00"),
        ("latest", "p", "closing", "12:00"), ("latest", "q", "closing", "13:00"),
        ("others", "", "opening", "16:00"), ("others", "", "closing", "17:00"),
        ("no_closing", "p", "opening", "09:00"),
    ])  # fmt: skip
    assert verdicts("B09", audits=audits, sign_ins=sign_ins) == {
        "half": False, "second_less": True, "full": False, "latest": False, "others": True,
    }  # fmt: skip


def test_b09_is_undecided_without_a_planned_span(verdicts):
    assert verdicts("B09",
        audits="""
            audit_id  | body_id | planned_from     | planned_to
            no_start  | body    |                  | 2026-03-02 17:00
            no_end    | body    | 2026-03-02 09:00 |
            no_span   | body    | 2026-03-02 09:00 | 2026-03-02 09:00
            backwards | body    | 2026-03-02 09:00 | 2026-03-01 09:00
            reversed  | body    | 2026-03-02 09:00 | 2026-03-02 17:00
        """,
        sign_ins=signed([
            row for name in ("no_start", "no_end", "no_span", "backwards")
            for row in ((name, "p", "opening", "09:00"), (name, "p", "closing", "17:00"))
        ] + [("reversed", "p", "opening", "17:00"), ("reversed", "p", "closing", "09:00")]),
    ) == {"no_start": None, "no_end": None, "no_span": None, "backwards": None, "reversed": True}  # fmt: skip


def test_b09_shows_minutes(judged):
    (row,) = judged("B09", audits=planned(["a"]), sign_ins=signed([
        ("a", "p", "opening", "09:00"), ("a", "p", "closing", "12:10"),
    ])).to_pylist()  # fmt: skip
    assert (row["observed"], row["planned_minutes"], row["expected"], row["body_id"]) == (
        190,
        480,
        240,
        "body",
    )
