"""Checks of the records an organisation showed its auditors (获证组织的运行记录)."""

from __future__ import annotations

from decimal import Decimal

import ibis
import ibis.expr.types as ir

from zicha.checks.expressions import day, days_after, days_between, holds, is_share, least_part, reason
from zicha.checks.registry import KEY_BREAK, check
from zicha.contract.codes import CODE_LISTS
from zicha.contract.subjects import AUDIT
from zicha.contract.verdicts import Severity


def _words(code: str) -> list[str]:
    """The code and the words people write for it; the column of the contract has no code list."""
    words = CODE_LISTS["internal_control"].words
    return sorted(word for word, meant in words.items() if meant == code)


INTERNAL_AUDIT, MANAGEMENT_REVIEW = _words("internal_audit"), _words("management_review")


@check(
    code="C03",
    title="内审管评日期矛盾",
    severity=Severity.MAJOR,
    clauses=["3b"],
    subject=AUDIT,
    basis="市监认证〔2019〕18号（二）3：突击补记录；管理体系标准要求先内审后管理评审、审核前完成",
    rule="第二阶段审核所列的内审、管理评审记录中，最近一次管理评审早于最近一次内审；或者其中之一晚于审核开始当天。",
    sentence="审核于 {started_on} 开始，所列记录中{observed}。",
    example="内审 3 月 5 日、管理评审 3 月 4 日：疑点；同一天：通过；管理评审在审核开始次日：疑点。",
    false_positives="一年多次内审而只做一次管理评审；日期录入错误。",
)
def review_before_internal_audit(org_records: ir.Table, audits: ir.Table) -> ir.Table:
    """Stage 2 audits shown a management review before the internal audit, or either after the audit began."""
    shown = org_records.select("record_id", "audit_id", "kind", "claimed_on")
    is_audit, is_review = shown.kind.isin(INTERNAL_AUDIT), shown.kind.isin(MANAGEMENT_REVIEW)
    shown = shown.filter(shown.audit_id.notnull() & (is_audit | is_review))
    is_audit, is_review = shown.kind.isin(INTERNAL_AUDIT), shown.kind.isin(MANAGEMENT_REVIEW)
    dated = shown.group_by("audit_id").aggregate(
        audited_on=shown.claimed_on.max(where=is_audit),
        managed_on=shown.claimed_on.max(where=is_review),
        see_org_records=shown.record_id.group_concat(KEY_BREAK),
    )
    held = audits.filter(audits.kind == "stage2")
    held = held.select("audit_id", "body_id", started_on=day(held.started_at))
    judged = held.join(dated, "audit_id")
    is_reversed = holds(judged.managed_on < judged.audited_on)
    is_late = holds(judged.managed_on > judged.started_on) | holds(judged.audited_on > judged.started_on)
    none = ibis.literal("没有记录")
    return judged.select(
        "audit_id",
        "body_id",
        "started_on",
        "see_org_records",
        hit=is_reversed | is_late,
        observed=ibis.literal("最近一次内审 ")
        + ibis.coalesce(judged.audited_on.cast("string"), none)
        + ibis.literal("、最近一次管理评审 ")
        + ibis.coalesce(judged.managed_on.cast("string"), none),
        expected=ibis.literal("内审不晚于管理评审，都不晚于审核开始当天"),
    )


@check(
    code="C04",
    title="突击补记录",
    severity=Severity.MAJOR,
    clauses=["3b"],
    subject=AUDIT,
    basis="市监认证〔2019〕18号（二）3：突击补记录、补文件；数值为本项目设定的筛查线",
    rule="审核所列运行记录不少于 {fewest_records} 份，其中达到 {smallest_share} 的记录，文件在审核开始前 {days_before} 天内"
    "（含两端）形成，且比记录上写的日期晚超过 {longest_delay} 天。",
    sentence="所列 {records} 份运行记录中，{observed}在审核前 {days_before} 天内形成，且比所写日期晚超过 {longest_delay} 天。",
    unit="份",
    example="20 份记录中 12 份在审核前 14 天内形成、写的是 31 天以前的日期：疑点；11 份：通过。",
    false_positives="纸质记录集中扫描；系统迁移改变了文件时间；重新打印。",
)
def records_filled_in_late(
    org_records: ir.Table,
    audits: ir.Table,
    *,
    fewest_records: int,
    smallest_share: Decimal,
    days_before: int,
    longest_delay: int,
) -> ir.Table:
    """Audits shown mostly records made just before the audit for days long past.

    Days are calendar days: a file made later on the day the audit started counts. A record without a file time
    is not one of them; where no record has one, nothing can be decided.
    """
    held = audits.select("audit_id", "body_id", started_on=day(audits.started_at))
    shown = org_records.select("record_id", "audit_id", "claimed_on", made_on=day(org_records.created_at))
    shown = shown.join(held, "audit_id")
    is_rushed = (
        (shown.made_on >= days_after(shown.started_on, -days_before))
        & (shown.made_on <= shown.started_on)
        & (days_between(shown.claimed_on, shown.made_on) > longest_delay)
    )
    shown = shown.mutate(is_rushed=holds(is_rushed))
    counted = shown.group_by("audit_id").aggregate(
        body_id=shown.body_id.min(),
        started_on=shown.started_on.min(),
        records=shown.count(),
        with_time=shown.made_on.count(),
        rushed=shown.is_rushed.cast("int64").sum(),
        see_org_records=shown.record_id.group_concat(KEY_BREAK, where=shown.is_rushed),
    )
    judged = counted.filter(counted.records >= fewest_records)
    return judged.select(
        "audit_id",
        "body_id",
        "records",
        "see_org_records",
        undecided=reason(
            (judged.started_on.isnull(), "没有首次会议时间"),
            (judged.with_time == 0, "运行记录都没有创建时间"),
        ),
        hit=is_share(judged.rushed, judged.records, smallest_share),
        observed=judged.rushed,
        expected=ibis.literal("少于 ")
        + least_part(judged.records, smallest_share).cast("string")
        + ibis.literal(" 份"),
    )
