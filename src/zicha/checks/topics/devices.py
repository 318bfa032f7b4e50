"""Checks of the devices people sign in with (签到设备)."""

from __future__ import annotations

from datetime import date, timedelta

import ibis
import ibis.expr.types as ir

from zicha.checks.derived.same_person import with_same_person
from zicha.checks.expressions import day, literal_day
from zicha.checks.registry import KEY_BREAK, check
from zicha.contract.subjects import DEVICE
from zicha.contract.verdicts import Severity


@check(
    code="B11",
    title="一机多人签到",
    severity=Severity.MAJOR,
    clauses=["2a"],
    subject=DEVICE,
    basis="CCAA 失信行为 1002：冒名顶替为其他人员完成认证任务的；数值为本项目设定的筛查线",
    rule="判定日前 {days_back} 天内（含两端），同一设备为 {fewest_persons} 人以上（含）签到；注册号相同的算一人。",
    sentence="该设备在判定日前 {days_back} 天内为 {observed}签到。",
    unit="人",
    example="一部手机一年内为 2 人签到：通过；为 3 人签到：疑点；同一人在两家机构的两个编号算一人。",
    false_positives="机构配发的公用手机；设备换人使用；由组员代全组签到。",
    # Reading 6 counts a person at two bodies once here, though the catalogue does not list `people`.
    located_by=("audits", "people"),
)
def device_of_many(
    sign_ins: ir.Table,
    audits: ir.Table,
    people: ir.Table,
    *,
    days_back: int,
    fewest_persons: int,
    as_of: date,
) -> ir.Table:
    """Devices that signed for several people within a year. A device of several bodies is told to the first of them."""
    used = sign_ins.filter(sign_ins.device_id.notnull())
    used = used.select("device_id", "audit_id", "person_id", signed_on=day(used.signed_at))
    owners = audits.select("audit_id", "body_id")
    owned = used.left_join(owners, "audit_id")
    devices = owned.group_by("device_id").aggregate(body_id=owned.body_id.min())
    recent = used.filter(
        used.person_id.notnull() & (used.signed_on >= literal_day(as_of - timedelta(days=days_back)))
    )
    signers = with_same_person(recent.select("device_id", "person_id").distinct(), people)
    counted = signers.group_by("device_id").aggregate(
        persons=signers.same_person.nunique(), person_ids=signers.person_id.group_concat(KEY_BREAK)
    )
    judged = devices.left_join(counted, "device_id")
    persons = judged.persons.fill_null(ibis.literal(0, "int64"))
    return judged.select(
        "device_id",
        "body_id",
        hit=persons >= fewest_persons,
        observed=persons,
        expected=ibis.literal(f"少于 {fewest_persons} 人"),
        see_people=judged.person_ids,
    )
