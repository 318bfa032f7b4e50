"""Planted under focus area 1, certificates and their states (机构合法合规：证书): A24 to A31."""

from __future__ import annotations

from datetime import date, timedelta

from zicha.demo.days import add_months, earliest_day_due
from zicha.demo.draft import Draft, Story

ONE_DAY = timedelta(days=1)


def plant(d: Draft) -> None:
    for case in (
        a24_validity,
        a25_numbers,
        a29_reports,
        a30_first_surveillance,
        a30_later_surveillance,
        a30_what_does_not_count,
        a31_suspended_too_long,
        a31_undecided,
    ):
        case(d)


def a24_validity(d: Draft) -> None:
    """Three years to the day, five for CCC; months clamp, so 29 February runs to the 28th."""
    for scheme, issued, expires, status, verdict, note in (
        ("QMS", d.ago(300), add_months(d.ago(300), 36) + ONE_DAY, "valid", d.hit, "三年零一日"),
        ("QMS", d.ago(300), add_months(d.ago(300), 36), "valid", d.near, "恰为三年"),
        ("CCC", d.ago(300), add_months(d.ago(300), 60) + ONE_DAY, "valid", d.hit, "强制性产品五年零一日"),
        ("CCC", d.ago(300), add_months(d.ago(300), 60), "valid", d.near, "强制性产品恰为五年"),
        ("EMS", date(2024, 2, 29), date(2027, 3, 1), "valid", d.hit, "闰日起三年至3月1日"),
        ("EMS", date(2024, 2, 29), date(2027, 2, 28), "valid", d.near, "闰日起三年至2月28日"),
        ("ISMS", date(2023, 11, 30), date(2026, 11, 30), "valid", d.near, "月末到月末"),
        ("QMS", d.ago(300), d.ago(300), "expired", d.hit, "截止日即颁证日"),
        ("QMS", d.ago(300), d.ago(300) + ONE_DAY, "expired", d.near, "有效一日"),
    ):
        story = d.story(scheme, issued=issued, complexity="medium", status=status)
        story.certificate["expires_on"] = expires
        verdict("A24", story.number, note)
    reversed_dates = d.story()
    reversed_dates.certificate["first_issued_on"] = reversed_dates.certificate["issued_on"] + ONE_DAY
    d.hit("A24", reversed_dates.number, "颁证日早于初次获证日")
    unknown = d.story()
    unknown.certificate["first_issued_on"] = None
    d.near("A24", unknown.number, "初次获证日空缺")


def _renumber(d: Draft, story: Story, number: str) -> str:
    """The same certificate under another number, wherever it is named."""
    for table in ("certificates", "certificate_fields", "certificate_events", "audits", "decisions"):
        for row in d.rows[table]:
            if row.get("certificate_no") == story.number and row is not story.certificate:
                row["certificate_no"] = number
    story.certificate["certificate_no"] = number
    return number


def a25_numbers(d: Draft) -> None:
    day = date(2025, 10, 20)
    for scheme, number, first, verdict, note in (
        ("CCC", "202599070199001", day, d.hit, "强制性产品证书15位"),
        ("CCC", "2024990701990002", day, d.hit, "前四位不是初次获证年"),
        ("CCC", "2025990701990003", date(2020, 3, 1), d.hit, "写了颁证年而非初次获证年"),
        ("CCC", "20259907019900A4", day, d.hit, "含字母"),
        ("CCC", "2020990701990005", date(2020, 3, 1), d.near, "前四位是初次获证年"),
        ("CCC", "2025990701990006", None, d.near, "初次获证日空缺，按颁证年"),
        ("QMS", "99923Q990007R0S", day, d.hit, "年份既非初次获证年也非颁证年"),
        ("SERVICE", "99926SC990008R0M", day, d.hit, "服务认证编号年份写到次年"),
        ("QMS", "99919Q990009R2S", date(2019, 6, 30), d.near, "年份是初次获证年"),
        ("QMS", "99925Q990010R2S", date(2019, 6, 30), d.near, "年份是颁证年"),
    ):
        story = d.story(scheme, issued=day)
        story.certificate["first_issued_on"] = first
        verdict("A25", _renumber(d, story, number), note)
    for number in ("CN90001E", "DEMO-2025-000017"):
        d.exempt("A25", _renumber(d, d.story(issued=day), number), "另有编号规则")


def a29_reports(d: Draft) -> None:
    def event(day: date, reported: date | None, kind: str = "amended") -> str:
        row = d.event(d.story(issued=date(2024, 11, 5)).number, kind, day)
        row["reported_on"] = reported
        return str(row["event_id"])

    month = d.as_of.replace(day=1)
    d.hit("A29", event(date(2025, 11, 3), date(2025, 12, 11)), "次月11日上报")
    d.hit("A29", event(date(2025, 12, 31), date(2026, 1, 11)), "年末变化次年1月11日上报")
    d.hit("A29", event(add_months(month, -2), None), "两个月前的变化至今未报")
    d.near("A29", event(date(2025, 11, 30), date(2025, 12, 10)), "次月10日上报")
    # 10 January 2026 was a Saturday: no extension, and none needed.
    d.near("A29", event(date(2025, 12, 1), date(2026, 1, 10)), "次年1月10日上报")
    d.near("A29", event(d.as_of, None), "判定日当天的变化，次月10日未到")
    d.near("A29", event(month, None), "本月初的变化，次月10日未到")
    d.near("A29", event(d.as_of + ONE_DAY, None), "判定日之后的变化不读")


