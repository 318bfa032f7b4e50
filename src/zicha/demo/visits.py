"""When the body was where, with whom and for how long (审核安排), as arrays.

A visit is one journey to one client; its audits, one per certificate, share team, days and sign-ins. A person makes
at most one visit a week, which keeps anybody from being in two places, and a yearly load well under the limit.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from zicha.demo.audit_time import COLUMNS, half_days_up, table_days
from zicha.demo.clients import (
    CCC,
    COMPLEXITIES,
    EMS,
    FIELDS,
    OHSMS,
    RECERTIFICATION,
    Certificates,
    Clients,
)
from zicha.demo.days import EMPTY, Flags, Floats, Ints, date_of, is_working_day, years

KINDS = (
    "stage1",
    "stage2",
    "surveillance",
    "recertification",
    "factory_initial",
    "factory_followup",
    "special",
)
STAGE1, STAGE2, SURVEILLANCE, RECERT, FACTORY_INITIAL, FACTORY_FOLLOWUP, SPECIAL = range(7)
_SHARES = np.array([0.3, 0.7, 1 / 3, 2 / 3, 0.0, 0.0, 1 / 3])

ON_SITE, REMOTE, HYBRID = range(3)
METHODS = ("on_site", "remote", "hybrid")
LEADER, AUDITOR, EXPERT, TRAINEE, OBSERVER = range(5)
ROLES = ("leader", "auditor", "expert", "trainee", "observer")

_MOST_VISITS_A_YEAR = 36


@dataclass(frozen=True)
class Cycle:
    """The days a client's current certificates came about (认证过程); ints."""

    applied: Ints
    reviewed: Ints
    contract: Ints
    planned: Ints
    stage1_week: Ints
    main_week: Ints  # stage 2, recertification or initial factory inspection
    report: Ints
    decided: Ints


@dataclass(frozen=True)
class Visits:
    """One entry a visit, ordered by cluster and week; EMPTY days on visits still to come."""

    client: Ints
    kind: Ints
    sequence: Ints
    monday: Ints
    start: Ints
    length: Ints  # calendar days
    method: Ints
    done: Flags
    auditors: Ints
    extra: Ints  # role of a further member, −1 = none
    plan_reported: Ints
    report: Ints
    decided: Ints
    first_audit: Ints
    audit_count: Ints

    def __len__(self) -> int:
        return len(self.client)


@dataclass(frozen=True)
class Audits:
    """One entry an audit, in the order of visits."""

    visit: Ints
    certificate: Ints
    base: Floats
    planned: Floats
    onsite: Floats
    remote: Floats
    reduction: Ints  # per cent

    def __len__(self) -> int:
        return len(self.visit)


@dataclass(frozen=True)
class Team:
    """One entry a member of a visit's team; `person` counts the auditors of the whole body."""

    visit: Ints
    person: Ints
    role: Ints
    cluster_of_person: Ints  # one entry a person


def _weeks(as_of: int) -> Ints:
    """Mondays of weeks without a public holiday."""
    first = as_of - 1_500 - (as_of - 1_500 - 4) % 7  # 1970-01-05 was a Monday
    mondays = range(first, as_of + 130, 7)
    return np.array([m for m in mondays if all(is_working_day(date_of(m + d)) for d in range(5))])


class _Diary:
    """Finds the week for a visit that has to be over by a certain day."""

    def __init__(self, as_of: int) -> None:
        self.mondays = _weeks(as_of)

    def week_over_by(self, day: Ints) -> Ints:
        return self.mondays[np.searchsorted(self.mondays + 4, day, side="right") - 1]


def make_cycles(rng: np.random.Generator, clients: Clients, as_of: int) -> Cycle:
    """Backwards from the day of issue, each step within its limit."""
    diary, n = _Diary(as_of), len(clients)
    decided = clients.issued - rng.integers(0, 4, n)
    report = decided - rng.integers(2, 9, n)
    main_week = diary.week_over_by(report - 3)
    stage1_week = diary.week_over_by(main_week - rng.integers(9, 24, n))
    staged = (clients.cluster != 8) & (clients.origin != RECERTIFICATION)
    first_week = np.where(staged, stage1_week, main_week)
    contract = first_week - rng.integers(14, 26, n)
    reviewed = contract - rng.integers(0, 7, n)
    return Cycle(
        applied=reviewed - rng.integers(1, 8, n),
        reviewed=reviewed,
        contract=contract,
        planned=first_week - 12,
        stage1_week=np.where(staged, stage1_week, EMPTY),
        main_week=main_week,
        report=report,
        decided=decided,
    )


