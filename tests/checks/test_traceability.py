"""Specifications of the checks of who did each step and when it was recorded: D10, D16."""

from __future__ import annotations

CHAIN = ("application_review", "audit_plan", "stage2", "report", "file_review", "decision", "issue")
EVENTS = "event_id | application_id | activity | happened_at | person_id\n"


def chain(application, *steps, person="p"):
    return "".join(
        f"{application}-{n} | {application} | {step} | 2025-03-01 09:00 | {person}\n"
        for n, step in enumerate(steps)
    )


def certificates_of(*applications, scheme="QMS"):
    return "certificate_no | application_id | body_id | scheme\n" + "\n".join(
        f"c{n} | {application} | b | {scheme}" for n, application in enumerate(applications)
    )


def test_d10_every_link_is_recorded(verdicts):
    without = {f"no_{step}": [s for s in CHAIN if s != step] for step in CHAIN}
    files = {
        "whole": CHAIN,
        "recertified": ["recertification" if step == "stage2" else step for step in CHAIN],
        "both": [*CHAIN, "recertification"],
        "twice": [*CHAIN, *CHAIN],
        "other_steps": ("application", "contract", "stage1", "surveillance", "archive", "plan_report"),
        "nothing": (),
    } | without
    assert verdicts("D10",
        certificates=certificates_of(*files),
        process_events=EVENTS + "".join(chain(a, *steps) for a, steps in files.items()),
    ) == dict.fromkeys(files, True) | dict.fromkeys(("whole", "recertified", "both", "twice"), False)  # fmt: skip


def test_d10_every_link_has_somebody_responsible_in_one_of_its_rows(verdicts):
    events = EVENTS
    for step in CHAIN:
        events += chain(f"unnamed_{step}", *(s for s in CHAIN if s != step))
        events += f"u{step} | unnamed_{step} | {step} | 2025-03-01 09:00 |\n"
    events += chain("one_named", *CHAIN) + "o1 | one_named | decision | 2025-03-02 09:00 |\n"
    # Stage 2 and recertification are one link: the rows of either may name somebody.
    events += chain("named_in_other", *CHAIN[:2], *CHAIN[3:], "recertification")
    events += "n1 | named_in_other | stage2 | 2025-03-02 09:00 |\n"
    wanted = {f"unnamed_{step}": True for step in CHAIN} | {"one_named": False, "named_in_other": False}
    assert verdicts("D10", certificates=certificates_of(*wanted), process_events=events) == wanted


def test_d10_transfers_are_exempt_and_applications_without_a_management_system_certificate_not_judged(
    verdicts,
):
    assert verdicts("D10",
        certificates="""
            certificate_no | application_id | body_id | scheme
            c1             | transfer       | b       | QMS
            c2             | extension      | b       | EMS
            c3             | product        | b       | CCC
            c4             | service        | b       | SERVICE
            c5             | both           | b       | CCC
            c6             | both           | b       | IPMS
            c7             |                | b       | QMS
            c8             | unlisted       | b       | QMS
            c9             | unkind         | b       | QMS
        """,
        applications="""
            application_id | body_id | org_id | kind
            transfer       | b       | o      | transfer
            extension      | b       | o      | extension
            product        | b       | o      | initial
            both           | b       | o      | initial
            uncertified    | b       | o      | initial
            unkind         | b       | o      |
        """,
        process_events=EVENTS + chain("uncertified", "issue"),
    ) == {"transfer": "exempt", "extension": True, "both": True, "unlisted": True, "unkind": True}  # fmt: skip


def test_d10_steps_after_the_judging_date_are_not_there(verdicts):
    assert verdicts("D10",
        certificates=certificates_of("a"),
        process_events=EVENTS + chain("a", *CHAIN[:-1]) + "x | a | issue | 2026-07-01 00:00 | p",
    ) == {"a": True}  # fmt: skip


