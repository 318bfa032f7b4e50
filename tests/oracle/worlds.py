"""Small random worlds full of limits, gaps and ties (随机小数据): every value is drawn near where a rule turns."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal
from random import Random
from typing import Any, TypeVar

from tests.oracle.reading import Tables, add_months

AS_OF = date(2026, 6, 30)
SCHEMES = ["QMS", "EMS", "OHSMS", "ISMS", "FSMS", "CCC", "SERVICE"]
DAYS_OF_INTEREST = [
    date(2024, 2, 29),
    date(2024, 12, 31),
    date(2025, 1, 1),
    date(2025, 12, 31),
    date(2026, 1, 1),
]
T = TypeVar("T")


class Draw:
    """Random values; `gap` is the chance of an empty cell."""

    def __init__(self, seed: int) -> None:
        self.random = Random(seed)
        self.gap = self.random.choice([0.0, 0.05, 0.25])

    def one(self, values: list[T]) -> T:
        return self.random.choice(values)

    def maybe(self, value: T, gap: float | None = None) -> T | None:
        return None if self.random.random() < (self.gap if gap is None else gap) else value

    def day(self, first: date = date(2023, 1, 1), last: date = date(2026, 8, 31)) -> date:
        if self.random.random() < 0.15:
            return self.one(DAYS_OF_INTEREST)
        return first + timedelta(days=self.random.randrange((last - first).days + 1))

    def near(self, centre: date, *steps: int) -> date:
        return centre + timedelta(days=self.one(list(steps) or [-1, 0, 1]))

    def at(self, on: date) -> datetime:
        return datetime(on.year, on.month, on.day, self.one([0, 8, 9, 12, 17, 23]), self.one([0, 0, 30, 59]))

    def half(self, top: int) -> Decimal:
        return (
            Decimal(self.random.randrange(top * 20)) / 20
            if self.random.random() < 0.3
            else Decimal(self.random.randrange(top * 2)) / 2
        )


def world(seed: int) -> Tables:
    """One small world; the same seed gives the same one."""
    draw = Draw(seed)
    tables: Tables = {"bodies": [_body(draw, n) for n in range(2)]}
    tables["approved_scopes"] = _scopes(draw)
    tables["organisations"] = [_organisation(draw, n) for n in range(6)]
    tables["sites"] = [
        {"site_id": f"S{n}", "org_id": f"O{draw.random.randrange(7)}", **_point(draw)} for n in range(4)
    ]
    tables["people"] = [_person(draw, n) for n in range(6)]
    tables["qualifications"] = _qualifications(draw)
    tables["applications"] = [_application(draw, n) for n in range(14)]
    tables["certificates"] = [_certificate(draw, n, tables["applications"]) for n in range(18)]
    tables["certificate_fields"] = _fields(draw, tables)
    tables["certificate_events"] = [_event(draw, n, tables["certificates"]) for n in range(26)]
    tables["audits"] = [_audit(draw, n, tables) for n in range(40)]
    tables["audit_team"] = _team(draw, tables["audits"])
    tables["sign_ins"] = [_sign_in(draw, n, tables) for n in range(60)]
    tables["process_events"] = [_step(draw, n, tables) for n in range(20)]
    tables["nonconformities"] = [_nonconformity(draw, n) for n in range(20)]
    tables["decisions"] = [_decision(draw, n, tables) for n in range(30)]
    tables["adverse_events"] = [_adverse(draw, n, tables) for n in range(8)]
    return tables


def _body(draw: Draw, n: int) -> dict[str, Any]:
    return {
        "body_id": f"B{n}",
        "approved_on": draw.maybe(date(2024, 6, 1)),
        "approval_expires_on": draw.maybe(date(2026, 1, 31), 0.4),
    }


def _scopes(draw: Draw) -> list[dict[str, Any]]:
    rows = {}
    for _ in range(draw.one([0, 4, 10])):
        row = {
            "body_id": draw.one(["B0", "B0", "B1"]),
            "scheme": draw.one(SCHEMES),
            "field_code": draw.one(["*", "01.01", "02.02", "03.03"]),
            "valid_from": draw.one([date(2020, 1, 1), date(2025, 1, 1)]),
            "valid_to": draw.maybe(draw.one([date(2025, 12, 31), date(2027, 1, 1)]), 0.4),
        }
        rows[row["body_id"], row["scheme"], row["field_code"]] = row
    return list(rows.values())


def _point(draw: Draw) -> dict[str, Any]:
    base = draw.one([(120.1, 30.2), (121.5, 31.2)])
    return {
        "longitude": draw.maybe(base[0] + draw.one([0.0, 0.03, 0.052, 0.06])),
        "latitude": draw.maybe(base[1] + draw.one([0.0, 0.02, 0.045])),
    }


def _organisation(draw: Draw, n: int) -> dict[str, Any]:
    return {
        "org_id": f"O{n}",
        "name": f"示例（{n}）ABC有限公司",
        "uscc": draw.maybe(f"USCC{n}", 0.3),
        "employees": draw.maybe(draw.one([10, 19, 20, 21, 60, 100, 101, 150])),
        "registration_status": draw.maybe(draw.one(["active", "abnormal", "revoked", "deregistered"])),
        "status_changed_on": draw.maybe(
            draw.one([date(2026, 6, 22), date(2026, 6, 23), date(2026, 6, 24), date(2026, 2, 13)])
        ),
        **_point(draw),
    }


def _person(draw: Draw, n: int) -> dict[str, Any]:
    return {
        "person_id": f"P{n}",
        "body_id": draw.one(["B0", "B1"]),
        "registration_no": draw.maybe(draw.one(["R1", "R2", "R3", "R4"]), 0.3),
        "registered_from": draw.maybe(date(2024, 1, 1)),
        "registered_to": draw.maybe(date(2025, 12, 31)),
    }


def _qualifications(draw: Draw) -> list[dict[str, Any]]:
    rows = {}
    for _ in range(40):
        row = {
            "person_id": f"P{draw.random.randrange(6)}",
            "scheme": draw.one(SCHEMES[:4]),
            "field_code": draw.one(["01.01", "02.02"]),
            "valid_from": draw.maybe(date(2024, 1, 1)),
            "valid_to": draw.maybe(date(2026, 3, 31), 0.4),
        }
        rows[row["person_id"], row["scheme"], row["field_code"]] = row
    return list(rows.values())


def _application(draw: Draw, n: int) -> dict[str, Any]:
    reviewed = draw.day()
    return {
        "application_id": f"A{n:02}",
        "body_id": draw.one(["B0", "B1"]),
        "org_id": f"O{draw.random.randrange(6)}",
        "scheme": draw.one(SCHEMES),
        "kind": draw.maybe(draw.one(["initial", "initial", "recertification", "transfer", "extension"])),
        "applied_on": draw.maybe(draw.near(reviewed, -3, 0)),
        "declared_personnel": draw.maybe(draw.one([1, 5, 6, 25, 26, 85, 10700, 10701])),
        "reviewed_on": draw.maybe(reviewed),
        "contract_signed_on": draw.maybe(draw.near(reviewed)),
    }


def _certificate(draw: Draw, n: int, applications: list[dict[str, Any]]) -> dict[str, Any]:
    application = draw.one(applications)
    ccc = application["scheme"] == "CCC"
    applied = application["applied_on"] or date(2025, 3, 1)
    issued = draw.one([draw.day(), draw.near(applied, 9, 10, 11), draw.near(applied, 40, 400)])
    first = draw.maybe(draw.one([issued, draw.near(issued, -365, 1, -1)]))
    number = draw.one(
        [f"003{issued.year % 100:02}Q{n:05}R0M", f"003{(first or issued).year % 100:02}E{n:05}R1S", f"00312Q{n:05}R0L",
         f"CN{n:05}E"]
    )  # fmt: skip
    if ccc:
        number = draw.one(
            [f"{(first or issued).year}0101{n:08}", f"20010101{n:08}", f"{issued.year}{n:06}", number]
        )
    return {
        "certificate_no": number,
        "body_id": application["body_id"],
        "org_id": draw.one([application["org_id"], application["org_id"], "O9"]),
        "application_id": draw.maybe(application["application_id"]),
        "scheme": application["scheme"],
        "personnel": draw.maybe(draw.one([1, 5, 9, 10, 26, 49, 50, 67, 66, 101, 150, 151, 10701])),
        "complexity": draw.maybe(draw.one(["high", "medium", "low", "limited"])),
        "first_issued_on": first,
        "issued_on": issued,
        "expires_on": draw.near(add_months(issued, 60 if ccc else 36))
        if draw.random.random() < 0.9
        else issued,
        "status": draw.one(["valid", "valid", "valid", "suspended", "suspended", "revoked", "expired"]),
    }


def _fields(draw: Draw, tables: Tables) -> list[dict[str, Any]]:
    return [
        {"certificate_no": certificate["certificate_no"], "field_code": field}
        for certificate in tables["certificates"]
        for field in ("01.01", "02.02")
        if draw.random.random() < 0.4
    ]


def _event(draw: Draw, n: int, certificates: list[dict[str, Any]]) -> dict[str, Any]:
    effective = draw.one(
        [
            draw.day(),
            date(2025, 12, 30),
            date(2025, 12, 31),
            date(2025, 6, 30),
            date(2026, 3, 30),
            date(2026, 3, 31),
        ]
    )
    due = add_months(effective.replace(day=1), 1).replace(day=10)
    return {
        "event_id": f"E{n:02}",
        "certificate_no": draw.one(certificates)["certificate_no"],
        "kind": draw.one(
            ["suspended", "suspended", "suspended", "restored", "revoked", "issued", "amended", "renewed"]
        ),
        "effective_on": effective,
        "reason": draw.maybe(draw.one(["seasonal", "own_request"])),
        "reported_on": draw.maybe(draw.near(due), 0.3),
    }


def _audit(draw: Draw, n: int, tables: Tables) -> dict[str, Any]:
    application = draw.one(tables["applications"])
    own = [c for c in tables["certificates"] if c["application_id"] == application["application_id"]]
    certificate = draw.one(own) if own else None
    start = draw.one(
        [
            draw.day(),
            draw.near(date(2025, 6, 2), 0, 1, 4, 5, 183, 184),
            draw.near(date(2026, 3, 2), 0, 1, 4, 5, 6),
        ]
    )
    if certificate and draw.random.random() < 0.4:
        start = draw.near(certificate["issued_on"], 0, -1, 1, 300)
    end = start + timedelta(days=draw.one([0, 0, 1, 2]))
    started, ended = draw.at(start), draw.at(end)
    return {
        "audit_id": f"U{n:02}",
        "body_id": application["body_id"],
        "org_id": application["org_id"],
        "application_id": draw.maybe(application["application_id"]),
        "certificate_no": draw.maybe(certificate["certificate_no"] if certificate else "gone", 0.1),
        "scheme": application["scheme"],
        "kind": draw.one(["stage1", "stage1", "stage2", "stage2", "stage2", "surveillance", "surveillance", "recertification", "special", "factory_followup"]),
        "method": draw.maybe(draw.one(["on_site", "on_site", "hybrid", "remote"])),
        "planned_from": draw.maybe(draw.at(start)),
        "started_at": draw.maybe(min(started, ended)),
        "ended_at": draw.maybe(max(started, ended)),
        "planned_days": draw.maybe(draw.half(6)),
        "onsite_days": draw.maybe(draw.half(6)),
        "combined_group": draw.maybe(draw.one(["G1", "G2", "G3"]), 0.6),
        "plan_reported_on": draw.maybe(draw.near(start, -2, -1, 0)),
        "report_issued_on": draw.maybe(draw.near(end, 1, 10)),
    }  # fmt: skip


def _team(draw: Draw, audits: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [
        {
            "audit_id": audit_id,
            "person_id": f"P{person}",
            "role": draw.one(["leader", "auditor", "auditor", "expert", "trainee", "observer"]),
            "days": draw.maybe(draw.half(3)),
        }
        for audit_id in [*(audit["audit_id"] for audit in audits), "nowhere"]
        for person in range(7)
        if draw.random.random() < 0.3
    ]


def _sign_in(draw: Draw, n: int, tables: Tables) -> dict[str, Any]:
    audit = draw.one(tables["audits"])
    return {
        "sign_in_id": f"I{n:02}",
        "audit_id": draw.one([audit["audit_id"], audit["audit_id"], audit["audit_id"], "nowhere"]),
        "kind": draw.one(["opening", "closing"]),
        "signed_at": audit["started_at"] or draw.at(draw.day()),
        **_point(draw),
    }


def _step(draw: Draw, n: int, tables: Tables) -> dict[str, Any]:
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
        "certificate_no": draw.maybe(certificate["certificate_no"]),
        "kind": draw.one(["grant", "grant", "renew", "maintain", "extend", "suspend"]),
        "decider_id": draw.maybe(f"P{draw.random.randrange(7)}"),
        "decided_at": draw.at(draw.near(on)),
    }


def _adverse(draw: Draw, n: int, tables: Tables) -> dict[str, Any]:
    organisation = draw.one(tables["organisations"])
    name = draw.one(
        [organisation["name"], "示例(" + organisation["org_id"][1:] + ")ａｂｃ 有限公司", "无关公司"]
    )
    audit = draw.one(
        [a for a in tables["audits"] if a["started_at"]] or [{"started_at": datetime(2026, 1, 1)}]
    )
    return {
        "event_id": f"X{n}",
        "kind": draw.one(["sampling_failure", "sampling_failure", "sampling_failure", "accident"]),
        "org_name": name,
        "uscc": draw.maybe(draw.one([f"USCC{n}", organisation["uscc"]]), 0.5),
        "published_on": draw.one(
            [draw.near(audit["started_at"].date(), 0, -30, -31), date(2026, 5, 30), date(2026, 5, 31)]
        ),
    }
