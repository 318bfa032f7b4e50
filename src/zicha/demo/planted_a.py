"""Planted under focus area 1, approval and programme (机构合法合规：批准与审核方案): A01 to A11."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

from zicha.demo.days import moment
from zicha.demo.draft import Draft
from zicha.demo.planted_bodies import LAPSED, LAPSED_FROM, LAPSED_TO, OPEN_ENDED, UNDATED


def plant(d: Draft) -> None:
    for case in (
        a01_scope_not_approved,
        a01_scope_approved,
        a01_fields,
        a01_a02_body_without_approval,
        a02_outside_the_approval,
        a04_stage1_missing,
        a04_not_called_for,
        a04_application_unknown,
        a05_before_2026,
        a05_from_2026,
        a05_undecided,
        a06_single,
        a06_combined,
        a06_personnel_from_where,
        a06_undecided,
        a09_understated,
        a10_surveillance,
        a10_recertification_and_combined,
        a10_undecided,
        a11_days_on_site,
        a11_undecided,
    ):
        case(d)


def a01_scope_not_approved(d: Draft) -> None:
    d.hit("A01", d.story("IPMS").number, "领域从未获批")
    # Without field rows any row of the scheme would clear it; there is none.
    d.hit("A01", d.story("IPMS", fields=()).number, "领域从未获批，证书无专业代码")
    d.hit("A01", d.story("HACCP", issued=date(2025, 7, 1)).number, "领域批准到期次日发证")
    d.hit("A01", d.story("ITSMS", issued=date(2025, 2, 28)).number, "领域获批前一日发证")


def a01_scope_approved(d: Draft) -> None:
    d.near("A01", d.story("HACCP", issued=date(2025, 6, 30)).number, "领域批准到期当日发证")
    d.near("A01", d.story("ITSMS", issued=date(2025, 3, 1)).number, "领域获批当日发证")


def a01_fields(d: Draft) -> None:
    """A scheme approved by field, one of the fields until the end of 2024 only."""
    d.hit(
        "A01",
        d.story("FSMS", issued=date(2025, 1, 1), fields=["03.01", "03.07"]).number,
        "两个专业中一个批准已到期",
    )
    d.hit("A01", d.story("FSMS", fields=["29.99"]).number, "专业未获批")
    d.near(
        "A01",
        d.story("FSMS", issued=date(2024, 12, 31), fields=["03.01", "03.07"]).number,
        "专业批准到期当日发证",
    )
    d.near("A01", d.story("FSMS", fields=()).number, "证书无专业代码，领域有获批专业")


def a01_a02_body_without_approval(d: Draft) -> None:
    """A body with neither scopes nor a day of approval; that its approval has run out does not decide it."""
    for issued in (date(2023, 6, 1), date(2025, 11, 3)):
        story = d.story(body=UNDATED, issued=issued)
        d.undecided("A01", story.number, "机构没有批准业务范围记录")
        d.undecided("A02", story.number, "批准日期空缺")


def a02_outside_the_approval(d: Draft) -> None:
    early = d.story(body=LAPSED, issued=LAPSED_FROM - timedelta(days=1), status="expired")
    d.hit("A02", early.number, "批准前一日发证")
    d.hit("A01", early.number, "批准前一日业务范围也未生效")
    for days in (1, 25):
        d.hit(
            "A02",
            d.story(body=LAPSED, issued=LAPSED_TO + timedelta(days=days)).number,
            f"批准到期后第{days}日发证",
        )
    d.near("A02", d.story(body=LAPSED, issued=LAPSED_FROM, status="expired").number, "批准当日发证")
    d.near("A02", d.story(body=LAPSED, issued=LAPSED_TO).number, "批准到期当日发证")
    d.near("A02", d.story(body=OPEN_ENDED).number, "批准有效期至空缺")


def a04_stage1_missing(d: Draft) -> None:
    """Without a stage 1 the interval of A05 cannot be judged either; stage 2 carries all days, so A06 is content."""
    cases = [
        (d.story(stage1=False, days=(0, 4)), "初次认证无第一阶段"),
        (d.story(stage1=False, days=(0, 4), kind="extension"), "扩大范围也不免第一阶段"),
        (d.story(stage1=False, days=(0, 4), kind="recertification"), "再认证按两阶段做却无第一阶段"),
    ]
    other = d.story(days=(1.5, 4))
    assert other.stage1
    other.stage1["application_id"] = d.story().application["application_id"]
    cases.append((other, "第一阶段挂在另一申请下"))
    later = d.story(stage1=False, days=(0, 4))
    # Planned, not yet begun, after the judging date: not read.
    future = d.audit(
        later.org, "stage1", d.as_of + timedelta(days=9), application=later.application["application_id"]
    )
    future |= {"started_at": None, "ended_at": None, "onsite_days": None, "plan_reported_on": None}
    cases.append((later, "第一阶段排在判定日之后"))
    for story, note in cases:
        d.hit("A04", story.main["audit_id"], note)
        d.undecided("A05", story.main["audit_id"], "没有第一阶段")


def a04_not_called_for(d: Draft) -> None:
    for issued in (None, date(2025, 10, 14)):
        story = d.story(stage1=False, days=(0, 4), kind="transfer", issued=issued)
        d.exempt("A04", story.main["audit_id"], "证书转换")
        d.undecided("A05", story.main["audit_id"], "没有第一阶段")
    service = d.story("SERVICE", stage1=False)
    d.near("A04", service.main["audit_id"], "服务认证不在管理体系之列")
    d.undecided("A05", service.main["audit_id"], "没有第一阶段")
    remote = d.story()
    assert remote.stage1
    remote.stage1 |= {"method": "remote", "remote_reason": "文件评审"}
    d.near("A04", remote.main["audit_id"], "第一阶段远程实施")
    d.near("A04", d.story(kind="recertification").main["audit_id"], "再认证做了第一阶段")


def a04_application_unknown(d: Draft) -> None:
    for key, note in ((None, "申请编号空缺"), ("APP-MISSING", "申请编号查无此申请"), (None, "申请编号空缺")):
        story = d.story()
        assert story.stage1
        story.main["application_id"] = key
        # Left behind under its application, stage 1 alone makes no subject of A06.
        d.undecided("A04", story.main["audit_id"], note)
        d.undecided("A05", story.main["audit_id"], note)


def _days_between(d: Draft, issued: date, days: int) -> str:
    return str(d.story(issued=issued, gap=days).main["audit_id"])


def a05_before_2026(d: Draft) -> None:
    issued = date(2025, 12, 19)
    d.hit("A05", _days_between(d, issued, 0), "第二阶段与第一阶段同日（2026年前）")
    d.hit("A05", _days_between(d, issued, -3), "第二阶段早于第一阶段")
    d.hit("A05", _days_between(d, issued, 184), "间隔184日")
    d.near("A05", _days_between(d, issued, 1), "间隔1日，2026年前不设下限")
    d.near("A05", _days_between(d, issued, 183), "间隔恰为183日")
    # The last day of the old rule: 2025-12-31 is the day stage 2 begins.
    story = d.story(issued=date(2026, 1, 25), gap=2)
    story.main |= {"started_at": moment(date(2025, 12, 31)), "planned_from": moment(date(2025, 12, 31))}
    _close_stage1(story.stage1, date(2025, 12, 29))
    d.near("A05", story.main["audit_id"], "2025-12-31开始的第二阶段间隔2日")


def _close_stage1(stage1: dict[str, object] | None, day: date) -> None:
    assert stage1
    stage1 |= {
        "started_at": moment(day), "planned_from": moment(day), "ended_at": moment(day, 17),
        "planned_to": moment(day, 17), "plan_reported_on": day - timedelta(days=5),
    }  # fmt: skip


def a05_from_2026(d: Draft) -> None:
    issued = date(2026, 2, 27)
    d.hit("A05", _days_between(d, issued, 4), "2026年起间隔4日")
    d.near("A05", _days_between(d, issued, 5), "2026年起间隔恰为5日")
    first = d.story(issued=date(2026, 1, 26), gap=4)
    first.main |= {"started_at": moment(date(2026, 1, 1)), "planned_from": moment(date(2026, 1, 1))}
    _close_stage1(first.stage1, date(2025, 12, 28))
    d.hit("A05", first.main["audit_id"], "2026-01-01开始的第二阶段间隔4日")
    # The stage 1 that ends last counts, not the first one held.
    for gap, again, verdict, note in (
        (170, 3, d.hit, "补做的第一阶段距第二阶段3日"),
        (190, 7, d.near, "首个第一阶段过早，补做的一次间隔7日"),
    ):
        story = d.story(issued=issued, gap=gap)
        start = story.main["started_at"].date() - timedelta(days=again)
        d.audit(story.org, "stage1", start, application=story.application["application_id"])
        verdict("A05", story.main["audit_id"], note)


def a05_undecided(d: Draft) -> None:
    """A stage 1 without an end, and nothing else about it that could be judged."""
    for _ in range(3):
        story = d.story()
        assert story.stage1
        story.stage1 |= {"ended_at": None, "onsite_days": Decimal(0), "certificate_no": None}
        for row in d.team_of[story.stage1["audit_id"]]:
            d.drop("audit_team", row)
        d.undecided("A05", story.main["audit_id"], "第一阶段末次会议时间空缺")
        d.undecided("A11", story.stage1["audit_id"], "末次会议时间空缺，组内无组长和审核员")


def _application(
    d: Draft, scheme: str, personnel: int, complexity: str | None, stage1: float, stage2: float
) -> str:
    story = d.story(scheme, personnel=personnel, complexity=complexity, days=(stage1, stage2))
    return str(story.application["application_id"])


def a06_single(d: Draft) -> None:
    """Seven tenths of the table, to the nearest half day, halves up."""
    d.hit("A06", _application(d, "QMS", 30, None, 1, 1.5), "30人：表4，下限3，策划2.5")
    d.near("A06", _application(d, "QMS", 30, None, 1, 2), "30人：恰为下限3")
    d.hit("A06", _application(d, "QMS", 12, None, 0.5, 1.25), "12人：1.75进为2，策划1.75")
    d.near("A06", _application(d, "QMS", 12, None, 0.5, 1.5), "12人：1.75进为2，恰为下限")
    d.hit("A06", _application(d, "OHSMS", 60, "high", 2, 3), "职业健康高风险60人：5.6取5.5，策划5")
    d.near("A06", _application(d, "OHSMS", 60, "high", 2, 3.5), "职业健康高风险60人：恰为下限5.5")
    d.near("A06", _application(d, "EMS", 30, "limited", 0.5, 1.5), "环境有限风险30人：2.1取2")
    d.near("A06", _application(d, "QMS", 45, None, 1, 2), "45人是表中4人日一档的末位")
    d.hit("A06", _application(d, "QMS", 46, None, 1, 2), "46人进入5人日一档")


def a06_combined(d: Draft) -> None:
    """Another four fifths where stage 2 shares its visit with another scheme."""
    for days, verdict, note in ((1.0, d.hit, "结合审核下限2，策划1.5"), (1.5, d.near, "结合审核恰为下限2")):
        group = f"GRP-9A06-{days}"
        quality = d.story(group=group, days=(0.5, days))
        d.story("EMS", group=group, org=quality.org, complexity="medium")
        verdict("A06", quality.application["application_id"], note)
    # Two certificates of one scheme in a group are no combined audit.
    alone = d.story(group="GRP-9A06-ONE", days=(1, 1.5))
    d.story(group="GRP-9A06-ONE", org=alone.org)
    d.hit("A06", alone.application["application_id"], "同组只有一个领域，不能再减")


def a06_personnel_from_where(d: Draft) -> None:
    """The certificate with the smallest number speaks; without one the declared head count."""
    for small, large, verdict, note in (
        (100, 10, d.hit, "编号最小的证书100人，另一张10人"),
        (10, 100, d.near, "编号最小的证书10人，另一张100人"),
    ):
        story = d.story(personnel=small, employees=100 if small == 100 else 10, days=(1, 1))
        number = d.certificate_number("QMS", story.certificate["issued_on"].year, large)
        twin = d.add("certificates", **{**story.certificate, "certificate_no": number, "personnel": large})
        twin["org_id"] = d.organisation(employees=large)["org_id"]
        d.decide(story.main, number, "grant", story.decision["decided_at"])
        d.event(number, "issued", story.certificate["issued_on"])
        verdict("A06", story.application["application_id"], note)
    for stage2, verdict, note in (
        (1.5, d.hit, "在办申请按申报30人，策划2.5"),
        (2, d.near, "在办申请按申报30人，恰为3"),
    ):
        verdict("A06", _without_certificate(d, "QMS", (1, stage2)), note)


def _without_certificate(d: Draft, scheme: str, days: tuple[float, float]) -> str:
    """An application under way: both stages done, nothing decided."""
    story = d.story(scheme, days=days, complexity="medium")
    for table, row in (
        ("certificates", story.certificate), ("decisions", story.decision), ("certificate_events", story.issued),
        *(("certificate_fields", row) for row in story.fields),
    ):  # fmt: skip
        d.drop(table, row)
    for audit in (story.stage1, story.main):
        assert audit
        audit["certificate_no"] = None
    return str(story.application["application_id"])


def a06_undecided(d: Draft) -> None:
    nobody = d.story(personnel=None, employees=30)
    d.undecided("A06", nobody.application["application_id"], "证书和申请都没有人数")
    for code in ("A09", "C01"):
        d.undecided(code, nobody.number, "证书人数空缺")
    unplanned = d.story()
    assert unplanned.stage1
    unplanned.stage1["planned_days"] = None
    d.undecided("A06", unplanned.application["application_id"], "第一阶段计划人日空缺")
    for scheme, complexity, personnel, note in (
        ("EMS", None, 30, "环境管理体系没有复杂程度"),
        ("OHSMS", "limited", 30, "职业健康没有“有限”一栏"),
        ("QMS", None, 10_701, "人数超出表的末档"),
    ):
        story = d.story(scheme, complexity=complexity, personnel=personnel, days=(6, 16))
        d.undecided("A06", story.application["application_id"], note)
    d.undecided("A06", _without_certificate(d, "EMS", (2, 3.5)), "在办申请没有证书，复杂程度无从得知")


def a09_understated(d: Draft) -> None:
    """Less than half the registered staff is always out of C01's band as well, once 20 are employed."""
    for personnel, employees in ((9, 20), (49, 100), (200, 401)):
        story = d.story(personnel=personnel, employees=employees)
        d.hit("A09", story.number, f"登记{employees}人，体系{personnel}人")
        d.hit("C01", story.number, f"登记{employees}人，体系{personnel}人")
    d.near("A09", d.story(personnel=9, employees=19).number, "登记19人，不足20人不判")
    d.near("A09", d.story(personnel=10, employees=20).number, "恰为一半")
    half = d.story(personnel=50, employees=100)
    d.near("A09", half.number, "100人中恰为一半")
    d.hit("C01", half.number, "比例0.5且相差50人")
    unknown = d.story(personnel=30, employees=None)
    # An organisation that is not there is an organisation of which nothing is known.
    missing = d.story("FSMS")
    d.drop("organisations", missing.org)
    for story, note in ((unknown, "登记人数空缺"), (missing, "组织编号查无此组织")):
        d.undecided("A09", story.number, note)
        d.undecided("C01", story.number, note)
    d.undecided("C09", missing.number, "组织编号查无此组织")


