"""Checks of how audit time is cut (审核时间的减少): off site, by percentage, by combining audits."""

from __future__ import annotations

from decimal import Decimal

import ibis
import ibis.expr.types as ir

from zicha.checks.expressions import decimal, holds, reason
from zicha.checks.registry import KEY_BREAK, check
from zicha.contract.subjects import AUDIT, COMBINED_GROUP
from zicha.contract.verdicts import Severity

# What rounding to days may move a share: half a percentage point, set by the catalogue and no parameter.
ROUNDING_SLACK = Decimal("0.005")


@check(
    code="A07",
    title="现场审核时间不足80%",
    severity=Severity.MAJOR,
    clauses=["1d"],
    subject=AUDIT,
    basis="IAF MD 5:2019、质量管理体系认证规则：现场审核时间不少于总审核时间的 80%",
    rule=(
        "（实际现场人日 + 远程人日）÷ 计划总人日低于 {smallest_onsite_share}，容许 0.5 个百分点的舍入误差。"
        "没有填写远程人日的按 0 计。"
    ),
    sentence="现场和远程审核共 {observed}，计划 {planned_days} 人日，不足 {smallest_onsite_share}（{expected}）。",
    unit="人日",
    example="计划 10 人日：现场和远程共 7.95 人日通过（79.5%，在误差以内），7.9 人日为疑点。",
    false_positives="计划总人日误含路途时间；总人日只有 1 至 1.5 的小审核受舍入影响。",
)
def too_little_time_on_site(audits: ir.Table, *, smallest_onsite_share: Decimal) -> ir.Table:
    """Audits with less than four fifths of the planned days spent on site or remotely."""
    spent = audits.onsite_days + audits.remote_days.fill_null(decimal(0))
    limit = audits.planned_days * decimal(smallest_onsite_share - ROUNDING_SLACK)
    return audits.select(
        "audit_id",
        "body_id",
        "planned_days",
        undecided=reason(
            (audits.onsite_days.isnull(), "没有实际现场人日"),
            (audits.planned_days.isnull(), "没有计划总人日"),
            (audits.planned_days <= 0, "计划总人日不是正数"),
        ),
        hit=spent < limit,
        observed=spent,
        expected=audits.planned_days * decimal(smallest_onsite_share),
    )


@check(
    code="A08",
    title="人日减少超限或无理由",
    severity=Severity.MAJOR,
    clauses=["1e"],
    subject=AUDIT,
    basis="IAF MD 5:2019、质量管理体系认证规则：减少不超过 30%，并应记录理由",
    rule="人日减少比例超过 {largest_reduction}%；或减少比例大于 0 而没有填写减少理由。",
    sentence="人日减少 {observed}，{fault}。",
    unit="%",
    example="减少 30% 并写明理由：通过；减少 30.1%，或减少 5% 而没有理由：疑点。",
    false_positives="多场所按场所的减少记在同一栏；理由写在审核方案里而没有填入本表。",
)
def reduced_too_much_or_without_reason(audits: ir.Table, *, largest_reduction: int) -> ir.Table:
    """Audits whose days were cut by more than allowed, or cut without saying why."""
    cut = audits.reduction_pct
    is_excessive = cut > decimal(largest_reduction)
    is_unexplained = (cut > 0) & audits.reduction_reason.isnull()
    return audits.select(
        "audit_id",
        "body_id",
        undecided=reason((cut.isnull(), "没有人日减少比例")),
        hit=is_excessive | is_unexplained,
        fault=ibis.cases(
            (
                holds(is_excessive & is_unexplained),
                ibis.literal(f"超过 {largest_reduction}%，也没有填写减少理由"),
            ),
            (holds(is_excessive), ibis.literal(f"超过 {largest_reduction}%")),
            (holds(is_unexplained), ibis.literal("没有填写减少理由")),
            else_=ibis.literal(""),
        ),
        observed=cut,
        expected=decimal(largest_reduction),
    )


@check(
    code="A12",
    title="结合审核减免超限",
    severity=Severity.MAJOR,
    clauses=["1e"],
    subject=COMBINED_GROUP,
    basis="IAF MD 11：结合审核的减免不超过 20%",
    rule=(
        "两个以上领域的结合审核组，各项审核计划总人日之和，比“基础人日 ×（1 − 人日减少比例）”之和少，"
        "减免超过 {largest_integration_cut}（另容许 0.5 个百分点的舍入误差）。没有填写减少比例的按 0 计。"
    ),
    sentence="结合审核组的 {audits} 项审核共计划 {observed}，各自减少后的人日合计 {reduced_days} 人日，"
    "减免 {largest_integration_cut} 后应不少于 {expected}。",
    unit="人日",
    example="质量 5、环境 5 人日，均未减少：共计划 7.95 人日通过（减免 20.5%，在误差以内），7.9 人日为疑点。",
    false_positives="同一组号被几次到访重复使用；基础人日填的是减免以后的数。",
)
def integration_cut_too_much(
    audits: ir.Table, groups_of_several_schemes: ir.Table, *, largest_integration_cut: Decimal
) -> ir.Table:
    """Combined audits planned shorter than their schemes one by one, by more than the cut allowed.

    With nothing left to compare against (base days of zero, or cut by 100 %) a group is undecided.
    """
    grouped = audits.semi_join(groups_of_several_schemes, "combined_group")
    grouped = grouped.mutate(
        days_per_cent=grouped.base_days * (decimal(100) - grouped.reduction_pct.fill_null(decimal(0)))
    )
    # Scales are kept small enough that no engine rounds a product.
    sums = grouped.group_by("combined_group").aggregate(
        body_id=grouped.body_id.min(),
        audits=grouped.count(),
        without_base=grouped.base_days.isnull().sum(),
        without_plan=grouped.planned_days.isnull().sum(),
        planned=grouped.planned_days.sum().cast("decimal(22, 6)"),
        per_cent=grouped.days_per_cent.sum().cast("decimal(28, 12)"),
        audit_ids=grouped.audit_id.group_concat(sep=KEY_BREAK),
    )
    share = 1 - Decimal(largest_integration_cut)
    # For showing only, so rounded before the second factor.
    least_per_cent = (sums.per_cent * decimal(share)).cast("decimal(28, 6)")
    return sums.select(
        "combined_group",
        "body_id",
        "audits",
        undecided=reason(
            (sums.without_base > 0, "组内有审核没有基础人日数"),
            (sums.without_plan > 0, "组内有审核没有计划总人日"),
            (sums.per_cent <= 0, "组内审核减少后的基础人日合计不是正数"),
        ),
        hit=sums.planned * decimal(100) < sums.per_cent * decimal(share - ROUNDING_SLACK),
        observed=sums.planned,
        expected=(least_per_cent * decimal(Decimal("0.01"))).cast("decimal(20, 3)"),
        reduced_days=(sums.per_cent * decimal(Decimal("0.01"))).cast("decimal(20, 3)"),
        see_audits=sums.audit_ids,
    )
