"""Checks of what a body does about signals from outside (外部信号的处置)."""

from __future__ import annotations

from datetime import date

import ibis
import ibis.expr.types as ir

from zicha.checks.derived.certificate_states import ENDING_KINDS, with_state_on
from zicha.checks.expressions import day, days_after, literal_day
from zicha.checks.registry import KEY_BREAK, check
from zicha.contract.subjects import CERTIFICATE
from zicha.contract.verdicts import Severity

ANSWERING_AUDITS = ("special", "unannounced", "factory_followup")


@check(
    code="C07",
    title="抽查不合格未处置",
    severity=Severity.LEGAL_RISK,
    clauses=["3c"],
    subject=CERTIFICATE,
    basis="CNCA-QMS-01:2025 5.9.3：监督抽查不合格通报后 30 日内审核",
    rule="证书有效期间，获证组织被公布监督抽查不合格，公布之日起 {days_to_act} 天内既没有开始特殊审核、不通知检查或工厂跟踪检查"
    "（任何机构、任何领域），证书也没有暂停、撤销或注销，到筛查日期限已过。",
    sentence="获证组织于 {published_on} 被公布监督抽查不合格，至 {expected} 没有开始特殊审核、不通知检查或工厂跟踪检查，"
    "证书也没有暂停、撤销或注销。",
    example="3 月 1 日公布、3 月 31 日开始特殊审核：通过；4 月 1 日才开始：疑点。",
    false_positives="名单按名称匹配到同名企业；不合格产品不在认证范围内；产品为他人贴牌。",
    uses=("certificate_events",),
    also_needs=("organisations",),
)
def sampling_failure_unattended(
    certificates: ir.Table,
    adverse_matches: ir.Table,
    audits: ir.Table,
    certificate_events: ir.Table,
    certificate_states: ir.Table,
    *,
    days_to_act: int,
    as_of: date,
) -> ir.Table:
    """Certificates valid on the day of a sampling failure that nobody attended to in time."""
    failures = adverse_matches.filter(adverse_matches.adverse_kind == "sampling_failure").select(
        "org_id", "adverse_id", "published_on"
    )
    held = certificates.select(
        "certificate_no", "body_id", "org_id", "issued_on", "expires_on", "status"
    ).join(failures, "org_id")
    held = with_state_on(held, certificate_states, day="published_on")
    struck = held.filter(held.is_valid).mutate(deadline=days_after(held.published_on, days_to_act))
    attended = ibis.union(
        _audited_in_time(struck, audits), _ended_in_time(struck, certificate_events), distinct=True
    )
    judged = struck.left_join(attended.mutate(is_attended=True), ["certificate_no", "adverse_id"])
    is_overdue = literal_day(as_of) > judged.deadline
    judged = judged.mutate(unattended=is_overdue & judged.is_attended.isnull())
    per_certificate = judged.group_by("certificate_no").aggregate(
        body_id=judged.body_id.min(),
        org_id=judged.org_id.min(),
        unattended=judged.unattended.cast("int64").sum(),
        missed_published_on=judged.published_on.min(where=judged.unattended),
        missed_deadline=judged.deadline.min(where=judged.unattended),
        last_deadline=judged.deadline.max(),
        see_adverse_events=judged.adverse_id.group_concat(KEY_BREAK, where=judged.unattended),
    )
    return per_certificate.select(
        "certificate_no",
        "body_id",
        "see_adverse_events",
        published_on=per_certificate.missed_published_on,
        hit=per_certificate.unattended > 0,
        observed=literal_day(as_of),
        expected=ibis.coalesce(per_certificate.missed_deadline, per_certificate.last_deadline),
        see_organisations=per_certificate.org_id,
    )


def _audited_in_time(struck: ir.Table, audits: ir.Table) -> ir.Table:
    """certificate_no, adverse_id: an answering audit of the organisation started in time."""
    answers = audits.filter(audits.kind.isin(ANSWERING_AUDITS)).select(
        "org_id", started_on=day(audits.started_at)
    )
    tried = struck.select("certificate_no", "org_id", "adverse_id", "published_on", "deadline")
    tried = tried.join(answers, "org_id")
    in_time = (tried.published_on <= tried.started_on) & (tried.started_on <= tried.deadline)
    return tried.filter(in_time).select("certificate_no", "adverse_id")


def _ended_in_time(struck: ir.Table, certificate_events: ir.Table) -> ir.Table:
    """certificate_no, adverse_id: the certificate was suspended, revoked or cancelled in time."""
    ends = certificate_events.filter(certificate_events.kind.isin(ENDING_KINDS)).select(
        "certificate_no", "effective_on"
    )
    tried = struck.select("certificate_no", "adverse_id", "published_on", "deadline")
    tried = tried.join(ends, "certificate_no")
    in_time = (tried.published_on <= tried.effective_on) & (tried.effective_on <= tried.deadline)
    return tried.filter(in_time).select("certificate_no", "adverse_id")
