"""Checks B01 to B16 by the letter of the catalogue: Records → {subject id: verdict}."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, timedelta
from fractions import Fraction
from itertools import combinations

from tests.oracle.reading import Records, day, kilometres
from tests.oracle.terms import MS, SMALL_WORLD, TIMED, Answers, answer, identity, in_force


def b01(r: Records) -> Answers:
    found = {}
    for a in r["audits"]:
        if a["ended_at"] is None or a["started_at"] is None or day(a["ended_at"]) >= r.as_of:
            continue
        if a["scheme"] in TIMED:
            first = date(2021, 12, 1)
        elif a["scheme"] in MS - {"FSMS", "HACCP"}:
            first = date(2022, 12, 1)
        else:
            continue
        if day(a["started_at"]) < first:
            continue
        visit = {a["audit_id"]}
        if a["combined_group"]:
            visit |= {b["audit_id"] for b in r.where("audits", combined_group=a["combined_group"])}
        kinds = {s["kind"] for s in r["sign_ins"] if s["audit_id"] in visit}
        found[a["audit_id"]] = answer(not {"opening", "closing"} <= kinds)
    return found


def b02(r: Records) -> Answers:
    found = {}
    for s in r["sign_ins"]:
        a = r.one("audits", "audit_id", s["audit_id"])
        if a["method"] not in ("on_site", "hybrid"):
            continue
        places = [r.one("organisations", "org_id", a["org_id"]), *r.where("sites", org_id=a["org_id"])]
        points = [
            (p["longitude"], p["latitude"])
            for p in places
            if p["longitude"] is not None and p["latitude"] is not None
        ]
        if s["longitude"] is None or s["latitude"] is None or not points:
            found[s["sign_in_id"]] = "undecided"
            continue
        nearest = min(kilometres(s["longitude"], s["latitude"], *point) for point in points)
        found[s["sign_in_id"]] = answer(nearest > 5.0)
    return found


def b03(r: Records) -> Answers:
    hours = timedelta(hours=2)
    found = {}
    for s in r["sign_ins"]:
        a = r.one("audits", "audit_id", s["audit_id"])
        started, ended, at = a["started_at"], a["ended_at"], s["signed_at"]
        if started is None or ended is None:
            found[s["sign_in_id"]] = "undecided"
        elif s["kind"] == "opening":
            found[s["sign_in_id"]] = answer(day(at) != day(started) or at > started + hours)
        else:
            found[s["sign_in_id"]] = answer(at < ended - hours or at > ended + hours)
    return found


def b04(r: Records) -> Answers:
    found = {}
    for s in r["sign_ins"]:
        photos = s["photos"]
        found[s["sign_in_id"]] = "undecided" if photos is None else answer(photos == 0 or photos > 3)
    return found


def b05(r: Records) -> Answers:
    place = {s["sign_in_id"]: r.one("audits", "audit_id", s["audit_id"])["org_id"] for s in r["sign_ins"]}
    found = {}
    for s in r["sign_ins"]:
        org = place[s["sign_in_id"]]
        if None in (s["longitude"], s["latitude"], s["person_id"], org):
            found[s["sign_in_id"]] = "undecided"
            continue
        earlier = [
            t
            for t in r["sign_ins"]
            if t["person_id"] is not None
            and identity(r, t["person_id"]) == identity(r, s["person_id"])
            and t["signed_at"] < s["signed_at"]
            and place[t["sign_in_id"]] not in (None, org)
        ]
        if not earlier:
            found[s["sign_in_id"]] = "pass"
            continue
        t = max(earlier, key=lambda t: (t["signed_at"], t["sign_in_id"]))
        if t["longitude"] is None or t["latitude"] is None:
            found[s["sign_in_id"]] = "undecided"
            continue
        d = kilometres(s["longitude"], s["latitude"], t["longitude"], t["latitude"])
        h = (s["signed_at"] - t["signed_at"]) / timedelta(hours=1)
        found[s["sign_in_id"]] = answer(d > 5 and (h < d / 80 if d <= 200 else h < 2 + d / 300))
    return found


def b06(r: Records) -> Answers:
    found = {}
    for m in r["audit_team"]:
        key = f"{m['audit_id']}|{m['person_id']}"
        a = r.one("audits", "audit_id", m["audit_id"])
        if m["role"] == "observer":
            found[key] = "exempt"
            continue
        if a["started_at"] is None or a["ended_at"] is None:
            found[key] = "undecided"
            continue
        hit = False
        for other in r["audit_team"]:
            b = r.one("audits", "audit_id", other["audit_id"])
            hit |= (
                other["role"] != "observer"
                and identity(r, other["person_id"]) == identity(r, m["person_id"])
                and b["started_at"] is not None
                and b["ended_at"] is not None
                and b["audit_id"] != a["audit_id"]
                and b["org_id"] != a["org_id"]
                and not (a["combined_group"] is not None and b["combined_group"] == a["combined_group"])
                and max(a["started_at"], b["started_at"]) < min(a["ended_at"], b["ended_at"])
            )
        found[key] = answer(hit)
    return found


def b07(r: Records) -> Answers:
    found = {}
    for e in r["expenses"]:
        a = r.one("audits", "audit_id", e["audit_id"])
        travelling = False
        spans = (e["departed_at"], e["arrived_at"], a["started_at"], a["ended_at"])
        if e["kind"] == "transport" and a["method"] == "on_site" and None not in spans:
            both = min(e["arrived_at"], a["ended_at"]) - max(e["departed_at"], a["started_at"])
            travelling = both > timedelta(hours=2)
        twice = len(r.where("expenses", document_no=e["document_no"])) > 1
        found[e["expense_id"]] = answer(travelling or twice)
    return found


def b08(r: Records) -> Answers:
    hour = timedelta(hours=1)
    found = {}
    for person in {s["person_id"] for s in r["sign_ins"]} - {None}:
        signed = late = 0
        for a in r["audits"]:
            own = r.where("sign_ins", person_id=person, audit_id=a["audit_id"])
            opened = [s["signed_at"] for s in own if s["kind"] == "opening"]
            closed = [s["signed_at"] for s in own if s["kind"] == "closing"]
            if not opened or not closed or a["planned_from"] is None or a["planned_to"] is None:
                continue
            signed += 1
            late += min(opened) > a["planned_from"] + hour or max(closed) < a["planned_to"] - hour
        if signed >= SMALL_WORLD["B08"]["fewest_audits"]:
            found[person] = answer(Fraction(late, signed) >= Fraction(3, 10))
    return found


def b09(r: Records) -> Answers:
    found = {}
    for a in r["audits"]:
        opened = [s["signed_at"] for s in r.where("sign_ins", audit_id=a["audit_id"], kind="opening")]
        closed = [s["signed_at"] for s in r.where("sign_ins", audit_id=a["audit_id"], kind="closing")]
        if not opened or not closed:
            continue
        # A share of no time at all, or of less, is no value.
        if a["planned_from"] is None or a["planned_to"] is None or a["planned_to"] <= a["planned_from"]:
            found[a["audit_id"]] = "undecided"
            continue
        spent, planned = max(closed) - min(opened), a["planned_to"] - a["planned_from"]
        found[a["audit_id"]] = answer(2 * spent < planned)
    return found


def b10(r: Records) -> Answers:
    found = {}
    for s in r["sign_ins"]:
        if s["photo_hash"] is None:
            continue
        a = r.one("audits", "audit_id", s["audit_id"])
        hit = False
        for t in r["sign_ins"]:
            b = r.one("audits", "audit_id", t["audit_id"])
            hit |= (
                t["photo_hash"] is not None
                and b["audit_id"] is not None
                and b["audit_id"] != a["audit_id"]
                and b["body_id"] == a["body_id"]
                and b["org_id"] != a["org_id"]
                and (int(s["photo_hash"], 16) ^ int(t["photo_hash"], 16)).bit_count() <= 6
            )
        found[s["sign_in_id"]] = answer(hit, undecided=a["audit_id"] is None)
    return found


def b11(r: Records) -> Answers:
    first = r.as_of - timedelta(days=365)
    found = {}
    for device in {s["device_id"] for s in r["sign_ins"]} - {None}:
        people = {
            identity(r, s["person_id"])
            for s in r.where("sign_ins", device_id=device)
            if s["person_id"] is not None and first <= day(s["signed_at"]) <= r.as_of
        }
        found[device] = answer(len(people) >= 3)
    return found


def b12(r: Records) -> Answers:
    at: dict[tuple[float, float], dict[str, tuple[float, float]]] = defaultdict(dict)
    for s in r["sign_ins"]:
        a = r.one("audits", "audit_id", s["audit_id"])
        o = r.one("organisations", "org_id", a["org_id"])
        if None not in (s["longitude"], s["latitude"], o["longitude"], o["latitude"]):
            point = (round(s["longitude"], 6), round(s["latitude"], 6))
            at[point][o["org_id"]] = (o["longitude"], o["latitude"])
    found = {}
    for s in r["sign_ins"]:
        if s["longitude"] is None or s["latitude"] is None:
            found[s["sign_in_id"]] = "undecided"
            continue
        places = at[round(s["longitude"], 6), round(s["latitude"], 6)].values()
        hit = any(
            all(kilometres(*p, *q) > 1 for p, q in combinations(three, 2))
            for three in combinations(places, 3)
        )
        found[s["sign_in_id"]] = answer(hit)
    return found


def b13(r: Records) -> Answers:
    found = {}
    for e in r["expenses"]:
        a = r.one("audits", "audit_id", e["audit_id"])
        lodging = e["kind"] == "lodging"
        nights = r.where("expenses", audit_id=e["audit_id"], person_id=e["person_id"], kind="lodging")
        too_many = False
        if lodging and a["started_at"] is not None and a["ended_at"] is not None:
            too_many = len(nights) > (day(a["ended_at"]) - day(a["started_at"])).days + 1 + 2
        hit = (
            (lodging and e["amount"] > 750)
            or too_many
            or (e["kind"] == "other" and e["paid_by"] == "organisation")
        )
        found[e["expense_id"]] = answer(hit)
    return found


def b14(r: Records) -> Answers:
    return {
        c["complaint_id"]: answer(
            c["topic"] in ("gift", "expense") and c["substantiated"] is True,
            undecided=c["substantiated"] is None and c["closed_on"] is None,
        )
        for c in r["complaints"]
        if c["target_kind"] in ("person", "body")
    }


def b15(r: Records) -> Answers:
    seen = defaultdict(set)
    for m in r["audit_team"]:
        a = r.one("audits", "audit_id", m["audit_id"])
        if m["role"] in ("leader", "auditor") and a["started_at"] is not None:
            seen[m["person_id"], a["started_at"].year].add(a["org_id"])
    return {
        f"{person}|{year}": answer(len(orgs) > SMALL_WORLD["B15"]["most_organisations"])
        for (person, year), orgs in seen.items()
    }


def b16(r: Records) -> Answers:
    found = {}
    for a in r["audits"]:
        given = r.where("consultancies", org_id=a["org_id"])
        if not given:
            continue
        if a["started_at"] is None:
            found[a["audit_id"]] = "undecided"
            continue
        start = day(a["started_at"])
        team = {m["person_id"] for m in r.where("audit_team", audit_id=a["audit_id"])}
        hit = False
        for c in given:
            ours = c["person_id"] in team or c["body_id"] == a["body_id"]
            ended_lately = c["to_on"] is not None and 0 <= (start - c["to_on"]).days < 730
            hit |= ours and (ended_lately or in_force(c, "from_on", "to_on", start))
        found[a["audit_id"]] = answer(hit)
    return found
