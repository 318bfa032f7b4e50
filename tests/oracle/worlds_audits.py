"""Random audits and everything recorded about one (随机审核)."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any

from tests.oracle.drawing import Draw, Rows
from tests.oracle.reading import Tables, add_months, kilometres, round_half
from tests.oracle.tables_of_time import table_days
from tests.oracle.worlds_certificates import PROCESSES

KINDS = ["stage2", "stage2", "surveillance", "surveillance", "recertification", "recertification"]
STEPS = ["application", "application_review", "contract", "audit_plan", "stage1", "stage2", "report"]
STEPS += ["file_review", "decision", "issue"]
PRINTS = [0x00F0_1234_5678_9ABC << n & 2**64 - 1 for n in range(0, 60, 10)]
# planned_days and base_days whose integration cut lies at 20.5 % or close to it
CUTS = [("7.95", "10"), ("3.975", "5"), ("7.9", "10"), ("8", "10"), ("4", "5"), ("4", "8"), ("2.5", "0")]


def add(draw: Draw, tables: Tables) -> None:
    tables["audits"] = [_audit(draw, n, tables) for n in range(24)]
    for application in draw.random.sample(tables["applications"], 8):
        tables["audits"] += _two_stages(draw, len(tables["audits"]), application, tables)
    tables["audit_team"] = _team(draw, tables["audits"])
    tables["audit_plans"] = [row for audit in tables["audits"] for row in _plans(draw, audit, tables)]
    tables["audit_sites"] = _sites(draw, tables["audits"])
    tables["audited_processes"] = [
        {"audit_id": audit["audit_id"], "process": process}
        for audit in tables["audits"]
        if draw.chance(0.8)
        for process in PROCESSES
        if draw.chance(0.7)
    ]
    tables["sign_ins"] = [_sign_in(draw, n, tables) for n in range(80)]
    for _ in range(6):
        tables["sign_ins"] += _journey(draw, len(tables["sign_ins"]), tables)
    tables["process_events"] = _steps(draw, tables)
    tables["nonconformities"] = [_nonconformity(draw, n) for n in range(20)]
    tables["decisions"] = [_decision(draw, n, tables) for n in range(30)]
    tables["documents"] = _documents(draw, tables["audits"])
    tables["org_records"] = _org_records(draw, tables["audits"])


def _audit(draw: Draw, n: int, tables: Tables) -> dict[str, Any]:
    application = draw.one(tables["applications"])
    certificate = _certificate_of(draw, application, tables)
    start = draw.one(
        [
            draw.day(),
            draw.near(date(2025, 6, 2), 0, 1, 4, 5, 183),
            draw.near(date(2026, 3, 2), 0, 1, 4, 5, 6),
            draw.near(add_months(draw.as_of, -12), -2, -1, 0, 1),
            draw.near(draw.one([date(2021, 12, 1), date(2022, 12, 1), date(2024, 12, 31)])),
        ]
    )
    if certificate and draw.chance(0.4):
        start = draw.near(certificate["issued_on"], 0, -1, 1, 300)
    return _held(draw, n, application, certificate, start)


def _two_stages(draw: Draw, n: int, application: dict[str, Any], tables: Tables) -> Rows:
    """Stage 1 and stage 2 some days apart, planned for about as many days as the table asks of both."""
    certificate = _certificate_of(draw, application, tables)
    start = draw.one([draw.day(), draw.near(date(2026, 1, 1), -3, -6, 2)])
    one = _held(draw, n, application, certificate, start) | {"kind": "stage1"}
    ended = one["ended_at"].date() if one["ended_at"] else start
    two = _held(draw, n + 1, application, certificate, draw.near(ended, 0, 1, 4, 5, 6, 183, 184))
    two |= {"kind": "stage2"}
    least = _least(draw, Fraction(1), certificate) if certificate else None
    if least is not None and draw.chance(0.8):
        one["planned_days"] = Decimal("0.5")
        two["planned_days"] = max(Decimal(0), least - Decimal("0.5"))
    return [one, two]


def _certificate_of(draw: Draw, application: dict[str, Any], tables: Tables) -> dict[str, Any] | None:
    own = [c for c in tables["certificates"] if c["application_id"] == application["application_id"]]
    return draw.one(own) if own else None


def _held(
    draw: Draw, n: int, application: dict[str, Any], certificate: dict[str, Any] | None, start: date
) -> dict[str, Any]:
    end = start + timedelta(days=draw.one([0, 0, 1, 2]))
    started, ended = sorted([draw.at(start), draw.at(end)])
    kind = draw.one([*KINDS, "stage1", "special", "factory_followup"])
    group = draw.maybe(draw.key("G", 6), 0.6)
    planned, base = map(Decimal, draw.one(CUTS))
    cut = draw.maybe(Decimal(draw.one(["0", "0", "20", "30", "30.5"])))
    if group in ("G4", "G5"):
        cut = Decimal(0)
        planned, base = map(Decimal, draw.one(CUTS[:2] if group == "G4" else CUTS[2:4]))
    elif draw.chance(0.7):
        planned, base = draw.half(6), planned
    if certificate and group is None and draw.chance(0.7):
        part = {"surveillance": Fraction(1, 3), "recertification": Fraction(2, 3)}
        planned = _least(draw, part.get(kind, Fraction(1)), certificate) or planned
    return {
        "audit_id": f"U{n:02}",
        "body_id": application["body_id"],
        "org_id": application["org_id"],
        "application_id": draw.maybe(application["application_id"]),
        "certificate_no": draw.maybe(certificate["certificate_no"] if certificate else draw.gone, 0.1),
        "scheme": application["scheme"],
        "kind": kind,
        "method": draw.maybe(draw.one(["on_site", "on_site", "hybrid", "remote"])),
        "planned_from": draw.maybe(draw.around(started, 0, 0, 0, -60, -61, 90)),
        "planned_to": draw.maybe(draw.around(ended, 0, 0, 0, 60, 61, 180)),
        "started_at": draw.maybe(started),
        "ended_at": draw.maybe(ended),
        "branch_id": draw.maybe(draw.key("H", 4), 0.5),
        "base_days": draw.maybe(base),
        "planned_days": draw.maybe(planned),
        "onsite_days": draw.maybe(
            draw.one([draw.half(6), planned * Decimal(draw.one(["0.795", "0.79", "1"]))])
        ),
        "remote_days": draw.maybe(draw.one([Decimal(0), Decimal(1), planned / 200]), 0.6),
        "reduction_pct": cut,
        "reduction_reason": draw.maybe("过程简单", 0.3),
        "remote_reason": draw.maybe("疫情", 0.3),
        "combined_group": group,
        "plan_reported_on": draw.maybe(draw.near(start, -2, -1, 0)),
        "report_issued_on": draw.maybe(draw.near(end, 1, 10)),
    }


def _least(draw: Draw, part: Fraction, certificate: dict[str, Any]) -> Decimal | None:
    """The least days the audit-time table leaves to that part of an audit, or some less; None where it says nothing."""
    if certificate["personnel"] is None:
        return None
    days = table_days(certificate["scheme"], certificate["personnel"], certificate["complexity"])
    if days is None:
        return None
    least = round_half(days * part * draw.one([Fraction(7, 10), Fraction(7, 10), Fraction(56, 100)]))
    return max(Decimal(0), Decimal(float(least)) - Decimal(draw.one(["0", "0", "0.05", "0.5"])))


def _team(draw: Draw, audits: Rows) -> Rows:
    return [
        {
            "audit_id": audit_id,
            "person_id": f"P{person}",
            "role": draw.one(["leader", "auditor", "auditor", "expert", "trainee", "observer"]),
            "days": draw.maybe(draw.half(3)),
        }
        for audit_id in [*(audit["audit_id"] for audit in audits), "nowhere"]
        for person in range(7)
        if draw.chance(0.3)
    ]


def _plans(draw: Draw, audit: dict[str, Any], tables: Tables) -> Rows:
    own = [m["person_id"] for m in tables["audit_team"] if m["audit_id"] == audit["audit_id"]]
    leaders = [
        m["person_id"]
        for m in tables["audit_team"]
        if m["audit_id"] == audit["audit_id"] and m["role"] == "leader"
    ]
    started = audit["started_at"] or draw.at(draw.day())
    reported = draw.around(started, -3000, 600)
    return [
        {
            "audit_id": audit["audit_id"],
            "version": version,
            "reported_at": draw.around(reported, 0, 60),
            "planned_from": draw.maybe(draw.around(started, -1440, 0, 0, 0, 60)),
            "leader_id": draw.maybe(draw.one(leaders or own or ["P9"])),
        }
        for version in range(1, draw.one([1, 2, 2, 3]))
    ]


def _sites(draw: Draw, audits: Rows) -> Rows:
    return [
        {"audit_id": audit["audit_id"], "site_id": f"S{n}", "central": draw.maybe(n == 0 or draw.chance(0.1))}
        for audit in audits
        if draw.chance(0.7)
        for n in range(draw.one([1, 2, 4, 5, 6, 6]))
        if n or draw.chance(0.8)
    ]


def _sign_in(draw: Draw, n: int, tables: Tables) -> dict[str, Any]:
    audit = draw.one(tables["audits"][:25])
    kind = draw.one(["opening", "closing"])
    person = draw.one([int(audit["audit_id"][1:]) % 5, draw.random.randrange(7)])
    if person < 3 and draw.chance(0.7):
        planned = audit["planned_from"] if kind == "opening" else audit["planned_to"]
        moment = draw.around(planned or draw.at(draw.day()), 0, 0, 0, 60, 61, -60, -61)
    elif kind == "opening":
        moment = draw.around(audit["started_at"] or draw.at(draw.day()), 0, 0, -30, 60, 61, 120, 121, 720)
    else:
        moment = draw.around(audit["ended_at"] or draw.at(draw.day()), 0, 0, -120, -121, 60, 120, 121)
    if draw.chance(0.1):
        moment = draw.at(draw.near(draw.as_of, -366, -365, -364))
    bits = draw.one(PRINTS) if draw.chance(0.3) else draw.random.getrandbits(64)
    for bit in range(draw.one([0, 3, 6, 7])):
        bits ^= 1 << bit
    return {
        "sign_in_id": f"I{n:02}",
        "audit_id": draw.one([audit["audit_id"]] * 9 + ["nowhere"]),
        "person_id": draw.maybe(f"P{person}"),
        "kind": kind,
        "signed_at": moment,
        "photo_hash": draw.maybe(f"{bits:016x}"),
        "photos": draw.maybe(draw.one([0, 1, 2, 3, 4])),
        "device_id": draw.maybe(draw.key("V", 12)),
        **draw.point(),
    }


def _journey(draw: Draw, n: int, tables: Tables) -> Rows:
    """Two sign-ins of one person as far apart as can just be travelled, or a minute less, or a minute more."""
    here, there = (_sign_in(draw, n + m, tables) for m in range(2))
    there["person_id"] = here["person_id"]
    if None not in (here["longitude"], here["latitude"], there["longitude"], there["latitude"]):
        d = kilometres(here["longitude"], here["latitude"], there["longitude"], there["latitude"])
        least = timedelta(hours=d / 80 if d <= 200 else 2 + d / 300)
        there["signed_at"] = draw.around(here["signed_at"] + least, 0, -1, 1).replace(microsecond=0)
    return [here, there]


def _steps(draw: Draw, tables: Tables) -> Rows:
    rows = [_review_of(draw, n, tables) for n in range(16)]
    for application in [*tables["applications"], {"application_id": "A99"}]:
        if draw.chance(0.3):
            continue
        moment = draw.at(draw.day(date(2024, 6, 1)))
        whole = draw.chance(0.4)
        for activity in STEPS if draw.chance(0.9) else ["plan_report", "recertification", *STEPS[6:]]:
            moment = draw.around(moment, 0, 30, 1440, 1440, 1440, 1440, 1440, 1440, 1440, -1440)
            if whole or draw.chance(0.6):
                rows.append(
                    {
                        "event_id": f"W{len(rows):03}",
                        "application_id": application["application_id"],
                        "activity": activity,
                        "happened_at": moment,
                        "recorded_at": draw.maybe(draw.around(moment, 0, 30 * 1440, 31 * 1440, 32 * 1440)),
                        "person_id": draw.maybe(draw.key("P", 7), draw.gap / 3),
                    }
                )
    return rows


def _review_of(draw: Draw, n: int, tables: Tables) -> dict[str, Any]:
    audit = draw.one(tables["audits"])
    on = audit["report_issued_on"] or draw.day()
    return {
        "event_id": f"V{n:02}",
        "application_id": audit["application_id"] or "A00",
        "audit_id": draw.maybe(draw.one([audit["audit_id"], "U00"]), 0.4),
        "activity": draw.one(["file_review", "file_review", "report"]),
        "happened_at": draw.at(draw.near(on, 0, 1)),
    }


def _nonconformity(draw: Draw, n: int) -> dict[str, Any]:
    on = draw.day()
    return {
        "nonconformity_id": f"N{n:02}",
        "audit_id": f"U{draw.random.randrange(40):02}",
        "grade": draw.one(["major", "major", "minor"]),
        "raised_on": draw.maybe(on),
        "closed_on": draw.maybe(draw.near(on, 0, 10, 30), 0.3),
    }


def _decision(draw: Draw, n: int, tables: Tables) -> dict[str, Any]:
    audit = draw.one(tables["audits"])
    certificate = draw.one(tables["certificates"])
    on = draw.one([audit["report_issued_on"] or draw.day(), certificate["issued_on"]])
    return {
        "decision_id": f"D{n:02}",
        "audit_id": draw.maybe(draw.one([audit["audit_id"], audit["audit_id"], "nowhere"])),
        "certificate_no": draw.maybe(draw.one([certificate["certificate_no"]] * 9 + [draw.gone])),
        "kind": draw.one(["grant", "grant", "renew", "maintain", "extend", "suspend"]),
        "decider_id": draw.maybe(f"P{draw.random.randrange(7)}"),
        "decided_at": draw.at(draw.near(on)),
    }


def _documents(draw: Draw, audits: Rows) -> Rows:
    only = draw.one([["B0"], ["B0", "B1"]])  # now and then a body links no documents at all
    rows: Rows = []
    for audit in draw.random.sample(audits, 12):
        if audit["body_id"] not in only:
            continue
        started, ended = audit["started_at"], audit["ended_at"]
        for kind in ("plan", "checklist", "minutes", "report", "nonconformity"):
            if draw.chance(0.12):
                continue
            if kind == "plan":
                created = draw.around(started or draw.at(draw.day()), -1440, 0, 1)
            else:
                created = draw.around(ended or draw.at(draw.day()), 0, 1440, 1440, 1440, 30 * 1440, 31 * 1440)
            rows.append(
                {
                    "document_id": f"DOC{len(rows):02}",
                    "audit_id": draw.maybe(draw.one([audit["audit_id"]] * 15 + ["nowhere"])),
                    "kind": kind,
                    "created_at": draw.maybe(created),
                }
            )
    return rows


def _org_records(draw: Draw, audits: Rows) -> Rows:
    rows: Rows = []
    stage2 = [audit for audit in audits if audit["kind"] == "stage2"] or audits
    for audit in [draw.one(stage2) for _ in range(5)] + [draw.one(audits) for _ in range(3)]:
        start = (audit["started_at"] or draw.at(draw.day())).date()
        rushed = draw.one([0.1, 0.6, 0.9])
        for _ in range(draw.one([2, 4, 5, 5])):
            created = draw.near(start, -14, 0, -3) if draw.chance(rushed) else draw.near(start, -15, 1, -60)
            claimed = draw.near(created, -32, -31, -31, -30)
            kind = draw.one(["internal_audit", "management_review", "培训记录"])
            if kind != "培训记录" and draw.chance(0.4):
                claimed = draw.near(start, -20, -1, 0, 1)
            rows.append(
                {
                    "record_id": f"OR{len(rows):02}",
                    "org_id": audit["org_id"],
                    "audit_id": draw.maybe(draw.one([audit["audit_id"]] * 15 + ["nowhere"])),
                    "kind": draw.maybe(kind),
                    "claimed_on": claimed,
                    "created_at": draw.maybe(draw.at(created)),
                }
            )
    return rows