def make_visits(
    rng: np.random.Generator, clients: Clients, certificates: Certificates, cycle: Cycle, as_of: int
) -> tuple[Visits, Audits, Team]:
    client, kind, sequence, monday = _itinerary(rng, clients, cycle, as_of)
    # Done means over before the judging date; a visit under way on it is not in the world.
    keep = (monday + 4 < as_of) | ((monday > as_of) & (monday <= as_of + 45))
    client, kind, sequence, monday = client[keep], kind[keep], sequence[keep], monday[keep]
    order = np.lexsort((client, monday, clients.cluster[client]))
    client, kind, sequence, monday = client[order], kind[order], sequence[order], monday[order]
    n = len(client)
    done = monday + 4 < as_of
    remote_able = np.isin(kind, (SURVEILLANCE, STAGE2, RECERT))
    draw = rng.random(n)
    method = np.where(remote_able & (draw < 0.05), HYBRID, ON_SITE)
    method = np.where((kind == SURVEILLANCE) & (draw > 0.99), REMOTE, method)

    counts = clients.certificate_count[client]
    visit = np.repeat(np.arange(n), counts)
    first_audit = np.cumsum(counts) - counts
    certificate = np.repeat(clients.first_certificate[client] - first_audit, counts) + np.arange(len(visit))
    audits = _audit_days(rng, clients, certificates, visit, certificate, kind[visit], method[visit])

    total = np.bincount(visit, audits.planned, n)
    auditors = np.maximum(np.ceil(total / 4.5), np.where(total > 1.5, 2, 1)).astype(np.int64)
    length = np.clip(np.ceil(total / auditors), 1, 5).astype(np.int64)
    start = monday + rng.integers(0, 6 - length)
    extra = np.where(rng.random(n) < 0.12, rng.choice((EXPERT, TRAINEE, TRAINEE, OBSERVER), n), -1)
    report, decided = _results(rng, clients, cycle, client, kind, start + length - 1, done, as_of)
    visits = Visits(
        client=client,
        kind=kind,
        sequence=sequence,
        monday=monday,
        start=start,
        length=length,
        method=method,
        done=done,
        auditors=auditors,
        extra=extra,
        plan_reported=_plans(rng, start, as_of),
        report=report,
        decided=decided,
        first_audit=first_audit,
        audit_count=counts,
    )
    return visits, audits, _assign(visits, clients.cluster[client])


def _itinerary(
    rng: np.random.Generator, clients: Clients, cycle: Cycle, as_of: int
) -> tuple[Ints, Ints, Ints, Ints]:
    """All visits of all clients: client, kind, number of the surveillance, Monday."""
    diary, n = _Diary(as_of), len(clients)
    everyone = np.arange(n)
    ccc, again = clients.cluster == 8, clients.origin == RECERTIFICATION
    staged = everyone[cycle.stage1_week != EMPTY]
    main_kind = np.where(ccc, FACTORY_INITIAL, np.where(again, RECERT, STAGE2))
    follow_kind = np.where(ccc, FACTORY_FOLLOWUP, SURVEILLANCE)
    first = diary.week_over_by(np.minimum(clients.issued + rng.integers(318, 350, n), as_of + 120))
    second = diary.week_over_by(np.minimum(first + 4 + rng.integers(318, 350, n), as_of + 120))
    # The cycle before a recertification, as far as three years reach back.
    horizon = as_of - 1_130
    late = diary.week_over_by(np.maximum(cycle.main_week - rng.integers(290, 340, n), horizon - 30))
    early = diary.week_over_by(np.maximum(late - rng.integers(310, 345, n), horizon - 30))
    had_late, had_early = again & (late >= horizon), again & (early >= horizon)
    parts = [
        (staged, np.full(len(staged), STAGE1), 0, cycle.stage1_week[staged]),
        (everyone, main_kind, 0, cycle.main_week),
        (everyone, follow_kind, 1, first),
        (everyone, follow_kind, 2, second),
        (everyone[had_late], np.full(had_late.sum(), SURVEILLANCE), 2, late[had_late]),
        (everyone[had_early], np.full(had_early.sum(), SURVEILLANCE), 1, early[had_early]),
    ]
    client = np.concatenate([part[0] for part in parts])
    kind = np.concatenate([part[1] for part in parts])
    sequence = np.concatenate([np.full(len(part[0]), part[2]) for part in parts])
    monday = np.concatenate([part[3] for part in parts])
    return client, kind, sequence, monday


