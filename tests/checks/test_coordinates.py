"""Specifications of the checks of sign-ins that bear the same coordinates."""

from __future__ import annotations

import itertools
import math
import random

POINT = "120.123456 | 30.654321"


def north(km: float) -> float:
    return 30 + math.degrees(km / 6371)


def b12(verdicts, homes: dict[str, str], rows: list[str] | None = None, **more: object):
    """Homes: coordinates of each organisation; one sign-in at POINT for each, or rows id | audit | coordinates."""
    organisations = "org_id | longitude | latitude\n" + "\n".join(
        f"{org} | {home}" for org, home in homes.items()
    )
    audits = "audit_id | body_id | org_id\n" + "\n".join(f"at_{org} | body | {org}" for org in homes)
    rows = rows if rows is not None else [f"s_{org} | at_{org} | {POINT}" for org in homes]
    lines = []
    for row in rows:
        name, audit, place = (cell.strip() for cell in row.split("|", 2))
        lines.append(f"{name} | {audit} | opening | 2026-03-02 09:00 | {place}")
    head = "sign_in_id | audit_id | kind | signed_at | longitude | latitude\n"
    return verdicts(
        "B12", sign_ins=head + "\n".join(lines), audits=audits, organisations=organisations, **more
    )


def line(*kilometres: float) -> dict[str, str]:
    return {f"o{n}": f"120 | {north(km)}" for n, km in enumerate(kilometres)}


def test_b12_three_organisations_pairwise_more_than_a_kilometre_apart_are_a_hit(verdicts):
    assert set(b12(verdicts, line(0, 1.001, 2.002)).values()) == {True}
    assert set(b12(verdicts, line(0, 0.999, 2.002)).values()) == {False}
    assert set(b12(verdicts, line(0, 1.001)).values()) == {False}
    assert set(b12(verdicts, line(0, 0.5, 1.001, 1.5, 2.002)).values()) == {True}
    assert set(b12(verdicts, line(0, 0, 0, 0, 5)).values()) == {False}


def test_b12_finds_three_that_walking_from_the_first_misses(verdicts):
    # The first organisation lies within a kilometre of two of the three.
    assert set(b12(verdicts, line(0.9, 0, 1.8, 2.9)).values()) == {True}
    # All three within a kilometre of the first, yet 1.5 km from one another.
    around = {"o0": "120 | 30"}
    for n in range(3):
        east, up = 0.9 * math.sin(2 * math.pi * n / 3), 0.9 * math.cos(2 * math.pi * n / 3)
        around[f"o{n + 1}"] = f"{120 + math.degrees(east / 6371) / math.cos(math.radians(30))} | {north(up)}"
    assert set(b12(verdicts, around).values()) == {True}


def test_b12_every_sign_in_at_the_point_is_a_hit_and_no_other(verdicts):
    homes = line(0, 2, 4) | {"homeless": "|"}
    rows = [f"s{n} | at_o{n} | {POINT}" for n in range(3)] + [
        f"again | at_o0 | {POINT}",
        f"homeless | at_homeless | {POINT}",
        f"of_no_audit | nil | {POINT}",
        "seventh_decimal | at_o0 | 120.1234561 | 30.6543211",
        "sixth_decimal | at_o0 | 120.123457 | 30.654321",
        "elsewhere | at_o0 | 30.654321 | 120.123456",
        "no_place | at_o0 | |",
        "half_a_place | at_o0 | 120.123456 |",
    ]
    assert b12(verdicts, homes, rows) == {
        "s0": True, "s1": True, "s2": True, "again": True, "homeless": True, "of_no_audit": True,
        "seventh_decimal": True, "sixth_decimal": False, "elsewhere": False, "no_place": None, "half_a_place": None,
    }  # fmt: skip


def test_b12_organisations_without_coordinates_do_not_count(verdicts):
    assert set(b12(verdicts, line(0, 2) | {"homeless": "|", "half": "120 |"}).values()) == {False}


def test_b12_many_sign_ins_of_few_organisations_are_no_hit(verdicts):
    rows = [f"s{n} | at_o{n % 2} | {POINT}" for n in range(20)]
    assert set(b12(verdicts, line(0, 50), rows).values()) == {False}


def test_b12_names_how_many_organisations_and_two_of_them(judged):
    row = b12(judged, line(0, 2, 4, 4.1)).to_pylist()[0]
    assert (row["observed"], row["body_id"]) == (4, "body")
    assert set(row["see_organisations"].split("\n")) == {"o0", "o3"}


def test_b12_agrees_with_trying_every_three(verdicts):
    chance = random.Random(3)
    places, homes, rows = {}, {}, []
    for point in range(25):
        members = [f"p{point}_{n}" for n in range(chance.randrange(2, 7))]
        for org in members:
            homes[org] = (chance.randrange(1, 25) / 10, chance.randrange(1, 25) / 10)
            rows.append(f"s_{org} | at_{org} | {110 + point} | 30")
        places[point] = members
    degrees = {
        org: f"{120 + math.degrees(x / 6371)} | {math.degrees(y / 6371)}" for org, (x, y) in homes.items()
    }
    found = b12(verdicts, degrees, rows)

    def apart(one: str, other: str) -> bool:
        # Near the equator the plane will do.
        return math.dist(homes[one], homes[other]) > 1

    hits = 0
    for members in places.values():
        expected = any(
            all(apart(a, b) for a, b in itertools.combinations(three, 2))
            for three in itertools.combinations(members, 3)
        )
        near_limit = any(
            abs(math.dist(homes[a], homes[b]) - 1) < 0.001 for a, b in itertools.combinations(members, 2)
        )
        if not near_limit:
            assert {found[f"s_{org}"] for org in members} == {expected}
            hits += expected
    assert hits > 2
