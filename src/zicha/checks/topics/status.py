"""Checks of what becomes of a certificate (证书状态): reporting, surveillance, suspension, loss of the holder."""

from __future__ import annotations

from datetime import date

import ibis
import ibis.expr.types as ir

from zicha.checks.derived.working_days_passed import CALENDAR_UNKNOWN, with_working_days
from zicha.checks.expressions import day, days_after, literal_day, months_after, on_day, reason
from zicha.checks.registry import check
from zicha.contract.codes import MS_SCHEMES
from zicha.contract.subjects import CERTIFICATE, CERTIFICATE_EVENT
from zicha.contract.verdicts import Severity
from zicha.reference.parameters import Parameter


@check(
    code="A29",
    title="证书信息迟报漏报",
    severity=Severity.MAJOR,
    clauses=["1c"],
    subject=CERTIFICATE_EVENT,
    basis="管理体系认证、服务认证信息报告规范（2015，2021 修订）：最迟次月 10 日，节假日不顺延",
    rule="证书状态变化的上报日期晚于生效日期次月 {report_day} 日，或者到判定日已过该日仍没有上报日期。",
    sentence="证书 {certificate_no} 的状态变化于 {effective_on} 生效，最迟应于 {expected} 上报，{reported}。",
    example="1 月 31 日生效：2 月 10 日上报为通过，2 月 11 日上报为疑点。",
    false_positives="统一上报平台故障期间的上报；已上报但回执日期没有录入。",
    located_by=("certificates",),
    empty_is_hit=["certificate_events.reported_on"],
)
def certificate_event_reported_late(
    certificate_events: ir.Table, certificates: ir.Table, *, report_day: int, as_of: date
) -> ir.Table:
    """Certificate events reported after the tenth of the next month, or not reported though it has passed."""
    owners = certificates.select("certificate_no", "body_id")
    events = certificate_events.left_join(owners, "certificate_no")
    # Not by truncating: Spark makes a timestamp of a truncated date.
    first_of_month = ibis.date(events.effective_on.year(), events.effective_on.month(), 1)
    latest = days_after(months_after(first_of_month, 1), report_day - 1)
    return events.select(
        "event_id",
        "body_id",
        "certificate_no",
        "effective_on",
        # An empty report date is judged by the day that has passed since.
        hit=ibis.coalesce(events.reported_on, literal_day(as_of)) > latest,
        observed=events.reported_on,
        expected=latest,
        reported=ibis.ifelse(
            events.reported_on.isnull(),
            ibis.literal(f"至 {as_of} 没有上报"),
            ibis.literal("实际于 ") + events.reported_on.cast("string") + ibis.literal(" 上报"),
        ),
        see_certificates=events.certificate_no,
    )


@check(
    code="A30",
    title="超期未监督未暂停",
    severity=Severity.LEGAL_RISK,
    clauses=["1c"],
    subject=CERTIFICATE,
    basis="质量管理体系认证规则 5.4.1.4；2024 年底前结束的审核按 2016 年第 20 号公告，其后按 CNCA-QMS-01:2025",
    rule="管理体系证书状态有效、没有到期，到判定日已过了下一次监督的期限，监督没有做完，证书也没有暂停。"
    "期限：颁证后还没有做完一次监督或再认证审核的，从颁证日起 {first_interval} 个月；做完过的，从最近一次的结束日起算，"
    "月数按该结束日取：{later_interval}。",
    sentence="{counted_from}，最迟应于 {expected} 前完成下一次监督，至 {observed} 没有完成，证书仍为有效。",
    example="2025-03-31 颁证、至今没有监督：2026-03-31 为通过，2026-04-01 为疑点。",
    false_positives="监督审核没有写明证书编号；证书已暂停但状态没有更新；季节性生产经批准延期。",
)
def surveillance_overdue(
    certificates: ir.Table,
    audits: ir.Table,
    *,
    first_interval: int,
    later_interval: Parameter | int,
    as_of: date,
) -> ir.Table:
    """Valid certificates whose next surveillance is due and has not been done."""
    held = certificates.filter(
        (certificates.status == "valid")
        & certificates.scheme.isin(MS_SCHEMES)
        & (certificates.expires_on >= literal_day(as_of))
    )
    followed = held.left_join(_last_followup(held, audits, as_of), "certificate_no")
    due = ibis.ifelse(
        followed.last_ended_on.isnull(),
        months_after(followed.issued_on, first_interval),
        months_after(followed.last_ended_on, on_day(later_interval, followed.last_ended_on)),
    )
    hit = literal_day(as_of) > due
    return followed.select(
        "certificate_no",
        "body_id",
        hit=hit,
        observed=literal_day(as_of),
        expected=due,
        counted_from=ibis.ifelse(
            followed.last_ended_on.isnull(),
            ibis.literal("证书于 ")
            + followed.issued_on.cast("string")
            + ibis.literal(" 颁发，其后没有监督或再认证审核"),
            ibis.literal("最近一次监督或再认证审核于 ")
            + followed.last_ended_on.cast("string")
            + ibis.literal(" 结束"),
        ),
        see_audits=ibis.ifelse(hit, followed.last_audit, ibis.null("string")),
    )


