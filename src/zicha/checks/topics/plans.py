"""Checks of audit plans (审核计划): reported at all, and in time."""

from __future__ import annotations

import ibis
import ibis.expr.types as ir

from zicha.checks.expressions import day, days_after, holds
from zicha.checks.registry import check
from zicha.contract.subjects import AUDIT
from zicha.contract.verdicts import Severity


@check(
    code="A16",
    title="审核计划未报或迟报",
    severity=Severity.MAJOR,
    clauses=["1c"],
    subject=AUDIT,
    basis="管理体系认证信息报告规范：审核计划应在审核前上报（提前天数未见原文）",
    rule="已经开始的审核，审核计划没有上报，或上报日期晚于首次会议日前 {lead} 天的那一天。",
    sentence="审核 {started_on} 开始，审核计划{observed}，最迟应在 {expected} 上报。",
    example="2026-03-10 首次会议：计划 03-09 上报通过，03-10 上报或没有上报为疑点。",
    false_positives="改期后只保留最后一次上报日期；上报平台停机，有停机公告的应排除。",
    empty_is_hit=["audits.plan_reported_on"],
)
def plan_not_reported_in_time(audits: ir.Table, *, lead: int) -> ir.Table:
    """Audits that began without their plan reported, or with it reported too late."""
    # Audits that start after the judging date are not read at all, so every start known is one that happened.
    begun = audits.filter(audits.started_at.notnull()).mutate(started_on=day(audits.started_at))
    latest = days_after(begun.started_on, -lead)
    reported = begun.plan_reported_on
    return begun.select(
        "audit_id",
        "body_id",
        "started_on",
        hit=reported.isnull() | holds(reported > latest),
        observed=ibis.coalesce(ibis.literal("上报于 ") + reported.cast("string"), "没有上报"),
        expected=latest,
    )
