"""Checks of how a body governs itself (内部管理): internal control, and what it owes the authorities."""

from __future__ import annotations

from datetime import date

import ibis
import ibis.expr.types as ir

from zicha.checks.expressions import days_between, holds, literal_day, months_after
from zicha.checks.registry import check
from zicha.contract.codes import CODE_LISTS
from zicha.contract.subjects import BODY, DUTY_FILING
from zicha.contract.verdicts import Severity

YEARLY_CONTROLS = ("internal_audit", "management_review")


@check(
    code="D11",
    title="内部监督未运行",
    severity=Severity.MAJOR,
    clauses=["4b"],
    subject=BODY,
    basis="市监认证〔2019〕18号（二）4：管理制度、追溯；本项目设定的筛查线",
    rule="判定日前 {months_back} 个月内（首尾两天都算）没有内部审核，或没有管理评审。",
    sentence="判定日前 {months_back} 个月内没有{observed}。最近一次内部审核：{last_internal_audit}；最近一次管理评审：{last_management_review}。",
    example="判定日 2026-06-30：内部审核 2025-06-30、管理评审 2026-01-10，通过；内部审核改为 2025-06-29，疑点。",
    false_positives="内部审核、管理评审已做而没有录入；跨年度安排稍有顺延。",
)
def no_internal_control(
    bodies: ir.Table, internal_controls: ir.Table, *, as_of: date, months_back: int
) -> ir.Table:
    """Bodies without an internal audit, or without a management review, in the months before the judging date."""
    earliest = months_after(literal_day(as_of), -months_back)
    lasts = {
        f"last_{kind}": internal_controls.held_on.max(where=internal_controls.kind == kind)
        for kind in YEARLY_CONTROLS
    }
    held = internal_controls.group_by(controlled_body="body_id").aggregate(**lasts)
    judged = bodies.select("body_id").left_join(held, [("body_id", "controlled_body")])
    missing, words = ibis.literal(0, "int64"), ibis.literal("")
    for kind in YEARLY_CONTROLS:
        is_missing = ~holds(judged[f"last_{kind}"] >= earliest)
        missing = missing + is_missing.cast("int64")
        words = words + ibis.ifelse(is_missing, f"、{CODE_LISTS['internal_control'].labels[kind]}", "")
    return judged.select(
        "body_id",
        hit=missing > 0,
        observed=ibis.ifelse(missing > 0, words.substr(1), "没有缺少"),
        expected=ibis.literal("内部审核和管理评审都做过"),
        **{
            f"last_{kind}": ibis.coalesce(judged[f"last_{kind}"].cast("string"), ibis.literal("没有记录"))
            for kind in YEARLY_CONTROLS
        },
    )


@check(
    code="D14",
    title="报送义务逾期",
    severity=Severity.MINOR,
    clauses=["4b"],
    subject=DUTY_FILING,
    basis="《认证机构管理办法》：年度工作报告、社会责任报告等报送义务，条文未核对",
    rule="法定报送的报送日期晚于截止日期；或没有报送日期，而判定日已晚于截止日期。截止当天报送不算逾期。",
    sentence="{period} {kind_label}应在 {expected} 前（含当日）报送，{state}。",
    example="截止 2026-03-31：03-31 报送通过，04-01 报送为疑点；没有报送的，判定日 03-31 通过，04-01 为疑点。",
    false_positives="主管部门通知延期；已报送而回执日期没有录入。",
    empty_is_hit=["duty_filings.filed_on"],
)
def filed_late(duty_filings: ir.Table, *, as_of: date) -> ir.Table:
    """Reports owed to the authorities that came late or are still missing."""
    today = literal_day(as_of)
    filed = ibis.coalesce(duty_filings.filed_on, today)
    days_late = days_between(duty_filings.due_on, filed).cast("string") + ibis.literal(" 天")
    labels = CODE_LISTS["duty_filing"].labels
    return duty_filings.select(
        "filing_id",
        "body_id",
        "period",
        kind_label=ibis.cases(
            *((duty_filings.kind == code, ibis.literal(label)) for code, label in labels.items()),
            else_=duty_filings.kind,
        ),
        state=ibis.ifelse(
            duty_filings.filed_on.isnull(),
            ibis.literal("到判定日仍未报送，已逾期 ") + days_late,
            ibis.literal("实际 ") + filed.cast("string") + ibis.literal(" 报送，逾期 ") + days_late,
        ),
        hit=filed > duty_filings.due_on,
        observed=ibis.coalesce(duty_filings.filed_on.cast("string"), ibis.literal("未报送")),
        expected=duty_filings.due_on,
    )
