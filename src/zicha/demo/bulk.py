"""The clean mass of the invented body (底数): its clients, certificates, audits and people as tables, nothing broken."""

from __future__ import annotations

from datetime import date

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from zicha.demo import paperwork, personnel, records
from zicha.demo.clients import (
    APPLICATION_KINDS,
    CCC,
    FIELDS,
    SCHEMES,
    Certificates,
    Clients,
    make_clients,
)
from zicha.demo.columns import build, pick, where
from zicha.demo.days import EMPTY, HOUR, at, number_of, years
from zicha.demo.identifiers import credit_codes, numbered
from zicha.demo.mass import BODY, BRANCHES, DECIDERS, Keys, Mass
from zicha.demo.places import CITIES, organisation_names
from zicha.demo.visits import (
    HYBRID,
    KINDS,
    METHODS,
    ON_SITE,
    ROLES,
    SURVEILLANCE,
    Audits,
    Team,
    Visits,
    make_cycles,
    make_visits,
)

_LETTERS = ("Q", "E", "S", "EN", "IS", "FSMS", "SC")


def make_bulk(certificates: int, seed: int, as_of: date) -> dict[str, pa.Table]:
    """Tables of a body with at least so many certificates, without a single violation."""
    rng, today = np.random.default_rng(seed), number_of(as_of)
    clients, held = make_clients(rng, certificates, today)
    cycle = make_cycles(rng, clients, today)
    visits, audits, team = make_visits(rng, clients, held, cycle, today)
    keys = _keys(clients, held, visits, audits, team)
    mass = Mass(today, rng, clients, held, cycle, visits, audits, team, keys)
    tables = {
        "organisations": _organisations(mass),
        "applications": _applications(mass),
        "audits": _audits(mass),
        "audit_plans": _audit_plans(mass),
        "audit_team": _audit_team(mass),
        "certificate_fields": _certificate_fields(mass),
    }
    tables |= paperwork.certificates_and_events(mass)
    tables |= paperwork.process_and_decisions(mass)
    tables |= paperwork.sign_ins_and_nonconformities(mass)
    tables |= personnel.people_tables(mass)
    tables |= records.small_tables(mass, tables)
    return tables


def _keys(clients: Clients, held: Certificates, visits: Visits, audits: Audits, team: Team) -> Keys:
    grouped = visits.audit_count > 1
    return Keys(
        organisations=numbered("ORG-", np.arange(1, len(clients) + 1)),
        applications=numbered("APP-", np.arange(1, len(held) + 1)),
        certificates=_certificate_numbers(clients, held),
        audits=numbered("AUD-", np.arange(1, len(audits) + 1)),
        people=numbered("P-", np.arange(1, len(team.cluster_of_person) + DECIDERS + 1), 5),
        groups=where(grouped, numbered("GRP-", np.arange(1, len(visits) + 1))),
    )


