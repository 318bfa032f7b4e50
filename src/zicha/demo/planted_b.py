"""Planted under focus area 2 (认证人员职业操守): B01, B02, B06, B15."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from zicha.demo.days import moment
from zicha.demo.draft import Draft, Row
from zicha.demo.mass import BODY
from zicha.demo.planted_bodies import LAPSED


def plant(d: Draft) -> None:
    for case in (
        b01_incomplete,
        b01_complete_enough,
        b01_since_when,
        b02_far_away,
        b02_near_enough,
        b02_undecided,
        b06_two_places,
        b06_one_person_two_numbers,
        b06_no_conflict,
        b15_loads,
    ):
        case(d)


def _audit(d: Draft, start: date, scheme: str = "QMS", **more: Any) -> tuple[Row, Row]:
    """A special audit nobody has signed in to yet."""
    return d.lone_audit(start, scheme, **{"sign": False, **more})


def b01_incomplete(d: Draft) -> None:
    start = d.ago(70)
    d.hit("B01", _audit(d, start)[1]["audit_id"], "没有签到")
    for kind, note in (("opening", "只有首次会议签到"), ("closing", "只有末次会议签到")):
        org, audit = _audit(d, start)
        d.sign(audit, org, kind)
        d.hit("B01", audit["audit_id"], note)
    # A closing dated after the judging date is not read.
    org, audit = _audit(d, start)
    d.sign(audit, org, "opening")
    d.sign(audit, org, "closing")["signed_at"] = moment(d.as_of + timedelta(days=5))
    d.hit("B01", audit["audit_id"], "末次会议签到日期在判定日之后")


def b01_complete_enough(d: Draft) -> None:
    org, audit = _audit(d, d.ago(70))
    d.sign(audit, org, "opening")["person_id"] = d.team_of[audit["audit_id"]][1]["person_id"]
    d.sign(audit, org, "closing")["person_id"] = None
    d.near("B01", audit["audit_id"], "由组员和不具名者签到")
    # Bound visits sign once: the opening on one audit, the closing on the other.
    org, first = _audit(d, d.ago(70), group="GRP-9B01")
    second = d.audit(org, "special", d.ago(70), scheme="EMS", group="GRP-9B01", sign=False,
                     crew=[row["person_id"] for row in d.team_of[first["audit_id"]]])  # fmt: skip
    d.sign(first, org, "opening")
    d.sign(second, org, "closing")
    for bound in (first, second):
        d.near("B01", bound["audit_id"], "同组审核各签一次")
    d.near("B01", _audit(d, d.as_of)[1]["audit_id"], "判定日当天才结束")
    d.near("B01", _audit(d, d.ago(70), "FSMS")[1]["audit_id"], "食品体系在别处上报")


def b01_since_when(d: Draft) -> None:
    """December 2021 for the three great schemes, a year later for the rest."""
    for scheme, since in (("OHSMS", date(2021, 12, 1)), ("EnMS", date(2022, 12, 1))):
        d.hit("B01", _audit(d, since, scheme)[1]["audit_id"], "签到制度实施首日")
        d.near("B01", _audit(d, since - timedelta(days=1), scheme)[1]["audit_id"], "签到制度实施前一日")


def _signed(d: Draft, north: float, method: str = "on_site") -> tuple[Row, list[Row]]:
    """An audit signed in so many kilometres north of the organisation."""
    org, audit = _audit(d, d.ago(66))
    audit["method"] = method
    audit["remote_reason"] = None if method == "on_site" else "文件评审适宜远程"
    return org, [d.sign(audit, org, kind, north=north) for kind in ("opening", "closing")]


def b02_far_away(d: Draft) -> None:
    for north, method, note in (
        (5.01, "on_site", "距组织5.01公里"),
        (48.0, "on_site", "距组织48公里"),
        (-6.2, "hybrid", "混合方式，距组织6.2公里"),
    ):
        for row in _signed(d, north, method)[1]:
            d.hit("B02", row["sign_in_id"], note)
    org, rows = _signed(d, 30)
    d.add("sites", site_id=f"SITE-{org['org_id']}", org_id=org["org_id"], kind="temporary",
          longitude=org["longitude"], latitude=round(org["latitude"] + 0.2, 6))  # fmt: skip
    for row in rows:
        d.hit("B02", row["sign_in_id"], "距最近的场所仍有7.8公里")


def b02_near_enough(d: Draft) -> None:
    for row in _signed(d, 4.99)[1]:
        d.near("B02", row["sign_in_id"], "距组织4.99公里")
    org, rows = _signed(d, 30)
    d.add("sites", site_id=f"SITE-{org['org_id']}", org_id=org["org_id"], kind="temporary",
          longitude=org["longitude"], latitude=round(org["latitude"] + 0.27, 6))  # fmt: skip
    for row in rows:
        d.near("B02", row["sign_in_id"], "就在临时场所旁")
    for row in _signed(d, 300, "remote")[1]:
        d.near("B02", row["sign_in_id"], "远程审核不判")
    org, rows = _signed(d, 0.5)
    d.add("sites", site_id=f"SITE-{org['org_id']}", org_id=org["org_id"], kind="fixed",
          longitude=org["longitude"], latitude=org["latitude"])  # fmt: skip
    org |= {"longitude": None, "latitude": None}
    for row in rows:
        d.near("B02", row["sign_in_id"], "组织无坐标，场所有坐标")


def b02_undecided(d: Draft) -> None:
    org, rows = _signed(d, 0.5)
    org |= {"longitude": None, "latitude": None}
    for row in rows:
        d.undecided("B02", row["sign_in_id"], "组织和场所都没有坐标")
    _, rows = _signed(d, 0.5)
    rows[0] |= {"longitude": None, "latitude": None}
    d.undecided("B02", rows[0]["sign_in_id"], "签到没有坐标")


def _pair(d: Draft, start: date, people: tuple[str, str], roles: tuple[str, str] = ("leader", "leader"),
          group: str | None = None) -> tuple[str, str, Row, Row]:  # fmt: skip
    """Two audits of two organisations on one day, nine to five; the keys of the two memberships, the two audits."""
    made = []
    for person, role in zip(people, roles, strict=True):
        head = person if role == "leader" else d.person()
        _, audit = _audit(d, start, sign=True, crew=[head], group=group)
        if role != "leader":
            d.member(audit, person, role, 1)
        made.append(audit)
    first, second = made
    return f"{first['audit_id']}|{people[0]}", f"{second['audit_id']}|{people[1]}", first, second


def b06_two_places(d: Draft) -> None:
    person = d.person()
    for key in _pair(d, d.ago(44), (person, person))[:2]:
        d.hit("B06", key, "同日在两家组织任组长")
    person = d.person()
    for key in _pair(d, d.ago(44), (person, person), ("leader", "trainee"))[:2]:
        d.hit("B06", key, "一处任组长，一处实习")
    person = d.person()
    one, other, _, second = _pair(d, d.ago(44), (person, person), ("auditor", "expert"))
    second |= {"started_at": moment(d.ago(44), 16.5), "ended_at": moment(d.ago(43), 12)}
    d.hit("B06", one, "首尾重叠半小时")
    d.hit("B06", other, "首尾重叠半小时")


def b06_one_person_two_numbers(d: Draft) -> None:
    """One registration number under two person numbers, in one body and across bodies."""
    for body in (None, LAPSED):
        shared = f"2099-N1TWIN-{d.number('twin')}"
        one = d.person(registration_no=shared)
        other = d.person(registration_no=shared, body=body or BODY)
        if body:  # the people table says when they worked where: one after the other, whatever the audits say
            d.rows["people"][-2]["left_on"] = d.ago(44)
            d.rows["people"][-1]["joined_on"] = d.ago(43)
        first, second, _, late = _pair(d, d.ago(44), (one, other))
        if body:
            late["body_id"] = body
        for key in (first, second):
            d.hit("B06", key, "两个人员编号同一注册号" + ("，分属两家机构" if body else ""))


def b06_no_conflict(d: Draft) -> None:
    person = d.person()
    one, other, first, second = _pair(d, d.ago(44), (person, person))
    first["ended_at"], second["started_at"] = moment(d.ago(44), 13), moment(d.ago(44), 13)
    for key in (one, other):
        d.near("B06", key, "上午结束的时刻下午开始")
    person = d.person()
    one, other, *_ = _pair(d, d.ago(44), (person, person), ("leader", "observer"))
    d.near("B06", one, "另一处只是观察员")
    d.exempt("B06", other, "观察员")
    person = d.person()
    for key in _pair(d, d.ago(44), (person, person), group="GRP-9B06")[:2]:
        d.near("B06", key, "同一结合审核组")
    nameless = d.person(registration_no=None), d.person(registration_no=None)
    for key in _pair(d, d.ago(44), nameless)[:2]:
        d.near("B06", key, "两人注册号都空缺，不是同一人")
    person = d.person()
    org, first = _audit(d, d.ago(44), sign=True, crew=[person])
    second = d.audit(org, "special", d.ago(44), scheme="EMS", crew=[person])
    for audit in (first, second):
        d.near("B06", f"{audit['audit_id']}|{person}", "同一组织的两项审核")
    # An audit planned for later, its days overlapping on paper, is not read.
    person = d.person()
    one, _, first, second = _pair(d, d.ago(2), (person, person))
    second["started_at"] = moment(d.as_of + timedelta(days=1))
    second["ended_at"] = moment(d.as_of + timedelta(days=2))
    first["ended_at"] = moment(d.as_of + timedelta(days=3), 17)
    d.near("B06", one, "重叠的另一审核在判定日之后")


def b15_loads(d: Draft) -> None:
    """Fifty organisations a year from 2026, a hundred before; organisations count, not audits."""
    clients = [d.organisation() for _ in range(101)]
    for year, organisations, repeated, as_expert, verdict, note in (
        (2026, 51, 0, 0, d.hit, "2026年51家"),
        (2026, 50, 2, 0, d.near, "2026年50家，其中两家去了两次"),
        (2026, 50, 0, 5, d.near, "2026年50家，另5家只作技术专家"),
        (2025, 101, 0, 0, d.hit, "2025年101家"),
        (2025, 100, 0, 0, d.near, "2025年100家"),
        (2025, 51, 0, 0, d.near, "2025年51家，新规未施行"),
    ):
        person, helper = d.person(), d.person()
        span = organisations + as_expert
        for number in range(span + repeated):
            expert = organisations <= number < span
            day = date(year, 1, 1)
            _follow_up(
                d, clients[number % span], day, number, person, "expert" if expert else "leader", helper
            )
        verdict("B15", f"{person}|{year}", note)
    mixed, helper = d.person(), d.person()
    for number in range(52):
        role = "auditor" if number % 2 else "leader"
        _follow_up(d, clients[number], date(2026, 1, 1), number, mixed, role, helper)
    d.hit("B15", f"{mixed}|2026", "2026年52家，半数任组员")
    # The fifty-first lies after the judging date.
    late = d.person()
    for number in range(50):
        _follow_up(d, clients[number], date(2026, 1, 1), number, late, "leader")
    audit = _follow_up(d, clients[50], d.as_of + timedelta(days=6), 0, late, "leader")
    audit["started_at"] = audit["ended_at"] = None
    d.near("B15", f"{late}|2026", "第51家排在判定日之后")


def _follow_up(
    d: Draft, org: Row, first_day: date, number: int, person: str, role: str = "leader", helper: str = ""
) -> Row:
    """A factory follow-up of half a day, which no table, certificate or sign-in hangs on. Two a day, never at once.

    `helper` leads where the person does not.
    """
    start = first_day + timedelta(days=3 + number // 2 if first_day.year == 2026 else 3 + number)
    lead = role == "leader"
    audit = d.audit(
        org, "factory_followup", start, scheme="CCC", days=0.5, crew=[person] if lead else [helper]
    )
    if not lead:
        d.member(audit, person, role, 0.5)
    hour = 9 if number % 2 == 0 else 14
    audit |= {"started_at": moment(start, hour), "planned_from": moment(start, hour)}
    audit |= {"ended_at": moment(start, hour + 3), "planned_to": moment(start, hour + 3)}
    return audit
