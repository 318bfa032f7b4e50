"""Checks of acting within one's authority (授权): who decides on certification, which branch audits."""

from __future__ import annotations

import ibis
import ibis.expr.types as ir

from zicha.checks.expressions import day, is_in_force, reason
from zicha.checks.registry import check
from zicha.contract.subjects import AUDIT, DECISION
from zicha.contract.verdicts import Severity


@check(
    code="D06",
    title="认证决定人员未授权",
    severity=Severity.LEGAL_RISK,
    clauses=["4a"],
    subject=DECISION,
    basis="市监认证〔2019〕18号（二）4：资源和能力；省级通报（非授权人员签署认证决定），原文未核对",
    rule="决定人在决定当天，没有证书所属领域（决定未写证书的，取审核的领域）的有效认证决定授权。授权首尾两天都算，截止日为空的长期有效。",
    sentence="{decider_id} 于 {decided_on} 作出{scheme}认证决定，当天没有该领域的有效授权。",
    example="质量管理体系授权至 2025-06-30：当天决定通过，次日决定为疑点；只有环境管理体系的授权，疑点。",
    false_positives="授权续期的批准文件没有录入；决定由委员会作出而只登记了主任委员。",
    uses=("audits",),
)
def decider_not_authorised(
    decisions: ir.Table,
    decision_authorities: ir.Table,
    certificates: ir.Table,
    audits: ir.Table,
    bodies_of_decisions: ir.Table,
) -> ir.Table:
    """Decisions by somebody without an authority for the scheme on that day.

    Reading: without any scheme, neither of a certificate nor of an audit, the decision cannot be judged.
    """
    by_certificate = certificates.select(certified_no="certificate_no", certificate_scheme="scheme")
    by_audit = audits.select(audited_id="audit_id", audit_scheme="scheme")
    made = decisions.select(
        "decision_id", "certificate_no", "audit_id", "decider_id", decided_on=day(decisions.decided_at)
    )
    made = made.left_join(by_certificate, made.certificate_no == by_certificate.certified_no)
    made = made.left_join(by_audit, made.audit_id == by_audit.audited_id)
    made = made.mutate(scheme=ibis.coalesce(made.certificate_scheme, made.audit_scheme))
    authorised = _authorised(made, decision_authorities)
    owners = bodies_of_decisions.select(owned_decision="decision_id", body_id="body_id")
    judged = made.view().left_join(authorised, [("decision_id", "authorised_decision")])
    judged = judged.left_join(owners, judged.decision_id == owners.owned_decision)
    return judged.select(
        "decision_id",
        "body_id",
        "decider_id",
        "decided_on",
        "scheme",
        undecided=reason(
            (judged.decider_id.isnull(), "决定没有写明决定人"),
            (judged.scheme.isnull(), "决定的证书和审核都查不到，不知道属于哪个领域"),
        ),
        hit=ibis.ifelse(judged.authorised_decision.isnull(), True, False),
        observed=ibis.ifelse(judged.authorised_decision.isnull(), "没有有效授权", "有有效授权"),
        expected=ibis.literal("决定当天有该领域的有效授权"),
        see_certificates=judged.certified_no,
        see_audits=judged.audited_id,
    )


def _authorised(made: ir.Table, decision_authorities: ir.Table) -> ir.Table:
    """authorised_decision: the decisions whose decider held an authority for the scheme on that day."""
    held = decision_authorities.select(
        holder="person_id", held_scheme="scheme", valid_from="valid_from", valid_to="valid_to"
    )
    pairs = made.join(held, [made.decider_id == held.holder, made.scheme == held.held_scheme])
    inside = pairs.filter(is_in_force(pairs.decided_on, pairs.valid_from, pairs.valid_to))
    return inside.select(authorised_decision="decision_id").distinct()


@check(
    code="D12",
    title="分支机构超授权",
    severity=Severity.MAJOR,
    clauses=["4b"],
    subject=AUDIT,
    basis="市监认证〔2019〕18号（二）4：管理制度、追溯；本项目设定的筛查规则",
    rule="由分支机构实施的审核，首次会议日期不在该分支机构的授权期之内（首尾两天都算，起止日为空的一端不限）。",
    sentence="审核于 {observed} 开始，分支机构 {branch_id} 的授权期为{expected}。",
    example="授权至 2025-06-30：当天开始的审核通过，次日开始的为疑点。",
    false_positives="授权续期没有录入；审核派出部门登记错误。",
)
def branch_not_authorised(audits: ir.Table, branches: ir.Table) -> ir.Table:
    """Audits done by a branch before or after the days it was authorised.

    Reading: an empty end of the authorisation is open; a branch that is not in the list leaves it undecided.
    """
    known = branches.select(
        known_branch="branch_id", authorised_from="authorised_from", authorised_to="authorised_to"
    )
    done = audits.filter(audits.branch_id.notnull()).select(
        "audit_id", "body_id", "branch_id", started_on=day(audits.started_at)
    )
    judged = done.left_join(known, done.branch_id == known.known_branch)
    first = ibis.coalesce(judged.authorised_from.cast("string"), ibis.literal("（未写起始日）"))
    last = ibis.coalesce(judged.authorised_to.cast("string"), ibis.literal("（未写截止日）"))
    return judged.select(
        "audit_id",
        "body_id",
        "branch_id",
        undecided=reason(
            (judged.known_branch.isnull(), "审核所写的分支机构在分支机构表中查不到"),
            (judged.started_on.isnull(), "没有首次会议时间"),
        ),
        hit=ibis.ifelse(
            is_in_force(judged.started_on, judged.authorised_from, judged.authorised_to), False, True
        ),
        observed=judged.started_on,
        expected=ibis.literal(" ") + first + ibis.literal(" 至 ") + last,
        see_branches=judged.known_branch,
    )
