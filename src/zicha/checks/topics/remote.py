"""Checks of remote audits (远程审核): a reason given, no high risk judged from afar."""

from __future__ import annotations

import ibis
import ibis.expr.types as ir

from zicha.checks.expressions import holds
from zicha.checks.registry import check
from zicha.contract.subjects import AUDIT
from zicha.contract.verdicts import Severity


@check(
    code="A15",
    title="远程审核不合规",
    severity=Severity.MAJOR,
    clauses=["1c"],
    subject=AUDIT,
    basis="2022 年签到范围扩大通知：远程审核须说明理由和证据；CNAS-CC14:2019（条文未核对）",
    rule=(
        "远程或混合方式的审核没有填写采用远程方式的理由；或者第一阶段审核全部远程进行，而证书风险等级为高"
        "（证书取该申请编号最小的一张）。"
    ),
    sentence="{method_words}审核，{observed}。",
    example="混合方式的监督审核没有填写理由：疑点；写明理由：通过。高风险组织的第一阶段全部远程：写明理由也为疑点。",
    false_positives="理由只在统一平台填报、没有写入本表；疫情等不可抗力期间主管部门统一允许的远程审核。",
    uses=("certificates",),
    empty_is_hit=["audits.remote_reason"],
)
def remote_without_reason_or_at_high_risk(
    audits: ir.Table, certificates_of_applications: ir.Table
) -> ir.Table:
    """Remote and hybrid audits without a reason, and first stages of high risk done remotely."""
    graded = certificates_of_applications.select("application_id", "complexity", graded_by="certificate_no")
    known = (
        audits.filter(audits.method.isin(["remote", "hybrid"]))
        .left_join(graded, "application_id")
        .drop("application_id_right")
    )
    is_unexplained = known.remote_reason.isnull()
    is_risky = holds((known.kind == "stage1") & (known.method == "remote") & (known.complexity == "high"))
    return known.select(
        "audit_id",
        "body_id",
        method_words=ibis.ifelse(known.method == "remote", "远程", "混合方式"),
        hit=is_unexplained | is_risky,
        observed=ibis.cases(
            (
                is_unexplained & is_risky,
                ibis.literal("没有填写采用远程方式的理由，且高风险组织的第一阶段全部远程进行"),
            ),
            (is_unexplained, ibis.literal("没有填写采用远程方式的理由")),
            (is_risky, ibis.literal("高风险组织的第一阶段全部远程进行")),
            else_=ibis.literal("写明了采用远程方式的理由"),
        ),
        expected=ibis.literal("写明理由，高风险组织的第一阶段不全部远程"),
        see_certificates=ibis.ifelse(is_risky, known.graded_by, ibis.null("string")),
    )
