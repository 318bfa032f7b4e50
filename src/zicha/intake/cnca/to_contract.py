"""From the sheets of the national report to the tables of the contract (上报表 → 数据契约)."""

from __future__ import annotations

from collections.abc import Mapping

import pyarrow as pa

from zicha.contract.errors import Remark
from zicha.intake.cnca import audits, certificates, decisions, explained, factory, people, plans
from zicha.intake.cnca.session import open_session

_MAKERS = {
    "bodies": certificates.bodies,
    "branches": certificates.branches,
    "organisations": certificates.organisations,
    "applications": plans.applications,
    "certificates": certificates.certificates,
    "certificate_fields": certificates.certificate_fields,
    "certificate_events": certificates.certificate_events,
    "transfers": certificates.transfers,
    "audits": audits.audits,
    "audit_plans": plans.audit_plans,
    "audit_team": audits.audit_team,
    "people": people.people,
    "decisions": decisions.decisions,
}


def to_contract(tables: Mapping[str, pa.Table]) -> tuple[dict[str, pa.Table], list[Remark]]:
    """Rows of the contract in `stored_schema`, tables without a row left out, and what was lost or settled on the way."""
    with open_session(tables) as session:
        # Each step reads what the steps before it staged.
        for stage in (
            certificates.stage_bodies,
            certificates.stage_events,
            audits.stage_activities,
            audits.stage_visits,
            audits.stage_audits,
            plans.stage_plans,
            factory.stage_factories,
            audits.stage_team,
            people.stage_people,
            decisions.stage_decisions,
        ):
            stage(session)
        made = {name: make(session) for name, make in _MAKERS.items()}
        remarks = explained.remarks(session, tables)
    filled = {name: rows for name, rows in made.items() if len(rows)}
    return filled, [*remarks, *explained.never_reported(filled)]
