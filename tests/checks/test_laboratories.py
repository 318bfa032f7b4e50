"""Specifications of the check of laboratories under contract: D13."""

from __future__ import annotations

from datetime import date

CONTRACTS = "body_id | lab_id | valid_from | valid_to\n"
LABS = "lab_id | cma_valid_to\n"
REVIEWS = "review_id | body_id | lab_id | reviewed_on | result\n"


def test_d13_only_contracts_in_force_on_the_judging_date_are_judged(verdicts):
    assert verdicts("D13",
        lab_contracts="""
            body_id | lab_id | valid_from | valid_to   | status
            b       | l      | 2020-01-01 | 2026-06-29 | active
            b       | l      | 2021-01-01 | 2026-06-30 | active
            b       | l      | 2022-01-01 |            | terminated
            b       | l      | 2026-06-30 |            |
            b       | l      | 2026-07-01 |            | active
        """,
        labs=LABS + "l | 2027-01-01",
        lab_reviews=REVIEWS,
    ) == {"b|l|2021-01-01": True, "b|l|2022-01-01": True, "b|l|2026-06-30": True}  # fmt: skip


def test_d13_each_leg_alone_is_a_hit(verdicts):
    labs = {
        # name: CMA valid to, last review on, result
        "well": ("2026-12-31", "2026-01-10", "pass"),
        "cma_today": ("2026-06-30", "2026-01-10", "pass"),
        "cma_yesterday": ("2026-06-29", "2026-01-10", "pass"),
        "cma_unknown": ("", "2026-01-10", "pass"),
        "review_at_limit": ("2026-12-31", "2025-06-30", "pass"),
        "review_old": ("2026-12-31", "2025-06-29", "pass"),
        "suspend": ("2026-12-31", "2026-01-10", "suspend"),
        "terminate": ("2026-12-31", "2026-01-10", "terminate"),
        "improve": ("2026-12-31", "2026-01-10", "improve"),
        "no_result": ("2026-12-31", "2026-01-10", ""),
        "review_to_come": ("2026-12-31", "2026-07-01", "pass"),
    }
    assert verdicts("D13",
        lab_contracts=CONTRACTS + "\n".join(f"b | {lab} | 2025-01-01 |" for lab in [*labs, "unlisted"]),
        labs=LABS + "\n".join(f"{lab} | {cma}" for lab, (cma, _, _) in labs.items()),
        lab_reviews=REVIEWS + "r | b | unlisted | 2026-01-10 | pass\n" + "\n".join(
            f"{lab} | b | {lab} | {on} | {result}" for lab, (_, on, result) in labs.items()
        ),
    ) == {
        f"b|{lab}|2025-01-01": lab in (
            "cma_yesterday", "review_old", "suspend", "terminate", "review_to_come",
        ) for lab in [*labs, "unlisted"]
    }  # fmt: skip


def test_d13_the_last_review_by_the_body_itself_counts(verdicts):
    reviews = {
        "restored": ["b | 2026-01-10 | suspend", "b | 2026-02-10 | pass"],
        "fallen": ["b | 2026-02-10 | suspend", "b | 2026-01-10 | pass"],
        "by_another": ["other | 2026-02-10 | pass"],
        "another_fell": ["b | 2026-01-10 | pass", "other | 2026-02-10 | terminate"],
        "tie_passed_last": ["b | 2026-01-10 | suspend", "b | 2026-01-10 | pass"],
        "tie_fallen_last": ["b | 2026-01-10 | pass", "b | 2026-01-10 | suspend"],
        "old_fall": ["b | 2020-01-10 | terminate", "b | 2026-01-10 | improve"],
    }
    found = verdicts("D13",
        lab_contracts=CONTRACTS + "\n".join(f"b | {lab} | 2025-01-01 |" for lab in reviews),
        labs=LABS + "\n".join(f"{lab} | 2026-12-31" for lab in reviews),
        lab_reviews=REVIEWS + "".join(
            "{0}{1} | {2} | {0} | {3} | {4}\n".format(lab, n, *row.split(" | "))
            for lab, rows in reviews.items() for n, row in enumerate(rows)
        ),
    )  # fmt: skip
    hits = ("fallen", "by_another", "tie_fallen_last")
    assert found == {f"b|{lab}|2025-01-01": lab in hits for lab in reviews}


def test_d13_months_before_a_leap_day_end_on_the_28th(verdicts):
    assert verdicts("D13",
        as_of=date(2028, 2, 29),
        lab_contracts=CONTRACTS + "b | limit | 2025-01-01 |\nb | day_before | 2025-01-01 |",
        labs=LABS + "limit | 2030-01-01\nday_before | 2030-01-01",
        lab_reviews=REVIEWS + "r | b | limit | 2027-02-28 | pass\ns | b | day_before | 2027-02-27 | pass",
    ) == {"b|limit|2025-01-01": False, "b|day_before|2025-01-01": True}  # fmt: skip


def test_d13_says_everything_that_is_wrong(judged):
    rows = judged("D13",
        lab_contracts=CONTRACTS + "b | l | 2025-01-01 |\nb | never | 2025-01-01 |",
        labs=LABS + "l | 2026-01-31\nnever |",
        lab_reviews=REVIEWS + "r | b | l | 2024-01-10 | suspend",
    ).to_pylist()  # fmt: skip
    found = {row["subject_id"]: row for row in rows}
    assert found["b|l|2025-01-01"]["observed"] == (
        "CMA 有效期至 2026-01-31；最近一次评价在 2024-01-10；最近一次评价的结果是暂停"
    )
    assert (found["b|l|2025-01-01"]["see_labs"], found["b|l|2025-01-01"]["see_lab_reviews"]) == ("l", "r")
    assert found["b|never|2025-01-01"]["observed"] == "没有评价记录"
