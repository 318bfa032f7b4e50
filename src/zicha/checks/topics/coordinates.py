"""Checks of sign-ins that bear the same coordinates (坐标雷同)."""

from __future__ import annotations

import ibis
import ibis.expr.types as ir

from zicha.checks.derived.shared_points import spread_points, with_point
from zicha.checks.expressions import reason
from zicha.checks.registry import KEY_BREAK, check
from zicha.contract.subjects import SIGN_IN
from zicha.contract.verdicts import Severity


@check(
    code="B12",
    title="坐标高度雷同",
    severity=Severity.MAJOR,
    clauses=["2a"],
    subject=SIGN_IN,
    basis="市监认证〔2019〕18号（二）2：减少审核时间或不到现场；数值为本项目设定的筛查线",
    rule="在同一坐标（六位小数）为 {fewest_organisations} 家以上（含）组织签到，而其中有 {fewest_organisations} 家的登记坐标两两相距超过 1 km；"
    "该坐标上的每次签到都是疑点。",
    sentence="在同一坐标（经度 {longitude}，纬度 {latitude}）为 {observed}组织签到，其中至少 {fewest_organisations} 家的登记坐标两两相距超过 1 km。",
    unit="家",
    example="三家相距都超过 1 km 的组织在同一坐标签到：疑点；两家，或者三家都在同一栋楼：通过。",
    false_positives="Wi-Fi 定位落在同一点；在机构办公室集中补签；远程审核在办公地点签到。",
)
def same_coordinates_everywhere(
    sign_ins: ir.Table,
    audits: ir.Table,
    organisations: ir.Table,
    points_of_organisations: ir.Table,
    *,
    fewest_organisations: int,
) -> ir.Table:
    """Sign-ins at a point where organisations far from one another were signed in to. Coordinates missing: undecided."""
    visited = points_of_organisations
    spread = spread_points(visited, organisations, fewest_organisations)
    at_point = visited.semi_join(spread, ["point_x", "point_y"])
    shared = at_point.group_by("point_x", "point_y").aggregate(
        organisations_there=at_point.org_id.nunique(),
        first_org=at_point.org_id.min(),
        last_org=at_point.org_id.max(),
    )
    owners = audits.select("audit_id", "body_id")
    signed = with_point(sign_ins.select("sign_in_id", "audit_id", "longitude", "latitude"))
    signed = signed.left_join(owners, "audit_id").drop("audit_id_right")
    judged = signed.left_join(shared, ["point_x", "point_y"])
    there = judged.organisations_there
    return judged.select(
        "sign_in_id",
        "body_id",
        "longitude",
        "latitude",
        undecided=reason((judged.point_x.isnull() | judged.point_y.isnull(), "签到没有坐标")),
        hit=there.notnull(),
        observed=there,
        expected=ibis.literal(f"少于 {fewest_organisations} 家"),
        see_audits=judged.audit_id,
        # Thousands may share a point: two of them show it.
        see_organisations=judged.first_org + KEY_BREAK + judged.last_org,
    )
