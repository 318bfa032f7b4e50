"""Points at which several organisations were signed in to (同一坐标签到), to six decimals, and how far apart those are."""

from __future__ import annotations

import ibis
import ibis.expr.types as ir

from zicha.checks.derived.numbered import numbered
from zicha.checks.expressions import kilometres
from zicha.checks.registry import derived

MICRODEGREES = 1e6
APART_KM = 1.0


def with_point(signed: ir.Table) -> ir.Table:
    """The rows with point_x and point_y, their coordinates in millionths of a degree."""
    return signed.mutate(point_x=_micro(signed.longitude), point_y=_micro(signed.latitude))


def _micro(degrees: ir.Value) -> ir.Value:
    # Not by rounding: engines round halves of a binary number differently.
    return (degrees * MICRODEGREES + 0.5).floor().cast("int64")


@derived(kept=True)
def points_of_organisations(sign_ins: ir.Table, audits: ir.Table, numbered_visits: ir.Table) -> ir.Table:
    """point_x, point_y, org_id: the organisations signed in to at points that serve two of them or more."""
    signed = with_point(sign_ins.select("audit_id", "longitude", "latitude"))
    signed = signed.filter(signed.point_x.notnull() & signed.point_y.notnull())
    there = signed.join(numbered_visits, "audit_id").select("point_x", "point_y", "org_no")
    there = there.filter(there.org_no.notnull())
    points = there.group_by("point_x", "point_y").aggregate(
        first_org=there.org_no.min(), last_org=there.org_no.max()
    )
    shared = points.filter(points.first_org != points.last_org)
    # Of a view: both sides descend from the same table.
    visited = there.view().semi_join(shared, ["point_x", "point_y"]).distinct()
    return visited.join(numbered(audits, "org_id", "org_no"), "org_no").select("point_x", "point_y", "org_id")


def spread_points(visited: ir.Table, organisations: ir.Table, fewest: int) -> ir.Table:
    """point_x, point_y: points of `fewest` or more organisations registered pairwise more than 1 km apart.

    Most are found by walking: take one organisation, leave out all within 1 km of it, take one of the rest, and so
    on. That may miss some; what it misses lies within 1 km of the few taken, and there every combination is tried.
    """
    homes = _homes(visited, organisations)
    rest = homes
    for _ in range(fewest - 1):
        rest = _beyond(rest)
    walked = rest.select("point_x", "point_y").distinct()
    left = homes.anti_join(walked, ["point_x", "point_y"])
    counted = left.group_by("point_x", "point_y").aggregate(homes=left.count())
    left = left.semi_join(counted.filter(counted.homes >= fewest), ["point_x", "point_y"])
    return ibis.union(walked, _combined(left, fewest), distinct=True)


def _homes(visited: ir.Table, organisations: ir.Table) -> ir.Table:
    """point_x, point_y, home, x, y: registered coordinates, each once a point, named by their first organisation."""
    placed = organisations.filter(organisations.longitude.notnull() & organisations.latitude.notnull())
    placed = placed.select("org_id", x="longitude", y="latitude")
    known = visited.join(placed, "org_id")
    return known.group_by("point_x", "point_y", "x", "y").aggregate(home=known.org_id.min())


def _beyond(homes: ir.Table) -> ir.Table:
    """The homes more than 1 km from the first one of their point."""
    firsts = homes.group_by("point_x", "point_y").aggregate(home=homes.home.min())
    taken = homes.view().join(firsts, ["point_x", "point_y", "home"])
    taken = taken.select(taken_x="point_x", taken_y="point_y", from_x="x", from_y="y")
    both = homes.join(taken, [("point_x", "taken_x"), ("point_y", "taken_y")])
    return both.filter(kilometres(both.x, both.y, both.from_x, both.from_y) > APART_KM).select(*homes.columns)


def _combined(homes: ir.Table, fewest: int) -> ir.Table:
    """point_x, point_y: points where some `fewest` homes are pairwise apart, found by trying them all."""
    tuples = homes.select("point_x", "point_y", "home", x1="x", y1="y")
    for size in range(2, fewest + 1):
        added = homes.view().select(next_x="point_x", next_y="point_y", next_home="home", x="x", y="y")
        tuples = tuples.join(added, [("point_x", "next_x"), ("point_y", "next_y")])
        is_new = tuples.next_home > tuples.home
        for taken in range(1, size):
            is_new = is_new & (
                kilometres(tuples.x, tuples.y, tuples[f"x{taken}"], tuples[f"y{taken}"]) > APART_KM
            )
        kept = {f"{axis}{taken}": tuples[f"{axis}{taken}"] for taken in range(1, size) for axis in "xy"}
        tuples = tuples.filter(is_new).select(
            "point_x", "point_y", home="next_home", **kept, **{f"x{size}": tuples.x, f"y{size}": tuples.y}
        )
    return tuples.select("point_x", "point_y").distinct()
