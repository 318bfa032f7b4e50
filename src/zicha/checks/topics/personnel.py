"""Checks of head-counts (人数): covered personnel against registered or insured employees."""

from __future__ import annotations

from decimal import Decimal

import ibis.expr.types as ir

from zicha.checks.expressions import decimal, holds, reason
from zicha.checks.registry import check
from zicha.contract.codes import MS_SCHEMES
from zicha.contract.subjects import CERTIFICATE
from zicha.contract.verdicts import Severity


@check(
    code="A09",
    title="体系覆盖人数压低",
    severity=Severity.LEGAL_RISK,
    clauses=["1e"],
    subject=CERTIFICATE,
    basis="IAF MD 5:2019 有效人数；EA FAQ 44.1（滥用人数折减）",
    rule="登记或参保人数不少于 {smallest_employer} 人的组织，其管理体系证书的体系覆盖有效人数少于登记或参保人数的 {smallest_share}。",
    sentence="体系覆盖 {observed} 人，组织总人数（登记、参保或申报）{employees} 人，不足 {expected} 人。",
    unit="人",
    example="登记 100 人、证书覆盖 49 人：疑点；覆盖 50 人：通过。",
    false_positives="季节工、劳务派遣、认证范围只含部分部门；有有效人数计算说明的应排除。",
)
def personnel_understated(
    certificates: ir.Table, organisations: ir.Table, *, smallest_share: Decimal, smallest_employer: int
) -> ir.Table:
    """Certificates covering fewer people than a plausible share of the organisation's employees."""
    known = certificates.filter(certificates.scheme.isin(MS_SCHEMES)).left_join(
        organisations.select("org_id", "employees"), "org_id"
    )
    least = known.employees * decimal(smallest_share)
    return known.select(
        "certificate_no",
        "body_id",
        "employees",
        undecided=reason(
            (known.personnel.isnull(), "证书没有体系覆盖有效人数"),
            (known.employees.isnull(), "获证组织没有登记或参保人数"),
        ),
        hit=holds(known.employees >= smallest_employer) & (known.personnel < least),
        observed=known.personnel,
        expected=least,
        see_organisations=known.org_id,
    )


@check(
    code="C01",
    title="人数与外部数据不符",
    severity=Severity.MAJOR,
    clauses=["3a"],
    subject=CERTIFICATE,
    basis="市监认证〔2019〕18号（二）3：获证组织“两张皮”；本项目设定的筛查线",
    rule="管理体系证书的体系覆盖有效人数不足登记或参保人数的 {lowest_ratio}，或者超过其 {highest_ratio} 倍，"
    "并且两者相差超过 {smallest_difference} 人。",
    sentence="证书覆盖 {observed} 人，登记或参保 {expected} 人，相差悬殊。",
    unit="人",
    example="登记 100 人、证书覆盖 67 人或 150 人：通过；66 人或 151 人：疑点。",
    false_positives="劳务派遣、季节工、近期大量招聘；认证范围只含部分部门。",
)
def personnel_contradicted(
    certificates: ir.Table,
    organisations: ir.Table,
    *,
    lowest_ratio: Decimal,
    highest_ratio: Decimal,
    smallest_difference: int,
) -> ir.Table:
    """Certificates whose head-count is far from the employees registered or insured, either way."""
    known = certificates.filter(certificates.scheme.isin(MS_SCHEMES)).left_join(
        organisations.select("org_id", "employees"), "org_id"
    )
    # By multiplication: an employer of nobody has no ratio, but a certificate for people there is outside it.
    is_outside = (known.personnel < known.employees * decimal(lowest_ratio)) | (
        known.personnel > known.employees * decimal(highest_ratio)
    )
    return known.select(
        "certificate_no",
        "body_id",
        undecided=reason(
            (known.personnel.isnull(), "证书没有体系覆盖有效人数"),
            (known.employees.isnull(), "获证组织没有登记或参保人数"),
        ),
        hit=is_outside & ((known.personnel - known.employees).abs() > smallest_difference),
        observed=known.personnel,
        expected=known.employees,
        see_organisations=known.org_id,
    )