def _audit_days(
    rng: np.random.Generator,
    clients: Clients,
    certificates: Certificates,
    visit: Ints,
    certificate: Ints,
    kind: Ints,
    method: Ints,
) -> Audits:
    """Days of each audit: the table's share, reduced as the contract allows, up to the next half day."""
    client, scheme = certificates.client[certificate], certificates.scheme[certificate]
    label = np.full(len(certificate), 0)
    for code, name in ((EMS, "EMS"), (OHSMS, "OHSMS")):
        for level, complexity in enumerate(COMPLEXITIES):
            if f"{name} {complexity}" in COLUMNS:
                here = (scheme == code) & (certificates.complexity[certificate] == level)
                label[here] = COLUMNS.index(f"{name} {complexity}")
    base = np.round(table_days(clients.personnel[client], label) * _SHARES[kind], 2)
    base = np.where(scheme == CCC, np.where(kind == FACTORY_INITIAL, 1.0, 0.5), base)
    reduction = rng.choice((0, 0, 10, 15, 20, 25, 30), len(base))
    reduction[scheme == CCC] = 0
    together = (clients.certificate_count[client] > 1) & (scheme != CCC)
    integration = np.where(together, rng.choice((0.0, 0.10, 0.15), len(base)), 0.0)
    planned = half_days_up(base * (1 - reduction / 100) * (1 - integration))
    partly = (method == HYBRID) & (planned >= 1.5)
    remote = np.where(method == REMOTE, planned, np.where(partly, 0.5, 0.0))
    return Audits(visit, certificate, base, planned, planned - remote, remote, reduction)


def _plans(rng: np.random.Generator, start: Ints, as_of: int) -> Ints:
    """The day the plan was reported; plans of visits far ahead are still to be reported."""
    reported = start - rng.integers(3, 11, len(start))
    return np.where(reported > as_of, EMPTY, reported)


def _results(
    rng: np.random.Generator,
    clients: Clients,
    cycle: Cycle,
    client: Ints,
    kind: Ints,
    last_day: Ints,
    done: Flags,
    as_of: int,
) -> tuple[Ints, Ints]:
    """Days of report and decision, empty while they are still to come."""
    n = len(client)
    main = np.isin(kind, (STAGE2, RECERT, FACTORY_INITIAL))
    report = np.where(main, cycle.report[client], last_day + rng.integers(3, 12, n))
    decided = np.where(main, cycle.decided[client], report + rng.integers(1, 10, n))
    report = np.where(done & (report <= as_of), report, EMPTY)
    decided = np.where(done & (decided <= as_of) & (kind != STAGE1), decided, EMPTY)
    return report, decided


def _assign(visits: Visits, cluster: Ints) -> Team:
    """Members in turn: within a cluster the next visit takes the next people, so a week never takes one twice."""
    size = visits.auditors + (visits.extra >= 0)
    visit = np.repeat(np.arange(len(visits)), size)
    within = np.arange(len(visit)) - np.repeat(np.cumsum(size) - size, size)
    person = np.zeros(len(visit), dtype=np.int64)
    people: list[int] = []
    for number in range(len(FIELDS)):
        mine = np.flatnonzero(cluster[visit] == number)
        if len(mine) == 0:
            continue
        week = visits.monday[visit[mine]]
        a_week = np.unique(week, return_counts=True)[1].max()
        a_year = np.unique(years(week), return_counts=True)[1].max()
        staff = max(int(a_week), int(np.ceil(a_year / _MOST_VISITS_A_YEAR)), 4)
        person[mine] = len(people) + np.arange(len(mine)) % staff
        people += [number] * staff
    role = np.where(within == 0, LEADER, AUDITOR)
    last = within == np.repeat(size, size) - 1
    extra = visits.extra[visit]
    role = np.where(last & (extra >= 0), extra, role)
    return Team(visit, person, role, np.array(people))
