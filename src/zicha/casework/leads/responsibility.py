"""Who did which step of a certificate when (责任追溯, 001 (五)(六)): from application to surveillance, with what is missing.

Out of the records alone. A gap is a day, a person or a whole step the records do not name, or one that contradicts
another; whether it breaks a rule is for the checks to say.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from zicha.casework.leads.evidence_rows import Rows, rows_of
from zicha.casework.leads.timeline import Life, Row, life_of
from zicha.contract.codes import CODE_LISTS
from zicha.contract.tables import TABLES

# After these somebody decides.
_DECIDED = {
    "stage2",
    "surveillance",
    "recertification",
    "special",
    "transfer",
    "factory_initial",
    "factory_followup",
}
_SURVEILLANCE = {"surveillance", "unannounced", "factory_followup"}
_YEAR = timedelta(days=366)
NEEDED = (
    "applications",
    "audits",
    "audit_plans",
    "audit_team",
    "sign_ins",
    "nonconformities",
    "decisions",
    "people",
)


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody in a step (责任人); `name` is empty where the records have no such person."""

    person_id: str
    role: str = ""
    name: str = ""


@dataclass(frozen=True, slots=True)
class Step:
    """One step (环节): who, when, and what the records lack."""

    stage: str
    label: str
    on: date | None = None
    until: date | None = None
    people: tuple[Person, ...] = ()
    words: str = ""
    gaps: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Responsibility:
    """The steps of one certificate (责任追溯); `lacking` are tables that were not delivered."""

    certificate: Row | None
    organisation: str
    steps: Sequence[Step]
    lacking: Sequence[str]

    @property
    def found(self) -> bool:
        return bool(self.steps)

    @property
    def with_gaps(self) -> int:
        return sum(bool(step.gaps) for step in self.steps)


def responsibility_of(certificate_no: str, files: Mapping[str, Path], *, as_of: date) -> Responsibility:
    """The steps in the order of the procedure, out of the tables of a dataset version."""
    with rows_of(files) as rows:
        life = life_of(certificate_no, rows)
        known = _Known(rows, frozenset(files), life)
        steps = []
        if life.certificate or life.audits or life.decisions or life.events:
            steps = [*_applications(life), *_audits(known), *_certificate(life, as_of)]
        names = _names(rows, (person.person_id for step in steps for person in step.people))
        org_id = life.certificate["org_id"] if life.certificate else None
        organisations = rows.of("organisations", "org_id", [org_id])
    return Responsibility(
        life.certificate,
        str(organisations[0]["name"]) if organisations else str(org_id or ""),
        [_with_names(step, names) for step in steps],
        [TABLES[name].chinese for name in NEEDED if name not in files],
    )


class _Known:
    """What stands around the audits of a certificate."""

    def __init__(self, rows: Rows, files: Collection[str], life: Life) -> None:
        self.life = life
        self.files = files
        audits = [one["audit_id"] for one in life.audits]
        self.plans = _by(rows.of("audit_plans", "audit_id", audits), "audit_id")
        self.team = _by(rows.of("audit_team", "audit_id", audits), "audit_id")
        self.sign_ins = _by(life.sign_ins, "audit_id")
        self.nonconformities = _by(rows.of("nonconformities", "audit_id", audits), "audit_id")
        self.decisions = _by(life.decisions, "audit_id")


def _applications(life: Life) -> Iterator[Step]:
    stage = "申请与合同"
    for row in life.applications:
        told = f"申请 {row['application_id']}"
        yield Step(
            stage, "认证申请", _day(row["applied_on"]), words=told, gaps=_missing(day=row["applied_on"])
        )
        yield Step(
            stage,
            "申请评审",
            _day(row["reviewed_on"]),
            people=_people((row["reviewer_id"], "评审人")),
            words=told,
            gaps=_missing(day=row["reviewed_on"], person=row["reviewer_id"]),
        )
        signed = row["contract_signed_on"]
        yield Step(stage, "签订认证合同", _day(signed), words=told, gaps=_missing(day=signed))
    if not life.applications:
        yield Step(stage, "认证申请", gaps=("没有申请受理的记录",))


def _audits(known: _Known) -> Iterator[Step]:
    ordered = sorted(known.life.audits, key=lambda row: str(row["started_at"] or row["planned_from"] or ""))
    for row in ordered:
        kind = CODE_LISTS["audit_kind"].labels.get(row["kind"], row["kind"])
        stage = f"{kind}（{row['audit_id']}）"
        yield from _before_the_audit(row, stage, known)
        yield _on_site(row, stage, known)
        yield from _nonconformities(known.nonconformities.get(row["audit_id"], ()), stage)
        issued = row["report_issued_on"]
        yield Step(stage, "签发审核报告", _day(issued), gaps=_missing(day=issued))
        yield from _decisions(row, stage, known)
    if not ordered:
        yield Step("审核", "审核", gaps=("没有审核项目的记录",))


def _before_the_audit(row: Row, stage: str, known: _Known) -> Iterator[Step]:
    plans = sorted(known.plans.get(row["audit_id"], ()), key=lambda one: one["version"] or 0)
    for plan in plans:
        yield Step(
            stage,
            f"审核计划第 {plan['version']} 版",
            _day(plan["reported_at"]),
            people=_people((plan["leader_id"], "组长")),
            gaps=_missing(day=plan["reported_at"], person=plan["leader_id"]),
        )
    if not plans and "audit_plans" in known.files:
        yield Step(stage, "审核计划", gaps=("没有计划上报的记录",))
    team = known.team.get(row["audit_id"], ())
    if "audit_team" in known.files:
        leads = any(one["role"] == "leader" for one in team)
        gaps = () if leads else ("没有组长的记录",) if team else ("没有审核组的记录",)
        roles = CODE_LISTS["team_role"].labels
        people = _people(*((one["person_id"], roles.get(one["role"] or "", "")) for one in team))
        yield Step(stage, "组成审核组", people=people, gaps=gaps)


