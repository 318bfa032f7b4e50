"""Specifications of the checks of the records an organisation showed its auditors."""

from __future__ import annotations

import pytest


def c03(verdicts, *records: str, kind: str = "stage2", started: str = "2026-03-10 09:00"):
    rows = "record_id | org_id | audit_id | kind | claimed_on\n" + "\n".join(
        f"r{number} | org | {record}" for number, record in enumerate(records)
    )
    return verdicts("C03",
        audits=f"audit_id | body_id | org_id | kind | started_at\na | body | org | {kind} | {started}",
        org_records=rows,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("internal", "management", "hit"),
    [
        ("2026-03-05", "2026-03-05", False),
        ("2026-03-05", "2026-03-04", True),
        ("2026-03-05", "2026-03-10", False),
        ("2026-03-05", "2026-03-11", True),
        ("2026-03-11", "2026-03-11", True),
        ("2026-03-10", "2026-03-10", False),
    ],
)
def test_c03_the_review_follows_the_internal_audit_and_neither_the_start(verdicts, internal, management, hit):
    assert c03(verdicts, f"a | internal_audit | {internal}", f"a | management_review | {management}") == {
        "a": hit
    }


def test_c03_the_last_record_of_each_kind_counts(verdicts):
    old_audit, new_audit = "a | internal_audit | 2025-03-05", "a | internal_audit | 2026-03-05"
    assert c03(verdicts, old_audit, new_audit, "a | management_review | 2025-03-09") == {"a": True}
    assert c03(
        verdicts, old_audit, "a | management_review | 2025-03-04", "a | management_review | 2025-03-09"
    ) == {"a": False}


def test_c03_one_kind_alone_is_held_against_the_start_only(verdicts):
    assert c03(verdicts, "a | internal_audit | 2026-03-05") == {"a": False}
    assert c03(verdicts, "a | management_review | 2026-03-11") == {"a": True}
    assert c03(verdicts, "a | internal_audit | 2026-03-11", started="") == {"a": False}
    assert c03(
        verdicts, "a | internal_audit | 2026-03-11", "a | management_review | 2026-03-10", started=""
    ) == {"a": True}


def test_c03_judges_stage_2_audits_with_such_records_that_name_them(verdicts):
    assert c03(verdicts, "a | training | 2026-03-11") == {}
    assert c03(verdicts, "a | | 2026-03-11") == {}
    assert c03(verdicts, " | internal_audit | 2026-03-11") == {}
    assert c03(verdicts, "other | internal_audit | 2026-03-11") == {}
    assert c03(verdicts, "a | internal_audit | 2026-03-11", kind="surveillance") == {}
    assert c03(verdicts, "a | 内审 | 2026-03-05", "a | 管理评审 | 2026-03-04") == {"a": True}


def c04(
    verdicts,
    rushed: int,
    calm: int,
    *,
    made="2026-03-01 10:00",
    claimed="2026-01-29",
    started="2026-03-10 09:00",
):
    rows = [f"r{n} | org | a | {claimed} | {made}" for n in range(rushed)]
    rows += [f"c{n} | org | a | 2026-01-01 | 2026-01-02 08:00" for n in range(calm)]
    return verdicts("C04",
        audits=f"audit_id | body_id | org_id | kind | started_at\na | body | org | stage2 | {started}",
        org_records="record_id | org_id | audit_id | claimed_on | created_at\n" + "\n".join(rows),
    )  # fmt: skip


def test_c04_twelve_of_twenty_records_made_just_before_the_audit_for_days_long_past_are_a_hit(verdicts):
    # 2026-01-29 is 31 days before 2026-03-01.
    assert c04(verdicts, 12, 8) == {"a": True}
    assert c04(verdicts, 11, 9) == {"a": False}
    assert c04(verdicts, 12, 9) == {"a": False}
    assert c04(verdicts, 13, 8) == {"a": True}
    assert c04(verdicts, 19, 0) == {}


def test_c04_the_delay_is_more_than_thirty_days(verdicts):
    assert c04(verdicts, 20, 0, claimed="2026-01-30") == {"a": False}


def test_c04_fourteen_days_before_the_start_and_the_day_itself_are_inside(verdicts):
    for made, inside in (
        ("2026-02-23 23:59", False),
        ("2026-02-24 00:00", True),
        ("2026-03-10 08:59", True),
        ("2026-03-10 18:00", True),
        ("2026-03-11 00:00", False),
    ):
        assert c04(verdicts, 20, 0, made=made, claimed="2026-01-01") == {"a": inside}, made


def test_c04_is_undecided_without_a_start_or_any_file_time(verdicts):
    assert c04(verdicts, 20, 0, started="") == {"a": None}
    assert c04(verdicts, 20, 0, made="") == {"a": None}
    assert c04(verdicts, 19, 0, made="") == {}
