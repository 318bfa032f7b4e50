"""Checks of sign-ins at the opening and closing meeting (审核签到)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import ibis
import ibis.expr.types as ir

from zicha.checks.expressions import day, kilometres, literal_day, reason
from zicha.checks.registry import check
from zicha.contract.codes import MS_SCHEMES
from zicha.contract.subjects import AUDIT, SIGN_IN
from zicha.contract.verdicts import Severity

CORE_SCHEMES = ("QMS", "EMS", "OHSMS")
REPORTED_ELSEWHERE = ("FSMS", "HACCP")
LATER_SCHEMES = tuple(
    scheme for scheme in MS_SCHEMES if scheme not in CORE_SCHEMES and scheme not in REPORTED_ELSEWHERE
)


@check(
    code="B01",
    title="未签到或签到不完整",
    severity=Severity.LEGAL_RISK,
    clauses=["2a"],
    subject=AUDIT,
    basis="国认监〔2021〕3号；2022 年签到范围扩大通知",
    rule="已结束的审核没有首次会议签到，或者没有末次会议签到；任何组员签到都算，同一结合审核组任一审核的签到也算。"
    "质量、环境、职业健康安全管理体系查 {core_schemes_from} 起开始的审核，其他管理体系查 {all_schemes_from} 起开始的审核；"
    "食品安全管理体系和 HACCP 另行报送，不查。",
    sentence="审核于 {ended_on} 结束，签到为{observed}，要求{expected}。",
    example="只有首次会议签到的审核：疑点；首次、末次会议由两名组员分别签到：通过。",
    false_positives="计划取消但没有撤回；签到系统故障并已说明；自愿签到的领域。",
)
def sign_in_missing(
    audits: ir.Table,
    sign_ins: ir.Table,
    *,
    core_schemes_from: date,
    all_schemes_from: date,
    as_of: date,
) -> ir.Table:
    """Audits, or combined visits, without an opening or a closing sign-in by anyone."""
    visits = audits.mutate(
        # The prefixes keep a group number apart from an audit_id that reads alike.
        visit=ibis.ifelse(
            audits.combined_group.isnull(),
            ibis.literal("audit ") + audits.audit_id,
            ibis.literal("group ") + audits.combined_group,
        )
    )
    signed = sign_ins.select("audit_id", "kind").join(visits.select("audit_id", "visit"), "audit_id")
    signed = signed.group_by("visit").aggregate(
        openings=(signed.kind == "opening").cast("int64").sum(),
        closings=(signed.kind == "closing").cast("int64").sum(),
    )
    started_on = day(visits.started_at)
    in_scope = (day(visits.ended_at) < literal_day(as_of)) & (
        (visits.scheme.isin(CORE_SCHEMES) & (started_on >= literal_day(core_schemes_from)))
        | (visits.scheme.isin(LATER_SCHEMES) & (started_on >= literal_day(all_schemes_from)))
    )
    ended = visits.filter(in_scope).left_join(signed, "visit")
    ended = ended.mutate(
        openings=ended.openings.fill_null(ibis.literal(0, "int64")),
        closings=ended.closings.fill_null(ibis.literal(0, "int64")),
    )
    return ended.select(
        "audit_id",
        "body_id",
        ended_on=day(ended.ended_at),
        hit=(ended.openings == 0) | (ended.closings == 0),
        observed=ibis.literal("首次会议 ")
        + ended.openings.cast("string")
        + ibis.literal(" 次、末次会议 ")
        + ended.closings.cast("string")
        + ibis.literal(" 次"),
        expected=ibis.literal("首次、末次会议各不少于 1 次"),
    )


@check(
    code="B02",
    title="签到地点偏差",
    severity=Severity.MAJOR,
    clauses=["2a"],
    subject=SIGN_IN,
    basis="国认监〔2021〕3号配套问答：允许偏差暂定 5 km",
    rule="现场或混合审核的签到地点，离获证组织和它的每一个场所都超过 {farthest} km"
    "（按登记的坐标，取最近的一个；球面距离，地球半径 6371 km）。",
    sentence="签到地点距获证组织及其场所最近的坐标 {observed}，超过 {expected}。",
    unit="km",
    example="距注册地址 60 km、距一处登记场所 1 km：通过；距所有坐标都超过 5 km：疑点。",
    false_positives="坐标系未统一（相差可达数百米）；园区、施工现场、临时场所没有登记坐标；地址解析有误。",
    uses=("sites",),
)
def sign_in_far_away(
    sign_ins: ir.Table, audits: ir.Table, organisations: ir.Table, sites: ir.Table, *, farthest: Decimal
) -> ir.Table:
    """Sign-ins of audits on site further from every known place of the organisation than allowed."""
    visits = audits.filter(audits.method.isin(["on_site", "hybrid"])).select("audit_id", "org_id", "body_id")
    signed = sign_ins.select("sign_in_id", "audit_id", "longitude", "latitude").join(visits, "audit_id")
    homes = organisations.select("org_id", home_longitude="longitude", home_latitude="latitude")
    places = sites.filter(sites.longitude.notnull() & sites.latitude.notnull()).select(
        "org_id", site_longitude="longitude", site_latitude="latitude"
    )
    at_sites = signed.join(places, "org_id")
    at_sites = at_sites.mutate(
        km=kilometres(at_sites.longitude, at_sites.latitude, at_sites.site_longitude, at_sites.site_latitude)
    )
    nearest_site = at_sites.group_by("sign_in_id").aggregate(
        nearest_site_km=at_sites.km.min(), sites_known=at_sites.count()
    )
    judged = signed.left_join(homes, "org_id").left_join(nearest_site, "sign_in_id")
    home_km = kilometres(judged.longitude, judged.latitude, judged.home_longitude, judged.home_latitude)
    # One of the two may be missing; engines disagree on what the lesser of a number and null is.
    km = ibis.ifelse(home_km.isnull() | (judged.nearest_site_km < home_km), judged.nearest_site_km, home_km)
    km = ibis.coalesce(km, home_km)
    is_home_known = judged.home_longitude.notnull() & judged.home_latitude.notnull()
    return judged.select(
        "sign_in_id",
        "body_id",
        undecided=reason(
            (judged.longitude.isnull() | judged.latitude.isnull(), "签到没有坐标"),
            (~is_home_known & judged.sites_known.isnull(), "获证组织及其场所都没有坐标"),
        ),
        hit=km > ibis.literal(float(farthest), "float64"),
        observed=km.round(3),
        expected=ibis.literal(float(farthest), "float64"),
        see_audits=judged.audit_id,
        see_organisations=judged.org_id,
    )
