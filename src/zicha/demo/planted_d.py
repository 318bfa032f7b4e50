"""Planted under focus area 4 (机构自身能力建设): D03, D04, D05."""

from __future__ import annotations

from datetime import date, timedelta

from zicha.demo.days import moment
from zicha.demo.draft import Draft, Row, Story


def plant(d: Draft) -> None:
    for case in (
        d03_uncovered,
        d03_covered,
        d04_registration,
        d04_not_asked_of_experts,
        d04_undecided,
        d05_days_counted,
        d05_undecided,
    ):
        case(d)


START_AGO = 50


def _visit(d: Draft, story: Story, *people: str, days: float = 1, length: int = 1) -> Row:
    return d.special(story, d.ago(START_AGO), crew=list(people), days=days, length=length)


def d03_uncovered(d: Draft) -> None:
    """Every field of the certificate needs a leader, auditor or expert qualified for it that day."""
    start = d.ago(START_AGO)
    for field, scheme, until, role, note in (
        ("17.02", "QMS", None, None, "无人具备第二个专业"),
        ("17.02", "QMS", start - timedelta(days=1), "auditor", "能力前一日到期"),
        ("17.02", "EMS", None, "auditor", "只在别的领域具备该专业"),
        ("17.02", "QMS", None, "trainee", "只有实习审核员具备"),
        ("17.02", "QMS", None, "observer", "只有观察员具备"),
    ):
        story = _with_two_fields(d)
        leader = _qualified(d, "17.01")
        audit = _visit(d, story, leader)
        if role:
            helper = d.person(qualified=False)
            d.qualify(helper, scheme, field, valid_to=until)
            d.member(audit, helper, role, 0.5)
        d.hit("D03", audit["audit_id"], note)
    future = _with_two_fields(d)
    leader = _qualified(d, "17.01")
    d.qualify(leader, "QMS", "17.02", valid_from=start + timedelta(days=1))
    d.hit("D03", _visit(d, future, leader)["audit_id"], "能力次日才生效")


def _with_two_fields(d: Draft) -> Story:
    story = d.story()
    # The audits before were done by people at home in both.
    story.fields.append(d.add("certificate_fields", certificate_no=story.number, field_code="17.02"))
    return story


def _qualified(d: Draft, *fields: str) -> str:
    person = d.person(qualified=False)
    for field in fields:
        d.qualify(person, "QMS", field)
    return person


def d03_covered(d: Draft) -> None:
    start = d.ago(START_AGO)
    story = _with_two_fields(d)
    audit = _visit(d, story, _qualified(d, "17.01"), _qualified(d, "17.02"))
    d.near("D03", audit["audit_id"], "两人各具备一个专业")
    story = _with_two_fields(d)
    audit = _visit(d, story, _qualified(d, "17.01"))
    d.member(audit, _qualified(d, "17.02"), "expert", 0.5)
    d.near("D03", audit["audit_id"], "技术专家补足专业")
    for valid_from, valid_to, note in (
        (date(2019, 1, 1), start, "能力当日到期"),
        (start, None, "能力当日生效"),
        (None, None, "能力起止都空缺"),
    ):
        story = _with_two_fields(d)
        leader = _qualified(d, "17.01")
        d.qualify(leader, "QMS", "17.02", valid_from, valid_to)
        d.near("D03", _visit(d, story, leader)["audit_id"], note)
    bare = d.story(fields=())
    d.near("D03", _visit(d, bare, _qualified(d))["audit_id"], "证书没有专业代码")


def _registered(d: Draft, first: date | None, last: date | None) -> str:
    return d.person(registered=(first, last))


