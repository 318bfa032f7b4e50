"""Checks A18 to A38 by the letter of the catalogue: Records → {subject id: verdict}."""

from __future__ import annotations

import re
from datetime import date

from tests.oracle.reading import Records, add_months, day, exact, normalised, working_days_after
from tests.oracle.terms import MS, Answers, answer

MS_NUMBER = re.compile(r"^\d{3}(\d{2})[A-Za-z]+\d+R\d[SML]$")


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


def a32(r: Records) -> Answers:
    return {
        e["event_id"]: answer(working_days_after(e["effective_on"], e["published_on"] or r.as_of) > 5)
        for e in r["certificate_events"]
        if e["kind"] in ("suspended", "revoked", "cancelled")
    }


def a33(r: Records) -> Answers:
    found = {}
    for p in r["applications"]:
        if p["kind"] not in ("initial", "transfer"):
            continue
        o = r.one("organisations", "org_id", p["org_id"])
        on = p["applied_on"]
        listed = banned = False
        if on is not None:
            listed = any(
                e["published_on"] <= on and (e["removed_on"] is None or e["removed_on"] > on)
                for e in r.where("adverse_events", uscc=o["uscc"], kind="serious_violation")
            )
            banned = any(
                e["kind"] in ("suspended", "revoked")
                and e["reason"] is not None
                and e["reason"] != "own_request"
                and 0 <= (on - e["effective_on"]).days <= 365
                for c in r.where("certificates", org_id=o["org_id"], scheme=p["scheme"])
                for e in r.where("certificate_events", certificate_no=c["certificate_no"])
            )
        nothing_there = not r.delivered("adverse_events") and not r.delivered("certificate_events")
        found[p["application_id"]] = answer(listed or banned, undecided=nothing_there)
    return found


def a34(r: Records) -> Answers:
    forbidden = ["当天出证", "直出证书", "直接出证", "包通过", "包过", "确保通过", "不送样"]
    return {
        c["claim_id"]: answer(any(words in c["text"] for words in forbidden))
        for c in r["claims"]
        if c["body_id"] is not None
    }


def a35(r: Records) -> Answers:
    found = {}
    for f in r["fees"]:
        names = [
            r.one("organisations", "org_id", owner["org_id"])["name"]
            for owner in (
                r.one("applications", "application_id", f["application_id"]),
                r.one("audits", "audit_id", f["audit_id"]),
            )
        ]
        name = names[0] or names[1]
        if f["payer"] is None or name is None:
            found[f["fee_id"]] = "undecided"
        else:
            found[f["fee_id"]] = answer(normalised(f["payer"]) != normalised(name))
    return found


def a36(r: Records) -> Answers:
    order = ["application", "application_review", "contract", "audit_plan", "stage1", "stage2"]
    order += ["report", "file_review", "decision", "issue"]
    found = {}
    for application_id in {c["application_id"] for c in r["certificates"]} - {None}:
        events = r.where("process_events", application_id=application_id)
        firsts = []
        for step in order:
            times = [e["happened_at"] for e in events if e["activity"] == step]
            firsts += [min(times)] if times else []
        found[application_id] = answer(firsts != sorted(firsts), undecided=len(firsts) < 2)
    return found


def a37(r: Records) -> Answers:
    found = {}
    for t in r["transfers"]:
        new = r.one("certificates", "certificate_no", t["new_certificate_no"])
        late = t["evaluated_on"] is None or (
            new["issued_on"] is not None and t["evaluated_on"] > new["issued_on"]
        )
        hit = t["old_status"] in ("suspended", "revoked", "expired") or late or t["evaluator_id"] is None
        found[t["transfer_id"]] = answer(hit, undecided=t["old_status"] is None)
    return found


def a38(r: Records) -> Answers:
    found = {}
    for f in r["fees"]:
        if f["list_amount"] is None:
            found[f["fee_id"]] = "undecided"
        else:
            found[f["fee_id"]] = answer(exact(f["amount"]) < exact(f["list_amount"]) / 2)
    return found
