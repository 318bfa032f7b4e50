"""The first thirty checks by the letter of the catalogue: Records → {subject id: verdict}.

A verdict is "hit", "pass", "undecided" or "exempt". Written from the catalogue alone, one loop a rule, no cleverness.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

from tests.oracle.reading import (
    MS_NUMBER,
    Records,
    Row,
    add_months,
    day,
    exact,
    kilometres,
    normalised,
    round_half,
    working_days_after,
)
from tests.oracle.tables_of_time import table_days

Answers = dict[str, str]
MS = {"QMS", "EMS", "OHSMS", "EnMS", "ISMS", "ITSMS", "FSMS", "HACCP", "MDMS", "IPMS"}
TIMED = {"QMS", "EMS", "OHSMS"}


def answer(hit: bool, undecided: bool = False, exempt: bool = False) -> str:
    return "exempt" if exempt else "undecided" if undecided else "hit" if hit else "pass"


def in_force(row: Row, start: str, end: str, on: date) -> bool:
    return (row[start] is None or row[start] <= on) and (row[end] is None or on <= row[end])


def a01(r: Records) -> Answers:
    found = {}
    for c in r["certificates"]:
        scopes = r.where("approved_scopes", body_id=c["body_id"])
        now = [
            s
            for s in scopes
            if s["scheme"] == c["scheme"] and in_force(s, "valid_from", "valid_to", c["issued_on"])
        ]
        fields = {f["field_code"] for f in r.where("certificate_fields", certificate_no=c["certificate_no"])}
        held = {s["field_code"] for s in now}
        if "*" in held:
            hit = False
        elif fields:
            hit = bool(fields - held)
        else:
            hit = not now
        found[c["certificate_no"]] = answer(hit, undecided=not scopes)
    return found


def a02(r: Records) -> Answers:
    found = {}
    for c in r["certificates"]:
        body = r.one("bodies", "body_id", c["body_id"])
        start, end = body["approved_on"], body["approval_expires_on"]
        hit = start is not None and (c["issued_on"] < start or (end is not None and c["issued_on"] > end))
        found[c["certificate_no"]] = answer(hit, undecided=start is None)
    return found


def a04(r: Records) -> Answers:
    found = {}
    for a in r["audits"]:
        if a["kind"] != "stage2" or a["scheme"] not in MS:
            continue
        application = r.one("applications", "application_id", a["application_id"])
        has_stage1 = bool(r.where("audits", application_id=a["application_id"], kind="stage1"))
        found[a["audit_id"]] = answer(
            not has_stage1,
            # A reference that resolves to nothing is empty (reading 2).
            undecided=application["application_id"] is None,
            exempt=application["kind"] == "transfer",
        )
    return found


def a05(r: Records) -> Answers:
    found = {}
    for a in r["audits"]:
        if a["kind"] != "stage2":
            continue
        stage1 = [
            s for s in r.where("audits", application_id=a["application_id"], kind="stage1") if s["ended_at"]
        ]
        if not stage1 or a["started_at"] is None:
            found[a["audit_id"]] = "undecided"
            continue
        ended = max(day(s["ended_at"]) for s in stage1)
        gap = (day(a["started_at"]) - ended).days
        hit = gap <= 0 or (day(a["started_at"]) >= date(2026, 1, 1) and gap < 5) or gap > 183
        found[a["audit_id"]] = answer(hit)
    return found


def groups_of_two_schemes(r: Records) -> set[str]:
    schemes = defaultdict(set)
    for a in r["audits"]:
        if a["combined_group"]:
            schemes[a["combined_group"]].add(a["scheme"])
    return {group for group, found in schemes.items() if len(found) >= 2}


def a06(r: Records) -> Answers:
    combined = groups_of_two_schemes(r)
    found = {}
    for p in r["applications"]:
        audits = [
            a
            for a in r.where("audits", application_id=p["application_id"])
            if a["kind"] in ("stage1", "stage2")
        ]
        stage2 = [a for a in audits if a["kind"] == "stage2"]
        if p["scheme"] not in TIMED or not stage2:
            continue
        own = sorted(
            r.where("certificates", application_id=p["application_id"]), key=lambda c: c["certificate_no"]
        )
        first = own[0] if own else defaultdict(lambda: None)
        personnel = first["personnel"] if first["personnel"] is not None else p["declared_personnel"]
        days = None if personnel is None else table_days(p["scheme"], personnel, first["complexity"])
        if days is None or any(a["planned_days"] is None for a in audits):
            found[p["application_id"]] = "undecided"
            continue
        share = days * Fraction(7, 10)
        if any(a["combined_group"] in combined for a in stage2):
            share *= Fraction(8, 10)
        planned = sum(exact(a["planned_days"]) for a in audits)
        found[p["application_id"]] = answer(planned < round_half(share))
    return found


def a09(r: Records) -> Answers:
    found = {}
    for c in r["certificates"]:
        if c["scheme"] not in MS:
            continue
        employees = r.one("organisations", "org_id", c["org_id"])["employees"]
        if c["personnel"] is None or employees is None:
            found[c["certificate_no"]] = "undecided"
        else:
            found[c["certificate_no"]] = answer(employees >= 20 and 2 * c["personnel"] < employees)
    return found


def a10(r: Records) -> Answers:
    combined = groups_of_two_schemes(r)
    part = {"surveillance": Fraction(1, 3), "recertification": Fraction(2, 3)}
    found = {}
    for a in r["audits"]:
        if a["kind"] not in part or a["scheme"] not in TIMED:
            continue
        c = r.one("certificates", "certificate_no", a["certificate_no"])
        application = r.one("applications", "application_id", c["application_id"])
        del application  # "with the certificate named by the audit": declared_personnel is not asked
        days = None if c["personnel"] is None else table_days(a["scheme"], c["personnel"], c["complexity"])
        if days is None or a["planned_days"] is None:
            found[a["audit_id"]] = "undecided"
            continue
        share = days * Fraction(7, 10) * part[a["kind"]]
        if a["combined_group"] in combined:
            share *= Fraction(8, 10)
        found[a["audit_id"]] = answer(exact(a["planned_days"]) < round_half(share))
    return found


def a11(r: Records) -> Answers:
    found = {}
    for a in r["audits"]:
        people = {
            m["person_id"]
            for m in r.where("audit_team", audit_id=a["audit_id"])
            if m["role"] in ("leader", "auditor")
        }
        if None in (a["onsite_days"], a["started_at"], a["ended_at"]) or not people:
            found[a["audit_id"]] = "undecided"
            continue
        days = (day(a["ended_at"]) - day(a["started_at"])).days + 1
        found[a["audit_id"]] = answer(exact(a["onsite_days"]) > len(people) * days + Fraction(1, 2))
    return found


def a16(r: Records) -> Answers:
    found = {}
    for a in r["audits"]:
        if a["started_at"] is None or day(a["started_at"]) > r.as_of:
            continue
        reported = a["plan_reported_on"]
        found[a["audit_id"]] = answer(reported is None or reported > day(a["started_at"]) - timedelta(days=1))
    return found


def a18(r: Records) -> Answers:
    found = {}
    for d in r["decisions"]:
        if d["kind"] not in ("grant", "renew", "extend", "maintain"):
            continue
        a = r.one("audits", "audit_id", d["audit_id"])
        if a["report_issued_on"] is None:
            found[d["decision_id"]] = "undecided"
            continue
        reviews = [
            e["happened_at"]
            for e in r.where("process_events", application_id=a["application_id"], activity="file_review")
            if e["audit_id"] in (None, a["audit_id"])
        ]
        hit = day(d["decided_at"]) < a["report_issued_on"] or bool(reviews and d["decided_at"] < min(reviews))
        found[d["decision_id"]] = answer(hit)
    return found


def a19(r: Records) -> Answers:
    return {
        c["certificate_no"]: answer(
            not any(
                d["kind"] in ("grant", "renew") and day(d["decided_at"]) <= c["issued_on"]
                for d in r.where("decisions", certificate_no=c["certificate_no"])
            )
        )
        for c in r["certificates"]
    }


def a20(r: Records) -> Answers:
    return {
        d["decision_id"]: answer(
            any(
                m["role"] != "observer"
                for m in r.where("audit_team", audit_id=d["audit_id"], person_id=d["decider_id"])
            ),
            undecided=d["decider_id"] is None or d["audit_id"] is None,
        )
        for d in r["decisions"]
    }


def a21(r: Records) -> Answers:
    found = {}
    for p in r["applications"]:
        signed, reviewed = p["contract_signed_on"], p["reviewed_on"]
        empty = signed is None or reviewed is None
        found[p["application_id"]] = "undecided" if empty else answer(signed < reviewed)
    return found


def a22(r: Records) -> Answers:
    found = {}
    for d in r["decisions"]:
        if d["kind"] not in ("grant", "renew"):
            continue
        major = r.where("nonconformities", audit_id=d["audit_id"], grade="major")
        hit = any(n["closed_on"] is None or n["closed_on"] > day(d["decided_at"]) for n in major)
        found[d["decision_id"]] = answer(hit, undecided=d["audit_id"] is None)
    return found


def a23(r: Records) -> Answers:
    found = {}
    for c in r["certificates"]:
        p = r.one("applications", "application_id", c["application_id"])
        if p["kind"] != "initial":
            continue
        if p["applied_on"] is None:
            found[c["certificate_no"]] = "undecided"
            continue
        ends = [
            a["ended_at"]
            for a in r.where("audits", application_id=p["application_id"], kind="stage2")
            if a["ended_at"] is not None
        ]
        hit = bool(ends and c["issued_on"] <= day(max(ends))) or (c["issued_on"] - p["applied_on"]).days < 10
        found[c["certificate_no"]] = answer(hit)
    return found


def a24(r: Records) -> Answers:
    found = {}
    for c in r["certificates"]:
        months = 60 if c["scheme"] == "CCC" else 36
        hit = (
            c["expires_on"] <= c["issued_on"]
            or c["expires_on"] > add_months(c["issued_on"], months)
            or (c["first_issued_on"] is not None and c["issued_on"] < c["first_issued_on"])
        )
        found[c["certificate_no"]] = answer(hit)
    return found


def a25(r: Records) -> Answers:
    found = {}
    for c in r["certificates"]:
        number = c["certificate_no"]
        years = {d.year for d in (c["first_issued_on"], c["issued_on"]) if d is not None}
        if c["scheme"] == "CCC":
            first = c["first_issued_on"] or c["issued_on"]
            is_number = len(number) == 16 and number.isascii() and number.isdigit()
            found[number] = answer(not is_number or int(number[:4]) != first.year)
        elif match := MS_NUMBER.match(number):
            found[number] = answer(2000 + int(match[1]) not in years)
        else:
            found[number] = "exempt"
    return found


def a29(r: Records) -> Answers:
    found = {}
    for e in r["certificate_events"]:
        following = add_months(e["effective_on"].replace(day=1), 1)
        due = following.replace(day=10)
        reported = e["reported_on"]
        found[e["event_id"]] = answer(reported > due if reported is not None else r.as_of > due)
    return found


def a30(r: Records) -> Answers:
    found = {}
    for c in r["certificates"]:
        if c["status"] != "valid" or c["scheme"] not in MS or r.as_of > c["expires_on"]:
            continue
        ends = [
            day(a["ended_at"])
            for a in r.where("audits", certificate_no=c["certificate_no"])
            if a["kind"] in ("surveillance", "recertification")
            and a["ended_at"] is not None
            and c["issued_on"] <= day(a["ended_at"]) <= r.as_of
        ]
        if not ends:
            due = add_months(c["issued_on"], 12)
        else:
            due = add_months(max(ends), 15 if max(ends) < date(2025, 1, 1) else 12)
        found[c["certificate_no"]] = answer(r.as_of > due)
    return found


def a31(r: Records) -> Answers:
    found = {}
    for c in r["certificates"]:
        if c["status"] != "suspended":
            continue
        events = r.where("certificate_events", certificate_no=c["certificate_no"], kind="suspended")
        if not events:
            found[c["certificate_no"]] = "undecided"
            continue
        last = max(events, key=lambda e: (e["effective_on"], e["event_id"]))
        months = 6 if c["scheme"] != "CCC" else 12 if last["reason"] == "seasonal" else 3
        found[c["certificate_no"]] = answer(r.as_of > add_months(last["effective_on"], months))
    return found


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


def identity(r: Records, person_id: str) -> tuple[str, Any]:
    number = r.one("people", "person_id", person_id)["registration_no"]
    return ("number", number) if number is not None else ("id", person_id)


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


def b15(r: Records) -> Answers:
    seen = defaultdict(set)
    for m in r["audit_team"]:
        a = r.one("audits", "audit_id", m["audit_id"])
        if m["role"] in ("leader", "auditor") and a["started_at"] is not None:
            seen[m["person_id"], a["started_at"].year].add(a["org_id"])
    return {
        f"{person}|{year}": answer(len(orgs) > r.most_organisations) for (person, year), orgs in seen.items()
    }


def c01(r: Records) -> Answers:
    found = {}
    for c in r["certificates"]:
        if c["scheme"] not in MS:
            continue
        employees = r.one("organisations", "org_id", c["org_id"])["employees"]
        if c["personnel"] is None or employees is None:
            found[c["certificate_no"]] = "undecided"
            continue
        low, high = Fraction(67, 100) * employees, Fraction(3, 2) * employees
        hit = not low <= c["personnel"] <= high and abs(c["personnel"] - employees) > 10
        found[c["certificate_no"]] = answer(hit)
    return found


def state_on(r: Records, c: Row, on: date) -> str:
    states = {"suspended": "suspended", "revoked": "revoked", "cancelled": "cancelled"}
    states |= dict.fromkeys(("restored", "issued", "renewed"), "valid")
    events = [
        e
        for e in r.where("certificate_events", certificate_no=c["certificate_no"])
        if e["kind"] in states and e["effective_on"] <= on
    ]
    state = c["status"]
    if events:
        state = states[max(events, key=lambda e: (e["effective_on"], e["event_id"]))["kind"]]
    return state if c["issued_on"] <= on <= c["expires_on"] else "out of its dates"


def is_of(event: Row, organisation: Row) -> bool:
    if event["uscc"] is not None:
        return event["uscc"] == organisation["uscc"]
    name = normalised(event["org_name"])
    return bool(name) and name == normalised(organisation["name"])


def c07(r: Records) -> Answers:
    found = {}
    for c in r["certificates"]:
        organisation = r.one("organisations", "org_id", c["org_id"])
        events = [
            e
            for e in r["adverse_events"]
            if e["kind"] == "sampling_failure"
            and is_of(e, organisation)
            and state_on(r, c, e["published_on"]) == "valid"
        ]
        if not events:
            continue
        hit = False
        for e in events:
            first, last = e["published_on"], e["published_on"] + timedelta(days=30)
            audited = any(
                a["kind"] in ("special", "unannounced", "factory_followup")
                and a["started_at"] is not None
                and first <= day(a["started_at"]) <= last
                for a in r.where("audits", org_id=c["org_id"])
            )
            ended = any(
                v["kind"] in ("suspended", "revoked", "cancelled") and first <= v["effective_on"] <= last
                for v in r.where("certificate_events", certificate_no=c["certificate_no"])
            )
            hit |= r.as_of > last and not audited and not ended
        found[c["certificate_no"]] = answer(hit)
    return found


def c09(r: Records) -> Answers:
    found = {}
    for c in r["certificates"]:
        if c["status"] != "valid":
            continue
        o = r.one("organisations", "org_id", c["org_id"])
        if o["registration_status"] is None:
            found[c["certificate_no"]] = "undecided"
        elif o["registration_status"] not in ("deregistered", "revoked"):
            found[c["certificate_no"]] = "pass"
        elif o["status_changed_on"] is None:
            found[c["certificate_no"]] = "undecided"
        else:
            late = working_days_after(o["status_changed_on"], r.as_of) > 5
            found[c["certificate_no"]] = answer(late)
    return found


def d03(r: Records) -> Answers:
    found = {}
    for a in r["audits"]:
        c = r.one("certificates", "certificate_no", a["certificate_no"])
        fields = {f["field_code"] for f in r.where("certificate_fields", certificate_no=c["certificate_no"])}
        if not fields:
            continue
        if a["started_at"] is None:
            found[a["audit_id"]] = "undecided"
            continue
        people = {
            m["person_id"]
            for m in r.where("audit_team", audit_id=a["audit_id"])
            if m["role"] in ("leader", "auditor", "expert")
        }
        covered = {
            q["field_code"]
            for q in r["qualifications"]
            if q["person_id"] in people
            and q["scheme"] == a["scheme"]
            and in_force(q, "valid_from", "valid_to", day(a["started_at"]))
        }
        found[a["audit_id"]] = answer(bool(fields - covered))
    return found


def d04(r: Records) -> Answers:
    found = {}
    for m in r["audit_team"]:
        if m["role"] not in ("leader", "auditor"):
            continue
        a = r.one("audits", "audit_id", m["audit_id"])
        p = r.one("people", "person_id", m["person_id"])
        key = f"{m['audit_id']}|{m['person_id']}"
        if None in (a["started_at"], p["registered_from"], p["registered_to"]):
            found[key] = "undecided"
        else:
            found[key] = answer(not p["registered_from"] <= day(a["started_at"]) <= p["registered_to"])
    return found


def d05(r: Records) -> Answers:
    found = {}
    for a in r["audits"]:
        team = [
            m for m in r.where("audit_team", audit_id=a["audit_id"]) if m["role"] in ("leader", "auditor")
        ]
        if a["onsite_days"] is None or any(m["days"] is None for m in team):
            found[a["audit_id"]] = "undecided"
            continue
        given = sum((exact(m["days"]) for m in team), Fraction(0))
        found[a["audit_id"]] = answer(given < exact(a["onsite_days"]) - Fraction(1, 4))
    return found


RULES = {
    name.upper(): rule
    for name, rule in list(globals().items())
    if len(name) == 3 and name[0] in "abcd" and name[1:].isdigit()
}
