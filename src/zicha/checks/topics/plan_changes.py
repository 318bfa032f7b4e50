"""Checks of what changed after a plan was reported (计划变更): leader and first day as last reported."""

from __future__ import annotations

import ibis
import ibis.expr.types as ir

from zicha.checks.expressions import day, holds, reason
from zicha.checks.registry import check
from zicha.contract.subjects import AUDIT, KEY_SEPARATOR
from zicha.contract.verdicts import Severity


@check(
    code="A17",
    title="计划变更未重报",
    severity=Severity.MINOR,
    clauses=["1c"],
    subject=AUDIT,
    basis="管理体系认证信息报告规范：审核计划上报后变更的应重新上报（条款号未核对）",
    rule=(
        "最后一次上报的审核计划（上报时间最晚，时间相同取版本最大）中，组长不是审核组的组长；"
        "或计划开始日期与首次会议日期不是同一天。计划没有写组长或开始时间、审核没有首次会议时间的，该项不比较。"
    ),
    sentence="最后上报的计划（第 {version} 版）写的是：{observed}；实际为：{expected}。",
    example="计划 3 月 10 日开始，3 月 11 日首次会议，没有重报：疑点；改期后重报 3 月 11 日：通过。",
    false_positives="临时生病换人、已在签到中说明；审核组名单没有录入组长。",
)
def plan_change_not_reported(
    audits: ir.Table, plans_last_reported: ir.Table, audit_team: ir.Table
) -> ir.Table:
    """Audits led by someone else, or begun on another day, than the plan last reported says.

    A team without a leader on record does not hold the planned leader: that is a hit, as the rule is worded.
    """
    leaders = audit_team.filter(audit_team.role == "leader").select("audit_id", "person_id")
    led_as_planned = leaders.select("audit_id", leader_id=leaders.person_id, leads=True)
    named = leaders.group_by("audit_id").aggregate(leaders=leaders.person_id.collect().sort().join("、"))
    plans = plans_last_reported.select(
        "audit_id", "version", "leader_id", planned_on=day(plans_last_reported.planned_from)
    )
    known = (
        audits.select("audit_id", "body_id", started_on=day(audits.started_at))
        .left_join(plans, "audit_id")
        .drop("audit_id_right")
        .left_join(led_as_planned, ["audit_id", "leader_id"])
        .drop("audit_id_right", "leader_id_right")
        .left_join(named, "audit_id")
        .drop("audit_id_right")
    )
    is_other_leader = known.leader_id.notnull() & known.leads.isnull()
    is_other_day = holds(known.planned_on != known.started_on)
    planned_leader = ibis.literal("组长 ") + known.leader_id
    actual_leader = ibis.literal("组长 ") + known.leaders.fill_null("（审核组没有组长）")
    planned_day = known.planned_on.cast("string") + ibis.literal(" 开始")
    actual_day = known.started_on.cast("string") + ibis.literal(" 开始")
    return known.select(
        "audit_id",
        "body_id",
        "version",
        undecided=reason((known.version.isnull(), "没有审核计划上报记录")),
        hit=is_other_leader | is_other_day,
        observed=ibis.cases(
            (is_other_leader & is_other_day, planned_leader + "，" + planned_day),
            (is_other_leader, planned_leader),
            (is_other_day, planned_day),
            else_=ibis.literal("与实际一致"),
        ),
        expected=ibis.cases(
            (is_other_leader & is_other_day, actual_leader + "，" + actual_day),
            (is_other_leader, actual_leader),
            (is_other_day, actual_day),
            else_=ibis.literal("与计划一致"),
        ),
        see_audit_plans=known.audit_id + KEY_SEPARATOR + known.version.cast("string"),
    )
