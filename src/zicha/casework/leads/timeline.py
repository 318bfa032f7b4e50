"""The whole life of a certificate as one line of events (证书全过程), from application to expiry."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from zicha.casework.leads.evidence_rows import Rows
from zicha.contract.codes import CODE_LISTS

Row = Mapping[str, Any]
MOST_SIGN_INS = 12


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened (事件). `until` for what lasted; `concerns` when the lead is about it."""

    on: date
    label: str
    words: str = ""
    until: date | None = None
    time: str = ""
    tone: str = "info"
    concerns: bool = False


@dataclass(frozen=True)
class Life:
    """The rows a certificate's life is told from (证书相关记录)."""

    certificate: Row | None = None
    applications: Sequence[Row] = ()
    audits: Sequence[Row] = ()
    sign_ins: Sequence[Row] = ()
    decisions: Sequence[Row] = ()
    events: Sequence[Row] = ()
    concerned: frozenset[tuple[str, str]] = field(default_factory=frozenset)


def life_of(certificate_no: str, rows: Rows, concerned: Iterable[tuple[str, str]] = ()) -> Life:
    """Everything the records say about a certificate; `concerned` are table and key of what the lead rests on."""
    found = rows.of("certificates", "certificate_no", [certificate_no])
    certificate = found[0] if found else None
    audits = rows.of("audits", "certificate_no", [certificate_no])
    wanted = {certificate["application_id"]} if certificate else set()
    applications = rows.of(
        "applications", "application_id", wanted | {one["application_id"] for one in audits}
    )
    if certificate and certificate["application_id"]:
        # The first audits come before there is a certificate to name.
        known = {one["audit_id"] for one in audits}
        before = rows.of("audits", "application_id", [certificate["application_id"]])
        audits += [one for one in before if one["audit_id"] not in known]
    audit_ids = [one["audit_id"] for one in audits]
    decisions = rows.of("decisions", "certificate_no", [certificate_no])
    known = {one["decision_id"] for one in decisions}
    decisions += [
        one for one in rows.of("decisions", "audit_id", audit_ids)
        if one["decision_id"] not in known and one["certificate_no"] in (None, certificate_no)
    ]  # fmt: skip
    return Life(
        certificate,
        applications,
        audits,
        rows.of("sign_ins", "audit_id", audit_ids),
        decisions,
        rows.of("certificate_events", "certificate_no", [certificate_no]),
        frozenset(concerned),
    )


def timeline(life: Life, *, as_of: date) -> list[Event]:
    """The events in their order; what has not come yet by the judging date stands last."""
    made = [*_of_certificate(life, as_of)]
    for row in life.applications:
        made += _of_application(row, life)
    for row in life.audits:
        made += _of_audit(row, life)
    for row in life.decisions:
        if day := _day(row["decided_at"]):
            words = _joined(("复核", row["reviewer_id"]), ("决定", row["decider_id"]))
            label = f"认证决定：{_code('decision_kind', row['kind'])}"
            tone = "warn" if row["kind"] in ("suspend", "revoke", "refuse") else "info"
            made.append(
                Event(day, label, words, time=_time(row["decided_at"]), tone=tone,
                      concerns=("decisions", row["decision_id"]) in life.concerned)
            )  # fmt: skip
    for row in life.events:
        if day := _day(row["effective_on"]):
            made.append(_of_event(row, day, life))
    # Within a day as the procedure goes: an audit before its decision.
    return sorted(made, key=lambda event: (event.on, event.time or "24:00"))


def _of_certificate(life: Life, as_of: date) -> Iterable[Event]:
    row = life.certificate
    if row is None:
        return
    first, issued, expires = (_day(row[name]) for name in ("first_issued_on", "issued_on", "expires_on"))
    told = {_day(one["effective_on"]) for one in life.events if one["kind"] in ("issued", "renewed")}
    concerns = ("certificates", row["certificate_no"]) in life.concerned
    if first and first != issued and first not in told:
        yield Event(first, "初次获证", tone="ok")
    if issued and issued not in told:
        yield Event(issued, "颁证", f"证书 {row['certificate_no']}", tone="ok", concerns=concerns)
    if expires:
        over = expires < as_of
        yield Event(expires, "证书到期", "" if over else "尚未到期", tone="muted" if over else "todo")


