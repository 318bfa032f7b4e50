"""Checks of travel, board and lodging (差旅食宿费用)."""

from __future__ import annotations

from decimal import Decimal

import ibis
import ibis.expr.types as ir

from zicha.checks.expressions import day, days_between, decimal, holds, hours, microseconds_between
from zicha.checks.registry import KEY_BREAK, check
from zicha.contract.subjects import EXPENSE
from zicha.contract.verdicts import Severity

MICROSECONDS_A_MINUTE = 60_000_000


@check(
    code="B07",
    title="票据与审核矛盾",
    severity=Severity.LEGAL_RISK,
    clauses=["2a"],
    subject=EXPENSE,
    basis="市监认证〔2019〕18号（二）2：减少审核时间或不到现场；本项目设定的筛查规则",
    rule="交通票据的出发到到达时间与所属现场审核的首末次会议时间重叠超过 {longest_overlap} 小时；"
    "或者票据号码在另一笔费用中也出现。",
    sentence="{observed}。",
    example="审核 9:00 开始，列车 8:00 出发、11:00 到达：通过；11:01 到达：疑点。两笔费用写同一票据号码：都是疑点。",
    false_positives="一张发票分摊到多人或多次审核；票据号码只录了通用代码；审核组成员中途才参加。",
)
def ticket_contradicts_audit(
    expenses: ir.Table, audits: ir.Table, *, longest_overlap: int | Decimal
) -> ir.Table:
    """Expenses whose journey ran while the audit was held, or whose document was used before."""
    held = audits.select("audit_id", "body_id", "method", "started_at", "ended_at")
    judged = expenses.select("expense_id", "audit_id", "kind", "document_no", "departed_at", "arrived_at")
    judged = (
        judged.left_join(held, "audit_id").drop("audit_id_right").left_join(_reused(expenses), "document_no")
    )
    leaves = ibis.ifelse(judged.departed_at > judged.started_at, judged.departed_at, judged.started_at)
    comes = ibis.ifelse(judged.arrived_at < judged.ended_at, judged.arrived_at, judged.ended_at)
    is_ticket = (judged.kind == "transport") & (judged.method == "on_site")
    # The lesser of two ends is later than the greater of two starts when each is: an empty time makes it false.
    overlaps = ibis.and_(
        *(
            end > start + hours(longest_overlap)
            for end in (judged.arrived_at, judged.ended_at)
            for start in (judged.departed_at, judged.started_at)
        )
    )
    travelled = holds(is_ticket & overlaps)
    is_reused = judged.first_expense.notnull()
    minutes = (microseconds_between(leaves, comes) // MICROSECONDS_A_MINUTE).cast("int64").cast("string")
    journey = ibis.literal("行程与审核时间重叠 ") + minutes + ibis.literal(" 分钟")
    again = ibis.literal("票据号码 ") + judged.document_no + ibis.literal(" 另有费用使用")
    return judged.select(
        "expense_id",
        "body_id",
        hit=travelled | is_reused,
        observed=ibis.cases(
            (travelled & is_reused, journey + "；" + again),
            (travelled, journey),
            (is_reused, again),
            else_="没有矛盾",
        ),
        expected=ibis.literal(f"重叠不超过 {longest_overlap} 小时，票据号码不重复"),
        see_audits=ibis.ifelse(travelled, judged.audit_id, ibis.null("string")),
        see_expenses=judged.first_expense + KEY_BREAK + judged.last_expense,
    )


def _reused(expenses: ir.Table) -> ir.Table:
    """document_no, first_expense, last_expense: documents of two or more expenses. One of the two is another."""
    numbered = expenses.filter(expenses.document_no.notnull())
    used = numbered.group_by("document_no").aggregate(
        first_expense=numbered.expense_id.min(), last_expense=numbered.expense_id.max()
    )
    return used.filter(used.first_expense != used.last_expense)


@check(
    code="B13",
    title="差旅食宿费用异常",
    severity=Severity.MINOR,
    clauses=["2b"],
    subject=EXPENSE,
    basis="市监认证〔2019〕18号（二）2：不合理收取差旅食宿费用；数值为本项目设定的筛查线",
    rule="住宿费一笔超过 {highest_lodging} 元；或者一人在一次审核的住宿费笔数，超过审核日历天数加 {spare_nights}；"
    "或者由获证组织支付其他类费用。",
    sentence="{observed}。",
    example="住宿 750 元：通过；750.01 元：疑点。审核 2 天、一人住宿 4 笔：通过；5 笔：5 笔都是疑点。",
    false_positives="旺季或偏远地区住宿；一笔费用含多人多晚；合同约定由组织承担的费用。",
)
def unusual_travel_cost(
    expenses: ir.Table, audits: ir.Table, *, highest_lodging: int | Decimal, spare_nights: int
) -> ir.Table:
    """Lodging too dear or too often, other things paid by the one audited. Too many nights make each of them a hit."""
    held = audits.select(
        "audit_id",
        "body_id",
        audit_days=days_between(day(audits.started_at), day(audits.ended_at)) + 1,
    )
    lodged = expenses.filter(expenses.kind == "lodging")
    nights = lodged.group_by("audit_id", "person_id").aggregate(nights=lodged.count())
    judged = expenses.select("expense_id", "audit_id", "person_id", "kind", "paid_by", "amount")
    judged = judged.left_join(held, "audit_id").drop("audit_id_right")
    judged = judged.left_join(nights, ["audit_id", "person_id"])
    is_lodging = judged.kind == "lodging"
    is_dear = holds(is_lodging & (judged.amount > decimal(highest_lodging)))
    is_often = holds(is_lodging & (judged.nights > judged.audit_days + spare_nights))
    is_gift = holds((judged.kind == "other") & (judged.paid_by == "organisation"))
    return judged.select(
        "expense_id",
        "body_id",
        hit=is_dear | is_often | is_gift,
        observed=ibis.cases(
            (is_dear & is_often, _dear(judged) + "，" + _often(judged)),
            (is_dear, _dear(judged)),
            (is_often, _often(judged)),
            (is_gift, "获证组织支付了其他类费用"),
            else_="没有异常",
        ),
        expected=ibis.literal(
            f"住宿一笔不超过 {highest_lodging} 元、笔数不超过审核天数加 {spare_nights}，组织不付其他费用"
        ),
        see_audits=ibis.ifelse(is_often, judged.audit_id, ibis.null("string")),
    )


def _dear(judged: ir.Table) -> ir.Value:
    return (
        ibis.literal("住宿费一笔 ")
        + judged.amount.cast("decimal(18, 2)").cast("string")
        + ibis.literal(" 元")
    )


def _often(judged: ir.Table) -> ir.Value:
    return (
        ibis.literal("审核 ")
        + judged.audit_days.cast("string")
        + ibis.literal(" 天，该人员住宿 ")
        + judged.nights.cast("string")
        + ibis.literal(" 笔")
    )
