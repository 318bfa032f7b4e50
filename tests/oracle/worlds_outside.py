"""Random money, visits, complaints, consultancy and signals from outside (随机费用与外部信号)."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from tests.oracle.drawing import Draw, Rows
from tests.oracle.reading import Tables

SIGNALS = ["sampling_failure"] * 4 + ["accident", "recall", "media_exposure"] + ["serious_violation"] * 3


def add(draw: Draw, tables: Tables) -> None:
    tables["fees"] = [_fee(draw, n, tables) for n in range(12)]
    tables["expenses"] = _expenses(draw, tables["audits"])
    tables["visits"] = [_visit(draw, n) for n in range(9)]
    tables["complaints"] = [_complaint(draw, n) for n in range(8)]
    tables["consultancies"] = [_consultancy(draw, n, tables["audits"]) for n in range(8)]
    tables["adverse_events"] = [_adverse(draw, n, tables) for n in range(18)]
    tables["classifications"] = _classes(draw, tables["adverse_events"])


def _fee(draw: Draw, n: int, tables: Tables) -> dict[str, Any]:
    audit = draw.one(tables["audits"])
    application = audit["application_id"] or draw.one(tables["applications"])["application_id"]
    number = audit["org_id"][1:]
    listed = Decimal(draw.one([10000, 8000]))
    return {
        "fee_id": f"FE{n:02}",
        "application_id": draw.maybe(draw.one([application] * 5 + ["A99"]), 0.3),
        "audit_id": draw.maybe(draw.one([audit["audit_id"]] * 5 + ["nowhere"]), 0.3),
        "payer": draw.maybe(
            draw.one([draw.organisation_name(number), draw.same_name(number), "某咨询公司", "——"])
        ),
        "amount": draw.one([listed / 2, listed / 2 - Decimal("0.01"), listed]),
        "list_amount": draw.maybe(listed),
        "paid_on": draw.maybe(draw.near(draw.as_of, -300, -1, 0, 1)),
    }


def _expenses(draw: Draw, audits: Rows) -> Rows:
    chosen = draw.random.sample(audits, 5)
    rows: Rows = []
    for n in range(34):
        audit = draw.one(chosen)
        started = audit["started_at"] or datetime(2026, 1, 5, 9)
        departed = draw.around(started, -300, -60, 0, 60)
        rows.append(
            {
                "expense_id": f"EX{n:02}",
                "audit_id": draw.one([audit["audit_id"]] * 12 + ["nowhere"]),
                "person_id": draw.key("P", 2),
                "paid_by": draw.maybe(draw.one(["body", "body", "organisation"])),
                "kind": draw.maybe(
                    draw.one(["transport", "lodging", "lodging", "lodging", "meals", "other"])
                ),
                "amount": Decimal(draw.one(["300", "750", "750.01", "500"])),
                "document_no": draw.maybe(draw.one([f"NO{n}"] * 5 + ["NO1"])),
                "spent_on": draw.maybe(draw.near(started.date(), 0, 1)),
                "departed_at": draw.maybe(departed),
                "arrived_at": draw.maybe(draw.around(departed, 60, 120, 121, 180, 181, 420, 421)),
            }
        )
    return rows


def _visit(draw: Draw, n: int) -> dict[str, Any]:
    return {
        "visit_id": f"VI{n}",
        "org_id": draw.key("O", 6),
        "visited_on": draw.one([date(2026, 1, 1), date(2026, 2, 1), draw.near(draw.as_of)]),
        "result": draw.one(["producing", "producing", "stopped", "moved", "unreachable", "unreachable"]),
    }


def _complaint(draw: Draw, n: int) -> dict[str, Any]:
    return {
        "complaint_id": f"CO{n}",
        "received_on": draw.near(draw.as_of, -200, -1, 0, 1),
        "target_kind": draw.maybe(draw.one(["person", "body", "certificate"])),
        "target_id": draw.key("P", 7),
        "topic": draw.maybe(draw.one(["gift", "expense", "fee"])),
        "closed_on": draw.maybe(draw.as_of, 0.5),
        "substantiated": draw.maybe(draw.one([True, True, False]), 0.3),
    }


def _consultancy(draw: Draw, n: int, audits: Rows) -> dict[str, Any]:
    audit = draw.one(audits)
    start = (audit["started_at"] or datetime(2025, 1, 1)).date()
    ended = draw.near(start, -731, -730, -729, -1, 0, 1, 20)
    return {
        "consultancy_id": f"CS{n}",
        "org_id": audit["org_id"],
        "person_id": draw.maybe(draw.key("P", 7), 0.3),
        "body_id": draw.maybe(draw.one([audit["body_id"], "B0"]), 0.7),
        "from_on": draw.maybe(draw.near(ended, -400, -10, 0)),
        "to_on": draw.maybe(ended, 0.3),
    }


def _adverse(draw: Draw, n: int, tables: Tables) -> dict[str, Any]:
    organisation = draw.one(tables["organisations"])
    name = draw.one([organisation["name"], draw.same_name(organisation["org_id"][1:])] * 2 + ["无关公司"])
    audit = draw.one(
        [a for a in tables["audits"] if a["started_at"]] or [{"started_at": datetime(2026, 1, 1)}]
    )
    event = draw.one(
        [e for e in tables["certificate_events"] if e["kind"] in ("suspended", "revoked", "cancelled")]
    )
    application = draw.one(tables["applications"])
    published = draw.one(
        [
            draw.near(audit["started_at"].date(), 0, -10, -11, -30, -31),
            draw.near(event["effective_on"], 1, 0, -10, -11, -30, -31),
            draw.near(application["applied_on"] or draw.as_of, -1, 0, 1),
            draw.near(draw.as_of, -31, -30, -29, -11, -10, -9),
        ]
    )
    return {
        "event_id": f"X{n:02}",
        "kind": draw.one(SIGNALS),
        "org_name": name,
        "uscc": draw.maybe(draw.one(["USCC9", organisation["uscc"]]), 0.5),
        "published_on": published,
        "removed_on": draw.maybe(
            draw.one([draw.near(application["applied_on"] or draw.as_of), draw.near(published, 5, 400)]), 0.6
        ),
    }


def _classes(draw: Draw, events: Rows) -> Rows:
    rows = {}
    for _ in range(14):
        event = draw.one(events)
        row = {
            "body_id": draw.one(["B0", "B0", "B1"]),
            "org_id": draw.key("O", 7),
            "effective_on": draw.one([date(2022, 1, 1), draw.near(event["published_on"], 29, 30, 31)]),
            "grade": draw.one(["A", "B", "C", "C", "D", "D"]),
        }
        rows[row["body_id"], row["org_id"], row["effective_on"]] = row
    return list(rows.values())