def _of_application(row: Row, life: Life) -> Iterable[Event]:
    concerns = ("applications", row["application_id"]) in life.concerned
    if day := _day(row["applied_on"]):
        people = f"申报 {row['declared_personnel']} 人" if row["declared_personnel"] is not None else ""
        yield Event(
            day,
            "认证申请",
            "，".join(filter(None, [f"申请 {row['application_id']}", people])),
            concerns=concerns,
        )
    if day := _day(row["reviewed_on"]):
        yield Event(day, "申请评审", _joined(("评审人", row["reviewer_id"])), concerns=concerns)
    if day := _day(row["contract_signed_on"]):
        yield Event(day, "签订合同", concerns=concerns)


def _of_audit(row: Row, life: Life) -> Iterable[Event]:
    began, ended = row["started_at"] or row["planned_from"], row["ended_at"] or row["planned_to"]
    kind = _code("audit_kind", row["kind"])
    if row["kind"] == "surveillance" and row["sequence"]:
        kind = f"第 {row['sequence']} 次{kind}"
    concerns = ("audits", row["audit_id"]) in life.concerned
    if day := _day(began):
        planned = "" if row["started_at"] else "（按计划）"
        words = [f"审核 {row['audit_id']}{planned}"]
        words += [f"现场 {_number(row['onsite_days'])} 人日"] if row["onsite_days"] is not None else []
        words += [_code("audit_method", row["method"])] if row["method"] else []
        until = _day(ended)
        yield Event(
            day,
            kind,
            "，".join(words),
            until if until and until != day else None,
            _time(began),
            "doing",
            concerns,
        )
    sign_ins = sorted(
        (one for one in life.sign_ins if one["audit_id"] == row["audit_id"] and one["signed_at"]),
        key=lambda one: one["signed_at"],
    )
    for one in sign_ins[:MOST_SIGN_INS]:
        yield Event(
            one["signed_at"].date(), f"签到：{_code('sign_in_kind', one['kind'])}", _joined(("人员", one["person_id"])),
            time=_time(one["signed_at"]), tone="muted",
            concerns=("sign_ins", one["sign_in_id"]) in life.concerned,
        )  # fmt: skip
    if len(sign_ins) > MOST_SIGN_INS:
        last = sign_ins[-1]["signed_at"]
        left = len(sign_ins) - MOST_SIGN_INS
        yield Event(last.date(), "签到", f"另有 {left} 次签到没有列出", time=_time(last), tone="muted")
    if day := _day(row["report_issued_on"]):
        yield Event(day, "签发审核报告", f"审核 {row['audit_id']}", concerns=concerns)


def _of_event(row: Row, day: date, life: Life) -> Event:
    tones = {
        "issued": "ok",
        "renewed": "ok",
        "restored": "ok",
        "suspended": "warn",
        "revoked": "bad",
        "cancelled": "bad",
    }
    words = _joined(
        ("原因", _code("status_reason", row["reason"]) if row["reason"] else None),
        ("公布", row["published_on"]),
        ("上报", row["reported_on"]),
    )
    concerns = ("certificate_events", row["event_id"]) in life.concerned
    label = f"证书{_code('certificate_event', row['kind'])}"
    return Event(day, label, words, tone=tones.get(row["kind"], "info"), concerns=concerns)


def _day(value: date | datetime | None) -> date | None:
    return value.date() if isinstance(value, datetime) else value


def _time(value: date | datetime | None) -> str:
    return f"{value:%H:%M}" if isinstance(value, datetime) else ""


def _code(name: str, code: str | None) -> str:
    return CODE_LISTS[name].labels.get(code or "", code or "")


def _number(value: Any) -> str:
    return format(value.normalize(), "f") if hasattr(value, "normalize") else str(value)


def _joined(*pairs: tuple[str, Any]) -> str:
    return "，".join(f"{name} {value}" for name, value in pairs if value not in (None, ""))
