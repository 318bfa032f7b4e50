"""Specifications of the check of what a body makes public: A32."""

from datetime import date

CERTIFICATES = """
    certificate_no | body_id | scheme | issued_on
    c              | body    | QMS    | 2020-01-01
"""


def test_a32_a_sixth_working_day_is_too_late_make_up_days_counted(verdicts):
    # After Friday 2025-09-26 come Sunday 28 (a make-up day), 29, 30, October 9 and 10; then Saturday 11, a make-up day.
    # After Friday 2026-02-13 come Saturday 14 (a make-up day), 24 to 27; then Saturday 28, a make-up day.
    # After 2024-02-29 come March 1 and 4 to 7, then 8.
    assert verdicts("A32",
        certificates=CERTIFICATES,
        certificate_events="""
            event_id        | certificate_no | kind      | effective_on | published_on
            same_day        | c              | suspended | 2025-03-03   | 2025-03-03
            before          | c              | suspended | 2025-03-03   | 2025-02-01
            fifth           | c              | suspended | 2025-03-03   | 2025-03-10
            sixth           | c              | suspended | 2025-03-03   | 2025-03-11
            from_friday     | c              | revoked   | 2025-03-07   | 2025-03-14
            weekend_after   | c              | revoked   | 2025-03-07   | 2025-03-16
            monday_after    | c              | revoked   | 2025-03-07   | 2025-03-17
            national_day    | c              | cancelled | 2025-09-26   | 2025-10-10
            national_late   | c              | cancelled | 2025-09-26   | 2025-10-11
            spring_festival | c              | revoked   | 2026-02-13   | 2026-02-27
            spring_late     | c              | revoked   | 2026-02-13   | 2026-02-28
            leap_day        | c              | suspended | 2024-02-29   | 2024-03-07
            leap_day_late   | c              | suspended | 2024-02-29   | 2024-03-08
        """,
    ) == {
        "same_day": False, "before": False, "fifth": False, "sixth": True, "from_friday": False,
        "weekend_after": False, "monday_after": True, "national_day": False, "national_late": True,
        "spring_festival": False, "spring_late": True, "leap_day": False, "leap_day_late": True,
    }  # fmt: skip


def test_a32_what_is_not_published_is_a_hit_once_the_day_has_passed(verdicts):
    for as_of, hit in ((date(2025, 10, 10), False), (date(2025, 10, 11), True)):
        assert verdicts("A32",
            as_of=as_of,
            certificates=CERTIFICATES,
            certificate_events="""
                event_id | certificate_no | kind      | effective_on
                silent   | c              | suspended | 2025-09-26
            """,
        ) == {"silent": hit}  # fmt: skip


def test_a32_only_suspensions_revocations_and_cancellations_are_judged(verdicts):
    assert verdicts("A32",
        certificates=CERTIFICATES,
        certificate_events="""
            event_id  | certificate_no | kind        | effective_on
            issued    | c              | issued      | 2025-01-01
            renewed   | c              | renewed     | 2025-01-01
            restored  | c              | restored    | 2025-01-01
            reduced   | c              | reduced     | 2025-01-01
            moved     | c              | transferred | 2025-01-01
            suspended | c              | suspended   | 2025-01-01
            revoked   | c              | revoked     | 2025-01-01
            cancelled | nowhere        | cancelled   | 2025-01-01
            later     | c              | suspended   | 2026-07-01
        """,
    ) == {"suspended": True, "revoked": True, "cancelled": True}  # fmt: skip


def test_a32_where_the_calendar_does_not_reach_it_is_undecided(verdicts):
    assert verdicts("A32",
        as_of=date(2031, 1, 31),
        certificates=CERTIFICATES,
        certificate_events="""
            event_id    | certificate_no | kind      | effective_on | published_on
            unknown     | c              | suspended | 2030-01-02   | 2030-03-04
            few_days    | c              | suspended | 2030-01-02   | 2030-01-07
            unpublished | c              | suspended | 2030-01-02   |
        """,
    ) == {"unknown": None, "few_days": False, "unpublished": None}  # fmt: skip


def test_a32_says_of_which_body_and_how_late(judged):
    (row,) = judged("A32",
        certificates=CERTIFICATES,
        certificate_events="""
            event_id | certificate_no | kind    | effective_on | published_on
            late     | c              | revoked | 2025-03-03   | 2025-03-11
        """,
    ).to_pylist()  # fmt: skip
    assert (row["body_id"], row["observed"], row["expected"], row["kind_words"], row["published"]) == (
        "body", 6, 5, "撤销", "2025-03-11 才公布",
    )  # fmt: skip