def a30_first_surveillance(d: Draft) -> None:
    due = earliest_day_due(d.as_of, 12)
    d.hit("A30", d.story(issued=due - ONE_DAY, followed=False).number, "颁证一年零一日未监督")
    d.hit("A30", d.story("ISMS", issued=date(2024, 2, 29), followed=False).number, "闰日颁证至今未监督")
    d.near("A30", d.story(issued=due, followed=False).number, "颁证恰满一年")
    d.near("A30", d.story(issued=due - ONE_DAY, followed=False, status="suspended").number, "超期但已暂停")
    suspended = d.planted[-1]["subject_id"]
    d.event(suspended, "suspended", d.ago(20), "audit_not_accepted")
    d.near("A30", d.story("SERVICE", issued=date(2024, 6, 3), followed=False).number, "服务认证不判")
    past = d.story(issued=d.ago(1_090), expires=d.ago(1), followed=False)
    d.near("A30", past.number, "证书已过截止日")
    last_day = d.story(issued=d.ago(1_090), expires=d.as_of, followed=False)
    d.hit("A30", last_day.number, "判定日正是截止日，从未监督")


def _watched(d: Draft, *ends: date) -> str:
    """A certificate watched on exactly these days."""
    story = d.story(issued=d.ago(1_050), followed=False)
    for end in ends:
        audit = d.surveillance(story, end)
        assert audit["ended_at"].date() == end
    return story.number


def a30_later_surveillance(d: Draft) -> None:
    due = earliest_day_due(d.as_of, 12)
    d.hit("A30", _watched(d, date(2024, 7, 1), due - ONE_DAY), "上次监督结束一年零一日")
    d.near("A30", _watched(d, date(2024, 7, 1), due), "上次监督结束恰满一年")
    # Fifteen months under the old rule are over by now as well.
    d.hit("A30", _watched(d, date(2024, 12, 31)), "2024年末监督，十五个月已过")
    again = d.story(issued=d.ago(1_050), followed=False)
    d.surveillance(again, date(2024, 7, 1))
    d.surveillance(again, d.ago(100), days=3, kind="recertification")
    d.near("A30", again.number, "再认证审核也算")
    restored = d.story(issued=date(2024, 1, 10), followed=False)
    d.surveillance(restored, date(2024, 12, 2))
    d.event(restored.number, "suspended", date(2025, 12, 1), "audit_not_accepted")
    d.event(restored.number, "restored", date(2026, 2, 10))
    d.hit("A30", restored.number, "暂停后恢复，仍未监督")


def a30_what_does_not_count(d: Draft) -> None:
    issued = date(2025, 2, 17)
    special = d.story(issued=issued, followed=False)
    d.special(special, d.ago(90))
    d.hit("A30", special.number, "只做过特殊审核")
    before = d.story(issued=issued, followed=False)
    d.surveillance(before, date(2025, 1, 6))
    d.hit("A30", before.number, "监督在颁证之前")
    future = d.story(issued=issued, followed=False)
    audit = d.surveillance(future, d.as_of + timedelta(days=4))
    audit |= {"started_at": None, "ended_at": None, "onsite_days": None}
    d.hit("A30", future.number, "监督排在判定日之后")
    for row in (*d.sign_ins_of[audit["audit_id"]], d.rows["nonconformities"][-1]):
        d.drop("sign_ins" if "sign_in_id" in row else "nonconformities", row)
    sister = d.story(issued=issued, followed=False)
    other = d.story("EMS", complexity="medium", issued=issued, org=sister.org, followed=False)
    d.surveillance(other, d.ago(130))
    d.hit("A30", sister.number, "监督的是同一组织的另一张证书")
    d.near("A30", other.number, "本证书按期监督")


def _suspended(d: Draft, scheme: str, *days: date, reason: str = "system_failure") -> str:
    """A certificate suspended on these days, restored in between, suspended now."""
    story = d.story(scheme, issued=d.ago(700), complexity="medium", status="suspended")
    for order, day in enumerate(days):
        if order:
            d.event(story.number, "restored", days[order - 1] + 40 * ONE_DAY)
        d.event(story.number, "suspended", day, reason)
    return story.number


def a31_suspended_too_long(d: Draft) -> None:
    """Six months; three for CCC, twelve when the holder produces by season."""
    for scheme, months, reason, note in (
        ("QMS", 6, "system_failure", "暂停六个月"),
        ("CCC", 3, "sampling_failure", "强制性产品暂停三个月"),
        ("CCC", 12, "seasonal", "强制性产品季节性暂停十二个月"),
    ):
        limit = earliest_day_due(d.as_of, months)
        d.hit("A31", _suspended(d, scheme, limit - ONE_DAY, reason=reason), f"{note}零一日")
        d.near("A31", _suspended(d, scheme, limit, reason=reason), f"{note}整")
    d.hit("A31", _suspended(d, "EMS", d.ago(230), reason="seasonal"), "管理体系不因季节性延长")
    d.near("A31", _suspended(d, "ISMS", d.ago(500), d.ago(60)), "恢复后再次暂停，按最近一次")
    d.hit("A31", _suspended(d, "ISMS", d.ago(500), d.ago(200)), "最近一次暂停已过六个月")


def a31_undecided(d: Draft) -> None:
    d.undecided("A31", d.story(issued=d.ago(700), status="suspended").number, "没有暂停记录")
    later = d.story(issued=d.ago(700), status="suspended")
    d.event(later.number, "suspended", d.as_of + 3 * ONE_DAY, "own_request")
    d.undecided("A31", later.number, "暂停记录在判定日之后")
