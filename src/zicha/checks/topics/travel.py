"""Checks of whether one person can have been where the sign-ins say (时空冲突)."""

from __future__ import annotations

from decimal import Decimal

import ibis
import ibis.expr.types as ir

from zicha.checks.derived.last_elsewhere import LONG_WAY_KM, MICROSECONDS_AN_HOUR
from zicha.checks.derived.movements import with_last_elsewhere
from zicha.checks.derived.numbered import numbered
from zicha.checks.expressions import holds, kilometres, microseconds_between, reason
from zicha.checks.registry import check
from zicha.contract.subjects import SIGN_IN
from zicha.contract.verdicts import Severity


@check(
    code="B05",
    title="时空冲突",
    severity=Severity.LEGAL_RISK,
    clauses=["2a"],
    subject=SIGN_IN,
    basis="市监认证〔2019〕18号（二）2：减少审核时间或不到现场；数值为本项目设定的筛查线",
    rule="同一人（注册号相同即为同一人，可跨机构）上一次在另一家组织签到的地点，与本次相距超过 {shortest_distance} km，"
    "而两次签到相隔的时间走不到：200 km 以内按每小时 {road_speed} km，更远按 {boarding_hours} 小时加每小时 {fast_speed} km。",
    sentence="该人员上一次在另一家组织签到于 {last_at}，相距 {km} km，两次相隔 {observed}，至少需要 {expected}。",
    unit="小时",
    example="相距 80 km、相隔 1 小时：通过；相隔 59 分钟：疑点。相距 5 km 以内不查。",
    false_positives="由同组人员代签；签到坐标漂移或坐标系不一；补签。",
    uses=("people",),
)
def cannot_have_travelled(
    audits: ir.Table,
    movements: ir.Table,
    movements_too_fast: ir.Table,
    *,
    shortest_distance: int | Decimal,
    road_speed: int | Decimal,
    boarding_hours: int | Decimal,
    fast_speed: int | Decimal,
) -> ir.Table:
    """Sign-ins too far from the person's latest earlier one at another organisation for the time between.

    Earlier means earlier: a sign-in of the same minute elsewhere is not compared. Without coordinates of its own, or
    with that earlier sign-in lacking them, a sign-in is undecided; an earlier one still is not taken in its place.
    """
    last = with_last_elsewhere(movements, movements_too_fast)
    bodies = numbered(audits, "body_id", "body_no")
    # Of a view: both sides descend from the same table.
    judged = movements.view().left_join(last, "sign_in_id").left_join(bodies, "body_no")
    km = kilometres(judged.longitude, judged.latitude, judged.last_longitude, judged.last_latitude)
    judged = judged.mutate(
        km=km,
        apart=microseconds_between(judged.last_at, judged.signed_at).cast("float64") / MICROSECONDS_AN_HOUR,
    )
    needed = ibis.ifelse(
        judged.km <= _float(LONG_WAY_KM),
        judged.km / _float(road_speed),
        judged.km / _float(fast_speed) + _float(boarding_hours),
    )
    return judged.select(
        "sign_in_id",
        "body_id",
        undecided=reason(
            (judged.person_no.isnull(), "签到没有写明人员"),
            (judged.longitude.isnull() | judged.latitude.isnull(), "签到没有坐标"),
            (judged.org_no.isnull(), "签到所属的审核没有提供，不知道是哪家组织"),
            (judged.last_id.notnull() & judged.km.isnull(), "上一次在另一家组织的签到没有坐标"),
        ),
        hit=holds((judged.km > _float(shortest_distance)) & (judged.apart < needed)),
        observed=judged.apart.round(3),
        expected=needed.round(3),
        km=judged.km.round(1),
        last_at=judged.last_at,
        see_sign_ins=judged.last_id,
    )


def _float(value: int | Decimal) -> ir.Scalar:
    return ibis.literal(float(value), "float64")
