"""Checks of when a team signed in and of the photos it took (签到时间与照片数)."""

from __future__ import annotations

from decimal import Decimal

import ibis
import ibis.expr.types as ir

from zicha.checks.expressions import day, hours, reason
from zicha.checks.registry import check
from zicha.contract.subjects import SIGN_IN
from zicha.contract.verdicts import Severity

MINUTES = len("2025-05-12 10:00")


@check(
    code="B03",
    title="签到时间窗外",
    severity=Severity.MINOR,
    clauses=["2a"],
    subject=SIGN_IN,
    basis="国认监〔2021〕3号配套问答：首次会议当天至开始后 2 小时、末次会议开始至结束后 2 小时",
    rule="首次会议签到不在首次会议当天，或者比首次会议时间晚超过 {opening_after} 小时；"
    "末次会议签到比末次会议时间早超过 {closing_before} 小时，或者晚超过 {closing_after} 小时。",
    sentence="{meeting}签到于 {observed}，应在 {expected} 之间。",
    example="首次会议 9:00：11:00 签到通过，11:01 签到为疑点；末次会议 17:00：15:00 签到通过，14:59 签到为疑点。",
    false_positives="会议时间只录了日期；补签并已说明；审核时间变更没有更新。",
)
def signed_outside_the_window(
    sign_ins: ir.Table,
    audits: ir.Table,
    *,
    opening_after: int | Decimal,
    closing_before: int | Decimal,
    closing_after: int | Decimal,
) -> ir.Table:
    """Sign-ins too early or too late for their meeting.

    Undecided as soon as one of the two meetings has no time, whichever the sign-in belongs to: the catalogue
    names both.
    """
    meetings = audits.select("audit_id", "body_id", "started_at", "ended_at", found=True)
    signed = sign_ins.select("sign_in_id", "audit_id", "kind", "signed_at").left_join(meetings, "audit_id")
    is_opening = signed.kind == "opening"
    midnight = day(signed.started_at).cast("timestamp")
    earliest = ibis.ifelse(is_opening, midnight, signed.ended_at - hours(closing_before))
    latest = ibis.ifelse(
        is_opening, signed.started_at + hours(opening_after), signed.ended_at + hours(closing_after)
    )
    # A meeting shortly before midnight: the day ends before the hours do.
    is_another_day = is_opening & (day(signed.signed_at) != day(signed.started_at))
    return signed.select(
        "sign_in_id",
        "body_id",
        meeting=ibis.ifelse(is_opening, "首次会议", "末次会议"),
        undecided=reason(
            (signed.found.isnull(), "签到所属的审核没有提供"),
            (signed.started_at.isnull(), "没有首次会议时间"),
            (signed.ended_at.isnull(), "没有末次会议时间"),
        ),
        hit=is_another_day | (signed.signed_at < earliest) | (signed.signed_at > latest),
        observed=signed.signed_at,
        expected=_minute(earliest) + ibis.literal(" 至 ") + _minute(latest),
        see_audits=signed.audit_id,
    )


def _minute(moment: ir.Value) -> ir.Value:
    return moment.cast("string").substr(0, MINUTES)


@check(
    code="B04",
    title="会议照片数量异常",
    severity=Severity.MINOR,
    clauses=["2a"],
    subject=SIGN_IN,
    basis="国认监〔2021〕3号：每次会议照片 1 至 3 张",
    rule="签到没有照片，或者照片多于 {most_photos} 张。",
    sentence="签到照片 {observed}，应为 1 至 {expected}。",
    unit="张",
    example="照片 3 张：通过；4 张或 0 张：疑点。",
    false_positives="照片上传失败后在其他系统补传。",
    located_by=("audits",),
)
def unusual_number_of_photos(sign_ins: ir.Table, audits: ir.Table, *, most_photos: int) -> ir.Table:
    """Sign-ins without a photo or with more than allowed."""
    owners = audits.select("audit_id", "body_id")
    signed = sign_ins.select("sign_in_id", "audit_id", "photos").left_join(owners, "audit_id")
    return signed.select(
        "sign_in_id",
        "body_id",
        undecided=reason((signed.photos.isnull(), "没有照片数")),
        hit=(signed.photos == 0) | (signed.photos > most_photos),
        observed=signed.photos,
        expected=ibis.literal(most_photos, "int64"),
        see_audits=signed.audit_id,
    )
