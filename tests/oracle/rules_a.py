"""Checks A01 to A17 by the letter of the catalogue: Records → {subject id: verdict}."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, timedelta
from fractions import Fraction

from tests.oracle.reading import Records, day, exact, round_half
from tests.oracle.tables_of_time import table_days
from tests.oracle.terms import MS, TIMED, Answers, answer, first_certificate, groups_of_two_schemes, in_force


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


def a03(r: Records) -> Answers:
    found = {}
    for c in r["certificates"]:
        rules = r.where("filed_rules", body_id=c["body_id"])
        filed = any(
            f["scheme"] == c["scheme"]
            and f["filed_on"] is not None
            and f["filed_on"] <= c["issued_on"]
            and (f["withdrawn_on"] is None or f["withdrawn_on"] > c["issued_on"])
            for f in rules
        )
        found[c["certificate_no"]] = answer(not filed, undecided=not rules)
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


def a07(r: Records) -> Answers:
    found = {}
    for a in r["audits"]:
        if a["onsite_days"] is None or a["planned_days"] is None or a["planned_days"] <= 0:
            found[a["audit_id"]] = "undecided"
            continue
        spent = exact(a["onsite_days"]) + exact(a["remote_days"] or 0)
        found[a["audit_id"]] = answer(spent / exact(a["planned_days"]) < Fraction(795, 1000))
    return found


def a08(r: Records) -> Answers:
    found = {}
    for a in r["audits"]:
        cut = a["reduction_pct"]
        if cut is None:
            found[a["audit_id"]] = "undecided"
        else:
            found[a["audit_id"]] = answer(cut > 30 or (cut > 0 and a["reduction_reason"] is None))
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
        # "With the certificate named by the audit": declared_personnel is not asked.
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


def a12(r: Records) -> Answers:
    found = {}
    for group in groups_of_two_schemes(r):
        audits = r.where("audits", combined_group=group)
        if any(a["base_days"] is None or a["planned_days"] is None for a in audits):
            found[group] = "undecided"
            continue
        planned = sum(exact(a["planned_days"]) for a in audits)
        base = sum(exact(a["base_days"]) * (1 - exact(a["reduction_pct"] or 0) / 100) for a in audits)
        if base == 0:  # a share of nothing is no value
            found[group] = "undecided"
            continue
        found[group] = answer(1 - planned / base > Fraction(205, 1000))
    return found


def a13(r: Records) -> Answers:
    factor = {"stage2": Fraction(1), "surveillance": Fraction(6, 10), "recertification": Fraction(8, 10)}
    found = {}
    for a in r["audits"]:
        c = r.one("certificates", "certificate_no", a["certificate_no"])
        if a["kind"] not in factor or c["site_count"] is None or c["site_count"] <= 1:
            continue
        visited = r.where("audit_sites", audit_id=a["audit_id"])
        central = [v for v in visited if v["central"]]
        others = len(visited) - len(central)
        # n < ⌈f√x⌉ for a whole n says the same as n < f√x, and that the same as n² < f²x.
        hit = others**2 < factor[a["kind"]] ** 2 * (c["site_count"] - 1) or not central
        found[a["audit_id"]] = answer(hit, undecided=not visited)
    return found


def a14(r: Records) -> Answers:
    found = {}
    for a in r["audits"]:
        if a["kind"] not in ("stage2", "recertification"):
            continue
        core = {
            p["process"] for p in r.where("scope_processes", certificate_no=a["certificate_no"]) if p["core"]
        }
        if not core:
            continue
        audited = {p["process"] for p in r.where("audited_processes", audit_id=a["audit_id"])}
        found[a["audit_id"]] = answer(bool(core - audited), undecided=not audited)
    return found


def a15(r: Records) -> Answers:
    found = {}
    for a in r["audits"]:
        if a["method"] not in ("remote", "hybrid"):
            continue
        c = first_certificate(r, a["application_id"])
        whole = a["kind"] == "stage1" and a["method"] == "remote" and c["complexity"] == "high"
        found[a["audit_id"]] = answer(a["remote_reason"] is None or whole)
    return found


def a16(r: Records) -> Answers:
    found = {}
    for a in r["audits"]:
        if a["started_at"] is None or day(a["started_at"]) > r.as_of:
            continue
        reported = a["plan_reported_on"]
        found[a["audit_id"]] = answer(reported is None or reported > day(a["started_at"]) - timedelta(days=1))
    return found


def a17(r: Records) -> Answers:
    found = {}
    for a in r["audits"]:
        plans = r.where("audit_plans", audit_id=a["audit_id"])
        if not plans:
            found[a["audit_id"]] = "undecided"
            continue
        plan = max(plans, key=lambda p: (p["reported_at"], p["version"]))
        leaders = {m["person_id"] for m in r.where("audit_team", audit_id=a["audit_id"], role="leader")}
        another_leader = plan["leader_id"] is not None and plan["leader_id"] not in leaders
        planned, started = day(plan["planned_from"]), day(a["started_at"])
        another_day = planned is not None and started is not None and planned != started
        found[a["audit_id"]] = answer(another_leader or another_day)
    return found
