"""Planted under focus area 2, what the sign-ins tell (认证人员职业操守：签到): B03, B04, B05, B08, B09."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from zicha.demo.days import moment
from zicha.demo.draft import KILOMETRES_A_DEGREE, Draft, Row
from zicha.demo.mass import BODY
from zicha.demo.planted_bodies import LAPSED

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)


def plant(d: Draft) -> None:
    for case in (
        b03_openings,
        b03_closings,
        b03_undecided,
        b04_photos,
        b04_undecided,
        b05_too_far_too_soon,
        b05_one_person_two_numbers,
        b05_which_sign_in_before,
        b05_undecided,
        b08_late_and_early,
        b09_half_the_time,
        b09_undecided,
    ):
        case(d)


def signed(d: Draft, kind: str, day: date | None = None, **more: Any) -> tuple[Row, Row]:
    """One sign-in of an audit from nine to five, and the audit."""
    _, audit = d.lone_audit(day or d.ago(75), **more)
    return next(row for row in d.sign_ins_of[audit["audit_id"]] if row["kind"] == kind), audit


def b03_openings(d: Draft) -> None:
    """On the day itself, two hours after the start at the latest; before it any time of that day."""
    for shift, verdict, note in (
        (121 * MINUTE, d.hit, "开始后2小时1分签到"),
        (-24 * HOUR, d.hit, "前一日签到"),
        (-9 * HOUR - MINUTE, d.hit, "前一日23:59签到"),
        (120 * MINUTE, d.near, "开始后恰2小时签到"),
        (-9 * HOUR, d.near, "当日零时签到"),
        (-HOUR, d.near, "提前一小时签到"),
    ):
        row, audit = signed(d, "opening")
        row["signed_at"] = audit["started_at"] + shift
        verdict("B03", row["sign_in_id"], f"首次会议{note}")
    # After midnight it is another day, two hours or not.
    row, audit = signed(d, "opening")
    d.hours(audit, moment(d.ago(75), 23), moment(d.ago(74), 12))
    row["signed_at"] = moment(d.ago(74), 0.5)
    d.hit("B03", row["sign_in_id"], "23时开始，次日零时半签到")


def b03_closings(d: Draft) -> None:
    for shift, verdict, note in (
        (-121 * MINUTE, d.hit, "结束前2小时1分签到"),
        (121 * MINUTE, d.hit, "结束后2小时1分签到"),
        (-120 * MINUTE, d.near, "结束前恰2小时签到"),
        (120 * MINUTE, d.near, "结束后恰2小时签到"),
    ):
        row, audit = signed(d, "closing")
        row["signed_at"] = audit["ended_at"] + shift
        verdict("B03", row["sign_in_id"], f"末次会议{note}")
    row, audit = signed(d, "closing")
    d.hours(audit, moment(d.ago(75), 15), moment(d.ago(75), 23))
    row["signed_at"] = moment(d.ago(74), 0.5)
    d.near("B03", row["sign_in_id"], "23时结束，次日零时半签到，一个半小时之内")


def b03_undecided(d: Draft) -> None:
    for kind in ("opening", "closing"):
        _, audit = signed(d, kind)
        audit["ended_at"] = None
        for either in d.sign_ins_of[audit["audit_id"]]:
            d.undecided("B03", either["sign_in_id"], "末次会议时间空缺")
        # Nor can anybody say how long its people were there, or whether they were elsewhere as well.
        d.undecided("A11", audit["audit_id"], "末次会议时间空缺")
        for member in d.team_of[audit["audit_id"]]:
            d.undecided("B06", f"{audit['audit_id']}|{member['person_id']}", "末次会议时间空缺")


def b04_photos(d: Draft) -> None:
    for photos, verdict in ((0, d.hit), (4, d.hit), (9, d.hit), (1, d.near), (2, d.near), (3, d.near)):
        row, _ = signed(d, "opening")
        row["photos"] = photos
        verdict("B04", row["sign_in_id"], f"照片{photos}张")


def b04_undecided(d: Draft) -> None:
    for kind in ("opening", "closing"):
        row, _ = signed(d, kind)
        row["photos"] = None
        d.undecided("B04", row["sign_in_id"], "照片数空缺")


def _journey(d: Draft, kilometres: float, minutes: float, people: tuple[str, str] | None = None) -> list[Row]:
    """Somewhere from nine to eleven, so many minutes later so many kilometres north; the openings and closings of both."""
    one = d.person()
    first, second = people or (one, one)
    here, there = d.organisation(), d.organisation()
    there |= {"longitude": here["longitude"], "latitude": here["latitude"] + kilometres / KILOMETRES_A_DEGREE}
    day = d.ago(58)
    over = moment(day, 11)
    rows: list[Row] = []
    for org, person, begun in ((here, first, moment(day, 9)), (there, second, over + minutes * MINUTE)):
        audit = d.audit(org, "special", day, crew=[person])
        d.hours(audit, begun, begun + 2 * HOUR)
        rows += d.sign_ins_of[audit["audit_id"]]
    return rows


def b05_too_far_too_soon(d: Draft) -> None:
    """80 km/h up to 200 km, beyond that two hours and 300 km/h; five kilometres are no journey."""
    for kilometres, minutes, verdict, note in (
        (5.1, 3, d.hit, "5.1公里用3分钟"),
        (80.5, 60, d.hit, "80.5公里用1小时"),
        (199, 149, d.hit, "199公里用2小时29分"),
        (300, 179, d.hit, "300公里用2小时59分"),
        (900, 299, d.hit, "900公里用4小时59分"),
        (4.9, 0.5, d.near, "4.9公里用半分钟，同城不判"),
        (79.5, 60, d.near, "79.5公里用1小时"),
        (199, 150, d.near, "199公里用2小时30分"),
        # Just beyond 200 km the two hours of boarding begin to count: a little more is asked for.
        (201, 155, d.hit, "201公里用2小时35分"),
        (201, 161, d.near, "201公里用2小时41分"),
        (300, 181, d.near, "300公里用3小时1分"),
    ):
        verdict("B05", _journey(d, kilometres, minutes)[2]["sign_in_id"], note)


def b05_one_person_two_numbers(d: Draft) -> None:
    for body, number in ((BODY, d.number("twin")), (LAPSED, d.number("twin"))):
        shared = f"2099-N1TWIN-{number}"
        one, other = d.person(registration_no=shared), d.person(registration_no=shared, body=body)
        if body != BODY:  # one after the other, as far as the people table goes
            d.rows["people"][-2]["left_on"] = d.ago(60)
            d.rows["people"][-1]["joined_on"] = d.ago(59)
        row = _journey(d, 120, 60, (one, other))[2]
        d.hit("B05", row["sign_in_id"], "两个人员编号同一注册号，120公里用1小时")
    nameless = d.person(registration_no=None), d.person(registration_no=None)
    d.near("B05", _journey(d, 120, 60, nameless)[2]["sign_in_id"], "注册号都空缺，不是同一人")


def b05_which_sign_in_before(d: Draft) -> None:
    """The latest before it at another organisation, whatever was signed at its own in between."""
    rows = _journey(d, 100, 30)
    audit = next(a for a in d.rows["audits"] if a["audit_id"] == rows[2]["audit_id"])
    d.hours(audit, rows[2]["signed_at"], rows[2]["signed_at"] + 30 * MINUTE)
    for row in rows[2:]:
        d.hit("B05", row["sign_in_id"], "100公里，到达半小时与一小时")
    # Seen this morning far away, but since then next door.
    person = d.person()
    rows = _journey(d, 150, 130, (person, person))
    near = d.organisation()
    far = next(a for a in d.rows["audits"] if a["audit_id"] == rows[2]["audit_id"])
    host = next(o for o in d.rows["organisations"] if o["org_id"] == far["org_id"])
    near |= {"longitude": host["longitude"], "latitude": host["latitude"]}
    audit = d.audit(near, "special", d.ago(58), crew=[person])
    d.hours(audit, far["ended_at"] + HOUR, far["ended_at"] + 2 * HOUR)
    d.near("B05", d.sign_ins_of[audit["audit_id"]][0]["sign_in_id"], "此前刚在邻近组织签到")


def b05_undecided(d: Draft) -> None:
    for column, value, note in (
        ("person_id", None, "签到人空缺"),
        ("latitude", None, "签到纬度空缺"),
    ):
        row, _ = signed(d, "opening")
        row[column] = value
        d.undecided("B05", row["sign_in_id"], note)
        if column == "latitude":
            d.undecided("B02", row["sign_in_id"], note)
    # Nobody with a registration, but a person all the same: known by that number, and nowhere else that day.
    row, _ = signed(d, "opening")
    row["person_id"] = "P-MISSING"
    d.near("B05", row["sign_in_id"], "签到人查无此人，按人员编号")


def _signs(d: Draft, audit: Row) -> dict[str, Row]:
    return {row["kind"]: row for row in d.sign_ins_of[audit["audit_id"]]}


def _habit(
    d: Draft, audits: int, late: int, early: int = 0, *, minutes: float = 61, both: bool = False
) -> str:
    """A person with so many audits, late on the first ones and gone early from the last, or both on the first."""
    person = d.person()
    for number in range(audits):
        _, audit = d.lone_audit(d.ago(320) + timedelta(days=2 * number), crew=[person])
        signs = _signs(d, audit)
        if number < late:
            signs["opening"]["signed_at"] += minutes * MINUTE
        if number < late if both else number >= audits - early:
            signs["closing"]["signed_at"] -= minutes * MINUTE
    return person


def b08_late_and_early(d: Draft) -> None:
    """Three in ten, of ten audits or more."""
    for verdict, person, note in (
        (d.hit, _habit(d, 10, 3), "10次中3次迟到61分钟"),
        (d.hit, _habit(d, 10, 0, 3), "10次中3次早退61分钟"),
        (d.hit, _habit(d, 10, 2, 1), "10次中2次迟到1次早退"),
        (d.hit, _habit(d, 13, 4), "13次中4次"),
        (d.near, _habit(d, 10, 2, both=True), "10次中2次既迟到又早退"),
        (d.near, _habit(d, 11, 3), "11次中3次"),
        (d.near, _habit(d, 9, 9), "只有9次"),
        (d.near, _habit(d, 10, 10, minutes=60), "次次迟到恰60分钟"),
        (d.near, _habit(d, 10, 0, 10, minutes=60), "次次早退恰60分钟"),
    ):
        verdict("B08", person, note)
    # The tenth has no planned times, and so is none of the ten.
    person = _habit(d, 10, 4)
    audit = next(a for a in d.rows["audits"] if a["audit_id"] == d.rows["audit_team"][-1]["audit_id"])
    audit["planned_to"] = None
    d.near("B08", person, "第10次没有计划时间")
    d.undecided("B09", audit["audit_id"], "计划结束时间空缺")


def _spent(d: Draft, hours: float) -> Row:
    """An audit planned from nine to five and left after so many hours."""
    _, audit = d.lone_audit(d.ago(68), crew=[d.person()])
    over = moment(d.ago(68), 9 + hours)
    audit["ended_at"] = over
    _signs(d, audit)["closing"]["signed_at"] = over
    return audit


def b09_half_the_time(d: Draft) -> None:
    for hours, verdict, note in (
        (3 + 59 / 60, d.hit, "计划8小时，在场3小时59分"),
        (0.5, d.hit, "计划8小时，在场半小时"),
        (3, d.hit, "计划8小时，在场3小时"),
        (4, d.near, "计划8小时，恰在场4小时"),
        (7, d.near, "计划8小时，在场7小时"),
    ):
        verdict("B09", _spent(d, hours)["audit_id"], note)
    # The earliest opening and the latest closing of all count.
    again = _spent(d, 3)
    org = next(o for o in d.rows["organisations"] if o["org_id"] == again["org_id"])
    d.sign(again, org, "closing")["signed_at"] = moment(d.ago(68), 14)
    d.near("B09", again["audit_id"], "再次签到使在场满5小时")
    only = _spent(d, 3)
    d.drop("sign_ins", _signs(d, only)["opening"])
    d.hit("B01", only["audit_id"], "没有首次会议签到")
    d.near("B09", only["audit_id"], "缺一次签到，不判时长")


def b09_undecided(d: Draft) -> None:
    _, audit = d.lone_audit(d.ago(68))
    audit["planned_from"] = None
    d.undecided("B09", audit["audit_id"], "计划开始时间空缺")
