"""The figures of the report: what they count, up to which day, and that missing records are never zero."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from zicha.findings.outcome import Outcome
from zicha.reference.notices import NOTICES
from zicha.reference.notices.notice import Notice
from zicha.reports.body_facts import BODY_FACTS
from zicha.reports.fact import Fact
from zicha.reports.facts import facts_of
from zicha.reports.records import years_before
from zicha.reports.run_facts import RUN_FACTS
from zicha.reports.self_check_report import RENDERED


@pytest.fixture(scope="module")
def facts(outcome: Outcome, notice: Notice) -> Mapping[str, Fact]:
    return facts_of(outcome, notice).facts


@pytest.mark.parametrize("key", [fact.key for notice in NOTICES.values() for fact in notice.facts()])
def test_every_fact_a_notice_asks_for_is_computed_and_told(key):
    assert key in BODY_FACTS.keys() | RUN_FACTS.keys()
    assert key in RENDERED


def test_a_certificate_issued_after_the_judging_date_is_not_counted(facts):
    assert facts["certificates_total"].value == 4
    assert facts["organisations_total"].value == 3


def test_the_table_of_certificates_adds_up_to_the_total(facts):
    *schemes, total = facts["certificates_total"].lines
    assert total[1] == sum(line[1] for line in schemes) == facts["certificates_total"].value
    assert all(sum(line[2:]) == line[1] for line in (*schemes, total))


def test_two_years_begin_the_day_after_the_same_day_two_years_ago(facts):
    # C2 of 2024-07-01 is inside, C3 of 2024-06-30 is not.
    assert facts["issued_2y"].value == 2
    assert "2024年6月30日（不含）至2026年6月30日（含）" in facts["issued_2y"].how


def test_two_years_before_a_leap_day_is_the_28th():
    assert years_before(date(2024, 2, 29), 2) == date(2022, 2, 28)


def test_a_certificate_suspended_twice_is_one_certificate(facts):
    assert facts["suspended_2y"].value == 1
    assert "共 2 次" in facts["suspended_2y"].how


def test_status_changes_outside_the_two_years_or_after_the_judging_date_do_not_count(facts):
    assert facts["revoked_2y"].value == 0
    assert facts["cancelled_2y"].value == 0


def test_a_table_that_was_not_delivered_gives_no_figure_instead_of_zero(facts):
    for key in ("penalties_2y", "people_by_role", "approved_scope"):
        assert facts[key].value is None
        assert facts[key].shown == "未提供数据"
        assert "没有提供数据表" in facts[key].footnote


def test_every_footnote_says_how_and_from_how_many_rows(facts):
    for fact in facts.values():
        assert fact.how
        assert fact.value is None or f"依据 {fact.rows:,} {fact.of}" in fact.footnote


def test_penalties_are_told_by_level_of_authority(
    outcome: Outcome, notice: Notice, tables: Callable[..., Mapping[str, Path]]
):
    row = {"body_id": "CNCA-R-2002-001", "decided_on": date(2026, 1, 1), "kind": "fine"}
    regions = {"P1": "330000", "P2": "330100", "P3": "330106", "P4": None, "P5": "110101"}
    penalties = [row | {"penalty_id": key, "region_code": code} for key, code in regions.items()]
    files = {**outcome.files, **tables(penalties=penalties)}
    fact = facts_of(replace(outcome, files=files), notice).facts["penalties_2y"]
    assert fact.value == 5
    assert [(line[0], line[2]) for line in fact.lines] == [
        ("省级", 1),
        ("市级", 1),
        ("县级", 2),
        ("未注明", 1),
    ]


def test_people_who_left_or_have_not_joined_are_not_on_the_staff(
    outcome: Outcome, notice: Notice, tables: Callable[..., Mapping[str, Path]]
):
    people = [
        {
            "person_id": "1",
            "employment": "full_time",
            "registration_no": "N1",
            "left_on": date(2026, 6, 30),
            "registered_from": date(2024, 1, 1),
            "registered_to": date(2027, 1, 1),
        },
        {"person_id": "2", "employment": "full_time", "left_on": date(2026, 6, 29)},
        {"person_id": "3", "employment": "part_time", "joined_on": date(2026, 7, 1)},
        {"person_id": "4", "registration_no": "N4", "registered_to": date(2026, 6, 29)},
    ]
    rows = [{"body_id": "CNCA-R-2002-001"} | person for person in people]
    fact = facts_of(replace(outcome, files={**outcome.files, **tables(people=rows)}), notice).facts[
        "people_by_role"
    ]
    assert fact.value == 2
    assert fact.lines == (("专兼职", "专职", 1, 1), ("专兼职", "未注明", 1, 0))


def test_rows_read_in_are_told_apart_from_rows_dated_later(facts):
    lines = {line[1]: line[2:] for line in facts["records_screened"].lines}
    assert lines["certificates"] == (5, 1, 4)


def test_certificates_of_other_bodies_are_not_the_reporting_bodys_own(
    outcome: Outcome, notice: Notice, tables: Callable[..., Mapping[str, Path]]
):
    row = {
        "scheme": "QMS",
        "status": "valid",
        "issued_on": date(2025, 1, 1),
        "expires_on": date(2028, 1, 1),
    }
    own = [row | {"certificate_no": f"C{n}", "body_id": "CNCA-R-2002-001", "org_id": "O"} for n in range(18)]
    others = [row | {"certificate_no": f"X{n}", "body_id": f"OTHER-{n}", "org_id": "X"} for n in range(2)]
    files = {**outcome.files, **tables(certificates=own + others)}
    told = facts_of(replace(outcome, files=files), notice)
    assert told.reporter is not None
    assert told.reporter.body_id == "CNCA-R-2002-001"
    assert told.facts["certificates_total"].value == 18
    assert told.facts["organisations_total"].value == 1
    assert len(told.bodies) == 3

    files = {**outcome.files, **tables(certificates=own[1:] + others)}
    told = facts_of(replace(outcome, files=files), notice)
    assert told.reporter is None
    assert told.facts["certificates_total"].value == 19


def test_bodies_are_told_one_by_one(outcome: Outcome, notice: Notice):
    (body,) = facts_of(outcome, notice).bodies
    assert (body.name, body.certificates, body.issued, body.suspended) == ("示例认证有限公司", 4, 2, 1)
    assert (body.penalties, body.hits, body.undecided) == (None, 2, 1)
