"""Planted under focus area 2, photos, devices and places of sign-ins (签到：照片、设备与坐标): B10 to B12."""

from __future__ import annotations

from datetime import date, timedelta

from zicha.demo.days import moment
from zicha.demo.draft import KILOMETRES_A_DEGREE, Draft, Row
from zicha.demo.mass import BODY
from zicha.demo.planted_b_sign_ins import signed
from zicha.demo.planted_bodies import LAPSED


def plant(d: Draft) -> None:
    for case in (
        b10_the_same_photo,
        b10_other_photos,
        b11_devices,
        b11_when_and_who,
        b12_one_spot,
        b12_not_apart,
    ):
        case(d)


def alike(photo: str, bits: int) -> str:
    """A fingerprint that differs in so many bits."""
    return f"{int(photo, 16) ^ (1 << bits) - 1:016x}"


def _two_photos(d: Draft, bits: int, *, other_body: str = BODY, same_org: bool = False) -> list[str]:
    first, audit = signed(d, "opening")
    if same_org:
        org = next(o for o in d.rows["organisations"] if o["org_id"] == audit["org_id"])
        second = d.sign_ins_of[d.audit(org, "special", d.ago(30))["audit_id"]][0]
    else:
        second, _ = signed(d, "opening", d.ago(73), body=other_body)
    second["photo_hash"] = alike(first["photo_hash"], bits)
    return [first["sign_in_id"], second["sign_in_id"]]


def b10_the_same_photo(d: Draft) -> None:
    for bits, verdict, note in (
        (0, d.hit, "两家组织照片指纹相同"),
        (1, d.hit, "两家组织照片指纹差1位"),
        (6, d.hit, "两家组织照片指纹差6位"),
        (7, d.near, "两家组织照片指纹差7位"),
    ):
        for key in _two_photos(d, bits):
            verdict("B10", key, note)
    # The first is like the second, the second like the third, the first not like the third.
    keys = _two_photos(d, 5)
    second = next(row for row in d.rows["sign_ins"] if row["sign_in_id"] == keys[1])
    third, _ = signed(d, "opening", d.ago(71))
    third["photo_hash"] = f"{int(second['photo_hash'], 16) ^ 0b11111 << 40:016x}"
    for key in (*keys, third["sign_in_id"]):
        d.hit("B10", key, "三家组织照片依次相似")


def b10_other_photos(d: Draft) -> None:
    for key in _two_photos(d, 0, other_body=LAPSED):
        d.near("B10", key, "另一家机构的照片")
    for key in _two_photos(d, 0, same_org=True):
        d.near("B10", key, "同一组织两次审核的照片")
    row, audit = signed(d, "opening")
    d.sign_ins_of[audit["audit_id"]][1]["photo_hash"] = row["photo_hash"]
    d.near("B10", row["sign_in_id"], "同一审核的首末次会议用一张照片")
    for _ in range(2):
        signed(d, "opening")[0]["photo_hash"] = None


def _shared(d: Draft, *days: date) -> tuple[str, list[Row]]:
    """One device, one person after the other, each on a day."""
    device, rows = f"DEV-9{d.number('devices')}", []
    for day in days:
        row, _ = signed(d, "opening", day, crew=[d.person()])
        row["device_id"] = device
        rows.append(row)
    return device, rows


def b11_devices(d: Draft) -> None:
    """Three people within a year, both its ends included."""
    for days, verdict, note in (
        ((60, 59, 58), d.hit, "三人共用"),
        ((365, 200, 1), d.hit, "三人共用，首次恰在365日前"),
        ((300, 200, 100, 40), d.hit, "四人共用"),
        ((366, 200, 100), d.near, "三人共用，首次在366日前"),
        ((60, 30), d.near, "两人共用"),
    ):
        verdict("B11", _shared(d, *(d.ago(day) for day in days))[0], note)
    # At one meeting: a single device for the whole team.
    org, audit = d.lone_audit(d.ago(90), days=1.5, crew=d.crew(d.ago(90), d.ago(90), 3))
    device = d.sign_ins_of[audit["audit_id"]][0]["device_id"]
    for member in d.team_of[audit["audit_id"]][1:]:
        d.sign(audit, org, "opening")["person_id"] = member["person_id"]
    for row in d.sign_ins_of[audit["audit_id"]]:
        row["device_id"] = f"{device}-TEAM"
    d.hit("B11", f"{device}-TEAM", "一次会议三人用一台设备签到")


