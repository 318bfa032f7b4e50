"""Random bodies, what they filed, whom they supervise, and their organisations (随机机构与组织)."""

from __future__ import annotations

from datetime import date
from typing import Any

from tests.oracle.drawing import FIELDS, SCHEMES, Draw, Rows
from tests.oracle.reading import Tables, add_months


def add(draw: Draw, tables: Tables) -> None:
    tables["bodies"] = [_body(draw, n) for n in range(2)]
    tables["approved_scopes"] = _scopes(draw)
    tables["filed_rules"] = [_rule(draw, n) for n in range(draw.one([0, 6, 12]))]
    tables["branches"] = [_branch(draw, n) for n in range(3)]
    tables["internal_controls"] = [_control(draw, n) for n in range(draw.one([2, 5, 9]))]
    tables["duty_filings"] = [_filing(draw, n) for n in range(6)]
    tables["labs"] = [_lab(draw, n) for n in range(3)]
    tables["lab_contracts"] = _lab_contracts(draw)
    tables["lab_reviews"] = [_lab_review(draw, n) for n in range(10)]
    tables["organisations"] = [_organisation(draw, n) for n in range(6)]
    tables["sites"] = [
        {"site_id": f"S{n}", "org_id": f"O{draw.random.randrange(7)}", **draw.point()} for n in range(4)
    ]
    tables["licences"] = [_licence(draw, n) for n in range(8)]


def _body(draw: Draw, n: int) -> dict[str, Any]:
    return {
        "body_id": f"B{n}",
        "name": f"示例机构{n}",
        "uscc": draw.maybe(f"BODY{n}"),
        "approved_on": draw.maybe(date(2024, 6, 1)),
        "approval_expires_on": draw.maybe(date(2026, 1, 31), 0.4),
    }


def _scopes(draw: Draw) -> Rows:
    rows = {}
    for _ in range(draw.one([0, 4, 10])):
        row = {
            "body_id": draw.one(["B0", "B0", "B1"]),
            "scheme": draw.one(SCHEMES),
            "field_code": draw.one(["*", *FIELDS, "03.03"]),
            "valid_from": draw.one([date(2020, 1, 1), date(2025, 1, 1)]),
            "valid_to": draw.maybe(draw.one([date(2025, 12, 31), date(2027, 1, 1)]), 0.4),
        }
        rows[row["body_id"], row["scheme"], row["field_code"]] = row
    return list(rows.values())


def _rule(draw: Draw, n: int) -> dict[str, Any]:
    return {
        "rule_no": f"F{n:02}",
        "body_id": draw.one(["B0", "B0", "B1"]),
        "scheme": draw.one(SCHEMES),
        "filed_on": draw.maybe(draw.one([date(2022, 1, 1), date(2025, 1, 1), date(2026, 1, 1), draw.as_of])),
        "withdrawn_on": draw.maybe(draw.one([date(2025, 12, 31), date(2026, 1, 1), draw.day()]), 0.6),
    }


def _branch(draw: Draw, n: int) -> dict[str, Any]:
    return {
        "branch_id": f"H{n}",
        "body_id": draw.one(["B0", "B1"]),
        "authorised_from": draw.maybe(draw.one([date(2020, 1, 1), date(2025, 6, 2)])),
        "authorised_to": draw.maybe(draw.one([date(2025, 6, 3), date(2026, 3, 2), date(2027, 1, 1)])),
    }


def _control(draw: Draw, n: int) -> dict[str, Any]:
    return {
        "control_id": f"I{n:02}",
        "body_id": draw.one(["B0", "B0", "B1"]),
        "kind": draw.one(["internal_audit", "internal_audit", "management_review", "witness"]),
        "held_on": draw.one([draw.near(add_months(draw.as_of, -12)), draw.near(draw.as_of), draw.day()]),
    }


def _filing(draw: Draw, n: int) -> dict[str, Any]:
    due = draw.one([draw.day(), draw.near(draw.as_of)])
    return {
        "filing_id": f"Y{n}",
        "body_id": draw.one(["B0", "B1"]),
        "kind": draw.one(["annual_report", "statistics"]),
        "period": f"{due.year - 1}",
        "due_on": due,
        "filed_on": draw.maybe(draw.near(due), 0.4),
    }


def _lab(draw: Draw, n: int) -> dict[str, Any]:
    return {
        "lab_id": f"L{n}",
        "name": f"示例实验室{n}",
        "cma_valid_to": draw.maybe(draw.one([draw.near(draw.as_of), date(2025, 12, 31), date(2027, 1, 1)])),
        "ccc_designated_to": draw.maybe(draw.one([date(2025, 12, 31), date(2026, 3, 31), date(2027, 1, 1)])),
    }


def _lab_contracts(draw: Draw) -> Rows:
    rows = {}
    for _ in range(7):
        row = {
            "body_id": draw.one(["B0", "B1"]),
            "lab_id": draw.key("L", 4),
            "valid_from": draw.one([date(2024, 1, 1), date(2025, 1, 1), draw.near(draw.as_of)]),
            "valid_to": draw.maybe(draw.one([draw.near(draw.as_of), date(2027, 1, 1)]), 0.4),
            "status": draw.maybe(draw.one(["active", "active", "suspended", "terminated"])),
        }
        rows[row["body_id"], row["lab_id"], row["valid_from"]] = row
    return list(rows.values())


def _lab_review(draw: Draw, n: int) -> dict[str, Any]:
    return {
        "review_id": f"Q{n:02}",
        "body_id": draw.one(["B0", "B1"]),
        "lab_id": draw.key("L", 4),
        "kind": draw.one(["annual", "spot_check"]),
        "reviewed_on": draw.one(
            [draw.near(add_months(draw.as_of, -12)), draw.near(draw.as_of, -40, -40, 0, 1)]
        ),
        "result": draw.maybe(draw.one(["pass", "pass", "improve", "suspend", "terminate"])),
    }


def _organisation(draw: Draw, n: int) -> dict[str, Any]:
    return {
        "org_id": f"O{n}",
        "name": draw.organisation_name(str(n)),
        "uscc": draw.maybe(f"USCC{n}", 0.3),
        "employees": draw.maybe(draw.one([10, 19, 20, 21, 60, 100, 100, 101, 150])),
        "registration_status": draw.maybe(draw.one(["active", "abnormal", "revoked", "deregistered"])),
        "status_changed_on": draw.maybe(
            draw.one([date(2026, 6, 22), date(2026, 6, 23), date(2026, 6, 24), date(2026, 2, 13)])
        ),
        **draw.point(),
    }


def _licence(draw: Draw, n: int) -> dict[str, Any]:
    return {
        "licence_no": f"K{n}",
        "org_id": draw.key("O", 6),
        "kind": draw.one(["生产许可", "经营许可"]),
        "valid_from": draw.maybe(draw.one([date(2022, 1, 1), draw.near(draw.as_of)])),
        "valid_to": draw.maybe(draw.near(draw.as_of, -400, -1, 0, 1, 400)),
        "status": draw.maybe(draw.one(["valid", "valid", "suspended", "revoked", "cancelled", "expired"])),
    }
