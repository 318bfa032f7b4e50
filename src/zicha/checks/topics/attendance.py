"""Checks of how long a team was really there (到场时间): late arrival, early leaving, time cut by half."""

from __future__ import annotations

from decimal import Decimal

import ibis
import ibis.expr.types as ir

from zicha.checks.expressions import decimal, hours, is_share, least_part, microseconds_between, reason
from zicha.checks.registry import KEY_BREAK, check
from zicha.contract.subjects import AUDIT, PERSON
from zicha.contract.verdicts import Severity

TOLERATED_HOURS = 1
MICROSECONDS_A_MINUTE = 60_000_000


@check(
    code="B08",
    title="系统性迟到早退",
    severity=Severity.MAJOR,
    clauses=["2a"],
    subject=PERSON,
    basis="CCAA 失信行为 1010：在认证期间不遵守计划时间，迟到或早退；次数和比例为本项目设定的筛查线",
    rule="同一人首次、末次会议都签到、且有计划起止时间的审核不少于 {fewest_audits} 次，其中达到 {largest_share} 的审核，"
    "首次会议签到比计划开始晚超过 1 小时，或者末次会议签到比计划结束早超过 1 小时。",
    sentence="有计划时间且首末次会议都签到的 {audits_judged} 次审核中，{observed}迟到或早退超过 1 小时，达到 {largest_share}。",
    unit="次",
    example="10 次审核中 3 次迟到超过 1 小时：疑点；2 次：通过；恰好晚 1 小时不算。",
    false_positives="受审核方作息与计划不同；计划时间按整天登记；由他人代为签到。",
    located_by=("people",),
)
def habitually_late(
    sign_ins: ir.Table, audits: ir.Table, people: ir.Table, *, fewest_audits: int, largest_share: Decimal
) -> ir.Table:
    """People who come late or leave early in a large share of their audits.

    Of several openings of one person the earliest counts, of several closings the latest.
    """
    planned = audits.filter(audits.planned_from.notnull() & audits.planned_to.notnull()).select(
        "audit_id", "planned_from", "planned_to", audit_body="body_id"
    )
    by_someone = sign_ins.filter(sign_ins.person_id.notnull())
    attended = _meetings(by_someone, "person_id", "audit_id").join(planned, "audit_id")
    late = attended.opened_at > attended.planned_from + hours(TOLERATED_HOURS)
    early = attended.closed_at < attended.planned_to - hours(TOLERATED_HOURS)
    attended = attended.mutate(is_short=late | early)
    counted = attended.group_by("person_id").aggregate(
        audit_body=attended.audit_body.min(),
        audits_judged=attended.count(),
        short_audits=attended.is_short.cast("int64").sum(),
        see_audits=attended.audit_id.group_concat(KEY_BREAK, where=attended.is_short),
    )
    counted = counted.filter(counted.audits_judged >= fewest_audits)
    employers = people.select("person_id", employer="body_id")
    judged = counted.left_join(employers, "person_id")
    return judged.select(
        "person_id",
        "audits_judged",
        "see_audits",
        body_id=ibis.coalesce(judged.employer, judged.audit_body),
        hit=is_share(judged.short_audits, judged.audits_judged, largest_share),
        observed=judged.short_audits,
        expected=ibis.literal("少于 ")
        + least_part(judged.audits_judged, largest_share).cast("string")
        + ibis.literal(" 次"),
    )


def _meetings(signed: ir.Table, *keys: str) -> ir.Table:
    """The keys with opened_at and closed_at, where both meetings were signed."""
    both = signed.group_by(*keys).aggregate(
        opened_at=signed.signed_at.min(where=signed.kind == "opening"),
        closed_at=signed.signed_at.max(where=signed.kind == "closing"),
    )
    return both.filter(both.opened_at.notnull() & both.closed_at.notnull())


@check(
    code="B09",
    title="实际审核时间不足计划一半",
    severity=Severity.LEGAL_RISK,
    clauses=["2a"],
    subject=AUDIT,
    basis="CCAA：擅自减少现场审核时间超过 1/2 的撤销注册",
    rule="最早的首次会议签到到最晚的末次会议签到，不足计划起止时间的 {smallest_share}。",
    sentence="从首次会议签到到末次会议签到 {observed}，计划 {planned_minutes} 分钟，不足其 {smallest_share}（{expected}）。",
    unit="分钟",
    example="计划 9:00—17:00：签到相隔 4 小时通过，相隔 3 小时 59 分为疑点。",
    false_positives="多日审核只存了最后一天的签到；计划按整天登记；结合审核的签到记在另一项审核上。",
)
def time_cut_by_half(sign_ins: ir.Table, audits: ir.Table, *, smallest_share: Decimal) -> ir.Table:
    """Audits signed out of before half the planned time had passed. Sign-ins of the audit itself, by anyone."""
    planned = audits.select("audit_id", "body_id", "planned_from", "planned_to")
    judged = planned.join(_meetings(sign_ins, "audit_id"), "audit_id")
    spent = microseconds_between(judged.opened_at, judged.closed_at)
    asked = microseconds_between(judged.planned_from, judged.planned_to)
    return judged.select(
        "audit_id",
        "body_id",
        undecided=reason(
            (judged.planned_from.isnull() | judged.planned_to.isnull(), "没有计划开始或结束时间"),
            (asked <= 0, "计划结束时间不晚于计划开始时间"),
        ),
        hit=~is_share(spent, asked, smallest_share),
        observed=_minutes(spent),
        planned_minutes=_minutes(asked),
        expected=_minutes(asked) * decimal(smallest_share),
    )


def _minutes(microseconds: ir.Value) -> ir.Value:
    return (microseconds // MICROSECONDS_A_MINUTE).cast("int64")