def b11_when_and_who(d: Draft) -> None:
    device, rows = _shared(d, d.ago(60), d.ago(50), d.ago(40))
    rows[1]["person_id"] = rows[0]["person_id"]
    rows[1] |= {"longitude": rows[0]["longitude"], "latitude": rows[0]["latitude"]}
    d.near("B11", device, "三次签到只有两人")
    device, rows = _shared(d, d.ago(60), d.ago(50), d.ago(40))
    rows[2]["person_id"] = None
    d.near("B11", device, "第三次签到没有人员")
    device, rows = _shared(d, d.ago(60), d.ago(50), d.ago(40))
    rows[2]["signed_at"] = moment(d.as_of + timedelta(days=1))
    audit = next(a for a in d.rows["audits"] if a["audit_id"] == rows[2]["audit_id"])
    d.hit("B01", audit["audit_id"], "首次会议签到在判定日之后")
    d.near("B11", device, "第三人的签到在判定日之后")


def _spot(d: Draft, *norths: float, offset: float = 0.0) -> list[Row]:
    """Organisations so many kilometres north of each other, their openings all signed at one point; the last a little off."""
    longitude = 121.0037 + (d.number("spots") - 900_000) * 0.05
    rows = []
    for north in norths:
        org = d.organisation()
        org |= {"longitude": longitude, "latitude": 29.5 + (north + 0.2) / KILOMETRES_A_DEGREE}
        row = d.sign_ins_of[d.audit(org, "special", d.ago(56))["audit_id"]][0]
        row |= {"longitude": longitude, "latitude": 29.5}
        rows.append(row)
    rows[-1]["latitude"] += offset
    return rows


def b12_one_spot(d: Draft) -> None:
    """Three organisations more than a kilometre from each other, one spot to six decimals."""
    for norths, offset, note in (
        ((0, 1.5, 3), 0.0, "三家组织同一坐标签到"),
        ((0, 1.01, 2.02), 0.0, "三家组织相距1.01公里，同一坐标签到"),
        ((-3, 0, 1.5, 3), 0.0, "四家组织同一坐标签到"),
        ((0, 1.5, 3), 0.000_000_3, "三家组织坐标第七位才不同"),
    ):
        for row in _spot(d, *norths, offset=offset):
            d.hit("B12", row["sign_in_id"], note)
    # Three of the four are apart; the fourth, next to one of them, signed at the same spot as well.
    for row in _spot(d, 0, 1.5, 2.1, 3.5):
        d.hit("B12", row["sign_in_id"], "四家组织同一坐标，其中三家两两相距1公里以上")
    rows = _spot(d, 0, 1.5, 3)
    org, audit = next(
        (o, a) for a in d.rows["audits"] for o in d.rows["organisations"]
        if a["audit_id"] == rows[0]["audit_id"] and o["org_id"] == a["org_id"]
    )  # fmt: skip
    rows.append(d.sign(audit, org, "closing"))
    rows[-1] |= {"longitude": rows[0]["longitude"], "latitude": rows[0]["latitude"]}
    for row in rows:
        d.hit("B12", row["sign_in_id"], "三家组织同一坐标，一家签了两次")


def b12_not_apart(d: Draft) -> None:
    for norths, offset, note in (
        ((0, 3), 0.0, "只有两家组织"),
        ((0, 0.99, 3), 0.0, "三家组织中两家相距0.99公里"),
        ((0, 0.6, 1.2), 0.0, "首尾相距1.2公里，中间一家都在1公里内"),
        ((0, 1.5, 3), 0.000_001, "第三家坐标第六位不同"),
    ):
        for row in _spot(d, *norths, offset=offset):
            d.near("B12", row["sign_in_id"], note)
