"""Specifications of the check of the order of steps: A36."""

STEPS = (
    "application", "application_review", "contract", "audit_plan", "stage1",
    "stage2", "report", "file_review", "decision", "issue",
)  # fmt: skip
HEAD = "event_id | application_id | activity | happened_at\n"


def certificates_of(*applications):
    rows = "\n".join(f"c{place} | {a} | body | QMS" for place, a in enumerate(applications))
    return "certificate_no | application_id | body_id | scheme\n" + rows


def events(application, *days_of_steps):
    return "".join(
        f"{application}{n} | {application} | {step} | 2025-03-{day:02d} 09:00\n"
        for n, (step, day) in enumerate(days_of_steps)
    )


def test_a36_each_step_before_the_one_due_before_it_is_a_hit(verdicts):
    swapped = {}
    for place in range(len(STEPS) - 1):
        days = list(range(1, 11))
        days[place], days[place + 1] = days[place + 1], days[place]
        swapped[f"swap{place}"] = zip(STEPS, days, strict=True)
    assert verdicts("A36",
        certificates=certificates_of("in_order", *swapped),
        process_events=HEAD + events("in_order", *zip(STEPS, range(1, 11), strict=True))
        + "".join(events(name, *steps) for name, steps in swapped.items()),
    ) == {"in_order": False} | dict.fromkeys(swapped, True)  # fmt: skip


def test_a36_steps_not_recorded_are_passed_over(verdicts):
    assert verdicts("A36",
        certificates=certificates_of("first_and_last", "last_first", "middle_gap", "gap_kept", "same_day"),
        process_events=HEAD
        + events("first_and_last", ("application", 1), ("issue", 2))
        + events("last_first", ("application", 2), ("issue", 1))
        + events("middle_gap", ("application", 1), ("contract", 5), ("report", 4), ("issue", 9))
        + events("gap_kept", ("application", 1), ("contract", 5), ("report", 6), ("issue", 9))
        + events("same_day", ("application", 1), ("contract", 1), ("report", 1), ("issue", 1)),
    ) == {
        "first_and_last": False, "last_first": True, "middle_gap": True, "gap_kept": False, "same_day": False,
    }  # fmt: skip


def test_a36_a_moment_counts_not_only_the_day(verdicts):
    assert verdicts("A36",
        certificates=certificates_of("minute", "equal"),
        process_events=HEAD + """
            e1 | minute | application | 2025-03-01 09:01
            e2 | minute | contract    | 2025-03-01 09:00
            e3 | equal  | application | 2025-03-01 09:00
            e4 | equal  | contract    | 2025-03-01 09:00
        """,
    ) == {"minute": True, "equal": False}  # fmt: skip


def test_a36_the_first_occurrence_of_each_step_counts(verdicts):
    assert verdicts("A36",
        certificates=certificates_of("repeated_later", "repeated_before"),
        process_events=HEAD
        + events("repeated_later", ("stage1", 1), ("stage2", 2), ("report", 3), ("stage2", 9), ("stage1", 8))
        + events("repeated_before", ("stage1", 5), ("stage2", 6), ("report", 7), ("report", 4)),
    ) == {"repeated_later": False, "repeated_before": True}  # fmt: skip


def test_a36_fewer_than_two_of_the_steps_are_undecided_and_other_steps_do_not_count(verdicts):
    assert verdicts("A36",
        certificates=certificates_of("one", "none", "others", "twice_one", "two", ""),
        process_events=HEAD
        + events("one", ("decision", 1))
        + events("others", ("issue", 1), ("archive", 2), ("plan_report", 3), ("surveillance", 4))
        + events("twice_one", ("report", 1), ("report", 2))
        + events("two", ("report", 1), ("decision", 2), ("archive", 1), ("nonconformity_closed", 9))
        + events("uncertified", ("decision", 1), ("application", 2)),
    ) == {"one": None, "none": None, "others": None, "twice_one": None, "two": False}  # fmt: skip


def test_a36_an_application_with_several_certificates_is_judged_once(verdicts):
    assert verdicts("A36",
        certificates=certificates_of("a", "a"),
        process_events=HEAD + events("a", ("issue", 1), ("application", 2)),
    ) == {"a": True}  # fmt: skip


def test_a36_shows_the_two_steps(judged):
    (row,) = judged("A36",
        certificates=certificates_of("a"),
        process_events=HEAD + events("a", ("application", 1), ("contract", 4), ("stage2", 3), ("report", 9)),
    ).to_pylist()  # fmt: skip
    assert (row["body_id"], row["observed"], row["expected"]) == (
        "body", "第二阶段审核（2025-03-03 09:00）", "签订合同（2025-03-04 09:00）",
    )  # fmt: skip
    assert sorted(row["see_process_events"].split("\n")) == ["a1", "a2"]
