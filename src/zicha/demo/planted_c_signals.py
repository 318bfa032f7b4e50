"""Planted under focus area 3, what the outside says (获证组织两张皮：外部信号): C08, C10 to C12."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from zicha.demo.draft import Draft, Story
from zicha.demo.mass import BODY
from zicha.demo.planted_c import listed

ONE_DAY = timedelta(days=1)


def plant(d: Draft) -> None:
    for case in (
        c08_licences,
        c08_replaced,
        c08_which_certificates,
        c10_visits,
        c10_not_the_last,
        c11_unattended,
        c11_attended,
        c11_serious_violation,
        c11_out_of_reach,
        c12_gone_certificates,
        c12_on_that_day,
    ):
        case(d)


def _licence(
    d: Draft, story: Story, valid_to: date | None, status: str | None = "valid", **more: Any
) -> None:
    d.add(
        "licences", licence_no=f"LIC-{d.number('licences')}", org_id=story.org["org_id"], valid_to=valid_to, status=status,
        **{"kind": "生产许可（示例）", "valid_from": d.ago(1_500), **more},
    )  # fmt: skip


def c08_licences(d: Draft) -> None:
    for days, status, verdict, note in (
        (-1, "valid", d.hit, "许可昨日到期"),
        (-900, "expired", d.hit, "许可早已过期"),
        (700, "suspended", d.hit, "许可被暂扣"),
        (700, "revoked", d.hit, "许可被吊销"),
        (700, "cancelled", d.hit, "许可已注销"),
        (None, "expired", d.hit, "没有截止日，状态为过期"),
        (0, "valid", d.near, "许可今日到期"),
        (700, "valid", d.near, "许可有效"),
        (None, "valid", d.near, "没有截止日"),
    ):
        story = d.story()
        _licence(d, story, None if days is None else d.as_of + days * ONE_DAY, status)
        verdict("C08", story.number, note)


def c08_replaced(d: Draft) -> None:
    """Another licence of the same kind in force clears it."""
    for valid_from, valid_to, status, kind, verdict, note in (
        (20, -900, "valid", "生产许可（示例）", d.near, "已换新证"),
        (0, None, "valid", "生产许可（示例）", d.near, "新证今日生效"),
        (-1, -900, "valid", "生产许可（示例）", d.hit, "新证明日才生效"),
        (20, -900, "suspended", "生产许可（示例）", d.hit, "新证也被暂扣"),
        (20, -900, "valid", "排污许可（示例）", d.hit, "有效的是另一种许可"),
    ):
        story = d.story()
        _licence(d, story, d.ago(30), "expired")
        end = None if valid_to is None else d.ago(valid_to)
        _licence(d, story, end, status, kind=kind, valid_from=d.ago(valid_from))
        verdict("C08", story.number, note)


def c08_which_certificates(d: Draft) -> None:
    ended = d.story(status="cancelled")
    d.event(ended.number, "cancelled", d.ago(20), "own_request")
    _licence(d, ended, d.ago(30))
    d.near("C08", ended.number, "证书已注销")
    one = d.story()
    two = d.story("EMS", org=one.org, complexity="medium")
    _licence(d, one, d.ago(30))
    for story in (one, two):
        d.hit("C08", story.number, "同一组织的两张证书")


def _visits(d: Draft, *results: tuple[int, str], status: str = "valid") -> str:
    story = d.story(status=status)
    for days, result in results:
        d.add(
            "visits", visit_id=f"VIS-{d.number('visits')}", org_id=story.org["org_id"],
            visited_on=d.ago(days), result=result,
        )  # fmt: skip
    return story.number


def c10_visits(d: Draft) -> None:
    for results, note in (
        (((90, "producing"), (20, "stopped")), "最近一次已停产"),
        (((20, "moved"),), "已搬迁"),
        (((60, "unreachable"), (20, "unreachable")), "连续两次联系不上"),
        (((90, "producing"), (60, "unreachable"), (20, "unreachable")), "最近两次联系不上"),
    ):
        d.hit("C10", _visits(d, *results), note)


def c10_not_the_last(d: Draft) -> None:
    for results, note in (
        (((60, "stopped"), (20, "producing")), "停产后已恢复"),
        (((20, "unreachable"),), "只有一次联系不上"),
        (((90, "unreachable"), (60, "producing"), (20, "unreachable")), "两次联系不上不连续"),
        (((60, "moved"), (20, "unreachable")), "最近一次联系不上，之前已搬迁"),
        (((20, "producing"), (-1, "stopped")), "判定日之后才停产"),
    ):
        d.near("C10", _visits(d, *results), note)
    gone = _visits(d, (20, "stopped"), status="cancelled")
    d.event(gone, "cancelled", d.ago(15), "not_operating")
    d.near("C10", gone, "证书已注销")


def c11_unattended(d: Draft) -> None:
    """Ten days to come and look, or to act on the certificate."""
    for kind, days, note in (
        ("accident", 11, "事故已11日"),
        ("recall", 90, "召回三月无人过问"),
        ("media_exposure", 40, "曝光四十日无人过问"),
    ):
        story = d.story()
        listed(d, story, d.ago(days), kind=kind)
        d.hit("C11", story.number, note)
    late = d.story()
    listed(d, late, d.ago(60), kind="accident")
    d.special(late, d.ago(49))
    d.hit("C11", late.number, "第11日才做特殊审核")
    suspended = d.story(status="suspended")
    listed(d, suspended, d.ago(60), kind="recall")
    d.event(suspended.number, "suspended", d.ago(49), "sampling_failure")
    d.hit("C11", suspended.number, "第11日才暂停")
    lifted = d.story()
    listed(d, lifted, d.ago(60), kind="recall")
    d.rows["adverse_events"][-1]["removed_on"] = d.ago(55)
    d.hit("C11", lifted.number, "召回信息已撤下，仍须处置")
    twice = d.story()
    for days in (120, 60):
        listed(d, twice, d.ago(days), kind="media_exposure")
    d.special(twice, d.ago(55))
    d.hit("C11", twice.number, "两次曝光，一次无人过问")


def c11_attended(d: Draft) -> None:
    for kind, audit, days, note in (
        ("accident", "special", 10, "第10日特殊审核"),
        ("recall", "unannounced", 0, "当日不通知检查"),
        ("media_exposure", "factory_followup", 3, "第3日跟踪检查"),
    ):
        story = d.story()
        listed(d, story, d.ago(60), kind=kind)
        d.audit(story.org, audit, d.ago(60 - days))
        d.near("C11", story.number, note)
    for status in ("suspended", "revoked", "cancelled"):
        story = d.story(status=status)
        listed(d, story, d.ago(60), kind="accident")
        d.event(story.number, status, d.ago(50), "system_failure")
        d.near("C11", story.number, "第10日处置证书")


def c11_serious_violation(d: Draft) -> None:
    """Only the end of the certificate counts."""
    looked = d.story()
    listed(d, looked, d.ago(60), kind="serious_violation")
    d.special(looked, d.ago(55))
    d.hit("C11", looked.number, "列入失信名单后只做特殊审核")
    for kind, days, verdict, note in (
        ("suspended", 5, d.hit, "列入失信名单后只暂停"),
        ("revoked", 11, d.hit, "第11日才撤销"),
        ("revoked", 10, d.near, "第10日撤销"),
        ("cancelled", 1, d.near, "次日注销"),
    ):
        story = d.story(status=kind)
        listed(d, story, d.ago(60), kind="serious_violation")
        d.event(story.number, kind, d.ago(60 - days), "legal_status_lost")
        verdict("C11", story.number, note)


def c11_out_of_reach(d: Draft) -> None:
    waiting = d.story()
    listed(d, waiting, d.ago(10), kind="accident")
    d.near("C11", waiting.number, "恰10日，期限未过")
    young = d.story(issued=d.ago(89))
    listed(d, young, d.ago(90), kind="recall")
    d.near("C11", young.number, "公布次日才颁证")
    other = d.story()
    listed(d, other, d.ago(90), kind="penalty")
    d.near("C11", other.number, "行政处罚不在所列之中")


def _claim(d: Draft, story: Story | None, seen: date, number: str | None = "", **more: Any) -> str:
    """The organisation shows its certificate, or this number."""
    row = d.add(
        "claims", claim_id=f"CLM-{d.number('claims')}", seen_on=seen, text="本公司已通过管理体系认证",
        certificate_no=number if number != "" else story and story.number,
        **{"org_id": story.org["org_id"] if story else d.organisation()["org_id"], **more},
    )  # fmt: skip
    return str(row["claim_id"])


def c12_gone_certificates(d: Draft) -> None:
    for status, days, note in (
        ("suspended", 0, "暂停当日"),
        ("revoked", 40, "撤销四十日后"),
        ("cancelled", 1, "注销次日"),
    ):
        story = d.story(status=status)
        d.event(story.number, status, d.ago(60), "system_failure")
        d.hit("C12", _claim(d, story, d.ago(60 - days)), f"{note}仍在宣传")
        d.near("C12", _claim(d, story, d.ago(61)), "失效前一日的宣传")
    past = d.story(issued=d.ago(1_200), expires=d.ago(110), status="expired")
    d.hit("C12", _claim(d, past, d.ago(109)), "到期次日仍在宣传")
    d.near("C12", _claim(d, past, d.ago(110)), "到期当日的宣传")
    d.hit("C12", _claim(d, None, d.ago(30), "99925Q999998R0S"), "证书编号不存在")
    taken_down = d.story(status="revoked")
    d.event(taken_down.number, "revoked", d.ago(60), "system_failure")
    d.hit("C12", _claim(d, taken_down, d.ago(50), removed_on=d.ago(45)), "撤销后的宣传，已撤下")


def c12_on_that_day(d: Draft) -> None:
    """By the events up to that day; without any, by the status column."""
    back = d.story()
    d.event(back.number, "suspended", d.ago(90), "audit_not_accepted")
    d.event(back.number, "restored", d.ago(60))
    d.hit("C12", _claim(d, back, d.ago(75)), "暂停期间的宣传，后来恢复")
    d.near("C12", _claim(d, back, d.ago(60)), "恢复当日的宣传")
    amended = d.story(status="revoked")
    d.event(amended.number, "revoked", d.ago(60), "system_failure")
    d.event(amended.number, "amended", d.ago(50))
    d.hit("C12", _claim(d, amended, d.ago(40)), "撤销后另有变更记录，状态不变")
    bare = d.story(status="revoked")
    d.drop("certificate_events", bare.issued)
    d.hit("C12", _claim(d, bare, d.ago(40)), "没有状态记录，按证书状态")
    valid = d.story()
    d.near("C12", _claim(d, valid, d.ago(40)), "证书有效")
    d.near("C12", _claim(d, None, d.ago(40), None), "未提证书编号")
    d.near("C12", _claim(d, None, d.ago(40), "99925Q999998R0S", org_id=None, body_id=BODY), "机构自己的宣传")
    d.near("C12", _claim(d, None, d.as_of + ONE_DAY, "99925Q999998R0S"), "判定日之后发现")