def _last_followup(held: ir.Table, audits: ir.Table, as_of: date) -> ir.Table:
    """certificate_no, last_ended_on, last_audit: the last surveillance or recertification ended since issue."""
    issued = held.select("certificate_no", "issued_on")
    followups = audits.filter(audits.kind.isin(["surveillance", "recertification"])).select(
        "audit_id", "certificate_no", "ended_at"
    )
    ended = followups.join(issued, "certificate_no")
    ended_on = day(ended.ended_at)
    # An audit still running on the judging date has not ended.
    ended = ended.filter((ended_on >= ended.issued_on) & (ended_on <= literal_day(as_of)))
    latest = ibis.window(
        group_by=ended.certificate_no, order_by=[ibis.desc(ended.ended_at), ibis.desc(ended.audit_id)]
    )
    placed = ended.mutate(place=ibis.row_number().over(latest))
    placed = placed.filter(placed.place == 0)
    return placed.select("certificate_no", last_ended_on=day(placed.ended_at), last_audit=placed.audit_id)


@check(
    code="A31",
    title="暂停期满未处置",
    severity=Severity.LEGAL_RISK,
    clauses=["1c"],
    subject=CERTIFICATE,
    basis="质量管理体系认证规则：暂停期不超过 6 个月；CCC 季节性停产按 CQC 公布的暂停规定",
    rule="状态为暂停的证书，最近一次暂停满 {longest_suspension} 个月（CCC 证书满 {longest_ccc_suspension} 个月，"
    "因季节性或按订单生产暂停的满 {longest_seasonal_suspension} 个月），到判定日已超过，仍未恢复、撤销或注销。",
    sentence="证书于 {suspended_on} 暂停，最长到 {expected}，至 {observed} 仍为暂停。",
    example="2025-08-31 暂停的质量证书：2026-02-28 为通过，2026-03-01 为疑点。",
    false_positives="证书已恢复、撤销或注销，但状态没有更新；行政许可尚在办理、规则允许等待的。",
)
def suspension_expired(
    certificates: ir.Table,
    certificate_events: ir.Table,
    *,
    longest_suspension: int,
    longest_ccc_suspension: int,
    longest_seasonal_suspension: int,
    as_of: date,
) -> ir.Table:
    """Suspended certificates whose longest suspension has passed."""
    events = certificate_events.filter(certificate_events.kind == "suspended")
    latest = ibis.window(
        group_by=events.certificate_no, order_by=[ibis.desc(events.effective_on), ibis.desc(events.event_id)]
    )
    last = events.mutate(place=ibis.row_number().over(latest))
    last = last.filter(last.place == 0).select(
        "certificate_no", "event_id", "reason", suspended_on="effective_on"
    )
    held = certificates.filter(certificates.status == "suspended").left_join(last, "certificate_no")
    ends = ibis.cases(
        (held.scheme != "CCC", months_after(held.suspended_on, longest_suspension)),
        (held.reason == "seasonal", months_after(held.suspended_on, longest_seasonal_suspension)),
        else_=months_after(held.suspended_on, longest_ccc_suspension),
    )
    return held.select(
        "certificate_no",
        "body_id",
        "suspended_on",
        undecided=reason((held.suspended_on.isnull(), "没有暂停的状态变化记录，不知道何时暂停")),
        hit=literal_day(as_of) > ends,
        observed=literal_day(as_of),
        expected=ends,
        see_certificate_events=held.event_id,
    )


@check(
    code="C09",
    title="获证组织主体注销吊销",
    severity=Severity.LEGAL_RISK,
    clauses=["3c"],
    subject=CERTIFICATE,
    basis="质量管理体系认证规则（2016）7.3.1：五个工作日内撤销",
    rule="获证组织已注销或被吊销，登记状态变更后超过 {working_days_to_act} 个工作日（按官方日历，含调休上班日），证书仍为有效。",
    sentence="获证组织于 {status_changed_on} {lost_how}，至判定日已过 {observed}（限 {expected}），证书仍为有效。",
    unit="个工作日",
    example="周五注销：其后第 5 个工作日为通过，第 6 个工作日为疑点。",
    false_positives="吸收合并后由存续企业承继的证书；登记信息中的同名企业。",
)
def holder_deregistered(
    certificates: ir.Table,
    organisations: ir.Table,
    working_days: ir.Table,
    *,
    working_days_to_act: int,
    as_of: date,
) -> ir.Table:
    """Valid certificates of organisations that lost their registration more than five working days ago."""
    registered = organisations.select("org_id", "registration_status", "status_changed_on")
    held = certificates.filter(certificates.status == "valid").left_join(registered, "org_id")
    counted = with_working_days(
        held, working_days, after="status_changed_on", until=as_of, limit=working_days_to_act
    )
    is_gone = counted.registration_status.isin(["deregistered", "revoked"])
    # One comparison decides here, so an empty day is undecided, not a leg that is false (reading 2).
    no_day = counted.status_changed_on.isnull()
    return counted.select(
        "certificate_no",
        "body_id",
        "status_changed_on",
        lost_how=ibis.ifelse(counted.registration_status == "revoked", "被吊销", "注销"),
        undecided=reason(
            (counted.registration_status.isnull(), "没有获证组织的登记状态"),
            (is_gone & no_day, "没有登记状态的变更日期"),
            (is_gone & counted.is_past_limit.isnull(), CALENDAR_UNKNOWN),
        ),
        hit=is_gone & counted.is_past_limit,
        observed=counted.working_days_passed,
        expected=ibis.literal(working_days_to_act, "int64"),
        see_organisations=counted.org_id,
    )