def test_d10_names_the_broken_links(judged):
    (row,) = judged("D10",
        certificates=certificates_of("a", "a"),
        process_events=EVENTS + chain("a", *CHAIN[:4]) + """
            x1 | a | decision | 2025-03-02 09:00 |
            x2 | a | decision | 2025-03-03 09:00 |
            x3 | a | issue    | 2025-03-03 09:00 | p
            x4 | a | issue    | 2025-03-03 09:00 |
        """,
    ).to_pylist()  # fmt: skip
    assert (row["subject_id"], row["body_id"]) == ("a", "b")
    assert row["observed"] == "档案复核（没有记录）、认证决定（没有责任人）"
    assert sorted(row["see_process_events"].split("\n")) == ["x1", "x2"]


RECORDED = "event_id | application_id | activity | happened_at | recorded_at\n"
LATE, LIMIT, EMPTY = "2025-02-01 00:00", "2025-01-31 23:59", ""


def steps(application, late=0, limit=0, empty=0):
    recorded = [LATE] * late + [LIMIT] * limit + [EMPTY] * empty
    return "".join(
        f"{application}-{n} | {application} | report | 2025-01-01 12:00 | {at}\n"
        for n, at in enumerate(recorded)
    )


def test_d16_half_of_the_steps_entered_more_than_thirty_days_late_is_a_hit(verdicts):
    # 1 to 31 January are 30 days, to 1 February 31.
    assert verdicts("D16",
        process_events=RECORDED
        + steps("half", late=3, limit=3)
        + steps("less", late=2, limit=4)
        + steps("odd_less", late=2, limit=3)
        + steps("odd_more", late=3, limit=2)
        + steps("all", late=5)
        + steps("at_limit", limit=5)
        + steps("four", late=4),
    ) == {"half": True, "less": False, "odd_less": False, "odd_more": True, "all": True, "at_limit": False}  # fmt: skip


def test_d16_steps_without_a_time_of_entry_count_among_all_and_too_many_leave_it_undecided(verdicts):
    assert verdicts("D16",
        process_events=RECORDED
        + steps("half_empty", late=2, limit=1, empty=3)
        + steps("half_empty_late", late=3, empty=3)
        + steps("more_than_half", late=3, empty=4)
        + steps("all_empty", empty=5),
    ) == {"half_empty": False, "half_empty_late": True, "more_than_half": None, "all_empty": None}  # fmt: skip


def test_d16_steps_after_the_judging_date_do_not_count_and_february_has_its_29_days(verdicts):
    future = "".join(f"f{n} | a | report | 2026-07-01 00:00 | 2026-12-01 00:00\n" for n in range(5))
    leap = "".join(
        f"{a}{n} | {a} | report | 2024-01-31 08:00 | {at}\n"
        for a, at in (("leap30", "2024-03-01 20:00"), ("leap31", "2024-03-02 00:00"))
        for n in range(5)
    )
    assert verdicts("D16", process_events=RECORDED + steps("a", late=4) + future + leap) == {
        "leap30": False,
        "leap31": True,
    }


def test_d16_thresholds_can_be_set(verdicts):
    assert verdicts("D16",
        override={"fewest_steps": "3", "longest_delay": "31", "smallest_share": "0.35"},
        process_events=RECORDED
        + steps("now_within", late=3)
        + "".join(f"l{n} | later | report | 2025-01-01 12:00 | 2025-03-01 00:00\n" for n in range(2))
        + "".join(f"k{n} | later | report | 2025-01-01 12:00 | 2025-01-01 13:00\n" for n in range(3)),
    ) == {"now_within": False, "later": True}  # fmt: skip


def test_d16_shows_the_late_steps_and_whose_they_are(judged):
    rows = judged("D16",
        applications="application_id | body_id | org_id\na | b | o",
        process_events=RECORDED + steps("a", late=3, limit=2) + steps("unlisted", late=5),
    ).to_pylist()  # fmt: skip
    found = {row["subject_id"]: row for row in rows}
    assert (found["a"]["body_id"], found["a"]["observed"], found["a"]["recorded"]) == ("b", 3, 5)
    assert found["a"]["longest"] == 31
    assert sorted(found["a"]["see_process_events"].split("\n")) == ["a-0", "a-1", "a-2"]
    assert found["unlisted"]["body_id"] is None
