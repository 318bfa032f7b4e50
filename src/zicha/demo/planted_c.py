"""Planted under focus area 3 (获证组织两张皮): C01, C07, C09."""

from __future__ import annotations

from datetime import date, timedelta

from zicha.demo.days import day_with_working_days_until
from zicha.demo.draft import Draft, Story


def plant(d: Draft) -> None:
    for case in (
        c01_head_counts,
        c07_unattended,
        c07_matched_how,
        c07_attended,
        c07_out_of_reach,
        c09_gone,
        c09_undecided,
    ):
        case(d)


def c01_head_counts(d: Draft) -> None:
    """Both legs: out of [0.67, 1.5], and more than ten people apart."""
    for personnel, employees, verdict, note in (
        (66, 100, d.hit, "比例0.66"),
        (151, 100, d.hit, "比例1.51"),
        (133, 200, d.hit, "比例0.665"),
        (67, 100, d.near, "比例恰为0.67"),
        (150, 100, d.near, "比例恰为1.5"),
        (10, 20, d.near, "比例0.5，恰差10人"),
        (15, 5, d.near, "比例3，恰差10人"),
    ):
        verdict("C01", d.story(personnel=personnel, employees=employees).number, note)


def listed(d: Draft, story: Story, day: date, *, by: str = "uscc", kind: str = "sampling_failure") -> None:
    """The story's organisation on a list, by its credit code or by its name alone."""
    number = d.number("adverse_events")
    d.add(
        "adverse_events",
        event_id=f"ADV-{number}",
        kind=kind,
        org_name=by if by != "uscc" else story.org["name"],
        uscc=story.org["uscc"] if by == "uscc" else None,
        region_code="330106",
        product="示例产品",
        published_on=day,
        source="示例抽查公告",
    )


def c07_unattended(d: Draft) -> None:
    """Thirty days to come and look, or to suspend; then it is a hit."""
    plain = d.story()
    listed(d, plain, d.ago(31))
    d.hit("C07", plain.number, "公布已31日，无任何处置")
    late = d.story()
    listed(d, late, d.ago(90))
    d.special(late, d.ago(59))
    d.hit("C07", late.number, "第31日才做特殊审核")
    early = d.story()
    listed(d, early, d.ago(90))
    d.special(early, d.ago(91))
    d.hit("C07", early.number, "特殊审核在公布前一日")
    routine = d.story(issued=d.ago(300), followed=False)
    listed(d, routine, d.ago(90))
    d.surveillance(routine, d.ago(80))
    d.hit("C07", routine.number, "期内只有例行监督")
    lifted = d.story("CCC")
    listed(d, lifted, d.ago(75))
    d.rows["adverse_events"][-1]["removed_on"] = d.ago(60)
    d.hit("C07", lifted.number, "已移出名单，仍须处置")
    suspended_late = d.story(status="suspended")
    listed(d, suspended_late, d.ago(90))
    d.event(suspended_late.number, "suspended", d.ago(59), "sampling_failure")
    d.hit("C07", suspended_late.number, "第31日才暂停")
    # Two failures, one looked into; two certificates, both answer.
    twice = d.story(issued=d.ago(290))
    sister = d.story("EMS", complexity="medium", issued=d.ago(290), org=twice.org)
    listed(d, twice, d.ago(200))
    listed(d, twice, d.ago(80))
    d.special(twice, d.ago(70))
    for story in (twice, sister):
        d.hit("C07", story.number, "两次抽查不合格，一次无人过问")


def c07_matched_how(d: Draft) -> None:
    """By credit code where the list has one, else by the normalised name."""
    named = d.story()
    typed = str(named.org["name"]).replace("（", " ( ").replace("）", ") ").translate(
        str.maketrans("0123456789", "０１２３４５６７８９")
    )  # fmt: skip
    listed(d, named, d.ago(90), by=typed)
    d.hit("C07", named.number, "名单无代码，名称写法不同")
    stranger = d.story()
    listed(d, stranger, d.ago(90))
    # Another firm's code beside this firm's name: no second try by name.
    d.rows["adverse_events"][-1]["uscc"] = d.organisation()["uscc"]
    d.near("C07", stranger.number, "名单代码是别家的，不再按名称匹配")
    similar = d.story()
    listed(d, similar, d.ago(90), by=f"{similar.org['name']}一分厂")
    d.near("C07", similar.number, "名称只是相近")


