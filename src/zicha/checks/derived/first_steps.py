"""Derived tables of the steps of certification (认证环节): when each was first done."""

from __future__ import annotations

import ibis.expr.types as ir

from zicha.checks.registry import derived

STEPS_IN_ORDER = (
    "application",
    "application_review",
    "contract",
    "audit_plan",
    "stage1",
    "stage2",
    "report",
    "file_review",
    "decision",
    "issue",
)
"""The steps towards a certificate in the order they are due (程序顺序)."""


@derived(kept=True)
def first_steps_of_applications(process_events: ir.Table) -> ir.Table:
    """application_id and <step>_at, when each step was first done; empty where it is not recorded."""
    steps = process_events.filter(process_events.activity.isin(STEPS_IN_ORDER))
    return steps.group_by("application_id").aggregate(
        **{f"{step}_at": steps.happened_at.min(where=steps.activity == step) for step in STEPS_IN_ORDER}
    )
