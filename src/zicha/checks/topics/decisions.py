"""Checks of certification decisions (认证决定): after report and review, by someone else, nothing major open."""

from __future__ import annotations

import ibis
import ibis.expr.types as ir

from zicha.checks.expressions import day, holds, reason
from zicha.checks.registry import KEY_BREAK, check
from zicha.contract.codes import CODE_LISTS
from zicha.contract.subjects import DECISION, KEY_SEPARATOR
from zicha.contract.verdicts import Severity

MINUTES = len("2025-05-12 10:00")


@check(
    code="A18",
    title="决定早于报告或复核",
    severity=Severity.LEGAL_RISK,
    clauses=["1c"],
    subject=DECISION,
    basis="ISO/IEC 17021-1：依据审核报告并经复核作出认证决定；市监认证〔2019〕18号（二）1：增减、遗漏规定程序",
    rule=(
        "授予、再认证、扩大、保持的认证决定，决定日期早于审核报告签发日期；或决定时间早于该申请第一次档案复核的完成时间"
        "（写明属于另一次审核的复核不算）。同一天出报告再作决定的通过。"
    ),
    sentence="认证决定于 {observed} 作出，早于{expected}。",
    example="报告 2025-05-12 签发：05-11 决定为疑点，05-12 决定通过；复核 10:00 完成而 09:59 决定为疑点。",
    false_positives="只录日期的决定按零点计，与当日复核比较会显得过早；补签的报告日期。",
    uses=("process_events",),
    located_by=("certificates",),
)
def decided_before_report_or_review(
    decisions: ir.Table, audits: ir.Table, process_events: ir.Table, bodies_of_decisions: ir.Table
) -> ir.Table:
    """Decisions to certify or keep certified that came before the report, or before the first file review."""
    judged = decisions.filter(decisions.kind.isin(["grant", "renew", "extend", "maintain"]))
    reports = audits.select("audit_id", "application_id", "report_issued_on", found=True)
    known = judged.left_join(reports, "audit_id").drop("audit_id_right")
    known = _with_first_review(known, process_events)
    known = known.left_join(bodies_of_decisions, "decision_id").drop("decision_id_right")
    before_report = day(known.decided_at) < known.report_issued_on
    before_review = holds(known.decided_at < known.first_review_at)
    report_words = ibis.literal("审核报告签发日 ") + known.report_issued_on.cast("string")
    review_words = ibis.literal("第一次档案复核 ") + known.first_review_at.cast("string").substr(0, MINUTES)
    return known.select(
        "decision_id",
        "body_id",
        undecided=reason(
            (known.audit_id.isnull(), "决定没有写明审核编号"),
            (known.found.isnull(), "决定所列审核在审核表中查不到"),
            (known.report_issued_on.isnull(), "审核没有报告签发日期"),
        ),
        hit=before_report | before_review,
        observed=known.decided_at,
        expected=ibis.cases(
            (before_report & before_review, report_words + "、" + review_words),
            (before_review, review_words),
            else_=report_words,
        ),
        see_audits=known.audit_id,
        see_process_events=known.review_ids,
    )


def _with_first_review(decided: ir.Table, process_events: ir.Table) -> ir.Table:
    """The rows, each once, with the first file review of the application that names this audit or none."""
    reviews = process_events.filter(process_events.activity == "file_review")
    firsts = reviews.group_by("application_id", "audit_id").aggregate(
        at=reviews.happened_at.min(), ids=reviews.event_id.group_concat(sep=KEY_BREAK)
    )
    of_application = firsts.filter(firsts.audit_id.isnull()).select(
        "application_id", application_at="at", application_ids="ids"
    )
    of_audit = firsts.filter(firsts.audit_id.notnull()).select(
        "application_id", "audit_id", audit_at="at", audit_ids="ids"
    )
    both = (
        decided.left_join(of_application, "application_id")
        .drop("application_id_right")
        .left_join(of_audit, ["application_id", "audit_id"])
        .drop("application_id_right", "audit_id_right")
    )
    audit_first = both.audit_at < both.application_at
    return both.mutate(
        first_review_at=ibis.coalesce(
            ibis.ifelse(audit_first, both.audit_at, both.application_at), both.application_at, both.audit_at
        ),
        review_ids=ibis.coalesce(
            both.application_ids + KEY_BREAK + both.audit_ids, both.application_ids, both.audit_ids
        ),
    )


