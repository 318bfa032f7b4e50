"""Specifications of finding, by number, when a person was last elsewhere: the same as looking at every earlier row."""

from __future__ import annotations

import math
import random

import numpy as np
import pytest

from zicha.checks.derived.last_elsewhere import (
    MICROSECONDS_AN_HOUR,
    NOWHERE,
    TO_SEVEN_PLACES,
    Speeds,
    fast_movements,
)

SPEEDS = Speeds(road=80, boarding_hours=2, fast=300)
KM_A_DEGREE = 6371 * math.pi / 180
MINUTE = MICROSECONDS_AN_HOUR // 60

# person, organisation, minutes, kilometres north of 30°; None: coordinates not known
Signed = tuple[int, int, int, float | None]
# person, minutes, organisation, minutes of the last one elsewhere
Way = tuple[int, int, int, int]


def ways(*signed: Signed, shortest_distance: float = 5) -> list[Way]:
    persons, organisations, minutes, _ = zip(*signed, strict=True)
    north = [NOWHERE if km is None else round((30 + km / KM_A_DEGREE) * TO_SEVEN_PLACES) for *_, km in signed]
    east = [NOWHERE if km is None else 120 * TO_SEVEN_PLACES for *_, km in signed]
    rows = {
        "person_no": persons,
        "org_no": organisations,
        "moment": [at * MINUTE for at in minutes],
        "east": east,
        "north": north,
    }
    columns = {name: np.array(values, dtype=np.int64) for name, values in rows.items()}
    found = fast_movements(columns, shortest_distance=shortest_distance, speeds=SPEEDS)
    return [
        (person, at // MINUTE, org, last // MINUTE)
        for person, at, org, last in zip(
            *(found[name].tolist() for name in ("person_no", "moment", "org_no", "last_moment")), strict=True
        )
    ]


def test_the_last_one_elsewhere_is_looked_for_behind_those_at_the_same_organisation():
    assert ways(
        (1, 7, 0, 0), (1, 8, 30, 100), (1, 8, 40, 100), (1, 8, 50, 100), (1, 7, 60, 0), (2, 8, 50, 100),
    ) == [(1, 30, 8, 0), (1, 40, 8, 0), (1, 50, 8, 0), (1, 60, 7, 50)]  # fmt: skip


def test_of_one_moment_neither_is_earlier_than_the_other():
    assert ways((1, 7, 0, 0), (1, 8, 0, 100)) == []
    # Whichever stands first among those of minute 0, what was elsewhere then is found.
    for first, second in ((7, 8), (8, 7)):
        assert ways((1, first, 0, 0), (1, second, 0, 0), (1, 8, 10, 100)) == [(1, 10, 8, 0)]


def test_a_way_that_is_surely_possible_is_left_out_and_one_near_the_limit_is_not():
    assert ways((1, 7, 0, 0), (1, 8, 60, 79)) == []
    assert ways((1, 7, 0, 0), (1, 8, 60, 79.95)) == [(1, 60, 8, 0)]
    assert ways((1, 7, 0, 0), (1, 8, 1, 4.8)) == []
    assert ways((1, 7, 0, 0), (1, 8, 1, 4.95)) == [(1, 1, 8, 0)]
    # By road 200 km take 2 h 30 min, beyond them 2 h 40 min: this near it may be either.
    assert ways((1, 7, 0, 0), (1, 8, 155, 199.95)) == [(1, 155, 8, 0)]
    assert ways((1, 7, 0, 0), (1, 8, 155, 199)) == []
    assert ways((1, 7, 0, 0), (1, 8, 239, 600)) == [(1, 239, 8, 0)]
    assert ways((1, 7, 0, 0), (1, 8, 242, 600)) == []


def test_one_without_coordinates_is_left_to_the_check_and_asks_nothing_itself():
    assert ways((1, 7, 0, None), (1, 8, 9999, 0)) == [(1, 9999, 8, 0)]
    assert ways((1, 7, 0, 0), (1, 8, 1, None)) == []


def test_several_at_the_last_moment_are_left_to_the_check():
    assert ways((1, 7, 0, 0), (1, 7, 0, 50), (1, 8, 9999, 0)) == [(1, 9999, 8, 0)]


def test_nobody_has_moved_nowhere():
    none = np.empty(0, dtype=np.int64)
    found = fast_movements(
        dict.fromkeys(("person_no", "org_no", "moment", "east", "north"), none),
        shortest_distance=5,
        speeds=SPEEDS,
    )
    assert [len(column) for column in found.values()] == [0, 0, 0, 0]


@pytest.mark.parametrize("farthest_person", [5, 1 << 50])
@pytest.mark.parametrize("seed", range(6))
def test_they_are_those_found_by_looking_at_every_earlier_row(seed, farthest_person):
    """With numbers of persons so far apart, too, that person and time do not fit one number."""
    draw = random.Random(seed)
    signed: list[Signed] = [
        (draw.choice((0, farthest_person)), draw.randrange(4), draw.randrange(0, 2000, 20), draw.choice((None, 0.0, 30.0, 90.0, 410.0)))
        for _ in range(120)
    ]  # fmt: skip
    expected = set()
    for person, org, at, km in signed:
        earlier = [other for other in signed if other[0] == person and other[1] != org and other[2] < at]
        if km is None or not earlier:
            continue
        last_at = max(other[2] for other in earlier)
        of_that_moment = [other for other in signed if other[0] == person and other[2] == last_at]
        (_, _, _, last_km), *others = of_that_moment
        if others or last_km is None or _is_too_fast(abs(km - last_km), at - last_at):
            expected.add((person, at, org, last_at))
    assert ways(*signed) == sorted(expected)


def _is_too_fast(km: float, minutes: int) -> bool:
    return km > 5 and minutes / 60 < float(SPEEDS.hours_needed(np.array([km]))[0])
