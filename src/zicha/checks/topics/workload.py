"""Checks of where an auditor is and how much one does (审核员的时间与负荷)."""

from __future__ import annotations

import ibis
import ibis.expr.types as ir

from zicha.checks.derived.double_bookings import double_bookings
from zicha.checks.derived.same_person import with_same_person
from zicha.checks.expressions import on_day, reason
from zicha.checks.registry import KEY_BREAK, check
from zicha.contract.subjects import PERSON_YEAR, TEAM_MEMBERSHIP
from zicha.contract.verdicts import Severity
from zicha.reference.parameters import Parameter

AUDITING_ROLES = ("leader", "auditor")


@check(
    code="B06",
    title="审核员同时出现在两个审核组",
    severity=Severity.MAJOR,
    clauses=["2a"],
    subject=TEAM_MEMBERSHIP,
    basis="市监认证〔2019〕18号（二）2：减少审核时间或不到现场；本项目设定的筛查规则",
    rule="同一人同时在两家组织的审核组中：两项审核从首次会议到末次会议的时间有重叠，又不属于同一结合审核组。"
    "只是观察员的不算；注册号相同即为同一人，在两家机构也算。",
    sentence="该人员同时在审核 {other_audits} 的审核组中，两项审核不是同一组织、也不是同一结合审核组，时间最长重叠 {observed}。",
    unit="分钟",
    example="甲企业 9:00—17:00 与乙企业 16:00—18:00 的审核组都有此人：疑点；乙企业 17:00 开始：通过。",
    false_positives="审核时间登记为整天；中途换人没有更新审核组；同一集团同一地点的联合审核没有写结合审核组号。",
    uses=("people",),
)
def double_booked(
    audit_team: ir.Table, audits: ir.Table, people: ir.Table, crowded_presences: ir.Table
) -> ir.Table:
    """Memberships of a team whose person is in the team of an overlapping audit elsewhere."""
    known = audits.select("audit_id", "body_id", "org_id", "started_at", "ended_at")
    members = with_same_person(
        audit_team.select("audit_id", "person_id", "role").left_join(known, "audit_id"), people
    )
    # By names and of a view: both sides descend from the same tables, and Ibis would take the columns of one for
    # those of the other.
    judged = members.view().left_join(
        double_bookings(crowded_presences), [("same_person", "booked_person"), ("audit_id", "booked_audit")]
    )
    overlap = judged.overlap_minutes.fill_null(ibis.literal(0, "int64"))
    return judged.select(
        "audit_id",
        "person_id",
        "body_id",
        exempt=reason((judged.role == "observer", "观察员不是审核组的工作人员")),
        undecided=reason(
            (judged.org_id.isnull(), "审核组所属的审核没有提供"),
            (judged.started_at.isnull(), "没有首次会议时间"),
            (judged.ended_at.isnull(), "没有末次会议时间"),
        ),
        hit=judged.overlap_minutes.notnull(),
        observed=overlap,
        expected=ibis.literal(0, "int64"),
        other_audits=judged.other_audits.replace(KEY_BREAK, "、"),
        see_audits=judged.audit_id + KEY_BREAK + judged.other_audits,
    )


@check(
    code="B15",
    title="年度审核负荷超限",
    severity=Severity.MAJOR,
    clauses=["2a"],
    subject=PERSON_YEAR,
    basis="2026 年起 CNCA-QMS-01:2025（二手来源，待核原文），此前为行业做法",
    rule="一名人员在一个日历年内以组长或审核员身份审核的不同组织数超过上限：{most_organisations} 家。",
    sentence="{year} 年以组长或审核员身份审核了 {observed} 不同的组织，超过 {expected}。",
    unit="家",
    example="2026 年审核 50 家：通过；51 家：疑点。2025 年审核 100 家：通过。",
    false_positives="同地多项短时审核；结合审核按组织只计一家，组织编号重复登记时会多计。",
)
def auditor_overload(
    audit_team: ir.Table, audits: ir.Table, *, most_organisations: Parameter | int
) -> ir.Table:
    """People who led or audited more organisations in a calendar year than allowed."""
    members = audit_team.filter(audit_team.role.isin(AUDITING_ROLES)).select("audit_id", "person_id")
    held = audits.filter(audits.started_at.notnull()).select("audit_id", "body_id", "org_id", "started_at")
    done = members.join(held, "audit_id").mutate(year=held.started_at.year().cast("int64"))
    counted = done.group_by("person_id", "year").aggregate(
        body_id=done.body_id.min(), organisations=done.org_id.nunique(), some_day=done.started_at.min()
    )
    new_year = counted.some_day.truncate("year").cast("date")
    counted = counted.mutate(most=on_day(most_organisations, new_year).cast("int64"))
    over = counted.filter(counted.organisations > counted.most).select("person_id", "year")
    evidence = done.semi_join(over, ["person_id", "year"])
    evidence = evidence.group_by("person_id", "year").aggregate(
        see_audits=evidence.audit_id.group_concat(KEY_BREAK)
    )
    judged = counted.left_join(evidence, ["person_id", "year"])
    return judged.select(
        "person_id",
        "year",
        "body_id",
        "see_audits",
        hit=judged.organisations > judged.most,
        observed=judged.organisations,
        expected=judged.most,
    )
