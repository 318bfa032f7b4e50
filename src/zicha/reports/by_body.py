"""The main figures body by body (分机构数字), for a regulator who screens several at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from zicha.contract.verdicts import Verdict
from zicha.findings.outcome import Outcome
from zicha.reports.records import Records

REPORTERS_SHARE = 0.9
"""Our choice: a body's own records also hold a few certificates, people or transfers of others."""


@dataclass(frozen=True, slots=True)
class BodyLine:
    """One body (认证机构行). `name` is empty where the records give none; None = the table was not delivered."""

    body_id: str
    name: str
    certificates: int | None
    organisations: int | None
    issued: int | None
    suspended: int | None
    revoked: int | None
    cancelled: int | None
    penalties: int | None
    hits: int
    undecided: int


def reporting_body(bodies: Sequence[BodyLine]) -> BodyLine | None:
    """The body whose records these are: the only one, or the one that issued nearly all certificates."""
    if len(bodies) == 1:
        return bodies[0]
    total = sum(body.certificates or 0 for body in bodies)
    nearly_all = [body for body in bodies if total and (body.certificates or 0) >= REPORTERS_SHARE * total]
    return nearly_all[0] if nearly_all else None


def body_lines(records: Records, outcome: Outcome) -> tuple[BodyLine, ...]:
    """Every body that is in the list of bodies, holds certificates or has a lead."""
    # A dialect without names repeats the number.
    names = {
        body: name if name and name != body else ""
        for body, name in _of(records, "bodies", "SELECT body_id, name FROM bodies")
    }
    certificates = _counted(
        records, "certificates", "SELECT body_id, count(*) FROM certificates GROUP BY body_id"
    )
    organisations = _counted(
        records, "certificates", "SELECT body_id, count(DISTINCT org_id) FROM certificates GROUP BY body_id"
    )
    issued = _counted(
        records,
        "certificates",
        f"SELECT body_id, count(*) FROM certificates WHERE issued_on > DATE '{records.since}' GROUP BY body_id",
    )
    suspended, revoked, cancelled = (
        _status_changes(records, kind) for kind in ("suspended", "revoked", "cancelled")
    )
    penalties = _counted(
        records,
        "penalties",
        f"SELECT body_id, count(*) FROM penalties WHERE decided_on > DATE '{records.since}' GROUP BY body_id",
    )
    hits, undecided = _leads(outcome, Verdict.HIT), _leads(outcome, Verdict.UNDECIDED)
    known = {*names, *(certificates or {}), *hits, *undecided} - {""}
    return tuple(
        BodyLine(
            body,
            names.get(body, ""),
            _at(certificates, body),
            _at(organisations, body),
            _at(issued, body),
            _at(suspended, body),
            _at(revoked, body),
            _at(cancelled, body),
            _at(penalties, body),
            hits.get(body, 0),
            undecided.get(body, 0),
        )
        for body in sorted(known)
    )


def _status_changes(records: Records, kind: str) -> Mapping[str, int] | None:
    if not records.has("certificates"):
        return None
    return _counted(
        records,
        "certificate_events",
        f"""SELECT body_id, count(DISTINCT certificate_no) FROM certificate_events
            JOIN certificates USING (certificate_no)
            WHERE kind = '{kind}' AND effective_on > DATE '{records.since}' GROUP BY body_id""",
    )


def _leads(outcome: Outcome, verdict: Verdict) -> Mapping[str, int]:
    found: dict[str, int] = {}
    for finding in outcome.findings:
        if finding.verdict is verdict:
            found[finding.body_id] = found.get(finding.body_id, 0) + 1
    return found


def _of(records: Records, table: str, sql: str) -> list[tuple[str, str]]:
    return [(row[0], row[1]) for row in records.ask(sql)] if records.has(table) else []


def _counted(records: Records, table: str, sql: str) -> Mapping[str, int] | None:
    return {row[0]: row[1] for row in records.ask(sql)} if records.has(table) else None


def _at(counted: Mapping[str, int] | None, body: str) -> int | None:
    return None if counted is None else counted.get(body, 0)
