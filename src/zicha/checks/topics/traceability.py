"""Checks of whether every step can be traced to somebody and was recorded in time (责任追溯)."""

from __future__ import annotations

from decimal import Decimal

import ibis
import ibis.expr.types as ir

from zicha.checks.expressions import day, days_between, holds, is_share, reason
from zicha.checks.registry import KEY_BREAK, check
from zicha.contract.codes import CODE_LISTS, MS_SCHEMES
from zicha.contract.subjects import APPLICATION
from zicha.contract.verdicts import Severity
from zicha.reference.parameters import show_value

SITE_AUDIT = ("stage2", "recertification")
"""Either of them is the audit on site the certificate rests on (现场审核)."""

LINKS = {
    "application_review": ("application_review",),
    "audit_plan": ("audit_plan",),
    "stage2": SITE_AUDIT,
    "report": ("report",),
    "file_review": ("file_review",),
    "decision": ("decision",),
    "issue": ("issue",),
}
"""The links of the chain (追溯环节) and the recorded steps that make each of them."""

LABELS = {
    link: "或".join(CODE_LISTS["activity"].labels[step] for step in steps) for link, steps in LINKS.items()
}


@check(
    code="D10",
    title="责任追溯链断裂",
    severity=Severity.MAJOR,
    clauses=["4b"],
    subject=APPLICATION,
    basis="市监认证〔2019〕18号（二）4：管理制度、追溯；本项目设定的筛查规则",
    rule="有管理体系证书的申请，"
    + "、".join(LABELS.values())
    + "中有一个环节没有记录，或者该环节的记录都没有责任人。证书转换的申请免查。",
    sentence="追溯链在以下环节断开：{observed}。",
    example="七个环节都有记录和责任人：通过；认证决定没有责任人：疑点；决定记录了两条、其中一条有责任人：通过。",
    false_positives="旧系统迁移的记录没有责任人；结合审核的环节只记在其中一个申请名下。",
    uses=("applications",),
    empty_is_hit=["process_events.person_id"],
)
def chain_broken(process_events: ir.Table, certificates: ir.Table, applications: ir.Table) -> ir.Table:
    """Applications with a management-system certificate one of whose steps names nobody responsible.

    Reading: an application known from its certificate alone is judged too; stage 2 and recertification are one link.
    """
    certified = certificates.filter(
        certificates.application_id.notnull() & certificates.scheme.isin(MS_SCHEMES)
    )
    owners = certified.group_by("application_id").aggregate(body_id=certified.body_id.min())
    kinds = applications.select(asked_id="application_id", application_kind="kind")
    links = _links_of_applications(process_events)
    judged = owners.left_join(kinds, owners.application_id == kinds.asked_id)
    judged = judged.left_join(links, judged.application_id == links.linked_application)
    broken, words = ibis.literal(0, "int64"), ibis.literal("")
    for link, label in LABELS.items():
        named = judged[f"{link}_named"]
        is_missing, is_unnamed = named.isnull(), holds(named == 0)
        broken = broken + ibis.ifelse(is_missing | is_unnamed, 1, 0)
        words = words + ibis.cases(
            (is_missing, f"、{label}（没有记录）"), (is_unnamed, f"、{label}（没有责任人）"), else_=""
        )
    return judged.select(
        "application_id",
        "body_id",
        exempt=reason((judged.application_kind == "transfer", "证书转换的申请，不要求全部环节")),
        hit=broken > 0,
        observed=ibis.ifelse(broken > 0, words.substr(1), "没有断开"),
        expected=ibis.literal("每个环节都有记录和责任人"),
        see_process_events=judged.unnamed_events,
    )


def _links_of_applications(process_events: ir.Table) -> ir.Table:
    """linked_application, <link>_named (rows with a person; empty without any row), unnamed_events (keys)."""
    links = ibis.cases(
        *((process_events.activity.isin(steps), ibis.literal(link)) for link, steps in LINKS.items()),
        else_=ibis.null("string"),
    )
    recorded = process_events.select("application_id", "event_id", "person_id", link=links)
    recorded = recorded.filter(recorded.link.notnull())
    per_link = recorded.group_by("application_id", "link").aggregate(
        named=recorded.person_id.count(),
        event_ids=recorded.event_id.group_concat(KEY_BREAK, where=recorded.person_id.isnull()),
    )
    return per_link.group_by(linked_application="application_id").aggregate(
        unnamed_events=per_link.event_ids.group_concat(KEY_BREAK, where=per_link.named == 0),
        **{f"{link}_named": per_link.named.max(where=per_link.link == link) for link in LINKS},
    )


@check(
    code="D16",
    title="环节记录补录",
    severity=Severity.MINOR,
    clauses=["4b"],
    subject=APPLICATION,
    basis="市监认证〔2019〕18号（二）4：管理制度、追溯；本项目设定的筛查线",
    rule=(
        "环节记录不少于 {fewest_steps} 条的申请，录入日期比完成日期晚超过 {longest_delay} 天的记录，"
        "不少于全部环节记录的 {smallest_share}。超过一半的记录没有录入时间的，无法判定。"
    ),
    sentence="{recorded} 条环节记录中，有 {observed} 的录入比完成晚超过 {longest_delay} 天，最长晚 {longest} 天。",
    unit="条",
    example="6 条环节记录，3 条在完成 31 天后录入：疑点；只有 2 条：通过；晚 30 天的不算。",
    false_positives="系统上线、数据迁移时集中录入；纸质记录定期补录并有登记。",
    located_by=("applications",),
)
def steps_recorded_late(
    process_events: ir.Table,
    applications: ir.Table,
    *,
    fewest_steps: int,
    longest_delay: int,
    smallest_share: Decimal,
) -> ir.Table:
    """Applications most of whose steps were entered long after they were done.

    Reading: the share is one of all steps of the application, those without a time of entry among them.
    """
    delays = process_events.select(
        "application_id",
        "event_id",
        unrecorded=process_events.recorded_at.isnull().cast("int64"),
        delay=days_between(day(process_events.happened_at), day(process_events.recorded_at)),
    )
    is_late = holds(delays.delay > longest_delay)
    per_application = delays.group_by("application_id").aggregate(
        recorded=delays.count(),
        unrecorded=delays.unrecorded.sum(),
        late=is_late.cast("int64").sum(),
        longest=delays.delay.max(),
        see_process_events=delays.event_id.group_concat(KEY_BREAK, where=is_late),
    )
    asked = per_application.filter(per_application.recorded >= fewest_steps)
    owners = applications.select(owned_id="application_id", body_id="body_id")
    judged = asked.left_join(owners, asked.application_id == owners.owned_id)
    return judged.select(
        "application_id",
        "body_id",
        "recorded",
        "longest",
        "see_process_events",
        undecided=reason((judged.unrecorded * 2 > judged.recorded, "超过一半的环节记录没有录入时间")),
        hit=is_share(judged.late, judged.recorded, smallest_share),
        observed=judged.late,
        expected=ibis.literal(f"少于全部环节记录的 {show_value(smallest_share * 100)}%"),
    )
