"""Checks of the laboratories a body has under contract (签约实验室)."""

from __future__ import annotations

from datetime import date

import ibis
import ibis.expr.types as ir

from zicha.checks.expressions import holds, is_in_force, literal_day, months_after
from zicha.checks.registry import check
from zicha.contract.codes import CODE_LISTS
from zicha.contract.subjects import LAB_CONTRACT
from zicha.contract.verdicts import Severity


@check(
    code="D13",
    title="签约实验室失管",
    severity=Severity.MAJOR,
    clauses=["4c"],
    subject=LAB_CONTRACT,
    basis="市监认证〔2019〕18号（二）4：关键过程、风险防控；本项目设定的筛查线",
    rule=(
        "与实验室的签约到判定日仍在有效期内，但有下列情形之一：实验室的资质认定（CMA）在判定日以前已到期；"
        "判定日前 {months_back} 个月内（首尾两天都算）本机构没有评价过该实验室；"
        "最近一次评价的结果是暂停或终止（同日有几次的，取评价编号最大的一次）。"
    ),
    sentence="签约仍在有效期内，但{observed}。",
    example="判定日 2026-06-30：CMA 至 2026-06-30、评价在 2025-06-30 且合格，通过；CMA 至 06-29 或评价在 2025-06-29，疑点。",
    false_positives="CMA 已换证没有录入；签约已提前终止而没有填写截止日期；评价由集团统一组织、记在别的机构名下。",
)
def laboratory_neglected(
    lab_contracts: ir.Table, labs: ir.Table, lab_reviews: ir.Table, *, as_of: date, months_back: int
) -> ir.Table:
    """Contracts in force with a laboratory whose approval has lapsed, not reviewed lately, or found wanting.

    Reading: a contract is in force by its dates alone, whatever its status says, as everywhere in the catalogue.
    """
    today = literal_day(as_of)
    contracts = lab_contracts.filter(is_in_force(today, lab_contracts.valid_from, lab_contracts.valid_to))
    known = labs.select(known_lab="lab_id", cma_valid_to="cma_valid_to")
    last = _last_reviews(lab_reviews)
    judged = contracts.select("body_id", "lab_id", "valid_from")
    judged = judged.left_join(known, judged.lab_id == known.known_lab)
    judged = judged.left_join(
        last, [judged.body_id == last.reviewing_body, judged.lab_id == last.reviewed_lab]
    )
    lapsed = holds(judged.cma_valid_to < today)
    unreviewed = ~holds(judged.reviewed_on >= months_after(today, -months_back))
    wanting = holds(judged.result.isin(["suspend", "terminate"]))
    reviewed = ibis.coalesce(
        ibis.literal("最近一次评价在 ") + judged.reviewed_on.cast("string"), ibis.literal("没有评价记录")
    )
    labels = CODE_LISTS["lab_review_result"].labels
    result = ibis.ifelse(judged.result == "suspend", labels["suspend"], labels["terminate"])
    words = (
        ibis.ifelse(lapsed, ibis.literal("；CMA 有效期至 ") + judged.cma_valid_to.cast("string"), "")
        + ibis.ifelse(unreviewed, ibis.literal("；") + reviewed, "")
        + ibis.ifelse(wanting, ibis.literal("；最近一次评价的结果是") + result, "")
    )
    is_hit = lapsed | unreviewed | wanting
    return judged.select(
        "body_id",
        "lab_id",
        "valid_from",
        hit=holds(is_hit),
        observed=ibis.ifelse(is_hit, words.substr(1), "没有异常"),
        expected=ibis.literal(f"CMA 有效，判定日前 {months_back} 个月内评价过，最近一次评价不是暂停或终止"),
        see_labs=judged.known_lab,
        see_lab_reviews=judged.review_id,
    )


def _last_reviews(lab_reviews: ir.Table) -> ir.Table:
    """reviewing_body, reviewed_lab, review_id, reviewed_on, result: a body's last review of each laboratory."""
    latest = ibis.window(
        group_by=[lab_reviews.body_id, lab_reviews.lab_id],
        order_by=[ibis.desc(lab_reviews.reviewed_on), ibis.desc(lab_reviews.review_id)],
    )
    placed = lab_reviews.select(
        "review_id",
        "reviewed_on",
        "result",
        reviewing_body="body_id",
        reviewed_lab="lab_id",
        place=ibis.row_number().over(latest),
    )
    return placed.filter(placed.place == 0).drop("place")
