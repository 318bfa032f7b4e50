"""What the cases set off in checks they were not made for (连带情形), read off the finished sheet.

Also what is written last because it follows what a case made of an audit: the times of its sign-ins, its reported plan.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import timedelta
from decimal import Decimal
from typing import Any

from zicha.demo.days import moment
from zicha.demo.draft import Draft, Row
from zicha.demo.sheet import LETTERS

_ORDER = ("application", "application_review", "contract", "audit_plan", "stage1", "stage2", "report", "file_review", "decision", "issue")  # fmt: skip
_TRACED = ("application_review", "audit_plan", "report", "file_review", "decision", "issue")


def settle(d: Draft) -> None:
    """Finish the sheet and mark the side effects."""
    _sign_ins(d)
    _plans(d)
    for check in (_short_on_site, _steps_out_of_order, _steps_missing, _sign_ins_undecided):
        check(d)


def _sign_ins(d: Draft) -> None:
    """A case that moved an audit moved its meetings, unless it said when they were signed."""
    for row, audit, signed in d.signed_on_time:
        now = audit["started_at" if row["kind"] == "opening" else "ended_at"]
        if row["signed_at"] == signed and now is not None:
            row["signed_at"] = now


def _plans(d: Draft) -> None:
    """One plan for every audit that has none of its own."""
    leaders = {row["audit_id"]: row["person_id"] for row in d.rows["audit_team"] if row["role"] == "leader"}
    planned = {row["audit_id"] for row in d.rows["audit_plans"]}
    for audit in d.rows["audits"]:
        start = audit["started_at"] or audit["planned_from"]
        if audit["audit_id"] in planned:
            continue
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


def _side(d: Draft, code: str) -> Any:
    """Marks under the code what no case has marked yet."""
    known = {mark["subject_id"] for mark in d.planted if mark["code"] == code}

    def mark(kind: str, subject: str, note: str) -> None:
        if subject not in known:
            d.mark(kind, code, subject, note)

    return mark


def _short_on_site(d: Draft) -> None:
    mark = _side(d, "A07")
    for audit in d.rows["audits"]:
        planned, onsite = audit["planned_days"], audit["onsite_days"]
        if not _is_read(d, audit):
            continue
        if planned is None or onsite is None or planned <= 0:
            mark("undecided", audit["audit_id"], "计划或现场人日空缺")
        elif Decimal(str(onsite)) / Decimal(str(planned)) < Decimal("0.795"):
            mark("hit", audit["audit_id"], "现场人日为零")


def _first_steps(d: Draft) -> dict[str, dict[str, Any]]:
    first: dict[str, dict[str, Any]] = defaultdict(dict)
    for row in sorted(d.rows["process_events"], key=lambda row: row["happened_at"]):
        if row["happened_at"].date() <= d.as_of:
            first[row["application_id"]].setdefault(row["activity"], row["happened_at"])
    return first


def _steps_out_of_order(d: Draft) -> None:
    mark = _side(d, "A36")
    certified = {row["application_id"] for row in d.rows["certificates"]}
    for application, steps in _first_steps(d).items():
        times = [steps[step] for step in _ORDER if step in steps]
        if application in certified and times != sorted(times):
            mark("hit", application, "环节先后被本情形打乱")


def _steps_missing(d: Draft) -> None:
    """Every step is somebody's, unless a case took the step or the name away."""
    mark, first = _side(d, "D10"), _first_steps(d)
    moved = {row["application_id"] for row in d.rows["applications"] if row["kind"] == "transfer"}
    certified = {
        row["application_id"] for row in d.rows["certificates"] if row["scheme"] in LETTERS and row["scheme"] != "SERVICE"
    }  # fmt: skip
    for application in sorted(certified - {None}):
        steps = first[application]
        traced = all(step in steps for step in _TRACED) and not steps.keys().isdisjoint(
            {"stage2", "recertification"}
        )
        if application in moved:
            mark("exempt", application, "证书转换")
        elif not traced:
            mark("hit", application, "本情形抹去了环节记录")


def _sign_ins_undecided(d: Draft) -> None:
    mark, nowhere, no_spot = _side(d, "B03"), _side(d, "B05"), _side(d, "B12")
    audits = {row["audit_id"]: row for row in d.rows["audits"]}
    for row in d.rows["sign_ins"]:
        if row["signed_at"].date() > d.as_of:
            continue
        audit = audits[row["audit_id"]]
        if audit["started_at"] is None or audit["ended_at"] is None:
            mark("undecided", row["sign_in_id"], "首次或末次会议时间空缺")
        if row["longitude"] is None or row["latitude"] is None:
            no_spot("undecided", row["sign_in_id"], "签到没有坐标")
        if row["person_id"] is None or row["longitude"] is None or row["latitude"] is None:
            nowhere("undecided", row["sign_in_id"], "签到没有人员或坐标")