def a10_surveillance(d: Draft) -> None:
    """A third of seven tenths of the table."""
    for scheme, personnel, complexity, days, verdict, note in (
        ("QMS", 30, None, 0.5, d.hit, "30人：0.93取1，策划0.5"),
        ("QMS", 30, None, 1, d.near, "30人：恰为下限1"),
        ("QMS", 100, None, 1, d.hit, "100人：1.63取1.5，策划1"),
        ("QMS", 100, None, 1.5, d.near, "100人：恰为下限1.5"),
        ("EMS", 1_300, "limited", 1.75, d.hit, "环境有限风险1300人：1.75进为2，策划1.75"),
        ("EMS", 1_300, "limited", 2, d.near, "环境有限风险1300人：恰为下限2"),
    ):
        story = d.story(scheme, personnel=personnel, complexity=complexity)
        verdict("A10", d.surveillance(story, d.ago(60), days=days)["audit_id"], note)


def a10_recertification_and_combined(d: Draft) -> None:
    for days, verdict, note in (
        (3, d.hit, "再认证100人：3.27取3.5，策划3"),
        (3.5, d.near, "再认证100人：恰为3.5"),
    ):
        audit = d.surveillance(d.story(personnel=100), d.ago(60), days=days, kind="recertification")
        verdict("A10", audit["audit_id"], note)
    for days, verdict, note in (
        (1, d.hit, "结合监督环境中风险100人：下限1.5，策划1"),
        (1.5, d.near, "结合监督恰为1.5"),
    ):
        environment = d.story("EMS", personnel=100, complexity="medium")
        quality = d.story(personnel=100, org=environment.org)
        both = [d.surveillance(environment, d.ago(60), days=days), d.surveillance(quality, d.ago(60))]
        for audit in both:
            audit["combined_group"] = f"GRP-9A10-{days}"
        verdict("A10", both[0]["audit_id"], note)
    for days, verdict, note in (
        (2.0, d.hit, "结合审核只此一家，环境高风险100人下限2.5"),
        (2.5, d.near, "恰为2.5"),
    ):
        single = d.surveillance(d.story("EMS", personnel=100, complexity="high"), d.ago(60), days=days)
        single["combined_group"] = f"GRP-9A10-ONE-{days}"
        verdict("A10", single["audit_id"], note)