def c07_attended(d: Draft) -> None:
    for kind, days, note in (
        ("special", 30, "第30日开始特殊审核"),
        ("unannounced", 0, "公布当日不通知检查"),
    ):
        story = d.story()
        listed(d, story, d.ago(90))
        d.special(story, d.ago(90 - days))["kind"] = kind
        d.near("C07", story.number, note)
    for kind, days in (("suspended", 30), ("revoked", 5), ("cancelled", 0)):
        status = kind
        story = d.story(status=status)
        listed(d, story, d.ago(90))
        if days == 0:  # in force from the very day: the certificate was not valid then
            d.event(story.number, kind, d.ago(90), "own_request")
            d.near("C07", story.number, "公布当日已注销")
            continue
        d.event(story.number, kind, d.ago(90 - days), "sampling_failure")
        d.near("C07", story.number, f"第{days}日处置证书")
    restored = d.story()
    listed(d, restored, d.ago(90))
    d.event(restored.number, "suspended", d.ago(80), "sampling_failure")
    d.event(restored.number, "restored", d.ago(40))
    d.near("C07", restored.number, "期内暂停，现已恢复")
    # Any body, any scheme: a CCC follow-up of the organisation serves its QMS certificate.
    both = d.story()
    listed(d, both, d.ago(90))
    d.audit(both.org, "factory_followup", d.ago(70), scheme="CCC")
    d.near("C07", both.number, "强制性产品跟踪检查也算")


def c07_out_of_reach(d: Draft) -> None:
    waiting = d.story()
    listed(d, waiting, d.ago(30))
    d.near("C07", waiting.number, "公布恰30日，期限未过")
    future = d.story()
    listed(d, future, d.as_of + timedelta(days=1))
    d.near("C07", future.number, "判定日之后公布")
    young = d.story(issued=d.ago(89))
    listed(d, young, d.ago(90))
    d.near("C07", young.number, "公布次日才颁证")
    other = d.story()
    listed(d, other, d.ago(90), kind="abnormal_operation")
    d.near("C07", other.number, "经营异常不是抽查不合格")
    gap = d.story(issued=d.ago(300))
    d.event(gap.number, "suspended", d.ago(120), "own_request")
    d.event(gap.number, "restored", d.ago(60))
    listed(d, gap, d.ago(100))
    d.near("C07", gap.number, "公布时正在暂停，后来恢复")


def c09_gone(d: Draft) -> None:
    """More than five official working days after the register said so."""
    fifth = day_with_working_days_until(d.as_of, 5)
    for status, day, verdict, note in (
        ("deregistered", day_with_working_days_until(d.as_of, 6), d.hit, "注销已六个工作日"),
        ("revoked", d.ago(40), d.hit, "吊销四十日"),
        ("deregistered", date(2026, 2, 13), d.hit, "春节前注销"),
        ("deregistered", fifth, d.near, "注销恰五个工作日"),
        ("suspended", d.ago(90), d.near, "停业不判"),
        ("abnormal", d.ago(90), d.near, "经营异常不判"),
    ):
        story = d.story()
        story.org |= {"registration_status": status, "status_changed_on": day}
        verdict("C09", story.number, note)
    ended = d.story(status="cancelled")
    ended.org |= {"registration_status": "deregistered", "status_changed_on": d.ago(90)}
    d.event(ended.number, "cancelled", d.ago(88), "legal_status_lost")
    d.near("C09", ended.number, "证书已注销")


def c09_undecided(d: Draft) -> None:
    for _ in range(2):
        story = d.story()
        story.org["registration_status"] = None
        d.undecided("C09", story.number, "登记状态空缺")
    undated = d.story()
    undated.org["registration_status"] = "revoked"
    d.undecided("C09", undated.number, "吊销日期空缺")
