"""Checks D01 to D17 by the letter of the catalogue: Records → {subject id: verdict}."""

from __future__ import annotations

from collections import defaultdict
from fractions import Fraction

from tests.oracle.reading import Records, add_months, day, exact
from tests.oracle.terms import MS, SMALL_WORLD, Answers, answer, in_force


def d01(r: Records) -> Answers:
    schemes = defaultdict(set)
    for c in r["certificates"]:
        if c["status"] == "valid":
            for f in r.where("certificate_fields", certificate_no=c["certificate_no"]):
                schemes[c["body_id"], f["field_code"]].add(c["scheme"])
    found = {}
    for (body, field), certified in schemes.items():
        people = {
            p["person_id"]
            for p in r.where("people", body_id=body)
            if p["left_on"] is None or p["left_on"] >= r.as_of
        }
        hit = False
        for scheme in certified:
            able = {
                q["person_id"]
                for q in r.where("qualifications", scheme=scheme, field_code=field)
                if q["person_id"] in people and in_force(q, "valid_from", "valid_to", r.as_of)
            }
            hit |= len(able) < 2
        found[f"{body}|{field}"] = answer(hit)
    return found


def d02(r: Records) -> Answers:
    found = {}
    for p in r["people"]:
        start, end = p["joined_on"], p["left_on"] or r.as_of
        hit = False
        if start is not None:
            hit = any(
                q["body_id"] != p["body_id"]
                and q["joined_on"] is not None
                and max(start, q["joined_on"]) <= min(end, q["left_on"] or r.as_of)
                for q in r.where("people", registration_no=p["registration_no"])
            )
            employer = r.one("bodies", "body_id", p["body_id"])["uscc"]
            hit |= p["employment"] == "full_time" and any(
                employer is not None
                and e["employer_uscc"] != employer
                and (min(end, e["to_on"] or r.as_of) - max(start, e["from_on"])).days > 30
                for e in r.where("employments", person_id=p["person_id"])
            )
        found[p["person_id"]] = answer(hit)
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


def d06(r: Records) -> Answers:
    found = {}
    for d in r["decisions"]:
        c = r.one("certificates", "certificate_no", d["certificate_no"])
        scheme = c["scheme"] or r.one("audits", "audit_id", d["audit_id"])["scheme"]
        held = any(
            in_force(held, "valid_from", "valid_to", day(d["decided_at"]))
            for held in r.where("decision_authorities", person_id=d["decider_id"], scheme=scheme)
        )
        found[d["decision_id"]] = answer(not held, undecided=d["decider_id"] is None or scheme is None)
    return found


def d07(r: Records) -> Answers:
    bodies = {r.one("audits", "audit_id", d["audit_id"])["body_id"] for d in r["documents"]}
    found = {}
    for a in r["audits"]:
        if a["kind"] in ("stage2", "surveillance", "recertification") and a["body_id"] in bodies:
            kinds = {d["kind"] for d in r.where("documents", audit_id=a["audit_id"])}
            found[a["audit_id"]] = answer(not {"plan", "checklist", "minutes", "report"} <= kinds)
    return found


def d08(r: Records) -> Answers:
    found = {}
    for d in r["documents"]:
        a = r.one("audits", "audit_id", d["audit_id"])
        if a["audit_id"] is None:
            continue
        if d["created_at"] is None:
            found[d["document_id"]] = "undecided"
            continue
        late_plan = d["kind"] == "plan" and a["started_at"] is not None and d["created_at"] > a["started_at"]
        late = a["ended_at"] is not None and (day(d["created_at"]) - day(a["ended_at"])).days > 30
        found[d["document_id"]] = answer(late_plan or late)
    return found


def d10(r: Records) -> Answers:
    steps = [{step} for step in ("application_review", "audit_plan", "report", "file_review", "decision")]
    steps += [{"issue"}, {"stage2", "recertification"}]
    found = {}
    for application_id in {c["application_id"] for c in r["certificates"] if c["scheme"] in MS} - {None}:
        p = r.one("applications", "application_id", application_id)
        events = r.where("process_events", application_id=application_id)
        hit = any(
            not any(e["activity"] in step and e["person_id"] is not None for e in events) for step in steps
        )
        found[application_id] = answer(hit, exempt=p["kind"] == "transfer")
    return found


def d11(r: Records) -> Answers:
    first = add_months(r.as_of, -12)
    found = {}
    for b in r["bodies"]:
        kinds = {
            k["kind"]
            for k in r.where("internal_controls", body_id=b["body_id"])
            if first <= k["held_on"] <= r.as_of
        }
        found[b["body_id"]] = answer(not {"internal_audit", "management_review"} <= kinds)
    return found


def d12(r: Records) -> Answers:
    found = {}
    for a in r["audits"]:
        if a["branch_id"] is None:
            continue
        b = r.one("branches", "branch_id", a["branch_id"])
        if b["branch_id"] is None or a["started_at"] is None:
            found[a["audit_id"]] = "undecided"
        else:
            found[a["audit_id"]] = answer(
                not in_force(b, "authorised_from", "authorised_to", day(a["started_at"]))
            )
    return found


def d13(r: Records) -> Answers:
    first = add_months(r.as_of, -12)
    found = {}
    for k in r["lab_contracts"]:
        if not in_force(k, "valid_from", "valid_to", r.as_of):
            continue
        cma = r.one("labs", "lab_id", k["lab_id"])["cma_valid_to"]
        reviews = sorted(
            r.where("lab_reviews", body_id=k["body_id"], lab_id=k["lab_id"]),
            key=lambda v: (v["reviewed_on"], v["review_id"]),
        )
        hit = (
            (cma is not None and cma < r.as_of)
            or not any(first <= v["reviewed_on"] <= r.as_of for v in reviews)
            or reviews[-1]["result"] in ("suspend", "terminate")
        )
        found[f"{k['body_id']}|{k['lab_id']}|{k['valid_from']}"] = answer(hit)
    return found


def d14(r: Records) -> Answers:
    return {f["filing_id"]: answer((f["filed_on"] or r.as_of) > f["due_on"]) for f in r["duty_filings"]}


def d16(r: Records) -> Answers:
    found = {}
    for application_id in {e["application_id"] for e in r["process_events"]}:
        events = r.where("process_events", application_id=application_id)
        if len(events) < SMALL_WORLD["D16"]["fewest_steps"]:
            continue
        recorded = [e for e in events if e["recorded_at"] is not None]
        late = [e for e in recorded if (day(e["recorded_at"]) - day(e["happened_at"])).days > 30]
        found[application_id] = answer(
            2 * len(late) >= len(events), undecided=2 * (len(events) - len(recorded)) > len(events)
        )
    return found


def d17(r: Records) -> Answers:
    found = {}
    for m in r["audit_team"]:
        started = day(r.one("audits", "audit_id", m["audit_id"])["started_at"])
        if m["role"] not in ("leader", "auditor") or started is None:
            continue
        if not add_months(r.as_of, -12) <= started <= r.as_of:
            continue
        reviews = sorted(
            r.where("competence_reviews", person_id=m["person_id"]),
            key=lambda v: (v["reviewed_on"], v["review_id"]),
        )
        recent = [v for v in reviews if add_months(r.as_of, -24) <= v["reviewed_on"] <= r.as_of]
        found[m["person_id"]] = answer(not recent or not reviews[-1]["passed"])
    return found