def d04_registration(d: Draft) -> None:
    """Registered on the day the audit begins, both ends included."""
    start, one = d.ago(START_AGO), timedelta(days=1)
    long_ago, far_off = date(2018, 1, 1), date(2029, 1, 1)
    for first, last, verdict, note in (
        (long_ago, start - one, d.hit, "注册前一日到期"),
        (start + one, far_off, d.hit, "注册次日生效"),
        (date(2012, 3, 1), date(2024, 2, 29), d.hit, "注册闰日到期已两年"),
        (long_ago, start, d.near, "注册当日到期"),
        (start, far_off, d.near, "注册当日生效"),
    ):
        person = _registered(d, first, last)
        audit = _visit(d, d.story(), person)
        verdict("D04", f"{audit['audit_id']}|{person}", note)
    # Only the auditor's registration has lapsed, not the leader's; begun in time, the audit may run past the end.
    person = _registered(d, long_ago, start - 9 * one)
    audit = _visit(d, d.story(), d.person(), person)
    d.hit("D04", f"{audit['audit_id']}|{person}", "组员注册已到期")
    person = _registered(d, long_ago, start)
    audit = _visit(d, d.story(), person, days=2, length=2)
    d.near("D04", f"{audit['audit_id']}|{person}", "审核首日注册仍有效，次日到期")


def d04_not_asked_of_experts(d: Draft) -> None:
    for role in ("expert", "trainee", "observer"):
        person = _registered(d, date(2018, 1, 1), date(2020, 12, 31))
        audit = _visit(d, d.story(), d.person())
        d.member(audit, person, role, 0.5)
        d.near("D04", f"{audit['audit_id']}|{person}", "不是组长或审核员")


def d04_undecided(d: Draft) -> None:
    for first, last, note in (
        (None, date(2029, 1, 1), "注册起始日空缺"),
        (date(2018, 1, 1), None, "注册截止日空缺"),
        # What is missing outweighs what is seen.
        (None, date(2020, 1, 1), "注册起始日空缺，截止日已过"),
    ):
        person = _registered(d, first, last)
        audit = _visit(d, d.story(), person)
        d.undecided("D04", f"{audit['audit_id']}|{person}", note)
    unknown = "P-MISSING-D04"
    # Competent, by a review that names the same number: D17 has nothing to say.
    d.add(
        "competence_reviews",
        review_id="CMP-MISSING",
        person_id=unknown,
        kind="exam",
        reviewed_on=d.ago(80),
        passed=True,
    )
    audit = _visit(d, d.story(), d.person(), unknown)
    d.undecided("D04", f"{audit['audit_id']}|{unknown}", "人员编号查无此人")


def d05_days_counted(d: Draft) -> None:
    """Days of leaders and auditors against days on site, a quarter of a day apart at most."""
    for leader, auditor, helper, onsite, verdict, note in (
        (1, None, ("expert", 2), 3, d.hit, "技术专家2人日计入"),
        (1.5, 1.24, None, 3, d.hit, "缺0.26人日"),
        (1, 1, ("trainee", 1), 3, d.hit, "实习审核员1人日计入"),
        (1.5, 1.25, None, 3, d.near, "恰缺0.25人日"),
        (1.5, 1.5, ("expert", None), 3, d.near, "技术专家人日空缺无妨"),
        (2, 2, None, 3, d.near, "人日多于现场"),
    ):
        people = [d.person()] + ([d.person()] if auditor is not None else [])
        audit = _visit(d, d.story(), *people, days=onsite, length=3)
        for row, days in zip(d.team_of[audit["audit_id"]], (leader, auditor), strict=False):
            row["days"] = days
        if helper:
            d.member(audit, d.person(), *helper)
        verdict("D05", audit["audit_id"], note)


def d05_undecided(d: Draft) -> None:
    for short in (0, 1):
        audit = _visit(d, d.story(), d.person(), d.person(), days=2, length=2)
        d.team_of[audit["audit_id"]][short]["days"] = None
        d.undecided("D05", audit["audit_id"], "组长或审核员的人日空缺")
    # Started before midnight, so that its days are counted; the days alone are missing.
    audit = _visit(d, d.story(), d.person(), days=0.25)
    d.hours(audit, moment(d.ago(START_AGO), 15), moment(d.ago(START_AGO), 17))
    d.team_of[audit["audit_id"]][0]["days"] = None
    d.undecided("D05", audit["audit_id"], "现场0.25人日，组长人日空缺")
