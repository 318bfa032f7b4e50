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
    sentence="体系覆盖 {observed} 人，登记或参保 {employees} 人，不足 {expected} 人。",
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
