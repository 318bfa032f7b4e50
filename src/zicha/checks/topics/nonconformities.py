"""Checks of what audits find (不符合项)."""

from __future__ import annotations

from datetime import date

import ibis
import ibis.expr.types as ir

from zicha.checks.expressions import day, literal_day
from zicha.checks.registry import KEY_BREAK, check
from zicha.contract.subjects import ORGANISATION_SCHEME
from zicha.contract.verdicts import Severity

COUNTED_KINDS = ("stage2", "surveillance", "recertification")


@check(
    code="C02",
    title="连续多次零不符合",
    severity=Severity.HINT,
    clauses=["3a"],
    subject=ORGANISATION_SCHEME,
    basis="市监认证〔2019〕18号（二）3：文件与运行脱节；次数为本项目设定的筛查线",
    rule="同一组织、同一领域已结束的第二阶段、监督、再认证审核不少于 {audits_in_a_row} 次，最近 {audits_in_a_row} 次都没有任何不符合项。",
    sentence="最近 {observed} 次审核（最后一次 {last_ended_on} 结束）没有开具任何不符合项。",
    example="最近三次审核都没有不符合项：疑点；其中一次有一项轻微不符合：通过；只审核过两次：不查。",
    false_positives="规模小、过程简单的组织；不符合项没有录入。",
)
def nothing_ever_found(
    audits: ir.Table, nonconformities: ir.Table, *, audits_in_a_row: int, as_of: date
) -> ir.Table:
    """Organisations and schemes whose last audits, three in a row, found nothing. The body is that of the last."""
    found = nonconformities.group_by("audit_id").aggregate(raised=nonconformities.count())
    ended = audits.filter(
        audits.kind.isin(COUNTED_KINDS) & (day(audits.ended_at) <= literal_day(as_of))
    ).select("audit_id", "body_id", "org_id", "scheme", "ended_at")
    latest = ibis.window(
        group_by=[ended.org_id, ended.scheme], order_by=[ibis.desc(ended.ended_at), ibis.desc(ended.audit_id)]
    )
    placed = ended.mutate(place=ibis.row_number().over(latest))
    last = placed.filter(placed.place < audits_in_a_row).left_join(found, "audit_id")
    is_last = last.place == 0
    counted = last.group_by("org_id", "scheme").aggregate(
        body_id=last.body_id.min(where=is_last),
        last_ended_on=day(last.ended_at.max()),
        audits_seen=last.count(),
        with_findings=last.raised.notnull().cast("int64").sum(),
        see_audits=last.audit_id.group_concat(KEY_BREAK),
    )
    judged = counted.filter(counted.audits_seen >= audits_in_a_row)
    return judged.select(
        "org_id",
        "scheme",
        "body_id",
        "last_ended_on",
        "see_audits",
        hit=judged.with_findings == 0,
        observed=ibis.literal(audits_in_a_row, "int64") - judged.with_findings,
        expected=ibis.literal("至少一次有不符合项"),
    )
