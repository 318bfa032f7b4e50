"""Specifications of the checks of how a body governs itself: D11, D14."""

from __future__ import annotations

from datetime import date

CONTROLS = "control_id | body_id | kind | held_on\n"


def bodies(*names):
    return "body_id\n" + "\n".join(names)


def controls(body, *rows):
    return "".join(f"{body}{n} | {body} | {row}\n" for n, row in enumerate(rows))


def test_d11_a_body_audits_itself_and_reviews_its_management_every_twelve_months(verdicts):
    held = {
        "both": ("internal_audit | 2026-01-10", "management_review | 2026-02-10"),
        "at_limit": ("internal_audit | 2025-06-30", "management_review | 2025-06-30"),
        "today": ("internal_audit | 2026-06-30", "management_review | 2026-06-30"),
        "audit_old": ("internal_audit | 2025-06-29", "management_review | 2026-02-10"),
        "review_old": ("internal_audit | 2026-01-10", "management_review | 2025-06-29"),
        "no_audit": ("management_review | 2026-02-10",),
        "no_review": ("internal_audit | 2026-01-10",),
        "others": ("impartiality_committee | 2026-01-10", "witness | 2026-02-10"),
        "to_come": ("internal_audit | 2026-07-01", "management_review | 2026-02-10"),
        "again": (
            "internal_audit | 2020-01-10", "internal_audit | 2026-01-10", "management_review | 2026-02-10",
            "management_review | 2021-02-10",
        ),
        "none": (),
    }  # fmt: skip
    assert verdicts("D11",
        bodies=bodies(*held),
        internal_controls=CONTROLS + "".join(controls(body, *rows) for body, rows in held.items()),
    ) == dict.fromkeys(held, True) | dict.fromkeys(("both", "at_limit", "today", "again"), False)  # fmt: skip


def test_d11_months_before_a_leap_day_and_a_month_end_are_clamped(verdicts):
    for as_of, limit, day_before in (
        (date(2028, 2, 29), "2027-02-28", "2027-02-27"),
        (date(2025, 2, 28), "2024-02-28", "2024-02-27"),
    ):
        assert verdicts("D11",
            as_of=as_of,
            bodies=bodies("limit", "day_before"),
            internal_controls=CONTROLS
            + controls("limit", f"internal_audit | {limit}", f"management_review | {limit}")
            + controls("day_before", f"internal_audit | {day_before}", f"management_review | {limit}"),
        ) == {"limit": False, "day_before": True}  # fmt: skip


def test_d11_another_bodys_records_do_not_count_and_the_last_ones_are_shown(judged):
    rows = judged("D11",
        bodies=bodies("a", "b"),
        internal_controls=CONTROLS
        + controls("a", "internal_audit | 2026-01-10", "management_review | 2026-02-10")
        + controls("b", "internal_audit | 2023-01-10"),
    ).to_pylist()  # fmt: skip
    found = {row["subject_id"]: row for row in rows}
    assert [found[body]["verdict"] for body in "ab"] == ["pass", "hit"]
    assert found["b"]["observed"] == "内部审核、管理评审"
    assert (found["b"]["last_internal_audit"], found["b"]["last_management_review"]) == (
        "2023-01-10", "没有记录",
    )  # fmt: skip


FILINGS = "filing_id | body_id | kind | period | due_on | filed_on\n"


def test_d14_a_filing_is_due_on_its_last_day(verdicts):
    assert verdicts("D14",
        duty_filings=FILINGS + """
            early          | b | annual_report | 2025    | 2026-03-31 | 2026-01-31
            on_the_day     | b | annual_report | 2025    | 2026-03-31 | 2026-03-31
            day_late       | b | annual_report | 2025    | 2026-03-31 | 2026-04-01
            missing        | b | statistics    | 2025    | 2026-04-15 |
            due_yesterday  | b | statistics    | 2026-05 | 2026-06-29 |
            due_today      | b | statistics    | 2026-05 | 2026-06-30 |
            due_tomorrow   | b | statistics    | 2026-05 | 2026-07-01 |
            leap_day       | b | csr_report    | 2023    | 2024-02-29 | 2024-02-29
            after_leap_day | b | csr_report    | 2023    | 2024-02-29 | 2024-03-01
        """,
    ) == {
        "early": False, "on_the_day": False, "day_late": True, "missing": True, "due_yesterday": True,
        "due_today": False, "due_tomorrow": False, "leap_day": False, "after_leap_day": True,
    }  # fmt: skip


def test_d14_says_how_late(judged):
    rows = judged("D14",
        duty_filings=FILINGS + """
            late    | b | annual_report        | 2025    | 2026-03-31 | 2026-04-02
            missing | b | monthly_certificates | 2026-05 | 2026-06-10 |
        """,
    ).to_pylist()  # fmt: skip
    found = {row["subject_id"]: (row["body_id"], row["kind_label"], row["state"]) for row in rows}
    assert found == {
        "late": ("b", "年度工作报告", "实际 2026-04-02 报送，逾期 2 天"),
        "missing": ("b", "证书月报", "到判定日仍未报送，已逾期 20 天"),
    }
