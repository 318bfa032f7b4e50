"""Planted under focus area 4, people (机构自身能力建设：人员): D01, D02, D06, D17."""

from __future__ import annotations

from datetime import date, timedelta

from zicha.demo.days import add_months, moment
from zicha.demo.draft import Draft, Story
from zicha.demo.identifiers import credit_code
from zicha.demo.mass import BODY, BODY_USCC
from zicha.demo.planted_bodies import LAPSED, OPEN_ENDED, STAFFED

ONE_DAY = timedelta(days=1)
ELSEWHERE = credit_code(330106, 720_001)
"""An employer that is none of the bodies."""


def plant(d: Draft) -> None:
    for case in (
        d01_too_few,
        d01_enough,
        d01_several_schemes,
        d02_two_bodies,
        d02_one_after_the_other,
        d02_paid_elsewhere,
        d02_paid_here,
        d06_authorities,
        d06_which_scheme,
        d06_undecided,
        d17_reviews,
        d17_last_result,
        d17_not_asked,
    ):
        case(d)


def _certified(d: Draft, field: str, *schemes: str, status: str = "valid") -> str:
    """The field certified by the small body; the audits were done by others, who knew it."""
    known: set[tuple[str, str]] = set()
    for scheme in schemes or ("QMS",):
        story = d.story(scheme, body=STAFFED, fields=[field], complexity="medium", status=status)
        for audit in (story.stage1, story.main):
            assert audit
            person = d.person(qualified=False)
            d.team_of[audit["audit_id"]][0]["person_id"] = person
            d.qualify(person, scheme, field)
            known.add((person, scheme))
            for row in d.sign_ins_of[audit["audit_id"]]:
                row["person_id"] = person
        if status != "valid":
            d.event(story.number, status, d.ago(20), "own_request")
    return f"{STAFFED}|{field}"


def _staff(
    d: Draft,
    field: str,
    *schemes: str,
    valid_to: date | None = None,
    valid_from: date = date(2015, 1, 1),
    left: date | None = None,
) -> None:
    person = d.person(body=STAFFED, qualified=False)
    d.rows["people"][-1]["left_on"] = left
    for scheme in schemes or ("QMS",):
        d.qualify(person, scheme, field, valid_from, valid_to)


def d01_too_few(d: Draft) -> None:
    """Two people for every field, there and qualified on the judging date."""
    d.hit("D01", _certified(d, "18.01"), "该专业无人")
    d.hit("D01", _certified(d, "18.02"), "该专业只有一人")
    _staff(d, "18.02")
    for field, note in (
        ("18.03", "两人中一人昨日离职"),
        ("18.04", "两人中一人的能力昨日到期"),
        ("18.05", "两人中一人的能力明日生效"),
        ("18.06", "两人中一人只在别的领域具备"),
        ("18.07", "两人中一人属别家机构"),
    ):
        d.hit("D01", _certified(d, field), note)
        _staff(d, field)
    _staff(d, "18.03", left=d.ago(1))
    _staff(d, "18.04", valid_to=d.ago(1))
    _staff(d, "18.05", valid_from=d.as_of + ONE_DAY)
    _staff(d, "18.06", "EMS")
    other = d.person(body=OPEN_ENDED, qualified=False)
    d.qualify(other, "QMS", "18.07")


def d01_enough(d: Draft) -> None:
    for field, note in (
        ("19.01", "恰有两人"),
        ("19.02", "两人中一人今日离职"),
        ("19.03", "两人中一人的能力今日到期"),
        ("19.04", "两人中一人的能力今日生效"),
    ):
        d.near("D01", _certified(d, field), note)
        _staff(d, field)
    _staff(d, "19.01")
    _staff(d, "19.02", left=d.as_of)
    _staff(d, "19.03", valid_to=d.as_of)
    _staff(d, "19.04", valid_from=d.as_of)
    d.near("D01", _certified(d, "19.05", status="cancelled"), "该专业只有一张已注销的证书")


def d01_several_schemes(d: Draft) -> None:
    """Two people in each of the schemes, not two in all."""
    d.hit("D01", _certified(d, "20.01", "QMS", "EMS"), "质量两人，环境一人")
    for schemes in (("QMS", "EMS"), ("QMS",)):
        _staff(d, "20.01", *schemes)
    d.near("D01", _certified(d, "20.02", "QMS", "EMS"), "质量、环境各两人，共四人")
    for scheme in ("QMS", "QMS", "EMS", "EMS"):
        _staff(d, "20.02", scheme)


def _with(d: Draft, body: str, registration: str | None, first: date, last: date | None) -> str:
    person = d.person(body=body, registration_no=registration, qualified=False)
    d.rows["people"][-1] |= {"joined_on": first, "left_on": last}
    return person


