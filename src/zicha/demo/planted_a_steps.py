"""Planted under focus area 1, steps and certificates (机构合法合规：程序与证书): A16 to A31."""

from __future__ import annotations

from datetime import date, timedelta

from zicha.demo.days import add_months, earliest_day_due, moment
from zicha.demo.draft import Draft, Story

ONE_DAY = timedelta(days=1)


def plant(d: Draft) -> None:
    for case in (
        a16_plans,
        a18_before_the_report,
        a18_before_the_review,
        a18_undecided,
        a19_decisions,
        a20_decider_in_the_team,
        a20_undecided,
        a21_contract_and_review,
        a22_open_majors,
        a18_a20_a22_decision_without_audit,
        a23_quick_certificates,
        a23_undecided,
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


def a16_plans(d: Draft) -> None:
    for before, verdict, note in (
        (None, d.hit, "计划从未上报"),
        (0, d.hit, "审核当日上报"),
        (-3, d.hit, "审核开始后第3日补报"),
        (1, d.near, "恰在前一日上报"),
        (90, d.near, "提前三个月上报"),
    ):
        start = d.ago(110)
        audit = d.special(d.story(), start)
        audit["plan_reported_on"] = None if before is None else start - timedelta(days=before)
        verdict("A16", audit["audit_id"], note)
    future = d.special(d.story(), d.as_of + timedelta(days=3), sign=False)
    future |= {"started_at": None, "ended_at": None, "onsite_days": None, "plan_reported_on": None}
    d.near("A16", future["audit_id"], "判定日之后的审核不读")


def _decided(d: Draft, story: Story, days_after_report: int, hour: float = 15) -> str:
    report = story.main["report_issued_on"]
    story.decision["decided_at"] = moment(report + timedelta(days=days_after_report), hour)
    return str(story.decision["decision_id"])


def _review(d: Draft, story: Story) -> dict[str, object]:
    """The step of file review of the story."""
    own = story.application["application_id"]
    return next(
        row
        for row in d.rows["process_events"]
        if row["application_id"] == own and row["activity"] == "file_review"
    )


def a18_before_the_report(d: Draft) -> None:
    early = d.story()
    _review(d, early)["happened_at"] = moment(early.main["report_issued_on"] - 3 * ONE_DAY)
    d.hit("A18", _decided(d, early, -1, 23.5), "决定早于报告签发一日")
    same = d.story()
    _review(d, same)["happened_at"] = moment(same.main["report_issued_on"])
    d.near("A18", _decided(d, same, 0), "报告签发当日决定")
    # A surveillance confirmed before its report; refusals and suspensions are free to come early.
    audit = d.surveillance(d.story(), d.ago(90))
    kept = d.rows["decisions"][-1]
    kept["decided_at"] = moment(audit["report_issued_on"] - ONE_DAY)
    d.hit("A18", kept["decision_id"], "保持决定早于监督报告")
    refused = d.special(d.story(), d.ago(90))
    decision = d.decide(refused, None, "refuse", moment(refused["report_issued_on"] - ONE_DAY))
    d.near("A18", decision["decision_id"], "不予认证的决定不判")


def a18_before_the_review(d: Draft) -> None:
    for hour, verdict, note in ((9.75, d.hit, "同日早于首次复核15分钟"), (10, d.near, "与首次复核同一时刻")):
        verdict("A18", _decided(d, d.story(), 2, hour), note)
    # The first of several reviews counts; a review of another audit does not; one yet to come is not read.
    twice = d.story()
    d.step(twice, "file_review", moment(twice.main["report_issued_on"] + 9 * ONE_DAY), twice.main)
    d.near("A18", _decided(d, twice, 3), "首次复核在前，再次复核在后")
    unnamed = d.story()
    _review(d, unnamed)["audit_id"] = None
    d.hit("A18", _decided(d, unnamed, 1), "复核记录未注明审核，仍早于它")
    other = d.story()
    assert other.stage1
    _review(d, other)["audit_id"] = other.stage1["audit_id"]
    d.near("A18", _decided(d, other, 1), "复核记录属于另一次审核")
    later = d.story()
    _review(d, later)["happened_at"] = moment(d.as_of + 2 * ONE_DAY)
    d.near("A18", _decided(d, later, 1), "复核记录在判定日之后")


def a18_undecided(d: Draft) -> None:
    for _ in range(2):
        story = d.story()
        story.main["report_issued_on"] = None
        d.undecided("A18", story.decision["decision_id"], "报告签发日期空缺")


def a19_decisions(d: Draft) -> None:
    none = d.story()
    d.drop("decisions", none.decision)
    d.hit("A19", none.number, "没有认证决定")
    late = d.story()
    late.decision["decided_at"] = moment(late.certificate["issued_on"] + ONE_DAY, 0)
    d.hit("A19", late.number, "发证次日零时才决定")
    kept = d.story()
    kept.decision["kind"] = "maintain"
    d.hit("A19", kept.number, "只有保持决定")
    elsewhere = d.story()
    elsewhere.decision["certificate_no"] = d.story().number
    d.hit("A19", elsewhere.number, "决定写在另一张证书名下")
    last_minute = d.story()
    last_minute.decision["decided_at"] = moment(last_minute.certificate["issued_on"], 23.75)
    d.near("A19", last_minute.number, "发证当日深夜决定")
    renewed = d.story()
    renewed.decision["kind"] = "renew"
    d.near("A19", renewed.number, "再认证决定也算")
    twice = d.story()
    d.decide(twice.main, twice.number, "grant", moment(twice.certificate["issued_on"] + 3 * ONE_DAY))
    d.near("A19", twice.number, "两次决定，一次在发证之前")


def a20_decider_in_the_team(d: Draft) -> None:
    for role, verdict, note in (
        ("expert", d.hit, "决定人是技术专家"),
        ("trainee", d.hit, "决定人是实习审核员"),
        ("observer", d.near, "决定人只是观察员"),
    ):
        story = d.story()
        d.member(story.main, story.decision["decider_id"], role, None)
        verdict("A20", story.decision["decision_id"], note)
    led = d.story()
    led.decision["decider_id"] = d.leader(led.main)
    d.hit("A20", led.decision["decision_id"], "决定人是组长")
    # One who saw stage 1 only is in no team of the audit decided on.
    earlier = d.story()
    assert earlier.stage1
    d.member(earlier.stage1, earlier.decision["decider_id"], "trainee", None)
    d.near("A20", earlier.decision["decision_id"], "决定人只参加过第一阶段")
    # Two person numbers with one registration: this check goes by the person number.
    twin = d.story()
    registration = next(p for p in d.rows["people"] if p["person_id"] == d.leader(twin.main))[
        "registration_no"
    ]
    double = d.person(registration_no=registration, qualified=False)
    d.add("decision_authorities", person_id=double, scheme="QMS", valid_from=date(2015, 1, 1))
    twin.decision["decider_id"] = double
    d.near("A20", twin.decision["decision_id"], "与组长注册号相同而人员编号不同")


def a20_undecided(d: Draft) -> None:
    for decider, note in ((None, "决定人空缺"), ("P-MISSING", "决定人查无此人")):
        story = d.story()
        story.decision["decider_id"] = decider
        d.undecided("A20", story.decision["decision_id"], note)


def a21_contract_and_review(d: Draft) -> None:
    for days, verdict, note in (
        (-1, d.hit, "早一日签合同"),
        (-30, d.hit, "早一个月"),
        (0, d.near, "同日"),
        (1, d.near, "次日签合同"),
    ):
        application = d.story().application
        application["contract_signed_on"] = application["reviewed_on"] + timedelta(days=days)
        verdict("A21", application["application_id"], note)
    # Across the end of February in a leap year.
    leap = d.story(issued=date(2024, 5, 10)).application
    leap |= {
        "contract_signed_on": date(2024, 2, 29),
        "reviewed_on": date(2024, 3, 1),
        "applied_on": date(2024, 2, 26),
    }
    d.hit("A21", leap["application_id"], "闰日签合同，次日才评审")
    for column in ("contract_signed_on", "reviewed_on"):
        application = d.story().application
        application[column] = None
        d.undecided("A21", application["application_id"], "合同或评审日期空缺")


def a22_open_majors(d: Draft) -> None:
    for grade, closed, verdict, note in (
        ("major", None, d.hit, "严重不符合至今未关闭"),
        ("major", 1, d.hit, "决定次日才关闭"),
        ("major", 0, d.near, "决定当日关闭"),
        ("minor", None, d.near, "未关闭的是一般不符合"),
    ):
        story = d.story()
        day = story.decision["decided_at"].date()
        d.nonconformity(story.main, grade, None if closed is None else day + timedelta(days=closed))
        verdict("A22", story.decision["decision_id"], note)
    two = d.story()
    d.nonconformity(two.main, "major", two.main["report_issued_on"])
    d.nonconformity(two.main, "major", None)
    d.hit("A22", two.decision["decision_id"], "两项严重不符合，一项未关闭")
    earlier = d.story()
    assert earlier.stage1
    d.nonconformity(earlier.stage1, "major", None)
    d.near("A22", earlier.decision["decision_id"], "未关闭的严重不符合属于第一阶段")
    future = d.story()
    d.nonconformity(future.main, "major", None)["raised_on"] = d.as_of + ONE_DAY
    d.near("A22", future.decision["decision_id"], "判定日之后提出的不读")
    kept = d.surveillance(d.story(), d.ago(90))
    d.nonconformity(kept, "major", None)
    d.near("A22", d.rows["decisions"][-1]["decision_id"], "保持决定不判")


def a18_a20_a22_decision_without_audit(d: Draft) -> None:
    """One empty cell, three checks that cannot answer; what the decision is about stays known."""
    for audit, note in ((None, "决定未注明审核"), ("AUD-MISSING", "决定所注审核查无此项")):
        story = d.story()
        story.decision["audit_id"] = audit
        for code in ("A18", "A20", "A22"):
            d.undecided(code, story.decision["decision_id"], note)


def _quick(d: Draft, days: int, kind: str = "initial") -> str:
    """A certificate so many days after its application, every step in its order; before 2026, when stages may be close."""
    issued = date(2025, 11, 14)
    story = d.story(issued=issued, kind=kind, gap=2)
    applied = issued - timedelta(days=days)
    assert story.stage1
    story.application |= {"applied_on": applied, "reviewed_on": applied, "contract_signed_on": applied}
    for audit, offset in ((story.stage1, 1), (story.main, 3)):
        day = applied + timedelta(days=offset)
        audit |= {
            "started_at": moment(day), "planned_from": moment(day), "ended_at": moment(day, 17),
            "planned_to": moment(day, 17), "plan_reported_on": applied, "report_issued_on": day + ONE_DAY,
            "planned_days": 2, "onsite_days": 2,
        }  # fmt: skip
        for order, member in enumerate(d.team_of[audit["audit_id"]]):
            member["days"] = 1
            d.sign_ins_of[audit["audit_id"]][order]["signed_at"] = moment(day, 9 + 8 * order)
    _review(d, story)["happened_at"] = moment(applied + 5 * ONE_DAY)
    story.decision["decided_at"] = moment(applied + 6 * ONE_DAY)
    return story.number


def _issue(story: Story, day: date) -> None:
    """Move the day of issue, and what hangs on it."""
    story.certificate |= {"issued_on": day, "first_issued_on": day, "expires_on": add_months(day, 36)}
    story.issued |= {"effective_on": day, "reported_on": day + ONE_DAY}


def a23_quick_certificates(d: Draft) -> None:
    d.hit("A23", _quick(d, 9), "申请到发证9日")
    d.hit("A23", _quick(d, 8), "申请到发证8日")
    d.near("A23", _quick(d, 10), "申请到发证恰为10日")
    d.near("A23", _quick(d, 9, "recertification"), "再认证不判")
    for days, verdict, note in ((0, d.hit, "第二阶段结束当日发证"), (1, d.near, "第二阶段结束次日发证")):
        story = d.story()
        last = story.main["ended_at"].date()
        _issue(story, last + timedelta(days=days))
        story.main["report_issued_on"] = last
        _review(d, story)["happened_at"] = moment(last, 19)
        story.decision["decided_at"] = moment(last, 20)
        verdict("A23", story.number, note)
    again = d.story()
    d.audit(
        again.org, "stage2", again.certificate["issued_on"], days=1,
        application=again.application["application_id"], certificate=again.number,
    )  # fmt: skip
    d.hit("A23", again.number, "发证当日还在做第二次第二阶段")


def a23_undecided(d: Draft) -> None:
    plain = d.story()
    plain.application["applied_on"] = None
    d.undecided("A23", plain.number, "申请日期空缺")
    # What is missing outweighs what is seen.
    late = d.story()
    late.application["applied_on"] = None
    _issue(late, late.main["ended_at"].date())
    late.main["report_issued_on"] = late.certificate["issued_on"]
    _review(d, late)["happened_at"] = moment(late.certificate["issued_on"], 19)
    late.decision["decided_at"] = moment(late.certificate["issued_on"], 20)
    d.undecided("A23", late.number, "申请日期空缺，虽第二阶段当日发证")


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


def _watched(d: Draft, *ends: date, issued: date = date(2023, 8, 15), **more: object) -> str:
    """A certificate watched on exactly these days."""
    story = d.story(issued=issued, followed=False)
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
    again = d.story(issued=date(2023, 8, 15), followed=False)
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