def _on_site(row: Row, stage: str, known: _Known) -> Step:
    began, ended = row["started_at"], row["ended_at"]
    gaps = [*(["没有实际开始的时间"] if not began else []), *(["没有实际结束的时间"] if not ended else [])]
    signed = {one["person_id"] for one in known.sign_ins.get(row["audit_id"], ())}
    if "sign_ins" in known.files and row["method"] != "remote":
        roles = {"leader", "auditor", "expert"}
        absent = [
            one["person_id"]
            for one in known.team.get(row["audit_id"], ())
            if one["role"] in roles and one["person_id"] not in signed
        ]
        gaps += [f"审核组成员没有签到：{'、'.join(absent)}"] if absent else []
    people = _people(*((one, "签到") for one in sorted(filter(None, signed))))
    return Step(stage, "实施审核", _day(began), _day(ended), people, gaps=tuple(gaps))


def _nonconformities(rows: Iterable[Row], stage: str) -> Iterator[Step]:
    for row in rows:
        gaps = [
            *(["没有关闭日期"] if not row["closed_on"] else []),
            *(["没有验证人"] if not row["verified_by"] else []),
        ]
        gaps += ["没有开具人"] if not row["raised_by"] else []
        yield Step(
            stage,
            "不符合项的开具和验证",
            _day(row["raised_on"]),
            _day(row["closed_on"]),
            _people((row["raised_by"], "开具"), (row["verified_by"], "验证")),
            f"不符合项 {row['nonconformity_id']}",
            tuple(gaps),
        )


def _decisions(audit: Row, stage: str, known: _Known) -> Iterator[Step]:
    found = known.decisions.get(audit["audit_id"], ())
    team = {one["person_id"] for one in known.team.get(audit["audit_id"], ())}
    for row in found:
        gaps = list(_missing(day=row["decided_at"]))
        gaps += [
            f"没有{what}"
            for what, who in (("复核人", row["reviewer_id"]), ("决定人", row["decider_id"]))
            if not who
        ]
        gaps += [
            f"{what} {who} 是本次审核的审核组成员"
            for what, who in (("复核人", row["reviewer_id"]), ("决定人", row["decider_id"]))
            if who and who in team
        ]
        kind = CODE_LISTS["decision_kind"].labels.get(row["kind"], row["kind"])
        yield Step(
            stage,
            f"复核和认证决定：{kind}",
            _day(row["decided_at"]),
            people=_people((row["reviewer_id"], "复核"), (row["decider_id"], "决定")),
            words=f"决定 {row['decision_id']}",
            gaps=tuple(gaps),
        )
    if not found and audit["kind"] in _DECIDED and "decisions" in known.files:
        yield Step(stage, "复核和认证决定", gaps=("没有认证决定的记录",))


def _certificate(life: Life, as_of: date) -> Iterator[Step]:
    stage, row = "证书", life.certificate
    if row is None:
        yield Step(stage, "颁发证书", gaps=("没有证书的记录",))
        return
    issued = _day(row["issued_on"])
    yield Step(stage, "颁发证书", issued, gaps=_missing(day=issued))
    for event in sorted(life.events, key=lambda one: str(one["effective_on"] or "")):
        gaps = [*_missing(day=event["effective_on"], person=event["decided_by"])]
        gaps += ["没有公布日期"] if not event["published_on"] else []
        gaps += ["没有上报日期"] if not event["reported_on"] else []
        kind = CODE_LISTS["certificate_event"].labels.get(event["kind"], event["kind"])
        yield Step(
            stage,
            f"证书{kind}",
            _day(event["effective_on"]),
            people=_people((event["decided_by"], "决定")),
            words=f"状态变化 {event['event_id']}",
            gaps=tuple(gaps),
        )
    watched = any(one["kind"] in _SURVEILLANCE for one in life.audits)
    if issued and not watched and as_of - issued > _YEAR:
        yield Step("获证后监督", "监督审核", gaps=("颁证已满一年，没有监督审核的记录",))


def _people(*found: tuple[Any, str]) -> tuple[Person, ...]:
    return tuple(Person(str(person_id), role) for person_id, role in found if person_id)


def _missing(**named: object) -> tuple[str, ...]:
    words = {"day": "没有日期", "person": "没有责任人"}
    return tuple(words[name] for name, value in named.items() if value in (None, ""))


def _names(rows: Rows, ids: Iterable[str]) -> dict[str, str]:
    found = rows.of("people", "person_id", sorted(set(ids)))
    return {str(one["person_id"]): str(one["name"] or "") for one in found}


def _with_names(step: Step, names: Mapping[str, str]) -> Step:
    people = tuple(replace(one, name=names.get(one.person_id, "")) for one in step.people)
    # Without a table of people nobody is known; that is said once, not at every step.
    unknown = [one.person_id for one in people if names and not one.name]
    gaps = (*step.gaps, f"人员资料中没有：{'、'.join(dict.fromkeys(unknown))}") if unknown else step.gaps
    return replace(step, people=people, gaps=gaps)


def _by(rows: Iterable[Row], column: str) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = {}
    for row in rows:
        found.setdefault(row[column], []).append(row)
    return found


def _day(value: date | datetime | None) -> date | None:
    return value.date() if isinstance(value, datetime) else value
