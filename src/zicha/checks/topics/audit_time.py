"""Checks of audit time (审核人日): planned days against the tables, reported days against what a team can give."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from math import prod

import ibis
import ibis.expr.types as ir

from zicha.checks.derived.audit_time import table_entry, why_no_table_days, with_table_days
from zicha.checks.expressions import as_days, day, days_between, decimal, half_days, reason, rounded_half_days
from zicha.checks.registry import KEY_BREAK, check
from zicha.contract.codes import AUDIT_TIME_SCHEMES
from zicha.contract.subjects import APPLICATION, AUDIT, KEY_SEPARATOR
from zicha.contract.verdicts import Severity

Share = Decimal | Fraction | int

FLOOR_WORDS = "（查审核时间表：{entry}，初次审核 {table_days} 人日{discount}）"


@check(
    code="A06",
    title="初审策划人日不足",
    severity=Severity.LEGAL_RISK,
    clauses=["1c"],
    subject=APPLICATION,
    basis="IAF MD 5:2019 表 QMS 1、EMS 1、OH&SMS 1，减少不超过 30%；IAF MD 11，结合减免不超过 20%",
    rule=(
        "质量、环境、职业健康安全管理体系的申请，做了第二阶段审核的，第一、二阶段计划总人日加起来少于最低人日。"
        "最低人日 = 审核时间表的人日 × {smallest_share}，四舍五入到半天；第二阶段是两个以上领域的结合审核的，"
        "再乘 {combined_share}，最后才舍入。查表用的人数取该申请的证书（有几张的，取编号最小的），"
        "证书没有人数的取申报人数；风险等级只看这张证书。"
    ),
    sentence="第一、二阶段共策划 {observed}，低于最低 {expected}" + FLOOR_WORDS + "。",
    unit="人日",
    example="质量管理体系 45 人，表列 4 人日，4 × 70% = 2.8，舍入为 3：共策划 2.5 人日为疑点，3 人日通过。",
    false_positives="有效人数计算后低于证书所列；多场所按场所另计人日；结合审核没有填写组号。",
)
def initial_audit_time_below_floor(
    applications: ir.Table,
    audits: ir.Table,
    stages_of_applications: ir.Table,
    groups_of_several_schemes: ir.Table,
    certificates_of_applications: ir.Table,
    audit_time_bands: ir.Table,
    *,
    smallest_share: Share,
    combined_share: Share,
) -> ir.Table:
    """Applications whose two stages were planned shorter than the table allows after the largest reduction."""
    staged = stages_of_applications.filter(stages_of_applications.audit_time_scheme.notnull()).select(
        "application_id", "planned_days", "unplanned_audits", "stage_ids", scheme="audit_time_scheme"
    )
    known = (
        applications.select("application_id", "body_id", "declared_personnel")
        .inner_join(staged, "application_id")
        .left_join(certificates_of_applications.rename(certified_personnel="personnel"), "application_id")
        .drop("application_id_right")
        .left_join(_in_combined_second_stage(audits, groups_of_several_schemes), "application_id")
        .drop("application_id_right")
    )
    people = ibis.coalesce(known.certified_personnel, known.declared_personnel)
    timed = with_table_days(known.mutate(personnel=people), audit_time_bands)
    is_combined = timed.combined.fill_null(False)
    floor = _floor(timed, is_combined, smallest_share, combined_share)
    return timed.select(
        "application_id",
        "body_id",
        entry=table_entry(timed),
        table_days=as_days(timed.half_days),
        discount=_discount(is_combined),
        undecided=ibis.coalesce(
            reason((timed.unplanned_audits > 0, "有第一或第二阶段审核没有计划总人日")),
            why_no_table_days(timed, "证书没有体系覆盖有效人数，申请也没有申报人数"),
        ),
        hit=half_days(timed.planned_days) < floor,
        observed=timed.planned_days,
        expected=as_days(floor),
        see_audits=timed.stage_ids,
        see_certificates=timed.certificate_no,
    )


def _in_combined_second_stage(audits: ir.Table, groups: ir.Table) -> ir.Table:
    """application_id of those whose second stage was one audit of a visit to several schemes."""
    second = audits.filter((audits.kind == "stage2") & audits.scheme.isin(AUDIT_TIME_SCHEMES))
    return (
        second.semi_join(groups, "combined_group").select("application_id").distinct().mutate(combined=True)
    )


def _floor(rows: ir.Table, is_combined: ir.Value, *shares: Share) -> ir.Value:
    """round½ of the table days times the shares, in half-days; the last share only where combined."""
    *alone, combined_share = [Fraction(share) for share in shares]
    share = prod(alone, start=Fraction(1))
    return ibis.ifelse(
        is_combined,
        rounded_half_days(rows.half_days, share * combined_share),
        rounded_half_days(rows.half_days, share),
    )


def _discount(is_combined: ir.Value) -> ir.Value:
    return ibis.ifelse(is_combined, "，结合审核", "")


@check(
    code="A10",
    title="监督或再认证人日不足",
    severity=Severity.MAJOR,
    clauses=["1c"],
    subject=AUDIT,
    basis="IAF MD 5:2019：监督约为初次审核的 1/3，再认证约为 2/3，减少不超过 30%；IAF MD 11，结合减免不超过 20%",
    rule=(
        "质量、环境、职业健康安全管理体系的监督（再认证）审核，计划总人日低于“审核时间表 × {smallest_share} × "
        "{surveillance_share}（再认证 {recertification_share}）”按半日四舍五入后的人日；"
        "属于两个以上领域的结合审核时再乘 {combined_share} 后舍入。人数和风险等级取审核所列证书。"
    ),
    sentence="{kind_words}审核计划 {observed}，低于最低 {expected}" + FLOOR_WORDS + "。",
    unit="人日",
    example="质量管理体系 50 人，表列 5 人日，5 × 70% × 1/3 = 1.17，舍入为 1：监督计划 0.5 人日为疑点，1 人日通过。",
    false_positives="监督时人数已减少而证书未换；一年内的监督分几次到访；结合审核没有填写组号。",
)
def later_audit_time_below_floor(
    audits: ir.Table,
    certificates: ir.Table,
    groups_of_several_schemes: ir.Table,
    audit_time_bands: ir.Table,
    *,
    smallest_share: Share,
    surveillance_share: Share,
    recertification_share: Share,
    combined_share: Share,
) -> ir.Table:
    """Surveillance and recertification audits planned shorter than their share of the table allows."""
    named = certificates.select("certificate_no", "personnel", "complexity", found=True)
    groups = groups_of_several_schemes.select("combined_group", combined=True)
    later = audits.filter(
        audits.kind.isin(["surveillance", "recertification"]) & audits.scheme.isin(AUDIT_TIME_SCHEMES)
    )
    known = (
        later.left_join(named, "certificate_no")
        .drop("certificate_no_right")
        .left_join(groups, "combined_group")
        .drop("combined_group_right")
    )
    timed = with_table_days(known, audit_time_bands)
    is_combined = timed.combined.fill_null(False)
    is_surveillance = timed.kind == "surveillance"
    floor = ibis.ifelse(
        is_surveillance,
        _floor(timed, is_combined, smallest_share, surveillance_share, combined_share),
        _floor(timed, is_combined, smallest_share, recertification_share, combined_share),
    )
    return timed.select(
        "audit_id",
        "body_id",
        kind_words=ibis.ifelse(is_surveillance, "监督", "再认证"),
        entry=table_entry(timed),
        table_days=as_days(timed.half_days),
        discount=_discount(is_combined),
        undecided=ibis.coalesce(
            reason(
                (timed.planned_days.isnull(), "审核没有计划总人日"),
                (timed.certificate_no.isnull(), "审核没有证书编号"),
                (timed.found.isnull(), "审核所列证书在证书表中查不到"),
            ),
            why_no_table_days(timed, "证书没有体系覆盖有效人数"),
        ),
        hit=half_days(timed.planned_days) < floor,
        observed=timed.planned_days,
        expected=as_days(floor),
        see_certificates=timed.certificate_no,
    )


@check(
    code="A11",
    title="现场人日超出审核组可能投入",
    severity=Severity.MAJOR,
    clauses=["1c"],
    subject=AUDIT,
    basis="质量管理体系认证规则：1 人日为 8 小时，不得以延长工作日减少人日；专家和实习人员不计入审核人日",
    rule=(
        "实际现场人日多于“组长和审核员人数 × 首次会议日至末次会议日的天数（首尾都算）+ {slack}”。"
        "技术专家、实习人员、观察员不算人数。"
    ),
    sentence="现场 {observed}，而 {auditors} 名审核员 {started_on} 至 {ended_on} 共 {calendar_days} 天，最多 {expected}。",
    unit="人日",
    example="2 名审核员到场 2 天，最多 4.5 人日：记 4.5 人日通过，记 5 人日为疑点。",
    false_positives="审核分几段进行，只记了一段的起止时间；审核组名单漏填组员。",
)
def more_days_than_the_team_can_give(audits: ir.Table, audit_team: ir.Table, *, slack: Decimal) -> ir.Table:
    """Audits with more on-site days than their auditors could have spent between first and last meeting."""
    counting = audit_team.filter(audit_team.role.isin(["leader", "auditor"]))
    members = counting.group_by("audit_id").aggregate(
        auditors=counting.person_id.nunique(),
        member_keys=(counting.audit_id + KEY_SEPARATOR + counting.person_id).group_concat(sep=KEY_BREAK),
    )
    spent = audits.mutate(started_on=day(audits.started_at), ended_on=day(audits.ended_at))
    known = spent.left_join(members, "audit_id").drop("audit_id_right")
    known = known.mutate(calendar_days=days_between(known.started_on, known.ended_on) + 1)
    most = known.auditors * known.calendar_days + decimal(slack)
    return known.select(
        "audit_id",
        "body_id",
        "auditors",
        "started_on",
        "ended_on",
        "calendar_days",
        undecided=reason(
            (known.onsite_days.isnull(), "没有实际现场人日"),
            (known.started_on.isnull(), "没有首次会议时间"),
            (known.ended_on.isnull(), "没有末次会议时间"),
            (known.auditors.isnull(), "审核组中没有组长或审核员"),
        ),
        hit=known.onsite_days > most,
        observed=known.onsite_days,
        expected=most,
        see_audit_team=known.member_keys,
    )
