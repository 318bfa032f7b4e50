"""Checks of who may audit and whose days count (人员能力与资格)."""

from __future__ import annotations

from decimal import Decimal

import ibis
import ibis.expr.types as ir

from zicha.checks.expressions import day, decimal, in_order, is_in_force, reason
from zicha.checks.registry import KEY_BREAK, check
from zicha.contract.subjects import AUDIT, KEY_SEPARATOR, TEAM_MEMBERSHIP
from zicha.contract.verdicts import Severity

COUNTED_ROLES = ("leader", "auditor")
COVERING_ROLES = ("leader", "auditor", "expert")


@check(
    code="D03",
    title="审核组缺专业能力",
    severity=Severity.LEGAL_RISK,
    clauses=["4a"],
    subject=AUDIT,
    basis="市监认证〔2019〕18号（二）4：资源和能力",
    rule="证书的某个专业，审核组里没有人具备能力：审核开始当天，组长、审核员、技术专家中没有一人在该领域、该专业的能力有效。",
    sentence="审核开始当天（{started_on}），审核组没有人具有以下专业的有效能力：{observed}。",
    example="证书专业 17.01，技术专家的 17.01 能力当天有效：通过；前一天到期：疑点。",
    false_positives="专业代码换版、对照关系没有更新；能力评定结果补录较晚。",
    also_needs=("certificates",),
)
def team_lacks_field(
    audits: ir.Table,
    certificate_fields: ir.Table,
    audit_team: ir.Table,
    qualifications: ir.Table,
    certificates: ir.Table,
) -> ir.Table:
    """Audits whose certificate names a field nobody in the team was qualified for on the first day."""
    held = audits.select("audit_id", "body_id", "certificate_no", "scheme", started_on=day(audits.started_at))
    # Fields of a certificate that was never delivered are fields of nothing.
    fields = certificate_fields.semi_join(certificates, "certificate_no")
    asked = held.join(fields.select("certificate_no", "field_code"), "certificate_no")
    covered = _covered_fields(asked, audit_team, qualifications).mutate(is_covered=True)
    judged = asked.left_join(covered, ["audit_id", "field_code"])
    judged = judged.mutate(is_missing=judged.is_covered.isnull())
    row = judged.certificate_no + KEY_SEPARATOR + judged.field_code
    per_audit = judged.group_by("audit_id").aggregate(
        body_id=judged.body_id.min(),
        started_on=judged.started_on.min(),
        missing=judged.is_missing.cast("int64").sum(),
        missing_fields=in_order(judged.field_code, "、", where=judged.is_missing),
        see_certificate_fields=row.group_concat(KEY_BREAK, where=judged.is_missing),
    )
    return per_audit.select(
        "audit_id",
        "body_id",
        "started_on",
        "see_certificate_fields",
        undecided=reason((per_audit.started_on.isnull(), "没有首次会议时间，不知道以哪一天的能力为准")),
        hit=per_audit.missing > 0,
        observed=per_audit.missing_fields,
        expected=ibis.literal("证书的每个专业至少一人具有有效能力"),
    )


def _covered_fields(asked: ir.Table, audit_team: ir.Table, qualifications: ir.Table) -> ir.Table:
    """audit_id, field_code: somebody in the team holds the field asked for, in the audit's scheme on its first day."""
    members = audit_team.filter(audit_team.role.isin(COVERING_ROLES)).select("audit_id", "person_id")
    # Only the fields asked for: a person holds several others, and the rows would be as many times more.
    able = members.join(asked.view().select("audit_id", "scheme", "started_on", "field_code"), "audit_id")
    able = able.join(qualifications, ["person_id", "scheme", "field_code"])
    in_force = able.filter(is_in_force(able.started_on, able.valid_from, able.valid_to))
    return in_force.select("audit_id", "field_code").distinct()


@check(
    code="D04",
    title="审核员注册资格无效",
    severity=Severity.LEGAL_RISK,
    clauses=["4a"],
    subject=TEAM_MEMBERSHIP,
    basis="质检总局第61号令：审核员须经 CCAA 注册，条款号未核对",
    rule="组长或审核员在审核开始当天，不在其注册有效期之内（首尾两天都算有效）。",
    sentence="审核于 {observed} 开始，该人员的注册有效期为 {expected}。",
    example="注册有效期至 2025-06-30：当天开始的审核通过，次日开始的审核为疑点。",
    false_positives="再注册已获批准但新有效期没有录入；人员表只保留了最近一次注册。",
)
def registration_invalid(audit_team: ir.Table, audits: ir.Table, people: ir.Table) -> ir.Table:
    """Leaders and auditors not registered on the first day of the audit."""
    held = audits.select("audit_id", "body_id", started_on=day(audits.started_at))
    registered = people.select("person_id", "registered_from", "registered_to", employer="body_id")
    members = audit_team.filter(audit_team.role.isin(COUNTED_ROLES)).select("audit_id", "person_id")
    judged = members.left_join(held, "audit_id").left_join(registered, "person_id")
    return judged.select(
        "audit_id",
        "person_id",
        body_id=ibis.coalesce(judged.body_id, judged.employer),
        undecided=reason(
            (judged.registered_from.isnull() | judged.registered_to.isnull(), "没有人员的注册有效期"),
            (judged.started_on.isnull(), "没有首次会议时间"),
        ),
        hit=(judged.started_on < judged.registered_from) | (judged.registered_to < judged.started_on),
        observed=judged.started_on,
        expected=judged.registered_from.cast("string")
        + ibis.literal(" 至 ")
        + judged.registered_to.cast("string"),
        see_audits=judged.audit_id,
        see_people=judged.person_id,
    )


@check(
    code="D05",
    title="专家实习人员计入人日",
    severity=Severity.MAJOR,
    clauses=["4a"],
    subject=AUDIT,
    basis="IAF MD 5:2019；质量管理体系认证规则：技术专家、实习审核员不计入审核人日",
    rule="组长和审核员的人日数合计，比实际现场人日少，相差超过 {slack} 人日，说明其中计入了专家、实习审核员或其他人员。",
    sentence="组长和审核员的人日合计 {observed}，实际现场人日扣除允许误差后为 {expected}。",
    unit="人日",
    example="实际现场 4 人日，组长和审核员合计 3.75 人日：通过；3.7 人日：疑点。",
    false_positives="审核组名单不全；角色登记有误。",
)
def uncounted_roles_counted(audits: ir.Table, audit_team: ir.Table, *, slack: Decimal) -> ir.Table:
    """Audits whose leaders and auditors worked fewer days than were booked on site."""
    members = audit_team.filter(audit_team.role.isin(COUNTED_ROLES))
    worked = members.group_by("audit_id").aggregate(
        worked_days=members.days.sum(), without_days=members.days.isnull().cast("int64").sum()
    )
    judged = audits.select("audit_id", "body_id", "onsite_days").left_join(worked, "audit_id")
    # A team without leader or auditor worked no day that counts.
    worked_days = ibis.coalesce(judged.worked_days, decimal(0))
    least = judged.onsite_days - decimal(slack)
    return judged.select(
        "audit_id",
        "body_id",
        undecided=reason(
            (judged.onsite_days.isnull(), "没有实际现场人日"),
            (judged.without_days > 0, "组长或审核员的人日数为空"),
        ),
        hit=worked_days < least,
        observed=worked_days,
        expected=least,
    )
