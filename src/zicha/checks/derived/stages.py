"""Derived tables of audit stages (审核阶段): what an application's stage audits and a visit's audits add up to."""

from __future__ import annotations

import ibis.expr.types as ir

from zicha.checks.registry import KEY_BREAK, derived
from zicha.contract.codes import AUDIT_TIME_SCHEMES


@derived(kept=True)
def stages_of_applications(audits: ir.Table) -> ir.Table:
    """One row an application named by a stage audit (一二阶段审核).

    stage1_audits, stage2_audits        how many there are
    stage1_ended_at, stage2_ended_at    the last end of each stage; null where no end is known
    planned_days                        sum over both stages; unplanned_audits of them have none
    audit_time_scheme                   the scheme of its stage 2 where an audit-time table exists for it
    """
    stages = audits.filter(audits.application_id.notnull() & audits.kind.isin(["stage1", "stage2"]))
    is_first, is_second = stages.kind == "stage1", stages.kind == "stage2"
    return stages.group_by("application_id").aggregate(
        stage1_audits=is_first.sum(),
        stage2_audits=is_second.sum(),
        stage1_ended_at=stages.ended_at.max(where=is_first),
        stage2_ended_at=stages.ended_at.max(where=is_second),
        planned_days=stages.planned_days.sum().cast("decimal(18, 6)"),
        unplanned_audits=stages.planned_days.isnull().sum(),
        # An application has one scheme; should its stage 2 audits name several, one of them must be taken.
        audit_time_scheme=stages.scheme.min(where=is_second & stages.scheme.isin(AUDIT_TIME_SCHEMES)),
        stage1_ids=stages.audit_id.group_concat(sep=KEY_BREAK, where=is_first),
        stage2_ids=stages.audit_id.group_concat(sep=KEY_BREAK, where=is_second),
        stage_ids=stages.audit_id.group_concat(sep=KEY_BREAK),
    )


@derived(kept=True)
def groups_of_several_schemes(audits: ir.Table) -> ir.Table:
    """The combined groups (结合审核组) that audit two or more distinct schemes, one row each."""
    grouped = audits.filter(audits.combined_group.notnull())
    counted = grouped.group_by("combined_group").aggregate(schemes=grouped.scheme.nunique())
    return counted.filter(counted.schemes >= 2)
