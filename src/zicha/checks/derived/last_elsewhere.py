"""Where a person was last signed in at another organisation (上一处签到), for every sign-in, at national scale.

The row before is not the answer: a closing follows the opening at the same organisation. In a person's order by time
the rows fall into runs at one organisation; the last row strictly earlier is the answer, or, where that one is at the
asking row's organisation, the row before its run.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from zicha.checks.expressions import EARTH_RADIUS_KM
from zicha.checks.per_group import Numbers

NOWHERE = -(1 << 40)
"""Stands for a coordinate that is not known."""
TO_SEVEN_PLACES = 10_000_000
LONG_WAY_KM = 200
FARTHEST_KM = math.pi * EARTH_RADIUS_KM
MICROSECONDS_AN_HOUR = 3_600_000_000
# Coordinates are rounded here and times compared without the engine's own arithmetic: what lies this near the limit
# is left to the check.
_SLACK_KM = 0.1
_SLACK_HOURS = 0.01

Places = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Speeds:
    """How fast a person may travel (行程速度): km an hour up to LONG_WAY_KM; beyond, after the hours of boarding."""

    road: float
    boarding_hours: float
    fast: float

    def hours_needed(self, km: Floats) -> Floats:
        return np.where(km <= LONG_WAY_KM, km / self.road, km / self.fast + self.boarding_hours)


def fast_movements(signed: Numbers, *, shortest_distance: float, speeds: Speeds) -> Numbers:
    """Columns person_no, moment, org_no, last_moment: the latest earlier moment the person was signed in elsewhere.

    signed  person_no, org_no, moment (µs), east, north (degrees × 10^7, NOWHERE where not known): whole persons

    Only movements that may be too fast, or may be without an answer: those of which the places are known to be near
    enough together for the time between are left out, as are sign-ins without coordinates of their own.
    """
    order = _by_time(signed["person_no"], signed["moment"])
    rows = {name: signed[name][order] for name in ("person_no", "moment", "org_no", "east", "north")}
    starts_person = _starts(rows["person_no"])
    starts_moment = starts_person | _starts(rows["moment"])
    last = _last_elsewhere(rows["org_no"], starts_person, starts_moment)
    asking = np.flatnonzero((last >= _begin(starts_person)) & (rows["north"] != NOWHERE))
    last = last[asking]
    # Several of one moment: the check chooses among them.
    several = ~(starts_moment & np.append(starts_moment[1:], True))
    kept = several[last] | (rows["north"][last] == NOWHERE)
    kept |= _may_be_too_fast(rows, asking, last, shortest_distance, speeds)
    asking, last = asking[kept], last[kept]
    found = (rows["person_no"][asking], rows["moment"][asking], rows["org_no"][asking], rows["moment"][last])
    each_once = np.unique(np.column_stack(found), axis=0)
    return dict(zip(("person_no", "moment", "org_no", "last_moment"), each_once.T, strict=True))


def _last_elsewhere(org: Places, starts_person: Flags, starts_moment: Flags) -> Places:
    """For every row the place of a row of the latest earlier moment elsewhere; before its person's rows for none."""
    last = _begin(starts_moment) - 1
    at_same = (last >= 0) & (org[last] == org)
    last[at_same] = _begin(starts_person | _starts(org))[last[at_same]] - 1
    return last


def _may_be_too_fast(
    rows: Numbers, asking: Places, last: Places, shortest_distance: float, speeds: Speeds
) -> Flags:
    """Of the rows at those places; what comes near the limits counts as too fast."""
    hours = (rows["moment"][asking] - rows["moment"][last]) / MICROSECONDS_AN_HOUR - _SLACK_HOURS
    # Most are so long after the last that no distance is too far; the others' distances are worked out.
    soon = np.flatnonzero(hours < speeds.hours_needed(np.array([LONG_WAY_KM, FARTHEST_KM])).max())
    here, there, hours = asking[soon], last[soon], hours[soon]
    km = _kilometres(rows["east"][here], rows["north"][here], rows["east"][there], rows["north"][there])
    needed = np.maximum(speeds.hours_needed(km - _SLACK_KM), speeds.hours_needed(km + _SLACK_KM))
    may_be = np.zeros(len(asking), dtype=np.bool_)
    may_be[soon] = (km > shortest_distance - _SLACK_KM) & (hours < needed)
    return may_be


def _by_time(person: Places, moment: Places) -> Places:
    """The places of the rows, person by person in the order of time; one number sorts in half the time of two."""
    if not len(person):
        return np.empty(0, dtype=np.int64)
    since, first = moment - moment.min(), person - person.min()
    bits = int(since.max()).bit_length()
    if bits + int(first.max()).bit_length() < 64:
        return np.argsort((first << bits) | since)
    return np.lexsort((moment, person))


def _starts(values: Places) -> Flags:
    """Where another value stands than in the row before."""
    starts = np.ones(len(values), dtype=np.bool_)
    np.not_equal(values[1:], values[:-1], out=starts[1:])
    return starts


def _begin(starts: Flags) -> Places:
    """For every row the place of the latest start, its own among them."""
    return np.maximum.accumulate(np.where(starts, np.arange(len(starts)), 0))


def _kilometres(east: Places, north: Places, other_east: Places, other_north: Places) -> Floats:
    """The great-circle distance by the haversine formula."""
    east, north, other_east, other_north = (
        np.radians(degrees / TO_SEVEN_PLACES) for degrees in (east, north, other_east, other_north)
    )
    half_north, half_east = np.sin((other_north - north) / 2), np.sin((other_east - east) / 2)
    chord = half_north**2 + np.cos(north) * np.cos(other_north) * half_east**2
    return 2 * EARTH_RADIUS_KM * np.arcsin(np.sqrt(np.minimum(chord, 1.0)))
