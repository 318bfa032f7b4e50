"""Checks of certification fees (认证收费): paid by the one certified, and not far below the list."""

from __future__ import annotations

from decimal import Decimal

import ibis
import ibis.expr.types as ir

from zicha.checks.derived.normalised_names import normalised_name
from zicha.checks.expressions import decimal, reason
from zicha.checks.registry import check
from zicha.contract.subjects import FEE
from zicha.contract.verdicts import Severity


@check(
    code="A35",
    title="第三方付费",
    severity=Severity.MAJOR,
    clauses=["1b"],
    subject=FEE,
    basis="CNCA-QMS-01:2025：认证费用由认证委托人直接支付，不得由第三方代付（二手来源）",
    rule=(
        "付款方名称与获证组织名称不同（全半角、大小写、标点和空格不计）。"
        "获证组织取收费所列申请的组织，没有时取所列审核的组织。"
    ),
    sentence="费用由“{observed}”支付，申请组织是“{expected}”。",
    example="组织为“甲（北京）公司”，付款方写“甲(北京)公司”：通过；付款方为某咨询公司：疑点。",
    false_positives="集团财务公司统一付款；组织更名前后的付款；分公司申请、总公司付款。",
    uses=("applications", "audits"),
)
def paid_by_a_third_party(
    fees: ir.Table,
    organisations: ir.Table,
    applications: ir.Table,
    audits: ir.Table,
    bodies_of_fees: ir.Table,
) -> ir.Table:
    """Fees paid by someone whose name is not that of the organisation certified."""
    by_application = _holders(applications, organisations, "application_id", "asked")
    by_audit = _holders(audits, organisations, "audit_id", "audited")
    known = (
        fees.left_join(by_application, "application_id")
        .drop("application_id_right")
        .left_join(by_audit, "audit_id")
        .drop("audit_id_right")
        .left_join(bodies_of_fees, "fee_id")
        .drop("fee_id_right")
    )
    # An organisation that resolves to nothing is empty: the audit is asked next.
    name = ibis.coalesce(known.asked_name, known.audited_name)
    return known.select(
        "fee_id",
        "body_id",
        undecided=reason(
            (known.payer.isnull(), "没有付款方"),
            (name.isnull(), "收费所列的申请和审核都查不到获证组织"),
        ),
        hit=normalised_name(known.payer) != normalised_name(name),
        observed=known.payer,
        expected=name,
        see_organisations=ibis.coalesce(known.asked_org, known.audited_org),
    )


def _holders(rows: ir.Table, organisations: ir.Table, key: str, prefix: str) -> ir.Table:
    """The key of each row with the known organisation it is of: <prefix>_org, <prefix>_name."""
    named = organisations.select("org_id", "name")
    owned = rows.select(key, "org_id").inner_join(named, "org_id")
    return owned.select(key, **{f"{prefix}_org": owned.org_id, f"{prefix}_name": owned.name})


@check(
    code="A38",
    title="收费低于公示标准",
    severity=Severity.MINOR,
    clauses=["1e"],
    subject=FEE,
    basis="市监认证〔2019〕18号（二）1：擅自降低认证标准要求；比例为本项目设定的筛查线",
    rule="收费金额低于按公示收费标准应收金额的 {smallest_share}。",
    sentence="收费 {observed}，公示标准应收 {list_amount} 元，低于其 {smallest_share}（{expected}）。",
    unit="元",
    example="公示标准应收 10000 元：收 5000 元通过，收 4999.99 元为疑点。",
    false_positives="分期付款只录了一期；退费、补差单独成行；按协议对多体系打包优惠。",
    located_by=("applications", "audits"),
)
def charged_far_below_list(fees: ir.Table, bodies_of_fees: ir.Table, *, smallest_share: Decimal) -> ir.Table:
    """Fees below half of what the public list asks."""
    known = fees.left_join(bodies_of_fees, "fee_id").drop("fee_id_right")
    least = known.list_amount * decimal(smallest_share)
    return known.select(
        "fee_id",
        "body_id",
        "list_amount",
        undecided=reason((known.list_amount.isnull(), "没有公示收费标准应收金额")),
        hit=known.amount < least,
        observed=known.amount,
        expected=least,
    )
