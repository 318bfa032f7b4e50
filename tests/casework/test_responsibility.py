"""Who did which step of a certificate when, and what the records do not say."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from tests.casework.leads_made import lead_made
from tests.casework.records import BODY, deliver
from tests.site import World
from zicha.casework.campaigns.models import Campaign
from zicha.casework.leads.responsibility import Responsibility, Step, responsibility_of
from zicha.casework.tenancy.models import Member
from zicha.contract.tables import TABLES

Row = dict[str, Any]
AS_OF = date(2026, 6, 30)
PAGE = "/trace/responsibility/"


def whole() -> dict[str, list[Row]]:
    """A certificate whose every step is recorded."""
    return {
        "bodies": [{"body_id": BODY, "name": "虚构认证有限公司"}],
        "organisations": [{"org_id": "O1", "name": "甲制造有限公司", "employees": 20}],
        "people": [{"person_id": f"P{n}", "body_id": BODY, "name": f"虚构人员{n}"} for n in range(1, 6)],
        "applications": [
            {"application_id": "AP1", "body_id": BODY, "org_id": "O1", "scheme": "QMS", "kind": "initial",
             "applied_on": date(2025, 1, 5), "reviewer_id": "P1", "reviewed_on": date(2025, 1, 8),
             "contract_signed_on": date(2025, 1, 10)}
        ],
        "audits": [
            {"audit_id": "AU1", "body_id": BODY, "org_id": "O1", "application_id": "AP1", "scheme": "QMS",
             "kind": "stage2", "planned_from": datetime(2025, 2, 1, 8), "planned_to": datetime(2025, 2, 2, 8), "method": "onsite",
             "started_at": datetime(2025, 2, 1, 9), "ended_at": datetime(2025, 2, 2, 17),
             "report_issued_on": date(2025, 2, 8)},
            {"audit_id": "AU2", "body_id": BODY, "org_id": "O1", "certificate_no": "C1", "scheme": "QMS",
             "kind": "surveillance", "planned_from": datetime(2026, 2, 1, 8), "planned_to": datetime(2026, 2, 1, 8),
             "method": "remote", "started_at": datetime(2026, 2, 1, 9), "ended_at": datetime(2026, 2, 1, 17),
             "report_issued_on": date(2026, 2, 5)},
        ],
        "audit_plans": [
            {"audit_id": audit, "version": 1, "reported_at": datetime(2025, 1, 20, 8), "leader_id": "P2"}
            for audit in ("AU1", "AU2")
        ],
        "audit_team": [
            {"audit_id": "AU1", "person_id": "P2", "role": "leader", "days": 1},
            {"audit_id": "AU1", "person_id": "P3", "role": "auditor", "days": 1},
            {"audit_id": "AU2", "person_id": "P2", "role": "leader", "days": 1},
        ],
        "sign_ins": [
            {"sign_in_id": f"S{n}", "audit_id": "AU1", "person_id": person, "kind": "opening",
             "signed_at": datetime(2025, 2, 1, 9)}
            for n, person in enumerate(("P2", "P3"))
        ],
        "nonconformities": [
            {"nonconformity_id": "N1", "audit_id": "AU1", "clause": "7.1.5", "grade": "minor", "raised_by": "P3",
             "raised_on": date(2025, 2, 2), "closed_on": date(2025, 2, 20), "verified_by": "P2"}
        ],
        "decisions": [
            {"decision_id": "D1", "audit_id": "AU1", "certificate_no": "C1", "kind": "grant", "reviewer_id": "P4",
             "decider_id": "P5", "decided_at": datetime(2025, 2, 25, 10)},
            {"decision_id": "D2", "audit_id": "AU2", "certificate_no": "C1", "kind": "maintain", "reviewer_id": "P4",
             "decider_id": "P5", "decided_at": datetime(2026, 2, 10, 10)},
        ],
        "certificates": [
            {"certificate_no": "C1", "body_id": BODY, "org_id": "O1", "application_id": "AP1", "scheme": "QMS",
             "issued_on": date(2025, 3, 1), "expires_on": date(2028, 2, 29), "status": "valid"}
        ],
    }  # fmt: skip


@pytest.fixture
def told(tmp_path: Path) -> Callable[..., Responsibility]:
    """What the page would say of certificate C1 in these records."""

    def tell(records: dict[str, list[Row]], number: str = "C1") -> Responsibility:
        files = {}
        for name, rows in records.items():
            files[name] = tmp_path / f"{name}.parquet"
            pq.write_table(pa.Table.from_pylist(rows, schema=TABLES[name].stored_schema), files[name])
        return responsibility_of(number, files, as_of=AS_OF)

    return tell


def step(found: Responsibility, label: str) -> Step:
    return next(one for one in found.steps if one.label.startswith(label))


def test_a_certificate_with_every_step_recorded_has_no_gap(told: Callable[..., Responsibility]) -> None:
    found = told(whole())
    assert [one for one in found.steps if one.gaps] == []
    assert found.organisation == "甲制造有限公司"
    assert found.lacking == []
    assert [one.label for one in found.steps][:3] == ["认证申请", "申请评审", "签订认证合同"]


def test_each_step_names_its_day_and_its_people_with_what_they_did(
    told: Callable[..., Responsibility],
) -> None:
    found = told(whole())
    reviewed = step(found, "申请评审")
    assert reviewed.on == date(2025, 1, 8)
    assert [(one.name, one.role) for one in reviewed.people] == [("虚构人员1", "评审人")]
    decided = step(found, "复核和认证决定：授予")
    assert [(one.person_id, one.role) for one in decided.people] == [("P4", "复核"), ("P5", "决定")]
    assert decided.on == date(2025, 2, 25)


@pytest.mark.parametrize(
    ("table", "at", "column", "label", "gap"),
    [
        ("applications", 0, "reviewer_id", "申请评审", "没有责任人"),
        ("applications", 0, "reviewed_on", "申请评审", "没有日期"),
        ("applications", 0, "contract_signed_on", "签订认证合同", "没有日期"),
        ("audit_plans", 0, "leader_id", "审核计划", "没有责任人"),
        ("audits", 0, "ended_at", "实施审核", "没有实际结束的时间"),
        ("audits", 0, "report_issued_on", "签发审核报告", "没有日期"),
        ("nonconformities", 0, "verified_by", "不符合项的开具和验证", "没有验证人"),
        ("decisions", 0, "decider_id", "复核和认证决定：授予", "没有决定人"),
    ],
)
def test_what_a_record_leaves_out_is_a_gap_of_its_step(
    told: Callable[..., Responsibility], table: str, at: int, column: str, label: str, gap: str
) -> None:
    records = whole()
    records[table][at][column] = None
    assert gap in step(told(records), label).gaps


@pytest.mark.parametrize(
    ("table", "label", "gap"),
    [
        ("applications", "认证申请", "没有申请受理的记录"),
        ("audit_plans", "审核计划", "没有计划上报的记录"),
        ("audit_team", "组成审核组", "没有审核组的记录"),
        ("decisions", "复核和认证决定", "没有认证决定的记录"),
    ],
)
def test_a_step_without_any_record_is_a_gap(
    told: Callable[..., Responsibility], table: str, label: str, gap: str
) -> None:
    records = whole()
    records[table] = []
    assert gap in step(told(records), label).gaps


def test_a_table_that_was_not_delivered_is_said_once_and_is_no_gap(
    told: Callable[..., Responsibility],
) -> None:
    records = whole()
    del records["audit_team"], records["sign_ins"]
    found = told(records)
    assert found.lacking == ["审核组", "现场签到"]
    assert found.with_gaps == 0


def test_a_team_member_who_never_signed_in_is_named(told: Callable[..., Responsibility]) -> None:
    records = whole()
    records["sign_ins"].pop()
    assert step(told(records), "实施审核").gaps == ("审核组成员没有签到：P3",)


def test_whoever_decides_on_their_own_audit_is_named(told: Callable[..., Responsibility]) -> None:
    records = whole()
    records["decisions"][0]["decider_id"] = "P3"
    assert step(told(records), "复核和认证决定：授予").gaps == ("决定人 P3 是本次审核的审核组成员",)


def test_somebody_the_personnel_records_do_not_know_is_named(told: Callable[..., Responsibility]) -> None:
    records = whole()
    records["decisions"][0]["reviewer_id"] = "P9"
    assert step(told(records), "复核和认证决定：授予").gaps == ("人员资料中没有：P9",)


def test_a_year_without_surveillance_is_a_gap(told: Callable[..., Responsibility]) -> None:
    records = whole()
    records["audits"].pop()
    assert step(told(records), "监督审核").gaps == ("颁证已满一年，没有监督审核的记录",)


def test_a_number_nobody_knows_finds_nothing(told: Callable[..., Responsibility]) -> None:
    assert not told(whole(), "C9").found


def test_the_page_shows_steps_gaps_and_what_became_of_the_leads(
    world: World,
    campaign: Campaign,
    client_of: Callable[[Member], Client],
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    records = whole()
    records["decisions"][0]["decider_id"] = None
    deliver(world.body.pk, **records)
    lead_made(campaign, certificate_no="C1")
    client = client_of(world.decision_maker)
    with django_assert_max_num_queries(25):
        page = client.get(PAGE, {"certificate": " C1 "}).content.decode()
    for words in ("甲制造有限公司", "申请评审", "虚构人员1", "没有决定人", "尚未处理"):
        assert words in page
    assert "数据里没有证书" in client.get(PAGE, {"certificate": "C9"}).content.decode()
    assert "输入一个证书编号" in client.get(PAGE).content.decode()


def test_the_page_before_any_data_says_what_to_do(
    world: World, client_of: Callable[[Member], Client]
) -> None:
    page = client_of(world.quality_manager).get(PAGE, {"certificate": "C1"}).content.decode()
    assert "上传数据并确认入库以后" in page
