"""What the cases set off in checks they were not made for (连带情形), read off the finished sheet: A07, A17, A36.

Also the reported plan of every planted audit, written last so that it says what the case made of the audit.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import timedelta
from decimal import Decimal

from zicha.demo.days import moment
from zicha.demo.draft import Draft, Row

_ORDER = ("application", "application_review", "contract", "audit_plan", "stage1", "stage2", "report", "file_review", "decision", "issue")  # fmt: skip


def settle(d: Draft) -> None:
    """Add the plans and mark the side effects."""
    _plans(d)
    _short_on_site(d)
    _steps_out_of_order(d)


def _plans(d: Draft) -> None:
    leaders = {row["audit_id"]: row["person_id"] for row in d.rows["audit_team"] if row["role"] == "leader"}
    for audit in d.rows["audits"]:
        start = audit["started_at"] or audit["planned_from"]
        if audit["audit_id"] in leaders:
            reported = audit["plan_reported_on"] or start.date() - timedelta(days=5)
            d.add(
                "audit_plans", audit_id=audit["audit_id"], version=1, reported_at=moment(reported, 10),
                planned_from=start, planned_to=audit["planned_to"], method=audit["method"],
                leader_id=leaders[audit["audit_id"]],
            )  # fmt: skip
        elif _is_read(d, audit):
            d.undecided("A17", audit["audit_id"], "审核组没有组长，未报计划")


def _is_read(d: Draft, audit: Row) -> bool:
    day = audit["started_at"] or audit["planned_from"]
    return bool(day.date() <= d.as_of)


def _short_on_site(d: Draft) -> None:
    for audit in d.rows["audits"]:
        planned, onsite = audit["planned_days"], audit["onsite_days"]
        if not _is_read(d, audit):
            continue
        if planned is None or onsite is None or planned <= 0:
            d.undecided("A07", audit["audit_id"], "计划或现场人日空缺")
        elif Decimal(str(onsite)) / Decimal(str(planned)) < Decimal("0.795"):
            d.hit("A07", audit["audit_id"], "现场人日为零")


def _steps_out_of_order(d: Draft) -> None:
    first: dict[str, dict[str, object]] = defaultdict(dict)
    for row in sorted(d.rows["process_events"], key=lambda row: row["happened_at"]):
        if row["happened_at"].date() <= d.as_of:
            first[row["application_id"]].setdefault(row["activity"], row["happened_at"])
    certified = {row["application_id"] for row in d.rows["certificates"]}
    for application, steps in first.items():
        times = [steps[step] for step in _ORDER if step in steps]
        if application in certified and times != sorted(times):  # type: ignore[type-var]
            d.hit("A36", application, "环节先后被本情形打乱")
