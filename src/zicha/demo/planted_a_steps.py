"""Planted under focus area 1, steps to a certificate (机构合法合规：认证程序): A16 to A23."""

from __future__ import annotations

from datetime import date, timedelta

from zicha.demo.days import add_months, moment
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
    d.hit("D06", led.decision["decision_id"], "组长没有决定授权")
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
    for note in ("决定人空缺", "又一个决定人空缺"):
        story = d.story()
        story.decision["decider_id"] = None
        for code in ("A20", "D06"):
            d.undecided(code, story.decision["decision_id"], note)


def a21_contract_and_review(d: Draft) -> None:
    for days, verdict, note in (
        (-1, d.hit, "早一日签合同"),
        (-30, d.hit, "早一个月"),
        (0, d.near, "同日"),
        (1, d.near, "次日签合同"),
        (60, d.near, "两个月后签合同"),
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
    for kind in ("grant", "renew"):
        story = d.story()
        story.decision |= {"audit_id": None, "kind": kind}
        for code in ("A18", "A20", "A22"):
            d.undecided(code, story.decision["decision_id"], "决定未注明审核")
    # A18 looks the audit up and finds nothing; A20 and A22 ask only who and what is recorded under its number.
    dangling = d.story()
    dangling.decision["audit_id"] = "AUD-MISSING"
    d.undecided("A18", dangling.decision["decision_id"], "决定所注审核查无此项")


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
