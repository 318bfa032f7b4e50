"""Checks C01 to C15 by the letter of the catalogue: Records → {subject id: verdict}."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, timedelta
from fractions import Fraction

from tests.oracle.reading import Records, day, normalised, working_days_after
from tests.oracle.terms import MS, SMALL_WORLD, Answers, answer, in_force, is_of, state_on


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


def c02(r: Records) -> Answers:
    ended = defaultdict(list)
    for a in r["audits"]:
        over = a["ended_at"] is not None and day(a["ended_at"]) <= r.as_of
        if over and a["kind"] in ("stage2", "surveillance", "recertification"):
            ended[a["org_id"], a["scheme"]].append(a)
    found = {}
    for (org, scheme), audits in ended.items():
        if len(audits) < 3:
            continue
        last = sorted(audits, key=lambda a: (a["ended_at"], a["audit_id"]))[-3:]
        hit = not any(r.where("nonconformities", audit_id=a["audit_id"]) for a in last)
        found[f"{org}|{scheme}"] = answer(hit)
    return found


def c03(r: Records) -> Answers:
    found = {}
    for a in r["audits"]:
        if a["kind"] != "stage2":
            continue
        last = {
            kind: max(o["claimed_on"] for o in records)
            for kind in ("internal_audit", "management_review")
            if (records := r.where("org_records", audit_id=a["audit_id"], kind=kind))
        }
        if not last:
            continue
        reversed_order = len(last) == 2 and last["management_review"] < last["internal_audit"]
        start = day(a["started_at"])
        after = start is not None and any(on > start for on in last.values())
        found[a["audit_id"]] = answer(reversed_order or after)
    return found


def c04(r: Records) -> Answers:
    found = {}
    for a in r["audits"]:
        records = r.where("org_records", audit_id=a["audit_id"])
        if len(records) < SMALL_WORLD["C04"]["fewest_records"]:
            continue
        if a["started_at"] is None:
            found[a["audit_id"]] = "undecided"
            continue
        start = day(a["started_at"])
        rushed = [
            o
            for o in records
            if o["created_at"] is not None
            and start - timedelta(days=14) <= day(o["created_at"]) <= start
            and (day(o["created_at"]) - o["claimed_on"]).days > 30
        ]
        found[a["audit_id"]] = answer(Fraction(len(rushed), len(records)) >= Fraction(6, 10))
    return found


def c07(r: Records) -> Answers:
    return left_unattended(r, {"sampling_failure"}, 30)


def left_unattended(r: Records, kinds: set[str], days: int) -> Answers:
    found = {}
    for c in r["certificates"]:
        organisation = r.one("organisations", "org_id", c["org_id"])
        events = [
            e
            for e in r["adverse_events"]
            if e["kind"] in kinds and is_of(e, organisation) and state_on(r, c, e["published_on"]) == "valid"
        ]
        if not events:
            continue
        hit = False
        for e in events:
            first, last = e["published_on"], e["published_on"] + timedelta(days=days)
            struck_off = e["kind"] == "serious_violation"
            audited = not struck_off and any(
                a["kind"] in ("special", "unannounced", "factory_followup")
                and a["started_at"] is not None
                and first <= day(a["started_at"]) <= last
                for a in r.where("audits", org_id=c["org_id"])
            )
            ended = any(
                v["kind"]
                in (("revoked", "cancelled") if struck_off else ("suspended", "revoked", "cancelled"))
                and first <= v["effective_on"] <= last
                for v in r.where("certificate_events", certificate_no=c["certificate_no"])
            )
            hit |= r.as_of > last and not audited and not ended
        found[c["certificate_no"]] = answer(hit)
    return found


def c08(r: Records) -> Answers:
    lost = ("suspended", "revoked", "cancelled", "expired")
    found = {}
    for c in r["certificates"]:
        licences = r.where("licences", org_id=c["org_id"])
        if c["status"] != "valid" or not licences:
            continue
        hit = False
        for licence in licences:
            over = licence["valid_to"] is not None and licence["valid_to"] < r.as_of
            another = any(
                other["licence_no"] != licence["licence_no"]
                and other["kind"] == licence["kind"]
                and other["status"] not in lost
                and in_force(other, "valid_from", "valid_to", r.as_of)
                for other in licences
            )
            hit |= (over or licence["status"] in lost) and not another
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


def c10(r: Records) -> Answers:
    found = {}
    for c in r["certificates"]:
        visits = r.where("visits", org_id=c["org_id"])
        if c["status"] != "valid" or not visits:
            continue
        results = [v["result"] for v in sorted(visits, key=lambda v: (v["visited_on"], v["visit_id"]))]
        hit = results[-1] in ("stopped", "moved") or results[-2:] == ["unreachable", "unreachable"]
        found[c["certificate_no"]] = answer(hit)
    return found


def c11(r: Records) -> Answers:
    return left_unattended(r, {"accident", "recall", "media_exposure", "serious_violation"}, 10)


def c12(r: Records) -> Answers:
    found = {}
    for claim in r["claims"]:
        if claim["org_id"] is None or claim["certificate_no"] is None:
            continue
        c = r.one("certificates", "certificate_no", claim["certificate_no"])
        if c["certificate_no"] is None:
            found[claim["claim_id"]] = "hit"
            continue
        on = claim["seen_on"]
        # Before its first day the certificate had none of the four states, and the number exists.
        lost = on > c["expires_on"] or (on >= c["issued_on"] and state_on(r, c, on) != "valid")
        found[claim["claim_id"]] = answer(lost)
    return found


def items(text: str) -> set[str]:
    return {normalised(item) for item in text.replace("；", ";").split(";")} - {""}


def c13(r: Records) -> Answers:
    found = {}
    for k in r["product_checks"]:
        u = r.one("product_units", "unit_id", k["unit_id"])
        another_model = None not in (k["model_found"], u["model"]) and k["model_found"] != u["model"]
        parts = (k["key_components_found"], u["key_components"])
        other_parts = None not in parts and items(parts[0]) != items(parts[1])
        found[k["check_id"]] = answer(another_model or other_parts or k["test_passed"] is False)
    return found


def c14(r: Records) -> Answers:
    found = {}
    for org in {k["org_id"] for k in r["classifications"]}:
        organisation = r.one("organisations", "org_id", org)
        events = [
            e
            for e in r["adverse_events"]
            if e["kind"] in ("sampling_failure", "accident", "recall") and is_of(e, organisation)
        ]
        # The class on a day still to come is not known; "its only event" is read as "every event of its".
        judged = [e for e in events if (r.as_of - e["published_on"]).days >= 30]
        hit = False
        for e in judged:
            on = e["published_on"] + timedelta(days=30)
            grades = {}
            for k in sorted(r.where("classifications", org_id=org), key=lambda k: k["effective_on"]):
                if k["effective_on"] <= on:
                    grades[k["body_id"]] = k["grade"]
            hit |= not {"A", "B"}.isdisjoint(grades.values())
        found[org] = answer(hit, undecided=bool(events) and not judged)
    return found


def c15(r: Records) -> Answers:
    found = {}
    for t in r["test_reports"]:
        lab = r.one("labs", "lab_id", t["lab_id"])
        c = r.one("certificates", "certificate_no", t["certificate_no"])
        p = r.one("applications", "application_id", t["application_id"])
        scheme = c["scheme"] or p["scheme"]
        same_data = any(
            None not in (other["product_model"], t["product_model"])
            and other["product_model"] != t["product_model"]
            for other in r.where("test_reports", data_hash=t["data_hash"])
        )
        hit = (
            before(lab["cma_valid_to"], t["issued_on"])
            or (scheme == "CCC" and before(lab["ccc_designated_to"], t["issued_on"]))
            or before(t["tested_from"], t["sampled_on"])
            or before(t["issued_on"], t["tested_to"])
            or same_data
        )
        found[t["report_no"]] = answer(hit)
    return found


def before(one: date | None, other: date | None) -> bool:
    return one is not None and other is not None and one < other