@check(
    code="A20",
    title="认证决定人参加审核",
    severity=Severity.LEGAL_RISK,
    clauses=["1e"],
    subject=DECISION,
    basis="ISO/IEC 17021-1：作出认证决定的人员不得参加该次审核；市监认证〔2019〕18号（二）1：认证决定把关不严",
    rule="认证决定人在该次审核的审核组中，角色是组长、审核员、技术专家或实习审核员；观察员不算。",
    sentence="决定人 {decider_id} 在审核 {audit_id} 中担任{observed}，不应再作认证决定。",
    example="决定人是该次审核的技术专家：疑点；是观察员：通过。",
    false_positives="人员编号重复使用，两个人共用一个编号。",
    located_by=("audits", "certificates"),
)
def decider_audited(decisions: ir.Table, audit_team: ir.Table, bodies_of_decisions: ir.Table) -> ir.Table:
    """Decisions by someone who took part in the audit decided on."""
    took_part = audit_team.filter(audit_team.role != "observer").select(
        "audit_id", "role", decider_id=audit_team.person_id
    )
    known = (
        decisions.left_join(took_part, ["audit_id", "decider_id"])
        .drop("audit_id_right", "decider_id_right")
        .left_join(bodies_of_decisions, "decision_id")
        .drop("decision_id_right")
    )
    took_part_here = holds(known.role != "observer")
    roles = [
        (known.role == code, ibis.literal(text)) for code, text in CODE_LISTS["team_role"].labels.items()
    ]
    return known.select(
        "decision_id",
        "body_id",
        "audit_id",
        "decider_id",
        undecided=reason(
            (known.decider_id.isnull(), "决定没有写明决定人"),
            (known.audit_id.isnull(), "决定没有写明审核编号"),
        ),
        hit=took_part_here,
        observed=ibis.cases(*roles, else_="未参加审核"),
        expected=ibis.literal("未参加审核"),
        see_audit_team=ibis.ifelse(
            took_part_here, known.audit_id + KEY_SEPARATOR + known.decider_id, ibis.null("string")
        ),
    )


@check(
    code="A22",
    title="严重不符合未关闭即决定发证",
    severity=Severity.LEGAL_RISK,
    clauses=["1c"],
    subject=DECISION,
    basis="ISO/IEC 17021-1：严重不符合的纠正和纠正措施经验证后方可决定认证；市监认证〔2019〕18号（二）1",
    rule="授予或再认证的决定，其审核有严重不符合没有关闭日期，或关闭日期晚于决定日期。决定当日关闭的通过。",
    sentence="{decided_on} 作出认证决定时，审核 {audit_id} 的严重不符合还有 {observed} 没有关闭。",
    unit="项",
    example="严重不符合 2025-05-11 关闭：05-10 决定为疑点，05-11 决定通过；轻微不符合不查。",
    false_positives="关闭日期录成了归档日期；不符合已降为轻微而等级未改。",
    located_by=("audits", "certificates"),
)
def decided_with_major_open(
    decisions: ir.Table, nonconformities: ir.Table, bodies_of_decisions: ir.Table
) -> ir.Table:
    """Decisions to grant or renew while a major nonconformity of the audit was open."""
    judged = decisions.filter(decisions.kind.isin(["grant", "renew"]))
    judged = judged.mutate(decided_on=day(judged.decided_at))
    majors = nonconformities.filter(nonconformities.grade == "major").select(
        "audit_id", "nonconformity_id", "closed_on"
    )
    both = judged.select("decision_id", "audit_id", "decided_on").inner_join(majors, "audit_id")
    still_open = both.filter(both.closed_on.isnull() | holds(both.closed_on > both.decided_on))
    counted = still_open.group_by("decision_id").aggregate(
        open_majors=still_open.count(), open_ids=still_open.nonconformity_id.group_concat(sep=KEY_BREAK)
    )
    known = (
        judged.left_join(counted, "decision_id")
        .drop("decision_id_right")
        .left_join(bodies_of_decisions, "decision_id")
        .drop("decision_id_right")
    )
    open_majors = known.open_majors.fill_null(0)
    return known.select(
        "decision_id",
        "body_id",
        "audit_id",
        "decided_on",
        undecided=reason((known.audit_id.isnull(), "决定没有写明审核编号")),
        hit=open_majors > 0,
        observed=open_majors,
        expected=ibis.literal(0, "int64"),
        see_nonconformities=known.open_ids,
    )
