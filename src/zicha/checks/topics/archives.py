"""Checks of audit files (认证档案): complete, and written when they should be."""

from __future__ import annotations

import ibis
import ibis.expr.types as ir

from zicha.checks.expressions import day, days_between, holds, reason
from zicha.checks.registry import check
from zicha.contract.codes import CODE_LISTS
from zicha.contract.subjects import AUDIT, DOCUMENT
from zicha.contract.verdicts import Severity

FILED_KINDS = ("plan", "checklist", "minutes", "report")
LABELS = CODE_LISTS["document_kind"].labels


@check(
    code="D07",
    title="档案不完整",
    severity=Severity.MAJOR,
    clauses=["4b"],
    subject=AUDIT,
    basis="市监认证〔2019〕18号（二）4：管理制度、追溯；本项目设定的筛查规则",
    rule="机构提供了与审核对应的档案文本的，其第二阶段、监督、再认证审核的档案缺少"
    + "、".join(LABELS[kind] for kind in FILED_KINDS)
    + "中的任何一种。没有提供过审核档案的机构不查。",
    sentence="审核档案缺少{observed}。",
    example="档案有审核计划、检查表、会议记录、审核报告各一份：通过；没有会议记录：疑点。",
    false_positives="档案只提供了一部分；结合审核的档案只记在其中一项审核名下；刚结束的审核尚未归档。",
)
def file_incomplete(documents: ir.Table, audits: ir.Table) -> ir.Table:
    """Audits whose file lacks a plan, a checklist, minutes or a report, at bodies that hand in files."""
    linked = documents.filter(documents.audit_id.notnull()).select(filed_audit="audit_id", kind="kind")
    counts = {kind: linked.count(where=linked.kind == kind) for kind in FILED_KINDS}
    files = linked.group_by("filed_audit").aggregate(**{f"{kind}_count": n for kind, n in counts.items()})
    owned = audits.select("audit_id", owner="body_id")
    owners = owned.semi_join(files, owned.audit_id == files.filed_audit).select("owner").distinct()
    asked = audits.filter(audits.kind.isin(["stage2", "surveillance", "recertification"]))
    # Of views and by names: both sides descend from the same tables, and Ibis would take the columns of one for
    # those of the other.
    asked = asked.select("audit_id", "body_id").view().semi_join(owners, [("body_id", "owner")])
    judged = asked.left_join(files.view(), [("audit_id", "filed_audit")])
    missing, words = ibis.literal(0, "int64"), ibis.literal("")
    for kind in FILED_KINDS:
        is_missing = ~holds(judged[f"{kind}_count"] > 0)
        missing = missing + is_missing.cast("int64")
        words = words + ibis.ifelse(is_missing, f"、{LABELS[kind]}", "")
    return judged.select(
        "audit_id",
        "body_id",
        hit=missing > 0,
        observed=ibis.ifelse(missing > 0, words.substr(1), "没有缺少"),
        expected=ibis.literal("、".join(LABELS[kind] for kind in FILED_KINDS) + "齐全"),
    )


@check(
    code="D08",
    title="档案形成时间异常",
    severity=Severity.MINOR,
    clauses=["4b"],
    subject=DOCUMENT,
    basis="市监认证〔2019〕18号（二）4：管理制度、追溯；本项目设定的筛查线",
    rule="审核计划的创建时间晚于审核首次会议时间；或任何一种档案文本的创建日期，比末次会议日期晚超过 {longest_delay} 天。",
    sentence="{kind_label}创建于 {observed}，{fault}。",
    example="末次会议 2025-05-31：06-30 创建的审核报告通过（30 天），07-01 创建为疑点；首次会议 9:00：9:00 创建的审核计划通过，9:01 为疑点。",
    false_positives="创建时间是扫描、转存或迁移的时间；计划调整后另存为新文件。",
)
def document_written_late(documents: ir.Table, audits: ir.Table, *, longest_delay: int) -> ir.Table:
    """Plans written after the audit began, and documents written long after it ended.

    Reading: a document naming no audit, or one that was never handed in, is not a document of an audit.
    """
    held = audits.select(
        held_audit="audit_id", body_id="body_id", started_at="started_at", ended_at="ended_at"
    )
    written = documents.select("document_id", "audit_id", "kind", "created_at")
    of_audit = written.join(held, written.audit_id == held.held_audit)
    of_audit = of_audit.mutate(delay=days_between(day(of_audit.ended_at), day(of_audit.created_at)))
    after_start = (of_audit.kind == "plan") & holds(of_audit.created_at > of_audit.started_at)
    long_after = holds(of_audit.delay > longest_delay)
    start_words = ibis.literal("晚于首次会议 ") + of_audit.started_at.strftime("%Y-%m-%d %H:%M")
    end_words = (
        ibis.literal("比末次会议 ")
        + of_audit.ended_at.strftime("%Y-%m-%d %H:%M")
        + ibis.literal(" 晚 ")
        + of_audit.delay.cast("string")
        + " 天"
    )
    return of_audit.select(
        "document_id",
        "body_id",
        kind_label=ibis.cases(
            *((of_audit.kind == code, ibis.literal(label)) for code, label in LABELS.items()),
            else_=of_audit.kind,
        ),
        fault=ibis.cases(
            (after_start & long_after, start_words + "，" + end_words),
            (after_start, start_words),
            else_=end_words,
        ),
        undecided=reason((of_audit.created_at.isnull(), "档案文本没有创建时间")),
        hit=after_start | long_after,
        observed=of_audit.created_at,
        expected=ibis.cases(
            (after_start, ibis.literal("不晚于 ") + of_audit.started_at.strftime("%Y-%m-%d %H:%M")),
            else_=ibis.literal(f"末次会议后 {longest_delay} 天内"),
        ),
        see_audits=of_audit.held_audit,
    )
