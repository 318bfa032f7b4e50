"""Checks of what a body does about signals from outside (外部信号的处置)."""

from __future__ import annotations

from datetime import date

import ibis.expr.types as ir

from zicha.checks.derived.unattended_signals import unattended_signals
from zicha.checks.registry import check
from zicha.contract.subjects import CERTIFICATE
from zicha.contract.verdicts import Severity

INCIDENTS = ("accident", "recall", "media_exposure", "serious_violation")


@check(
    code="C07",
    title="抽查不合格未处置",
    severity=Severity.LEGAL_RISK,
    clauses=["3c"],
    subject=CERTIFICATE,
    basis="CNCA-QMS-01:2025 5.9.3：监督抽查不合格通报后 30 日内审核",
    rule="证书有效期间，获证组织被公布监督抽查不合格，公布之日起 {days_to_act} 天内既没有开始特殊审核、不通知检查或工厂跟踪检查"
    "（任何机构、任何领域），证书也没有暂停、撤销或注销，到判定日期限已过。",
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
    failures = adverse_matches.filter(adverse_matches.adverse_kind == "sampling_failure")
    return unattended_signals(
        certificates,
        failures,
        audits,
        certificate_events,
        certificate_states,
        days_to_act=days_to_act,
        as_of=as_of,
    )


@check(
    code="C11",
    title="事故召回曝光失信未处置",
    severity=Severity.LEGAL_RISK,
    clauses=["3c"],
    subject=CERTIFICATE,
    basis="质量管理体系认证规则（2016）7.3.1：重大质量安全事故、严重违法失信的撤销证书；"
    "天数为本项目设定的筛查线",
    rule="证书有效期间，获证组织被公布质量安全事故、召回、媒体曝光或严重违法失信，公布之日起 {days_to_act} 天内既没有开始特殊审核、"
    "不通知检查或工厂跟踪检查（任何机构、任何领域），证书也没有暂停、撤销或注销，到判定日限已过；"
    "严重违法失信的，只有撤销或注销该证书才算处置。",
    sentence="获证组织于 {published_on} 被公布质量安全事故、召回、媒体曝光或严重违法失信，至 {expected} 没有按规定处置。",
    example="3 月 1 日公布召回、3 月 11 日开始特殊审核：通过；3 月 12 日才开始：疑点；严重违法失信而只暂停证书：疑点。",
    false_positives="名单按名称匹配到同名企业；曝光内容与认证范围无关；同一事件多次登记。",
    uses=("certificate_events",),
    located_by=("organisations",),
)
def incident_unattended(
    certificates: ir.Table,
    adverse_matches: ir.Table,
    audits: ir.Table,
    certificate_events: ir.Table,
    certificate_states: ir.Table,
    *,
    days_to_act: int,
    as_of: date,
) -> ir.Table:
    """Certificates valid on the day of an accident, recall, exposure or serious violation nobody attended to in time."""
    incidents = adverse_matches.filter(adverse_matches.adverse_kind.isin(INCIDENTS))
    return unattended_signals(
        certificates,
        incidents,
        audits,
        certificate_events,
        certificate_states,
        days_to_act=days_to_act,
        as_of=as_of,
        ended_only_by=("serious_violation",),
    )
