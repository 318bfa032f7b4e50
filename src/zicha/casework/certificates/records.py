"""Certificates as the delivered data have them (数据中的证书), read from the body's newest dataset version."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from typing import Any

from zicha.casework.certificates.models import Proposal
from zicha.casework.leads.evidence_rows import Rows, rows_of
from zicha.casework.places import dataset_of
from zicha.casework.refused import Refused

NO_DATA = "还没有入库数据，查不到证书；请先在“数据与筛查”中上传数据并确认入库。"
MOST_AT_ONCE = 2_000
_MANY = 200_000


@dataclass(frozen=True)
class Found:
    """A certificate of the data (证书): its row, its holder, its events in their order, who worked on its audits."""

    version: str
    certificate: Mapping[str, Any]
    organisation: Mapping[str, Any]
    events: Sequence[Mapping[str, Any]]
    involved: frozenset[str]

    @property
    def status(self) -> str:
        return str(self.certificate["status"])

    @property
    def suspended_on(self) -> date | None:
        """The first day of the suspension the certificate is in."""
        days = [event["effective_on"] for event in self.events if event["kind"] == "suspended"]
        if self.status != "suspended" or not days:
            return None
        restored = [event["effective_on"] for event in self.events if event["kind"] == "restored"]
        since = [day for day in days if not restored or day >= max(restored)]
        return min(since, default=max(days))


@contextmanager
def newest_rows(body_id: int) -> Iterator[tuple[str, Rows] | None]:
    """The newest version's name and its rows; None before the first delivery."""
    head = dataset_of(body_id).head()
    if head is None:
        yield None
        return
    with rows_of({name: head.path(name) for name in head.tables}) as rows:
        yield head.id, rows


def find(body_id: int, numbers: Iterable[str]) -> dict[str, Found]:
    """The certificates of these numbers; unknown ones are missing. Raises Refused before the first delivery."""
    wanted = sorted(set(numbers))
    with newest_rows(body_id) as newest:
        if newest is None:
            raise Refused(NO_DATA)
        version, rows = newest
        certificates = rows.of("certificates", "certificate_no", wanted, most=_MANY)
        known = [row["certificate_no"] for row in certificates]
        holders = {
            row["org_id"]: row
            for row in rows.of("organisations", "org_id", (c["org_id"] for c in certificates), most=_MANY)
        }
        events = _by(rows.of("certificate_events", "certificate_no", known, most=_MANY), "certificate_no")
        involved = _involved(rows, certificates)
    return {
        row["certificate_no"]: Found(
            version,
            row,
            holders.get(row["org_id"], {}),
            sorted(events.get(row["certificate_no"], []), key=lambda event: event["effective_on"]),
            involved[row["certificate_no"]],
        )
        for row in certificates
    }


def _involved(rows: Rows, certificates: Sequence[Mapping[str, Any]]) -> dict[str, frozenset[str]]:
    """Certificate → who was on the team of one of its audits or signed in at one."""
    numbers = [row["certificate_no"] for row in certificates]
    by_application = _by(certificates, "application_id")
    by_application.pop(None, None)
    audits = {row["audit_id"]: row for row in rows.of("audits", "certificate_no", numbers, most=_MANY)}
    # The first audits come before there is a certificate to name.
    for row in rows.of("audits", "application_id", by_application, most=_MANY):
        audits.setdefault(row["audit_id"], row)
    people: dict[str, set[str]] = {audit_id: set() for audit_id in audits}
    for table in ("audit_team", "sign_ins"):
        for row in rows.of(table, "audit_id", audits, most=_MANY):
            if row["person_id"]:
                people[row["audit_id"]].add(row["person_id"])
    found: dict[str, set[str]] = {number: set() for number in numbers}
    for audit_id, row in audits.items():
        concerned = [one["certificate_no"] for one in by_application.get(row["application_id"], ())]
        for number in {row["certificate_no"], *concerned} & found.keys():
            found[number] |= people[audit_id]
    return {number: frozenset(those) for number, those in found.items()}


@dataclass(frozen=True, slots=True)
class Reflection:
    """Whether the delivered data show a decision yet (数据是否体现决定). `version` is the one looked into."""

    verdict: str  # shown, missing, contradicts, unknown
    label: str
    tone: str
    words: str
    version: str = ""


def reflections(body_id: int, decided: Sequence[Proposal]) -> dict[int, Reflection]:
    """For each approved proposal whether the newest data confirm or contradict it."""
    if not decided:
        return {}
    with newest_rows(body_id) as newest:
        if newest is None:
            return {one.pk: Reflection("unknown", "无数据", "muted", NO_DATA) for one in decided}
        version, rows = newest
        numbers = {one.certificate_no for one in decided}
        kept = {
            row["certificate_no"]: row
            for row in rows.of("certificates", "certificate_no", numbers, most=_MANY)
        }
        events = _by(rows.of("certificate_events", "certificate_no", numbers, most=_MANY), "certificate_no")
    return {
        one.pk: _reflection(one, kept.get(one.certificate_no), events.get(one.certificate_no, []), version)
        for one in decided
    }


def _reflection(
    decided: Proposal,
    certificate: Mapping[str, Any] | None,
    events: Sequence[Mapping[str, Any]],
    version: str,
) -> Reflection:
    if certificate is None:
        words = "新数据中没有这张证书，请核对上传的数据是否完整。"
        return Reflection("contradicts", "数据不符", "bad", words, version)
    kind = {"suspend": "suspended", "prolong": "suspended", "restore": "restored", "revoke": "revoked",
            "cancel": "cancelled", "reduce": "reduced"}[decided.action]  # fmt: skip
    told = any(one["kind"] == kind and one["effective_on"] >= decided.effective_on for one in events)
    later = [one for one in events if one["effective_on"] > decided.effective_on]
    status = str(certificate["status"])
    if told or (decided.from_status != decided.to_status and status == decided.to_status):
        words = "新数据已体现这项决定。"
        return Reflection("shown", "数据已体现", "ok", words, version)
    if decided.resolved_by_id or later:
        words = "决定之后证书又有变化，新数据中是变化后的状态。"
        return Reflection("shown", "已被后续变化取代", "muted", words, version)
    if status == decided.from_status:
        if version == decided.dataset_version:
            words = "决定后还没有新数据入库。"
        else:
            words = "新数据入库后仍是原状态，请确认业务系统是否已登记这项决定。"
        return Reflection("missing", "数据尚未体现", "warn", words, version)
    words = "新数据中的状态与这项决定不一致，请查明原因。"
    return Reflection("contradicts", "数据不符", "bad", words, version)


def _by(rows: Iterable[Mapping[str, Any]], column: str) -> dict[Any, list[Mapping[str, Any]]]:
    found: dict[Any, list[Mapping[str, Any]]] = {}
    for row in rows:
        found.setdefault(row[column], []).append(row)
    return found
