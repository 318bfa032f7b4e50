"""The smaller tables of a clean body (其他记录): governance, sites, money, documents, laboratories, outside signals.

Few rows each, but rows that fit the rest, so that no check of the catalogue finds fault with them.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pyarrow as pa

from zicha.demo.clients import CCC, TRANSFER
from zicha.demo.columns import build, from_rows, pick
from zicha.demo.days import EMPTY, at, date_of
from zicha.demo.governance import governance_rows, signal_rows
from zicha.demo.identifiers import numbered
from zicha.demo.mass import BODY, Mass
from zicha.demo.paperwork import contract_amounts
from zicha.demo.visits import FACTORY_FOLLOWUP, ON_SITE, RECERT, STAGE2, SURVEILLANCE


def small_tables(mass: Mass, tables: Mapping[str, pa.Table]) -> dict[str, pa.Table]:
    listed = {**governance_rows(date_of(mass.as_of)), **signal_rows(date_of(mass.as_of))}
    return {
        **{name: from_rows(name, rows) for name, rows in listed.items()},
        "sites": _sites(mass),
        "audit_sites": _audit_sites(mass),
        **_processes(mass),
        "expenses": _expenses(mass),
        "fees": _fees(mass, tables["organisations"]),
        "documents": _documents(mass),
        "org_records": _org_records(mass),
        **_products(mass),
        "licences": _licences(mass),
        "visits": _follow_up_visits(mass),
        "claims": _claims(mass),
        "transfers": _transfers(mass),
        "classifications": _classifications(mass),
    }


def _sites(mass: Mass) -> pa.Table:
    """Every site of the clients that have more than one, the central one first."""
    client, number = _site_list(mass)
    return build(
        "sites",
        len(client),
        site_id=_site_ids(mass, client, number),
        org_id=mass.organisation(client),
        kind=pick(["fixed", "temporary"], (number % 4 == 3).astype(int)),
        address="示例园区",
        longitude=np.round(mass.clients.longitude[client] + number * 0.11, 6),
        latitude=np.round(mass.clients.latitude[client] - number * 0.07, 6),
        personnel=np.maximum(mass.clients.personnel[client] // mass.clients.site_count[client], 1),
    )


def _site_list(mass: Mass) -> tuple[np.ndarray, np.ndarray]:
    several = np.flatnonzero(mass.clients.site_count > 1)
    count = mass.clients.site_count[several]
    client = np.repeat(several, count)
    return client, np.arange(len(client)) - np.repeat(np.cumsum(count) - count, count)


def _site_ids(mass: Mass, client: np.ndarray, number: np.ndarray) -> pa.Array:
    return numbered("SITE-", (client + 1) * 10 + number, 7)


def _audit_sites(mass: Mass) -> pa.Table:
    """Every site is visited: more than the sample asks for."""
    visits, v = mass.visits, mass.audits.visit
    count = mass.clients.site_count[visits.client[v]]
    sampled = np.isin(visits.kind[v], (STAGE2, SURVEILLANCE, RECERT)) & visits.done[v] & (count > 1)
    audit = np.flatnonzero(sampled)
    size = count[audit]
    rows = np.repeat(audit, size)
    number = np.arange(len(rows)) - np.repeat(np.cumsum(size) - size, size)
    return build(
        "audit_sites",
        len(rows),
        audit_id=mass.audit(rows),
        site_id=_site_ids(mass, visits.client[v[rows]], number),
        central=number == 0,
        random=number % 3 == 2,
    )


_PROCESSES = ("设计和开发", "生产和服务提供", "检验和放行")


def _processes(mass: Mass) -> dict[str, pa.Table]:
    """Processes of one certificate in ten, all of them audited each time."""
    held = mass.certificates
    mine = np.flatnonzero((held.client % 10 == 0) & (held.scheme < 6))
    certificate = np.repeat(mine, 3)
    scope = build(
        "scope_processes",
        len(certificate),
        certificate_no=mass.certificate(certificate),
        process=pick(_PROCESSES, np.tile(np.arange(3), len(mine))),
        core=np.tile(np.array([False, True, True]), len(mine)),
    )
    kind = mass.visits.kind[mass.audits.visit]
    audits = np.flatnonzero(np.isin(kind, (STAGE2, RECERT)) & np.isin(mass.audits.certificate, mine))
    audited = build(
        "audited_processes",
        3 * len(audits),
        audit_id=mass.audit(np.repeat(audits, 3)),
        process=pick(_PROCESSES, np.tile(np.arange(3), len(audits))),
    )
    return {"scope_processes": scope, "audited_processes": audited}


def _expenses(mass: Mass) -> pa.Table:
    """Journeys of some leaders: there the day before, modest lodging, everything paid by the body."""
    visits = mass.visits
    mine = np.flatnonzero(visits.done & (visits.method == ON_SITE) & (np.arange(len(visits)) % 25 == 0))
    leader, n = mass.leaders()[mine], len(mine)
    before = visits.start[mine] - 1
    region = pa.repeat(pa.scalar("330100"), 2 * n)
    travel = np.repeat([True, False], n)
    return build(
        "expenses",
        2 * n,
        expense_id=numbered("EXP-", np.arange(1, 2 * n + 1)),
        audit_id=mass.audit(np.tile(visits.first_audit[mine], 2)),
        person_id=mass.person(np.tile(leader, 2)),
        paid_by="body",
        kind=pick(["lodging", "transport"], travel.astype(int)),
        amount=np.where(travel, 180.0 + np.tile(leader, 2) % 300, 320.0 + np.tile(leader, 2) % 130),
        document_no=numbered("DOC2099", np.arange(1, 2 * n + 1), 8),
        spent_on=np.tile(before, 2),
        region_code=region,
        departed_at=np.where(travel, np.tile(at(before, 14), 2), EMPTY),
        arrived_at=np.where(travel, np.tile(at(before, 17), 2), EMPTY),
    )


def _fees(mass: Mass, organisations: pa.Table) -> pa.Table:
    """One fee an application, paid by the client itself, at four fifths of the public tariff."""
    client = mass.certificates.client
    n, amounts = len(client), contract_amounts(mass)
    paid = mass.cycle.contract[client] + 10
    return build(
        "fees",
        n,
        fee_id=numbered("FEE-", np.arange(1, n + 1)),
        application_id=mass.keys.applications,
        payer=organisations["name"].combine_chunks().take(pa.array(client)),
        amount=amounts,
        list_amount=np.round(amounts * 1.25, 2),
        paid_on=np.where(paid <= mass.as_of, paid, EMPTY),
    )


CHARACTERS = "本公司依据标准建立实施保持并持续改进管理体系明确职责权限资源过程控制顾客要求采购检验设备人员培训文件记录内部评审纠正措施风险机遇目标方针产品服务设计开发生产交付"


def _documents(mass: Mass) -> pa.Table:
    """Manuals of some organisations, each its own text; no audit file among them."""
    clients = np.arange(0, len(mass.clients), 50)[:60]
    drawn = mass.rng.integers(0, len(CHARACTERS), (len(clients), 420))
    return build(
        "documents",
        len(clients),
        document_id=numbered("DOC-", clients + 1),
        org_id=mass.organisation(clients),
        kind="org_document",
        created_at=at(mass.cycle.applied[clients] - 100, 9),
        modified_at=at(mass.cycle.applied[clients] - 90, 9),
        text=pa.array(["".join(CHARACTERS[i] for i in row) for row in drawn]),
    )


def _org_records(mass: Mass) -> pa.Table:
    """Internal audit, then management review, well before the stage 2 they were shown at."""
    audits = np.flatnonzero(mass.visits.kind[mass.audits.visit] == STAGE2)[::30]
    start = mass.visits.start[mass.audits.visit[audits]]
    day = np.concatenate([start - 75, start - 60])
    client = np.tile(mass.visits.client[mass.audits.visit[audits]], 2)
    return build(
        "org_records",
        len(day),
        record_id=numbered("REC-", np.arange(1, len(day) + 1)),
        org_id=mass.organisation(client),
        audit_id=mass.audit(np.tile(audits, 2)),
        kind=pick(["internal_audit", "management_review"], np.repeat([0, 1], len(audits))),
        claimed_on=day,
        created_at=at(day, 17),
        modified_at=at(day + 1, 9),
    )


def _products(mass: Mass) -> dict[str, pa.Table]:
    """Product units of CCC certificates, checked at each follow-up, and the type tests behind them."""
    ccc = np.flatnonzero(mass.certificates.scheme == CCC)
    unit = numbered("UNIT-", ccc + 1)
    parts = "电源线=示例线缆/DX-1; 插头=示例电器/CT-2"
    units = build(
        "product_units",
        len(ccc),
        unit_id=unit,
        certificate_no=mass.certificate(ccc),
        model=numbered("QH-", ccc + 1),
        key_components=parts,
    )
    visits = mass.visits
    v = mass.audits.visit
    checked = np.flatnonzero((visits.kind[v] == FACTORY_FOLLOWUP) & visits.done[v])
    certificate = mass.audits.certificate[checked]
    checks = build(
        "product_checks",
        len(checked),
        check_id=numbered("CHK-", np.arange(1, len(checked) + 1)),
        unit_id=numbered("UNIT-", certificate + 1),
        audit_id=mass.audit(checked),
        checked_on=visits.start[v[checked]],
        model_found=numbered("QH-", certificate + 1),
        key_components_found="插头=示例电器/CT-2；电源线=示例线缆/DX-1",
        test_passed=True,
    )
    client = mass.certificates.client[ccc]
    day = mass.cycle.reviewed[client]
    reports = build(
        "test_reports",
        len(ccc),
        report_no=numbered("TR-2099-", ccc + 1),
        lab_id=pick([f"LAB-{number}" for number in range(1, 7)], ccc % 6),
        body_id=BODY,
        org_id=mass.organisation(client),
        application_id=mass.application(ccc),
        certificate_no=mass.certificate(ccc),
        product_model=numbered("QH-", ccc + 1),
        sampled_on=day,
        tested_from=day + 1,
        tested_to=day + 4,
        issued_on=day + 5,
        conclusion="pass",
        data_hash=numbered("h", ccc + 1, 12),
    )
    return {"product_units": units, "product_checks": checks, "test_reports": reports}


def _licences(mass: Mass) -> pa.Table:
    """Permits of some organisations, one of them renewed."""
    client = np.arange(0, len(mass.clients), 40)
    old = client[::5]
    who = np.concatenate([client, old])
    current = np.arange(len(who)) < len(client)
    return build(
        "licences",
        len(who),
        licence_no=numbered("LIC-", np.arange(1, len(who) + 1)),
        org_id=mass.organisation(who),
        kind="生产许可（示例）",
        valid_from=np.where(current, mass.as_of - 900, mass.as_of - 2_600),
        valid_to=np.where(current, mass.as_of + 900, mass.as_of - 901),
        status=pick(["expired", "valid"], current.astype(int)),
    )


def _follow_up_visits(mass: Mass) -> pa.Table:
    client = np.arange(0, len(mass.clients), 60)
    return build(
        "visits",
        len(client),
        visit_id=numbered("VIS-", client + 1),
        org_id=mass.organisation(client),
        visited_on=mass.as_of - 30 - client % 200,
        result="producing",
    )


def _claims(mass: Mass) -> pa.Table:
    """Organisations that say what is true, and the body's own sober words."""
    client = np.flatnonzero(~mass.clients.expired)[::70]
    claims = build(
        "claims",
        len(client),
        claim_id=numbered("CLM-", client + 1),
        org_id=mass.organisation(client),
        certificate_no=mass.certificate(mass.clients.first_certificate[client]),
        seen_on=mass.clients.issued[client] + 2,
        text="本公司已通过管理体系认证",
    )
    own = from_rows(
        "claims",
        [
            {
                "claim_id": "CLM-OWN-1",
                "body_id": BODY,
                "seen_on": date_of(mass.as_of - 50),
                "text": "按认证规则受理申请，认证费用公开",
            }
        ],
    )
    return pa.concat_tables([claims, own])


def _transfers(mass: Mass) -> pa.Table:
    client = np.flatnonzero(mass.clients.origin == TRANSFER)
    n = len(client)
    return build(
        "transfers",
        n,
        transfer_id=numbered("TRF-", client + 1),
        org_id=mass.organisation(client),
        from_body_id="CNCA-R-2099-901",
        to_body_id=BODY,
        old_certificate_no=numbered("90120Q", client + 1, 5),
        new_certificate_no=mass.certificate(mass.clients.first_certificate[client]),
        old_status="valid",
        applied_on=mass.cycle.applied[client],
        evaluated_on=mass.cycle.reviewed[client],
        evaluator_id=mass.person(mass.decider(client)),
        supplementary="none",
    )


def _classifications(mass: Mass) -> pa.Table:
    client = np.flatnonzero(mass.clients.cluster == 8)
    return build(
        "classifications",
        len(client),
        body_id=BODY,
        org_id=mass.organisation(client),
        effective_on=mass.clients.issued[client],
        grade=pick("ABBC", client % 4),
        reason="按年度分类结果",
    )
