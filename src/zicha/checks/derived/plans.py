"""Derived tables of audit plans (审核计划): the version last reported."""

from __future__ import annotations

import ibis
import ibis.expr.types as ir

from zicha.checks.registry import derived


@derived(kept=True)
def plans_last_reported(audit_plans: ir.Table) -> ir.Table:
    """The version of each plan with the greatest reported_at, then the greatest version: one row an audit."""
    latest = ibis.window(
        group_by=audit_plans.audit_id,
        order_by=[ibis.desc(audit_plans.reported_at), ibis.desc(audit_plans.version)],
    )
    placed = audit_plans.select(
        "audit_id",
        "version",
        "reported_at",
        "planned_from",
        "leader_id",
        place=ibis.row_number().over(latest),
    )
    return placed.filter(placed.place == 0).drop("place")