def _certificate_numbers(clients: Clients, held: Certificates) -> pa.Array:
    """Numbers in the usual layouts: 99924Q00017R0M, and 16 digits beginning with the year for CCC."""
    n, client = len(held), held.client
    serial, width = np.arange(1, n + 1), max(5, len(str(n)))
    issued = years(clients.issued[client])
    cycles = np.minimum((issued - years(clients.first_issued[client])) // 3, 9)
    size = np.searchsorted((50, 250), clients.personnel[client], side="right")
    letters = pick([*_LETTERS, ""], held.scheme)
    system = pc.binary_join_element_wise(
        numbered("999", issued % 100, 2), letters, numbered("", serial, width), numbered("R", cycles, 1),
        pick("SML", size), "",
    )  # fmt: skip
    product = pc.binary_join_element_wise(
        numbered("", years(clients.first_issued[client]), 4), "99", numbered("", 700 + serial % 9, 4),
        numbered("", serial, 6), "",
    )  # fmt: skip
    return pc.if_else(pa.array(held.scheme == CCC), product, system)


def _organisations(mass: Mass) -> pa.Table:
    clients, n = mass.clients, len(mass.clients)
    numbers = np.arange(1, n + 1)
    region = np.array([city[0] for city in CITIES])[clients.city]
    towns = pick([city[1] + "示例路" for city in CITIES], clients.city)
    return build(
        "organisations",
        n,
        org_id=mass.keys.organisations,
        name=organisation_names(clients.cluster, numbers),
        uscc=credit_codes(region + 6, numbers),
        region_code=pa.array(region + 6).cast(pa.string()),
        address=pc.binary_join_element_wise(towns, numbered("", numbers % 899 + 1, 1), "号", ""),
        longitude=clients.longitude,
        latitude=clients.latitude,
        industry_code=pick(
            ["C34", "C39", "E47", "F51", "C29", "I65", "C14", "D44", "C38", "K70"], clients.cluster
        ),
        employees=clients.employees,
        established_on=clients.first_issued - mass.rng.integers(400, 6_000, n),
        registration_status="active",
    )


def _applications(mass: Mass) -> pa.Table:
    client = mass.certificates.client
    cycle, clients = mass.cycle, mass.clients
    n = len(client)
    return build(
        "applications",
        n,
        application_id=mass.keys.applications,
        body_id=BODY,
        org_id=mass.organisation(client),
        scheme=pick(SCHEMES, mass.certificates.scheme),
        kind=pick(APPLICATION_KINDS, clients.origin[client]),
        applied_on=cycle.applied[client],
        declared_personnel=clients.personnel[client],
        reviewer_id=mass.person(mass.decider(client + 1)),
        reviewed_on=cycle.reviewed[client],
        contract_signed_on=cycle.contract[client],
        contract_amount=paperwork.contract_amounts(mass),
    )


def _certificate_fields(mass: Mass) -> pa.Table:
    """One or two fields a certificate, of the client's cluster."""
    held = mass.certificates
    cluster = mass.clients.cluster[held.client]
    starts = np.cumsum([0] + [len(fields) for fields in FIELDS])
    sizes = np.diff(starts)[cluster]
    first = starts[cluster] + held.field_choice
    second = starts[cluster] + (held.field_choice + 1) % sizes
    both = np.flatnonzero(held.two_fields)
    labels = [field for fields in FIELDS for field in fields]
    certificate = np.concatenate([np.arange(len(held)), both])
    return build(
        "certificate_fields",
        len(certificate),
        certificate_no=mass.certificate(certificate),
        field_code=pick(labels, np.concatenate([first, second[both]])),
    )


def _audits(mass: Mass) -> pa.Table:
    audits, visits, held = mass.audits, mass.visits, mass.certificates
    v, c = audits.visit, audits.certificate
    done = visits.done[v]
    starts, ends = mass.meetings()
    kind = visits.kind[v]
    branch = mass.clients.city[visits.client[v]]
    remote = visits.method[v] != ON_SITE
    reduced = audits.reduction > 0
    return build(
        "audits",
        len(audits),
        audit_id=mass.keys.audits,
        body_id=BODY,
        org_id=mass.organisation(visits.client[v]),
        application_id=mass.application(c),
        certificate_no=mass.certificate(c),
        scheme=pick(SCHEMES, held.scheme[c]),
        kind=pick(KINDS, kind),
        sequence=np.where(kind == SURVEILLANCE, visits.sequence[v], EMPTY),
        method=pick(METHODS, visits.method[v]),
        planned_from=starts[v],
        planned_to=ends[v],
        started_at=np.where(done, starts[v], EMPTY),
        ended_at=np.where(done, ends[v], EMPTY),
        branch_id=where(branch < len(BRANCHES), pick(BRANCHES, branch % len(BRANCHES))),
        base_days=audits.base,
        planned_days=audits.planned,
        onsite_days=np.where(done, audits.onsite, np.nan),
        remote_days=np.where(done & (audits.remote > 0), audits.remote, np.nan),
        reduction_pct=audits.reduction,
        reduction_reason=where(reduced, pick(["过程简单、自动化程度高", "体系成熟、历次审核结果良好"], c % 2)),
        remote_reason=where(remote, pick(["", "部分文件评审适宜远程进行", "受审核方同意并具备远程条件"],
                                         np.where(visits.method[v] == HYBRID, 1, 2))),
        combined_group=mass.keys.groups.take(pa.array(v)),
        sites_audited=mass.clients.site_count[visits.client[v]],
        conclusion=where(done, pick(["recommended", "conditional"], (c % 11 == 0).astype(np.int64))),
        plan_reported_on=visits.plan_reported[v],
        report_issued_on=visits.report[v],
    )  # fmt: skip


def _audit_plans(mass: Mass) -> pa.Table:
    """The reported versions of each plan; one in ten was changed and reported again before the audit."""
    visits, v = mass.visits, mass.audits.visit
    starts, ends = mass.meetings()
    reported = np.flatnonzero(visits.plan_reported[v] != EMPTY)
    again = reported[(visits.client[v[reported]] % 10 == 3)]
    audit = np.concatenate([reported, again])
    version = np.concatenate([np.full(len(reported), 1), np.full(len(again), 2)])
    superseded = (version == 1) & np.isin(audit, again)
    visit = v[audit]
    leader = mass.leaders()
    team = _team_texts(mass)
    shift = superseded.astype(np.int64) * 7 * 24 * HOUR
    return build(
        "audit_plans",
        len(audit),
        audit_id=mass.audit(audit),
        version=version,
        reported_at=at(visits.plan_reported[visit], 10) + np.where(version == 2, 5 * HOUR, 0),
        planned_from=starts[visit] + shift,
        planned_to=ends[visit] + shift,
        method=pick(METHODS, visits.method[visit]),
        leader_id=mass.person(leader[visit]),
        team=team.take(pa.array(visit)),
    )


def _team_texts(mass: Mass) -> pa.Array:
    """The members of each visit as one text: P-00001;P-00002."""
    size = np.bincount(mass.team.visit, minlength=len(mass.visits))
    offsets = np.concatenate([[0], np.cumsum(size)]).astype(np.int32)
    people = mass.keys.people.take(pa.array(mass.team.person))
    return pc.binary_join(pa.ListArray.from_arrays(offsets, people), ";")


def _audit_team(mass: Mass) -> pa.Table:
    """Members of each audit: those of its visit; auditor-days in quarters that cover the days on site."""
    audits, visits, team = mass.audits, mass.visits, mass.team
    size = np.bincount(team.visit, minlength=len(visits))
    first = np.cumsum(size) - size
    members = size[audits.visit]
    audit = np.repeat(np.arange(len(audits)), members)
    within = np.arange(len(audit)) - np.repeat(np.cumsum(members) - members, members)
    member = first[audits.visit[audit]] + within
    share = np.ceil(audits.planned[audit] / visits.auditors[audits.visit[audit]] * 4) / 4
    cluster = mass.clients.cluster[visits.client[audits.visit[audit]]]
    technical = team.role[member] <= 2
    return build(
        "audit_team",
        len(audit),
        audit_id=mass.audit(audit),
        person_id=mass.person(team.person[member]),
        role=pick(ROLES, team.role[member]),
        days=np.where(team.role[member] == 4, np.nan, share),
        field_codes=where(technical, pick([";".join(fields) for fields in FIELDS], cluster)),
    )