def d02_two_bodies(d: Draft) -> None:
    """One registration with two bodies at one time, a single day included."""
    for first, last, since, note in (
        (date(2020, 1, 1), None, date(2024, 5, 6), "同时在两家机构"),
        (date(2020, 1, 1), date(2025, 3, 31), date(2025, 3, 31), "离职当日入职另一家"),
        (date(2020, 1, 1), d.as_of + 30 * ONE_DAY, d.as_of, "将要离职，今日已入职另一家"),
    ):
        shared = f"2099-N1TWO-{d.number('two')}"
        for person in (_with(d, BODY, shared, first, last), _with(d, OPEN_ENDED, shared, since, None)):
            d.hit("D02", person, note)
    # Of three bodies one after the other, the last two overlap.
    shared = f"2099-N1TWO-{d.number('two')}"
    d.near("D02", _with(d, BODY, shared, date(2018, 1, 1), date(2020, 12, 31)), "先后三家，第一家已离职")
    for body, first, last in (
        (OPEN_ENDED, date(2021, 1, 1), date(2023, 6, 30)),
        (LAPSED, date(2023, 6, 1), None),
    ):
        d.hit("D02", _with(d, body, shared, first, last), "先后三家，后两家重叠一月")


def d02_one_after_the_other(d: Draft) -> None:
    shared = f"2099-N1TWO-{d.number('two')}"
    d.near("D02", _with(d, BODY, shared, date(2020, 1, 1), date(2025, 3, 31)), "月末离职，次日到另一家")
    d.near("D02", _with(d, OPEN_ENDED, shared, date(2025, 4, 1), None), "次日才到这一家")
    for body in (BODY, OPEN_ENDED):
        d.near("D02", _with(d, body, None, date(2020, 1, 1), None), "注册号空缺")
    shared = f"2099-N1TWO-{d.number('two')}"
    for _ in range(2):
        d.near("D02", _with(d, BODY, shared, date(2020, 1, 1), None), "同一机构两个人员编号")


def _employed(
    d: Draft, *rows: tuple[date, date | None], by: str = ELSEWHERE, employment: str = "full_time",
    joined: date = date(2020, 1, 1), left: date | None = None,
) -> str:  # fmt: skip
    """A person of the body whose contributions were paid by an employer in these periods."""
    person = _with(d, BODY, "", joined, left)
    d.rows["people"][-1]["employment"] = employment
    for first, last in rows:
        d.add("employments", person_id=person, employer_uscc=by, from_on=first, to_on=last)
    return person


def d02_paid_elsewhere(d: Draft) -> None:
    """More than thirty days of one row, open ends running to the judging date."""
    first = date(2025, 3, 3)
    d.hit("D02", _employed(d, (first, first + 45 * ONE_DAY)), "专职人员在别家参保45日")
    d.hit("D02", _employed(d, (first, None)), "专职人员至今在别家参保")
    d.hit(
        "D02",
        _employed(d, (first, first + 9 * ONE_DAY), (date(2024, 1, 1), date(2024, 3, 31))),
        "两段中一段三个月",
    )
    d.hit("D02", _employed(d, (date(2019, 1, 1), date(2020, 2, 29))), "入职后在别家又参保两月")
    # Between the body's own credit code and a code that is not written there is no telling another employer.
    d.hit("D02", _employed(d, (first, None), by=credit_code(330106, 999_004)), "专职人员在另一家认证机构参保")


def d02_paid_here(d: Draft) -> None:
    first = date(2025, 3, 3)
    d.near("D02", _employed(d, (first, first + 29 * ONE_DAY)), "在别家参保30日")
    d.near(
        "D02",
        _employed(d, (first, first + 19 * ONE_DAY), (first + 60 * ONE_DAY, first + 79 * ONE_DAY)),
        "两段各20日，合计40日",
    )
    d.near("D02", _employed(d, (first, None), employment="part_time"), "兼职人员")
    d.near("D02", _employed(d, (first, None), by=BODY_USCC), "在本机构参保")
    d.near("D02", _employed(d, (date(2018, 1, 1), date(2019, 12, 31))), "入职前在别家")
    d.near("D02", _employed(d, (date(2024, 7, 1), None), left=date(2024, 6, 30)), "离职后到别家")
    d.near("D02", _employed(d, (d.ago(20), None)), "在别家参保至今21日")


def _decided(d: Draft, valid_from: date, valid_to: date | None, scheme: str = "QMS") -> tuple[Story, str]:
    """A decision by somebody authorised from and to."""
    story = d.story()
    person = d.person(qualified=False)
    d.add("decision_authorities", person_id=person, scheme=scheme, valid_from=valid_from, valid_to=valid_to)
    story.decision["decider_id"] = person
    return story, str(story.decision["decision_id"])


