"""Random applications, certificates, their events, claims and products (随机申请与证书)."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from tests.oracle.drawing import FIELDS, SCHEMES, Draw, Rows
from tests.oracle.reading import Tables, add_months

# Round the head-counts of the organisations and the bands of the audit-time table where a share rounds to the next half.
PERSONNEL = [1, 5, 9, 10, 15, 25, 26, 45, 49, 50, 66, 67, 101, 110, 111, 150, 151, 151, 1550, 10701]
PROCESSES = ["焊接", "涂装", "装配", "检验"]
COMPONENTS = [
    "电源=甲厂/P1；电机=乙厂/M2",
    "电机=乙厂/m2;电源＝甲厂/P1",
    "电源=甲厂/P1",
    "电源=丙厂/P1；电机=乙厂/M2",
    "；",
]


def add(draw: Draw, tables: Tables) -> None:
    tables["applications"] = [_application(draw, n) for n in range(14)]
    tables["certificates"] = [_certificate(draw, n, tables["applications"]) for n in range(18)]
    tables["certificate_fields"] = _fields(draw, tables["certificates"])
    tables["scope_processes"] = _processes(draw, tables["certificates"])
    tables["certificate_events"] = [
        _event(draw, n, tables["certificates"], tables["applications"]) for n in range(36)
    ]
    tables["claims"] = [_claim(draw, n, tables["certificates"]) for n in range(14)]
    tables["product_units"] = [_unit(draw, n, tables["certificates"]) for n in range(4)]
    tables["product_checks"] = [_product_check(draw, n) for n in range(8)]
    tables["test_reports"] = [_test_report(draw, n, tables) for n in range(12)]
    tables["transfers"] = [_transfer(draw, n, tables["certificates"]) for n in range(8)]


def _application(draw: Draw, n: int) -> dict[str, Any]:
    reviewed = draw.day()
    return {
        "application_id": f"A{n:02}",
        "body_id": draw.one(["B0", "B1"]),
        "org_id": draw.key("O", 7),
        "scheme": draw.one(SCHEMES),
        "kind": draw.maybe(draw.one(["initial", "initial", "recertification", "transfer", "extension"])),
        "applied_on": draw.maybe(draw.near(reviewed, -3, 0)),
        "declared_personnel": draw.maybe(draw.one([1, 5, 6, 25, 26, 85, 10700, 10701])),
        "reviewed_on": draw.maybe(reviewed),
        "contract_signed_on": draw.maybe(draw.near(reviewed)),
    }


def _certificate(draw: Draw, n: int, applications: Rows) -> dict[str, Any]:
    application = draw.one(applications)
    ccc = application["scheme"] == "CCC"
    applied = application["applied_on"] or date(2025, 3, 1)
    issued = draw.one(
        [
            draw.day(),
            draw.near(applied, 9, 10, 11),
            draw.near(applied, 40, 400),
            draw.near(add_months(draw.as_of, -12)),
        ]
    )
    first = draw.maybe(draw.one([issued, draw.near(issued, -365, 1, -1)]))
    serial = draw.seed * 100 + n
    number = draw.one(
        [f"003{issued.year % 100:02}Q{serial:05}R0M", f"003{(first or issued).year % 100:02}E{serial:05}R1S", f"00312Q{serial:05}R0L",
         f"CN{serial:05}E"]
    )  # fmt: skip
    if ccc:
        number = draw.one(
            [
                f"{(first or issued).year}0101{serial:08}",
                f"20010101{serial:08}",
                f"{issued.year}{serial:06}",
                number,
            ]
        )
    return {
        "certificate_no": number,
        "body_id": application["body_id"],
        "org_id": draw.one([application["org_id"], application["org_id"], "O9"]),
        "application_id": draw.maybe(draw.one([application["application_id"]] * 9 + ["A99"])),
        "scheme": application["scheme"],
        "personnel": draw.maybe(draw.one(PERSONNEL)),
        "complexity": draw.maybe(draw.one(["high", "medium", "low", "limited"])),
        "site_count": draw.maybe(draw.one([1, 2, 2, 3, 5, 10, 26, 26])),
        "first_issued_on": first,
        "issued_on": issued,
        "expires_on": draw.near(add_months(issued, 60 if ccc else 36)) if draw.chance(0.9) else issued,
        "status": draw.one(["valid", "valid", "valid", "suspended", "suspended", "revoked", "expired"]),
    }


def _fields(draw: Draw, certificates: Rows) -> Rows:
    return [
        {"certificate_no": certificate["certificate_no"], "field_code": field}
        for certificate in certificates
        for field in FIELDS
        if draw.chance(0.4)
    ]


def _processes(draw: Draw, certificates: Rows) -> Rows:
    return [
        {"certificate_no": number, "process": process, "core": draw.maybe(draw.one([True, False]))}
        for number in [*(certificate["certificate_no"] for certificate in certificates), draw.gone]
        for process in PROCESSES
        if draw.chance(0.4)
    ]


def _event(draw: Draw, n: int, certificates: Rows, applications: Rows) -> dict[str, Any]:
    certificate = draw.one(certificates)
    again = draw.one(applications)
    if draw.chance(0.3):
        same = [c for c in certificates if (c["org_id"], c["scheme"]) == (again["org_id"], again["scheme"])]
        certificate = draw.one(same or [certificate])
    effective = draw.one(
        [
            draw.day(),
            draw.near(again["applied_on"] or draw.as_of, -366, -365, -20, 0, 1),
            draw.near(draw.as_of, -8, -7, -6),
            draw.near(add_months(draw.as_of, -draw.one([3, 6, 12]))),
            draw.near(add_months(draw.as_of, -6)),
            date(2025, 12, 30),
            date(2025, 12, 31),
            date(2025, 6, 30),
            date(2026, 3, 30),
            date(2026, 3, 31),
        ]
    )
    due = add_months(effective.replace(day=1), 1).replace(day=10)
    kinds = ["suspended"] * 6 + [
        "restored",
        "restored",
        "revoked",
        "revoked",
        "cancelled",
        "issued",
        "amended",
    ]
    return {
        "event_id": f"E{n:02}",
        "certificate_no": draw.one([certificate["certificate_no"]] * 19 + [draw.gone]),
        "kind": draw.one([*kinds, "renewed"]),
        "effective_on": effective,
        "reason": draw.maybe(draw.one(["seasonal", "own_request", "misuse"])),
        "published_on": draw.maybe(draw.near(effective, -1, 0, 5, 6, 7, 8, 9, 13), 0.3),
        "reported_on": draw.maybe(draw.near(due), 0.3),
    }


def _claim(draw: Draw, n: int, certificates: Rows) -> dict[str, Any]:
    certificate = draw.one(certificates)
    on = draw.one([certificate["issued_on"], certificate["expires_on"], date(2025, 12, 31), draw.day()])
    texts = [
        "本公司通过认证",
        "包过，当天出证",
        "确保通过",
        "包 过",
        "产品不送样",
        "证书直接出，证",
        "直出证书",
    ]
    return {
        "claim_id": f"M{n:02}",
        "org_id": draw.maybe(draw.key("O", 7), 0.2),
        "body_id": draw.maybe(draw.one(["B0", "B9"]), 0.4),
        "certificate_no": draw.maybe(draw.one([certificate["certificate_no"]] * 7 + [draw.gone])),
        "seen_on": draw.near(min(on, draw.as_of)),
        "removed_on": draw.maybe(draw.as_of, 0.5),
        "text": draw.one(texts),
    }


def _unit(draw: Draw, n: int, certificates: Rows) -> dict[str, Any]:
    return {
        "unit_id": f"Z{n}",
        "certificate_no": draw.one([draw.one(certificates)["certificate_no"]] * 4 + [draw.gone]),
        "model": draw.one(["X-100", "x100"]),
        "key_components": draw.maybe(draw.one(COMPONENTS)),
    }


def _product_check(draw: Draw, n: int) -> dict[str, Any]:
    return {
        "check_id": f"J{n}",
        "unit_id": draw.key("Z", 5),
        "checked_on": draw.day(date(2025, 1, 1)),
        "model_found": draw.maybe(draw.one(["X-100", "X-100", "x100", "X-200"])),
        "key_components_found": draw.maybe(draw.one(COMPONENTS)),
        "test_passed": draw.maybe(draw.chance(0.9)),
    }


def _test_report(draw: Draw, n: int, tables: Tables) -> dict[str, Any]:
    lab = draw.one(tables["labs"])
    ends = [on for on in (lab["cma_valid_to"], lab["ccc_designated_to"]) if on is not None]
    issued = draw.one(
        [draw.near(min(draw.one(ends), draw.as_of) if ends else draw.as_of), date(2025, 6, 1), draw.day()]
    )
    tested = draw.near(issued, -10, -9)
    return {
        "report_no": f"T{n:02}",
        "lab_id": draw.one([lab["lab_id"]] * 5 + ["L9"]),
        "application_id": draw.maybe(draw.one(tables["applications"])["application_id"]),
        "certificate_no": draw.maybe(
            draw.one([draw.one(tables["certificates"])["certificate_no"]] * 4 + [draw.gone]), 0.5
        ),
        "product_model": draw.maybe(draw.one(["X-100", "X-200"])),
        "sampled_on": draw.maybe(draw.near(tested, -5, -5, 0, 1)),
        "tested_from": draw.maybe(tested),
        "tested_to": draw.maybe(draw.near(issued, -2, -2, 0, 1)),
        "issued_on": draw.maybe(issued),
        "data_hash": draw.maybe(draw.one([f"hash{n}"] * 4 + ["hash0", "hash1"])),
    }


def _transfer(draw: Draw, n: int, certificates: Rows) -> dict[str, Any]:
    certificate = draw.one(certificates)
    evaluated = draw.near(certificate["issued_on"])
    statuses = ["valid"] * 5 + ["suspended", "revoked", "expired", "cancelled"]
    return {
        "transfer_id": f"TR{n}",
        "org_id": certificate["org_id"],
        "to_body_id": certificate["body_id"],
        "new_certificate_no": draw.maybe(draw.one([certificate["certificate_no"]] * 5 + [draw.gone])),
        "old_status": draw.maybe(draw.one(statuses)),
        "applied_on": draw.maybe(evaluated - timedelta(days=5)),
        "evaluated_on": draw.maybe(evaluated),
        "evaluator_id": draw.maybe(draw.key("P", 7)),
    }
