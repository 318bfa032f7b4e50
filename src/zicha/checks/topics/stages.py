"""Checks of the steps before a certificate (认证程序): review, contract, first stage, second stage."""

from __future__ import annotations

import ibis
import ibis.expr.types as ir

from zicha.checks.expressions import day, days_between, holds, on_day, reason
from zicha.checks.registry import check
from zicha.contract.codes import MS_SCHEMES
from zicha.contract.subjects import APPLICATION, AUDIT
from zicha.contract.verdicts import Severity
from zicha.reference.parameters import Parameter


@check(
    code="A04",
    title="缺少第一阶段审核",
    severity=Severity.LEGAL_RISK,
    clauses=["1c"],
    subject=AUDIT,
    basis="ISO/IEC 17021-1：初次认证审核分两个阶段；市监认证〔2019〕18号（二）1：增减、遗漏规定程序",
    rule="管理体系的第二阶段审核，同一申请下没有第一阶段审核。证书转换的申请免查，扩大范围和再认证的申请不免。",
    sentence="申请 {application_id} 做了{scheme}第二阶段审核，但没有第一阶段审核。",
    example="申请只有第二阶段审核：疑点；另有一次第一阶段审核：通过；证书转换的申请：免查。",
    false_positives="第一阶段审核记在另一个申请编号下；核对审核档案后排除。",
)
def first_stage_missing(
    audits: ir.Table, applications: ir.Table, stages_of_applications: ir.Table
) -> ir.Table:
    """Second-stage audits of management systems whose application saw no first stage."""
    asked = applications.select("application_id", application_kind=applications.kind, found=True)
    counted = stages_of_applications.select("application_id", "stage1_audits")
    second = (
        audits.filter((audits.kind == "stage2") & audits.scheme.isin(MS_SCHEMES))
        .left_join(asked, "application_id")
        .drop("application_id_right")
        .left_join(counted, "application_id")
        .drop("application_id_right")
    )
    return second.select(
        "audit_id",
        "body_id",
        "application_id",
        "scheme",
        exempt=reason((second.application_kind == "transfer", "证书转换的申请，不要求第一阶段审核")),
        undecided=reason(
            (second.application_id.isnull(), "审核没有申请编号"),
            (second.found.isnull(), "申请编号在申请受理表中查不到"),
        ),
        hit=second.stage1_audits == 0,
        observed=ibis.literal("没有第一阶段审核"),
        expected=ibis.literal("有第一阶段审核"),
        see_applications=second.application_id,
    )


@check(
    code="A05",
    title="一二阶段间隔异常",
    severity=Severity.MAJOR,
    clauses=["1c"],
    subject=AUDIT,
    basis="CNCA-QMS-01:2025（两阶段间隔，条款号未见原文）；六个月上限为行业惯例",
    rule=(
        "与同一申请最后结束的第一阶段审核相比：第二阶段在第一阶段结束当日或之前开始；"
        "或间隔天数少于 {shortest_gap}，按第二阶段开始日期适用；或间隔天数多于 {longest_gap}。"
    ),
    sentence="第一阶段审核 {stage1_ended_on} 结束，第二阶段审核 {started_on} 开始，间隔 {observed}，{bound} {expected}。",
    unit="天",
    example="第一阶段 2026-03-01 结束：第二阶段 03-05 开始为疑点（4 天），03-06 开始通过（5 天）；2025 年只查当日和倒置。",
    false_positives="2026 年以前已约定的结合审核；第一阶段末次会议时间录入错误。",
)
def stages_too_close_or_far(
    audits: ir.Table,
    stages_of_applications: ir.Table,
    *,
    shortest_gap: Parameter | int,
    longest_gap: int,
) -> ir.Table:
    """Second-stage audits that follow the last first stage too soon, too late or not at all."""
    first = stages_of_applications.select("application_id", "stage1_audits", "stage1_ended_at", "stage1_ids")
    second = (
        audits.filter(audits.kind == "stage2")
        .left_join(first, "application_id")
        .drop("application_id_right")
        .mutate(started_on=day(audits.started_at), stage1_ended_on=day(first.stage1_ended_at))
    )
    dated = second.mutate(
        gap=days_between(second.stage1_ended_on, second.started_on),
        shortest=on_day(shortest_gap, second.started_on),
    )
    not_after, too_far = dated.gap <= 0, dated.gap > longest_gap
    return dated.select(
        "audit_id",
        "body_id",
        "started_on",
        "stage1_ended_on",
        undecided=reason(
            (dated.application_id.isnull(), "审核没有申请编号"),
            (dated.stage1_audits == 0, "同一申请没有第一阶段审核"),
            (dated.stage1_ended_on.isnull(), "第一阶段审核没有末次会议时间"),
            (dated.started_on.isnull(), "第二阶段审核没有首次会议时间"),
        ),
        hit=not_after | holds(dated.gap < dated.shortest) | too_far,
        bound=ibis.ifelse(too_far, "应不多于", "应不少于"),
        observed=dated.gap,
        expected=ibis.ifelse(
            too_far,
            ibis.literal(longest_gap, "int64"),
            ibis.coalesce(dated.shortest, ibis.literal(1, "int64")),
        ),
        see_audits=dated.stage1_ids,
    )


@check(
    code="A21",
    title="合同早于申请评审",
    severity=Severity.MAJOR,
    clauses=["1c"],
    subject=APPLICATION,
    basis="ISO/IEC 17021-1：先评审申请，再签订认证合同；市监认证〔2019〕18号（二）1：增减、遗漏规定程序",
    rule="合同签订日期早于申请评审日期。同一天的通过。",
    sentence="合同 {observed} 签订，申请 {expected} 才评审。",
    example="2025-03-02 评审：03-01 签合同为疑点，03-02 签合同通过。",
    false_positives="先签框架合同、按申请逐次评审；评审表后来换版重填。",
)
def contract_before_review(applications: ir.Table) -> ir.Table:
    """Applications whose contract was signed before they were reviewed."""
    return applications.select(
        "application_id",
        "body_id",
        undecided=reason(
            (applications.contract_signed_on.isnull(), "没有合同签订日期"),
            (applications.reviewed_on.isnull(), "没有申请评审日期"),
        ),
        hit=applications.contract_signed_on < applications.reviewed_on,
        observed=applications.contract_signed_on,
        expected=applications.reviewed_on,
    )
