"""Checks of who advised the organisation before auditing it (咨询回避)."""

from __future__ import annotations

import ibis
import ibis.expr.types as ir

from zicha.checks.expressions import day, days_between, reason
from zicha.checks.registry import KEY_BREAK, check
from zicha.contract.subjects import AUDIT
from zicha.contract.verdicts import Severity


@check(
    code="B16",
    title="咨询回避违规",
    severity=Severity.LEGAL_RISK,
    clauses=["2a"],
    subject=AUDIT,
    basis="GB/T 27021.1（ISO/IEC 17021-1）：为客户做过咨询的人员两年内不得参与其审核，条文未核对",
    rule="审核组成员（任何角色）或者认证机构本身为受审核组织提供过咨询，咨询在审核开始时仍在进行，"
    "或者结束不满 {quiet_days} 天；没有结束日期的视为仍在进行。",
    sentence="审核于 {started_on} 开始，{observed}。",
    example="咨询结束后第 730 天开始审核：通过；第 729 天：疑点；咨询在审核之后才开始：通过。",
    false_positives="只做过公开培训而登记为咨询；同名人员编号混用。",
)
def consultant_audited(
    consultancies: ir.Table, audit_team: ir.Table, audits: ir.Table, *, quiet_days: int
) -> ir.Table:
    """Audits of an organisation that somebody in the team, or the body, advised shortly before or still does.

    A consultancy that begins after the audit started neither ended before it nor runs then.
    """
    advised = consultancies.select("org_id").distinct()
    held = audits.select("audit_id", "body_id", "org_id", started_on=day(audits.started_at))
    held = held.semi_join(advised, "org_id")
    given = consultancies.select(
        "consultancy_id", "org_id", "from_on", "to_on", adviser="person_id", advising_body="body_id"
    )
    members = held.join(audit_team.select("audit_id", "person_id"), "audit_id")
    by_member = members.join(
        given, [members.org_id == given.org_id, members.person_id == given.adviser]
    ).select("audit_id", "started_on", "consultancy_id", "from_on", "to_on", by_member=True)
    by_body = held.join(given, [held.org_id == given.org_id, held.body_id == given.advising_body]).select(
        "audit_id", "started_on", "consultancy_id", "from_on", "to_on", by_member=False
    )
    tried = ibis.union(by_member, by_body)
    is_running = tried.from_on.isnull() | (tried.from_on <= tried.started_on)
    is_recent = tried.to_on.isnull() | (days_between(tried.to_on, tried.started_on) < quiet_days)
    close = tried.filter(is_running & is_recent)
    found = close.group_by("audit_id").aggregate(
        advisers=close.by_member.cast("int64").sum(),
        by_body=(~close.by_member).cast("int64").sum(),
        see_consultancies=close.consultancy_id.group_concat(KEY_BREAK),
    )
    judged = held.left_join(found, "audit_id")
    return judged.select(
        "audit_id",
        "body_id",
        "started_on",
        "see_consultancies",
        undecided=reason((judged.started_on.isnull(), "没有首次会议时间")),
        hit=judged.see_consultancies.notnull(),
        observed=ibis.cases(
            (
                (judged.advisers > 0) & (judged.by_body > 0),
                "审核组成员和认证机构都为该组织提供咨询，未满回避期",
            ),
            (judged.advisers > 0, "审核组成员为该组织提供咨询，未满回避期"),
            (judged.by_body > 0, "认证机构为该组织提供咨询，未满回避期"),
            else_="审核组和认证机构没有在回避期内提供咨询",
        ),
        expected=ibis.literal(f"咨询结束满 {quiet_days} 天"),
    )