def d06_authorities(d: Draft) -> None:
    day = d.story().decision["decided_at"].date()
    long_ago = date(2018, 1, 1)
    for first, last, scheme, verdict, note in (
        (long_ago, day - ONE_DAY, "QMS", d.hit, "授权前一日到期"),
        (day + ONE_DAY, None, "QMS", d.hit, "授权次日才生效"),
        (long_ago, None, "EMS", d.hit, "只授权了别的领域"),
        (long_ago, day, "QMS", d.near, "授权当日到期"),
        (day, None, "QMS", d.near, "授权当日生效"),
    ):
        verdict("D06", _decided(d, first, last, scheme)[1], note)
    story, key = _decided(d, long_ago, day - 30 * ONE_DAY)
    d.add(
        "decision_authorities",
        person_id=story.decision["decider_id"],
        scheme="QMS",
        valid_from=day - 10 * ONE_DAY,
        valid_to=None,
    )
    d.near("D06", key, "中断后重新授权，决定时有效")
    midnight, key = _decided(d, long_ago, day)
    midnight.decision["decided_at"] = moment(day, 23.9)
    d.near("D06", key, "授权到期当日深夜决定")
    nobody = d.story()
    nobody.decision["decider_id"] = d.person(qualified=False)
    d.hit("D06", nobody.decision["decision_id"], "从未授权")


def d06_which_scheme(d: Draft) -> None:
    """That of the certificate; where none is named, that of the audit."""
    for scheme, verdict, note in (("EMS", d.hit, "只授权了别的领域"), ("QMS", d.near, "授权了审核的领域")):
        _, audit = d.lone_audit(d.ago(80))
        decision = d.decide(audit, None, "maintain", moment(d.ago(60), 15))
        decision["decider_id"] = d.person(qualified=False)
        d.add(
            "decision_authorities",
            person_id=decision["decider_id"],
            scheme=scheme,
            valid_from=date(2018, 1, 1),
        )
        verdict("D06", decision["decision_id"], f"决定未注明证书，{note}")
    story = d.story("EMS", complexity="medium")
    _, other = d.lone_audit(d.ago(80))
    decision = d.decide(other, story.number, "maintain", moment(d.ago(60), 15))
    decision["decider_id"] = d.person(qualified=False)
    d.add("decision_authorities", person_id=decision["decider_id"], scheme="QMS", valid_from=date(2018, 1, 1))
    d.hit("D06", decision["decision_id"], "授权的是审核的领域，不是证书的领域")
    decision = d.decide(other, "99925Q999999R0S", "maintain", moment(d.ago(60), 15))
    decision["decider_id"] = d.person(qualified=False)
    d.add(
        "decision_authorities",
        person_id=decision["decider_id"],
        scheme="QMS",
        valid_from=date(2018, 1, 1),
    )
    d.near("D06", decision["decision_id"], "证书查无此证，授权了审核的领域")


def d06_undecided(d: Draft) -> None:
    audit = d.surveillance(d.story(), d.ago(60))
    decision = d.rows["decisions"][-1]
    assert decision["audit_id"] == audit["audit_id"]
    decision["decider_id"] = None
    for code in ("A20", "D06"):
        d.undecided(code, decision["decision_id"], "保持决定的决定人空缺")


def _reviewed(d: Draft, *reviews: tuple[date, bool], role: str = "leader", days: int = 50) -> str:
    """A person on a team so many days ago, with these reviews and no others."""
    person = d.person()
    d.drop("competence_reviews", d.rows["competence_reviews"][-1])
    for day, passed in reviews:
        d.add(
            "competence_reviews", review_id=f"CMP-D17-{d.number('reviews')}", person_id=person, kind="exam",
            reviewed_on=day, passed=passed,
        )  # fmt: skip
    if role == "leader":
        d.lone_audit(d.ago(days), crew=[person])
    else:
        _, audit = d.lone_audit(d.ago(days), crew=[d.person()])
        d.member(audit, person, role, 0.5)
    return person


def d17_reviews(d: Draft) -> None:
    """One in the twenty-four months before, the first day included."""
    limit = add_months(d.as_of, -24)
    d.hit("D17", _reviewed(d), "从未测评")
    d.hit("D17", _reviewed(d, (limit - ONE_DAY, True)), "上次测评在二十四个月零一日前")
    d.hit("D17", _reviewed(d, (d.as_of + ONE_DAY, True)), "测评在判定日之后")
    d.hit("D17", _reviewed(d, (date(2020, 2, 29), True), role="auditor"), "组员，上次测评在2020年闰日")
    d.near("D17", _reviewed(d, (limit, True)), "上次测评恰在二十四个月前")
    d.near("D17", _reviewed(d, (d.as_of, True)), "今日测评")


def d17_last_result(d: Draft) -> None:
    d.hit("D17", _reviewed(d, (d.ago(300), True), (d.ago(100), False)), "最近一次不合格")
    d.near("D17", _reviewed(d, (d.ago(300), False), (d.ago(100), True)), "补测合格")


def d17_not_asked(d: Draft) -> None:
    year = (d.as_of - add_months(d.as_of, -12)).days
    d.hit("D17", _reviewed(d, days=year), "恰在十二个月前任组长，从未测评")
    d.near("D17", _reviewed(d, days=year + 1), "十二个月零一日前任组长")
    for role in ("expert", "trainee", "observer"):
        d.near("D17", _reviewed(d, role=role), "不是组长或审核员")
