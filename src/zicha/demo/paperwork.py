"""What a clean body writes down about each certificate (过程记录): states, steps, decisions, sign-ins, nonconformities."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from zicha.demo.clients import CCC, COMPLEXITIES, RECERTIFICATION, SCHEMES
from zicha.demo.columns import build, pick, where
from zicha.demo.days import (
    DAY,
    EMPTY,
    HOUR,
    Floats,
    Ints,
    at,
    months_after,
    tenth_of_next_month,
    working_days_later,
)
from zicha.demo.identifiers import numbered, photo_hashes
from zicha.demo.mass import BODY, Mass
from zicha.demo.visits import FACTORY_INITIAL, RECERT, REMOTE, STAGE1, STAGE2, SURVEILLANCE

_STANDARDS = (
    "GB/T 19001-2016",
    "GB/T 24001-2016",
    "GB/T 45001-2020",
    "GB/T 23331-2020",
    "GB/T 22080-2016",
    "ISO 22000:2018",
    "服务认证规则（示例）",
    "强制性产品认证实施规则（示例）",
)
_SCOPES = (
    "精密零件的加工",
    "电子组件的装配",
    "资质范围内的建筑工程施工",
    "日用品的销售和配送",
    "塑料制品的生产",
    "应用软件的开发和运行维护",
    "预包装食品的生产",
    "热力的供应",
    "家用电器的生产",
    "物业管理服务的提供",
)

STATES = ("valid", "suspended", "revoked", "cancelled", "expired")
VALID, SUSPENDED, REVOKED, CANCELLED, EXPIRED = range(5)
EVENTS = ("issued", "renewed", "suspended", "restored", "revoked", "cancelled", "amended")
"""Kinds of events the bulk writes, in the order they may follow each other."""


def contract_amounts(mass: Mass) -> Floats:
    """Fees in yuan, by head count and scheme."""
    held = mass.certificates
    people = mass.clients.personnel[held.client]
    return np.round(8_000 + 60.0 * np.sqrt(people) * 10 + held.scheme * 500, -2)


def certificates_and_events(mass: Mass) -> dict[str, pa.Table]:
    """Certificates with the states their events lead to."""
    held, clients = mass.certificates, mass.clients
    client, n = held.client, len(held)
    state, events = _states(mass)
    issued, expires = clients.issued[client], _expiry(mass)
    cluster = clients.cluster[client]
    table = build(
        "certificates",
        n,
        certificate_no=mass.keys.certificates,
        body_id=BODY,
        org_id=mass.organisation(client),
        application_id=mass.keys.applications,
        scheme=pick(SCHEMES, held.scheme),
        standard=pick(_STANDARDS, held.scheme),
        scope=pick(_SCOPES, cluster),
        personnel=np.where(held.scheme == CCC, EMPTY, clients.personnel[client]),
        complexity=where(held.complexity >= 0, pick(COMPLEXITIES, np.maximum(held.complexity, 0))),
        site_count=clients.site_count[client],
        first_issued_on=clients.first_issued[client],
        issued_on=issued,
        expires_on=expires,
        status=pick(STATES, state),
        accreditation=pick(["cnas", "none"], (client % 5 == 0).astype(np.int64)),
    )
    return {"certificates": table, "certificate_events": events}


def _expiry(mass: Mass) -> Ints:
    """Three years, five for CCC; some bodies count to the day before."""
    client = mass.certificates.client
    months = np.where(mass.certificates.scheme == CCC, 60, 36)
    return months_after(mass.clients.issued[client], months) - (client % 3 > 0)


def _states(mass: Mass) -> tuple[Ints, pa.Table]:
    """The state of each certificate, and the events that brought it about, reported and published in time."""
    rng, held, clients, as_of = mass.rng, mass.certificates, mass.clients, mass.as_of
    client, n = held.client, len(held)
    ccc, everyone = held.scheme == CCC, np.arange(n)
    state = np.where(_expiry(mass) < as_of, EXPIRED, VALID)
    # Only clients nobody has visited lately or is about to visit change state: no audit of a dead certificate.
    visits = mass.visits
    last = np.zeros(len(clients), dtype=np.int64)
    np.maximum.at(last, visits.client, np.where(visits.done, visits.start + visits.length, as_of))
    open_since = np.maximum(np.maximum(last, clients.issued + 5)[client], as_of - 85)
    room = as_of - 12 - open_since
    free = (state == VALID) & (room > 5)
    draw = rng.random(n)
    changed = open_since + np.floor(rng.random(n) * np.maximum(room, 1)).astype(np.int64)
    suspended, revoked = free & (draw < 0.05), free & (draw >= 0.05) & (draw < 0.075)
    cancelled, restored = free & (draw >= 0.075) & (draw < 0.095), free & (draw >= 0.095) & (draw < 0.115)
    state = np.select([suspended, revoked, cancelled], [SUSPENDED, REVOKED, CANCELLED], state)
    renewed = (clients.origin == RECERTIFICATION)[client]
    rows: list[tuple[Ints, int, Ints, int]] = [
        (everyone, 0, clients.first_issued[client], -1),
        (everyone[renewed], 1, clients.issued[client][renewed], -1),
    ]
    back = np.minimum(changed + 9, as_of - 1)
    reason = np.where(ccc, 7, np.where(draw < 0.03, 2, 3))
    for number, who, when in (
        (2, suspended | restored, changed),
        (3, restored, back),
        (4, revoked, changed),
        (5, cancelled, changed),
        (6, (state == VALID) & ~restored & (draw > 0.985) & (clients.issued[client] < as_of - 60), changed),
    ):
        rows.append((everyone[who], number, when[who], 0))
    certificate = np.concatenate([row[0] for row in rows])
    kind = np.concatenate([np.full(len(row[0]), row[1]) for row in rows])
    day = np.concatenate([row[2] for row in rows])
    reasons = np.select([kind == 2, kind == 4, kind == 5], [reason[certificate] - 1, 3, 0], -1)
    return state, _events(mass, certificate, kind, day, reasons)


def _events(mass: Mass, certificate: Ints, kind: Ints, day: Ints, reason: Ints) -> pa.Table:
    as_of, n = mass.as_of, len(kind)
    reported = np.minimum(day + mass.rng.integers(1, 25, n), tenth_of_next_month(day))
    published = working_days_later(np.maximum(day, as_of - 5_000), mass.rng.integers(1, 6, n))
    public = np.isin(kind, (2, 4, 5))
    codes = [
        "own_request",
        "audit_not_accepted",
        "system_failure",
        "not_operating",
        "other",
        "other",
        "seasonal",
    ]
    return build(
        "certificate_events",
        n,
        event_id=numbered("EVT-", np.arange(1, n + 1)),
        certificate_no=mass.certificate(certificate),
        kind=pick(EVENTS, kind),
        effective_on=day,
        reason=where(reason >= 0, pick(codes, np.maximum(reason, 0))),
        decided_by=mass.person(mass.decider(mass.certificates.client[certificate])),
        published_on=np.where(public & (published <= as_of), published, EMPTY),
        reported_on=np.where(reported <= as_of, reported, EMPTY),
    )


def process_and_decisions(mass: Mass) -> dict[str, pa.Table]:
    return {"process_events": _process_events(mass), "decisions": _decisions(mass)}


def _main_audits(mass: Mass) -> tuple[Ints, Ints]:
    """For each certificate the audit it rests on, and its stage 1 or −1."""
    kind = mass.visits.kind[mass.audits.visit]
    found = []
    for wanted in ((STAGE2, RECERT, FACTORY_INITIAL), (STAGE1,)):
        audit = np.full(len(mass.certificates), -1)
        here = np.flatnonzero(np.isin(kind, wanted))
        audit[mass.audits.certificate[here]] = here
        found.append(audit)
    return found[0], found[1]


def _process_events(mass: Mass) -> pa.Table:
    """The life of each application, step by step, in order, each with who did it."""
    held, cycle, rng = mass.certificates, mass.cycle, mass.rng
    client, n = held.client, len(held)
    main, stage1 = _main_audits(mass)
    visits = mass.visits
    leader = mass.leaders()
    main_visit = mass.audits.visit[main]
    clerk, decider = mass.decider(client + 1), mass.decider(client)
    ends = visits.start + visits.length - 1
    audited, again = held.scheme != CCC, (mass.clients.origin == RECERTIFICATION)[client]
    staged = stage1 >= 0
    stage1_visit = mass.audits.visit[np.maximum(stage1, 0)]
    everyone = np.ones(n, dtype=bool)
    none = np.full(n, -1)
    # step, whom it concerns, day, hour, person, audit
    steps = (
        ("application", everyone, cycle.applied[client], 9, clerk, none),
        ("application_review", everyone, cycle.reviewed[client], 10, clerk, none),
        ("contract", everyone, cycle.contract[client], 11, clerk, none),
        ("audit_plan", everyone, cycle.planned[client], 9, leader[main_visit], none),
        ("plan_report", everyone, cycle.planned[client], 15, clerk, none),
        ("stage1", staged, ends[stage1_visit], 17.5, leader[stage1_visit], stage1),
        ("stage2", audited & ~again, ends[main_visit], 17.5, leader[main_visit], main),
        ("recertification", audited & again, ends[main_visit], 17.5, leader[main_visit], main),
        ("report", everyone, cycle.report[client], 14, leader[main_visit], main),
        ("file_review", everyone, cycle.report[client] + 1, 10, clerk, main),
        ("decision", everyone, cycle.decided[client], 14, decider, main),
        ("issue", everyone, mass.clients.issued[client], 16, decider, none),
    )
    who = [np.flatnonzero(step[1]) for step in steps]
    certificate = np.concatenate(who)
    day = np.concatenate([step[2][w] for step, w in zip(steps, who, strict=True)])
    hour = np.concatenate([np.full(len(w), round(step[3] * 2)) for step, w in zip(steps, who, strict=True)])
    person = np.concatenate([step[4][w] for step, w in zip(steps, who, strict=True)])
    audit = np.concatenate([step[5][w] for step, w in zip(steps, who, strict=True)])
    activity = np.concatenate([np.full(len(w), number) for number, w in enumerate(who)])
    happened = day * DAY + hour * (HOUR // 2)
    return build(
        "process_events",
        len(certificate),
        event_id=numbered("STEP-", np.arange(1, len(certificate) + 1), 7),
        application_id=mass.application(certificate),
        audit_id=where(audit >= 0, mass.audit(np.maximum(audit, 0))),
        activity=pick([step[0] for step in steps], activity),
        happened_at=happened,
        recorded_at=happened + rng.integers(1, 40, len(happened)) * HOUR,
        person_id=mass.person(person),
    )


def _decisions(mass: Mass) -> pa.Table:
    visits, v = mass.visits, mass.audits.visit
    audit = np.flatnonzero(visits.decided[v] != EMPTY)
    kind = visits.kind[v[audit]]
    label = np.where(kind == RECERT, 1, np.where(np.isin(kind, (STAGE2, FACTORY_INITIAL)), 0, 2))
    client = visits.client[v[audit]]
    return build(
        "decisions",
        len(audit),
        decision_id=numbered("DEC-", np.arange(1, len(audit) + 1)),
        audit_id=mass.audit(audit),
        certificate_no=mass.certificate(mass.audits.certificate[audit]),
        kind=pick(["grant", "renew", "maintain"], label),
        reviewer_id=mass.person(mass.decider(client + 1)),
        decider_id=mass.person(mass.decider(client)),
        decided_at=at(visits.decided[v[audit]], 14),
    )


def sign_ins_and_nonconformities(mass: Mass) -> dict[str, pa.Table]:
    return {"sign_ins": _sign_ins(mass), "nonconformities": _nonconformities(mass)}


def _sign_ins(mass: Mass) -> pa.Table:
    """Opening and closing of each visit under the sign-in rule, on its first audit: a combined visit signs once."""
    visits, rng, clients = mass.visits, mass.rng, mass.clients
    scheme = mass.certificates.scheme[mass.audits.certificate[visits.first_audit]]
    signed = np.flatnonzero(visits.done & (scheme <= 4))  # QMS, EMS, OHSMS, EnMS, ISMS
    n = len(signed)
    starts, ends = mass.meetings()
    leader = mass.leaders()[signed]
    client = visits.client[signed]
    minute = HOUR // 60
    rows = 2 * n
    away = visits.method[signed] == REMOTE
    return build(
        "sign_ins",
        rows,
        sign_in_id=numbered("SGN-", np.arange(1, rows + 1), 7),
        audit_id=mass.audit(np.tile(visits.first_audit[signed], 2)),
        person_id=mass.person(np.tile(leader, 2)),
        kind=pick(["opening", "closing"], np.repeat([0, 1], n)),
        signed_at=np.concatenate([
            starts[signed] + rng.integers(-20, 15, n) * minute,
            ends[signed] + rng.integers(-10, 30, n) * minute,
        ]),
        longitude=np.round(np.tile(clients.longitude[client] + away * 0.5, 2) + rng.normal(0, 0.002, rows), 6),
        latitude=np.round(np.tile(clients.latitude[client], 2) + rng.normal(0, 0.002, rows), 6),
        photo_hash=photo_hashes(np.arange(1, rows + 1)),
        photos=rng.integers(1, 4, rows),
        device_id=numbered("DEV-", np.tile(leader, 2)),
    )  # fmt: skip


_CLAUSES = ("4.4", "6.1", "7.1.5", "7.2", "7.5", "8.1", "8.4", "8.5.1", "9.1", "9.2", "10.2")


def _nonconformities(mass: Mass) -> pa.Table:
    """Every initial and recertification audit finds something, most surveillances do; major ones close in time.

    Every second surveillance does, so that nowhere three audits in a row find nothing.
    """
    visits, rng, v = mass.visits, mass.rng, mass.audits.visit
    kind = visits.kind[v]
    always = np.isin(kind, (STAGE2, RECERT)) | ((kind == SURVEILLANCE) & (visits.sequence[v] == 2))
    sometimes = (kind == SURVEILLANCE) & (rng.random(len(v)) < 0.7)
    found = np.where((always | sometimes) & visits.done[v], rng.integers(1, 4, len(v)), 0)
    audit = np.repeat(np.arange(len(v)), found)
    n, visit = len(audit), v[audit]
    raised = visits.start[visit] + visits.length[visit] - 1
    decided = visits.decided[visit]
    major = (rng.random(n) < 0.04) & (decided != EMPTY)
    # Some minor ones are verified after the decision, on an accepted plan: that is allowed.
    closed = np.where(major, np.minimum(raised + 12, decided), raised + rng.integers(2, 50, n))
    leader = mass.leaders()[visit]
    closed = np.where(closed <= mass.as_of, closed, EMPTY)
    return build(
        "nonconformities",
        n,
        nonconformity_id=numbered("NC-", np.arange(1, n + 1)),
        audit_id=mass.audit(audit),
        clause=pick(_CLAUSES, rng.integers(0, len(_CLAUSES), n)),
        grade=pick(["minor", "major"], major.astype(np.int64)),
        statement="现场未能提供该过程按策划实施的完整记录",
        raised_by=mass.person(leader),
        raised_on=raised,
        closed_on=closed,
        verified_by=where(closed != EMPTY, mass.person(leader)),
    )
