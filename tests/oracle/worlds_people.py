"""Random people: employment, competence, authority, consultancy (随机人员)."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from tests.oracle.drawing import FIELDS, SCHEMES, Draw, Rows
from tests.oracle.reading import Tables, add_months


def add(draw: Draw, tables: Tables) -> None:
    tables["people"] = [_person(draw, n) for n in range(6)]
    tables["qualifications"] = _qualifications(draw)
    tables["decision_authorities"] = _authorities(draw)
    tables["employments"] = _employments(draw, tables["people"])
    tables["competence_reviews"] = [_review(draw, n) for n in range(9)]


def _person(draw: Draw, n: int) -> dict[str, Any]:
    joined = draw.one([date(2022, 3, 1), date(2024, 1, 1), date(2025, 6, 1)])
    left = draw.one([date(2024, 1, 1), date(2023, 12, 31), date(2025, 6, 1), draw.near(draw.as_of)])
    return {
        "person_id": f"P{n}",
        "body_id": draw.one(["B0", "B1", "B1", "B9"] if n == 5 else ["B0", "B1"]),
        "employment": draw.maybe(draw.one(["full_time", "full_time", "part_time"])),
        "registration_no": draw.maybe(draw.one(["R1", "R2", "R3", "R4"]), 0.3),
        "registered_from": draw.maybe(date(2024, 1, 1)),
        "registered_to": draw.maybe(date(2025, 12, 31)),
        "joined_on": draw.maybe(joined),
        "left_on": draw.maybe(max(left, joined), 0.6),
    }


def _qualifications(draw: Draw) -> Rows:
    rows = {}
    for _ in range(draw.one([60, 250])):
        row = {
            "person_id": f"P{draw.random.randrange(6)}",
            "scheme": draw.one(SCHEMES),
            "field_code": draw.one(FIELDS),
            "valid_from": draw.maybe(date(2024, 1, 1)),
            "valid_to": draw.maybe(draw.one([date(2026, 3, 31), draw.near(draw.as_of)]), 0.4),
        }
        rows[row["person_id"], row["scheme"], row["field_code"]] = row
    return list(rows.values())


def _authorities(draw: Draw) -> Rows:
    rows = {}
    for _ in range(draw.one([12, 40])):
        row = {
            "person_id": draw.key("P", 7),
            "scheme": draw.one(SCHEMES),
            "valid_from": draw.one([date(2022, 1, 1), date(2025, 6, 1), draw.day()]),
            "valid_to": draw.maybe(draw.one([date(2025, 12, 31), draw.day()]), 0.5),
        }
        rows[row["person_id"], row["scheme"], row["valid_from"]] = row
    return list(rows.values())


def _employments(draw: Draw, people: Rows) -> Rows:
    rows = {}
    for _ in range(8):
        person = draw.one(people)
        joined = person["joined_on"] or date(2024, 1, 1)
        start = draw.one([draw.near(joined, -60, -10, 0, 30), draw.near(draw.as_of, -31, -30, -29)])
        row = {
            "person_id": person["person_id"],
            "employer_uscc": draw.one(["BODY0", "BODY1", "OTHER", "OTHER"]),
            "from_on": start,
            "to_on": draw.maybe(
                draw.one([max(start, draw.near(joined, 29, 30, 31)), start + timedelta(31)]), 0.3
            ),
        }
        rows[row["person_id"], row["employer_uscc"], row["from_on"]] = row
    return list(rows.values())


def _review(draw: Draw, n: int) -> dict[str, Any]:
    return {
        "review_id": f"W{n}",
        "person_id": draw.key("P", 7),
        "reviewed_on": draw.one(
            [
                draw.near(add_months(draw.as_of, -24)),
                draw.near(draw.as_of),
                draw.day(date(2024, 7, 1), draw.as_of),
            ]
        ),
        "passed": draw.one([True, True, False]),
    }
