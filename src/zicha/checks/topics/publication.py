"""Checks of what a body makes public (公布): suspended, revoked and cancelled certificates, in time."""

from __future__ import annotations

from datetime import date

import ibis
import ibis.expr.types as ir

from zicha.checks.derived.working_days_passed import CALENDAR_UNKNOWN, with_working_days
from zicha.checks.expressions import literal_day, reason
from zicha.checks.registry import check
from zicha.contract.codes import CODE_LISTS
from zicha.contract.subjects import CERTIFICATE_EVENT
from zicha.contract.verdicts import Severity

PUBLISHED_KINDS = ("suspended", "revoked", "cancelled")


@check(
    code="A32",
    title="暂停撤销公布超时",
    severity=Severity.MAJOR,
    clauses=["1c"],
    subject=CERTIFICATE_EVENT,
    basis="市监认证〔2019〕18号（二）1：增减、遗漏规定程序；暂停、撤销应向社会公布，公布期限未见原文",
    rule=(
        "证书暂停、撤销、注销，公布日期在生效日期之后超过 {working_days_to_publish} 个工作日（按官方日历，含调休上班日）；"
        "或者到判定日已超过而仍没有公布日期。"
    ),
    sentence="证书 {certificate_no} 于 {effective_on} {kind_words}，{published}，已过 {observed}（限 {expected}）。",
    unit="个工作日",
    example="周一暂停：下周一（第 5 个工作日）公布通过，下周二（第 6 个）公布为疑点；遇长假按调休日历顺延。",
    false_positives="已在网站公布，公布日期没有录入；生效日期录成了作出决定以前的日期。",
    located_by=("certificates",),
    empty_is_hit=["certificate_events.published_on"],
)
def status_change_published_late(
    certificate_events: ir.Table,
    working_days: ir.Table,
    certificates: ir.Table,
    *,
    working_days_to_publish: int,
    as_of: date,
) -> ir.Table:
    """Suspensions, revocations and cancellations made public too late, or not yet though it is due."""
    owners = certificates.select("certificate_no", "body_id")
    ended = certificate_events.filter(certificate_events.kind.isin(PUBLISHED_KINDS))
    known = ended.left_join(owners, "certificate_no").drop("certificate_no_right")
    # What is not published is judged by the day that has come since.
    known = known.mutate(public_by=ibis.coalesce(known.published_on, literal_day(as_of)))
    counted = with_working_days(
        known, working_days, after="effective_on", until="public_by", limit=working_days_to_publish
    )
    labels = CODE_LISTS["certificate_event"].labels
    return counted.select(
        "event_id",
        "body_id",
        "certificate_no",
        "effective_on",
        undecided=reason((counted.is_past_limit.isnull(), CALENDAR_UNKNOWN)),
        hit=counted.is_past_limit,
        observed=counted.working_days_passed,
        expected=ibis.literal(working_days_to_publish, "int64"),
        kind_words=ibis.cases(
            *((counted.kind == kind, ibis.literal(labels[kind])) for kind in PUBLISHED_KINDS), else_=""
        ),
        published=ibis.ifelse(
            counted.published_on.isnull(),
            ibis.literal(f"至 {as_of} 没有公布"),
            counted.published_on.cast("string") + ibis.literal(" 才公布"),
        ),
        see_certificates=counted.certificate_no,
    )