def a10_undecided(d: Draft) -> None:
    for number, note in ((None, "证书编号空缺"), ("99925Q999999R0S", "证书编号查无此证")):
        audit = d.surveillance(d.story(), d.ago(60))
        audit["certificate_no"] = number
        d.undecided("A10", audit["audit_id"], note)
    unplanned = d.surveillance(d.story(), d.ago(60))
    unplanned["planned_days"] = None
    d.undecided("A10", unplanned["audit_id"], "计划人日空缺")


def a11_days_on_site(d: Draft) -> None:
    """Heads times calendar days, and half a day of grace; experts and trainees are no heads."""
    for auditors, helper, calendar, days, verdict, note in (
        (1, None, 1, 2.0, d.hit, "1人1天做2人日"),
        (1, "expert", 1, 2.0, d.hit, "技术专家不计"),
        (2, "trainee", 3, 7.0, d.hit, "2人3天做7人日，实习审核员不计"),
        (1, None, 1, 1.5, d.near, "1人1天做1.5人日"),
        (2, None, 3, 6.5, d.near, "2人3天做6.5人日"),
        (1, "observer", 2, 2.5, d.near, "1人2天做2.5人日"),
    ):
        start = d.ago(120)
        crew = d.crew(start, start + timedelta(days=calendar), auditors)
        audit = d.special(d.story(), start, days=days, length=calendar, crew=crew)
        if helper:
            d.member(audit, d.crew(start, start, 1)[0], helper, 1)
        verdict("A11", audit["audit_id"], note)
    # From 22:00 to 02:00 touches two calendar days.
    night = d.special(d.story(), d.ago(120), days=2, crew=d.crew(d.ago(120), d.ago(119), 1))
    d.hours(night, moment(d.ago(120), 22), moment(d.ago(119), 2))
    d.near("A11", night["audit_id"], "跨零点的夜班审核算两天")


def a11_undecided(d: Draft) -> None:
    experts = d.special(d.story(), d.ago(120), days=1, crew=d.crew(d.ago(120), d.ago(120), 1))
    d.team_of[experts["audit_id"]][0]["role"] = "expert"
    d.undecided("A11", experts["audit_id"], "组内只有技术专家")
    d.hit("D05", experts["audit_id"], "现场1人日全由技术专家完成")
    for _ in range(2):
        unknown = d.special(d.story(), d.ago(120))
        unknown["onsite_days"] = None
        d.undecided("A11", unknown["audit_id"], "现场人日空缺")
        d.undecided("D05", unknown["audit_id"], "现场人日空缺")
