"""Persons on their way from one organisation to another (人员行程), by number, at national scale."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from functools import partial

import ibis
import ibis.expr.types as ir

from zicha.checks.derived.last_elsewhere import NOWHERE, TO_SEVEN_PLACES, Speeds, fast_movements
from zicha.checks.derived.numbered import numbered
from zicha.checks.derived.same_person import with_same_person
from zicha.checks.expressions import microseconds_between
from zicha.checks.per_group import PerGroup
from zicha.checks.registry import derived

# Persons looked at together: some millions of sign-ins at a busy three years.
_PERSONS_TOGETHER = 1 << 14


@derived(kept=True)
def movements(sign_ins: ir.Table, numbered_visits: ir.Table, people: ir.Table) -> ir.Table:
    """Every sign-in with who and where as numbers: person_no, org_no, body_no, null where not known, and moment, µs.

    One person_no for all ids of a person. The rows are sorted and joined by these, and texts weigh most.
    """
    signed = sign_ins.select("sign_in_id", "audit_id", "person_id", "signed_at", "longitude", "latitude")
    signed = signed.left_join(numbered_visits, "audit_id").left_join(
        _numbered_people(sign_ins, people), "person_id"
    )
    return signed.select(
        "sign_in_id",
        "signed_at",
        "longitude",
        "latitude",
        "body_no",
        "org_no",
        "person_no",
        moment=microseconds_between(ibis.literal(datetime(2000, 1, 1)), signed.signed_at),
    )


@derived(thresholds_of="B05")
def movements_too_fast(
    movements: ir.Table,
    *,
    shortest_distance: int | Decimal,
    road_speed: int | Decimal,
    boarding_hours: int | Decimal,
    fast_speed: int | Decimal,
) -> PerGroup:
    """person_no, moment, org_no, last_moment: when the person was last elsewhere, where that may be too fast."""
    is_known = movements.person_no.notnull() & movements.org_no.notnull()
    known = movements.filter(is_known)
    is_placed = known.longitude.notnull() & known.latitude.notnull()

    def seven_places(degrees: ir.Value) -> ir.Value:
        return ibis.ifelse(is_placed, (degrees * TO_SEVEN_PLACES).round().cast("int64"), NOWHERE)

    return PerGroup(
        rows=known.select(
            "person_no",
            "org_no",
            "moment",
            part=known.person_no // _PERSONS_TOGETHER,
            east=seven_places(known.longitude),
            north=seven_places(known.latitude),
        ),
        by="part",
        function=partial(
            fast_movements,
            shortest_distance=float(shortest_distance),
            speeds=Speeds(float(road_speed), float(boarding_hours), float(fast_speed)),
        ),
        returns=("person_no", "moment", "org_no", "last_moment"),
    )


def with_last_elsewhere(movements: ir.Table, movements_too_fast: ir.Table) -> ir.Table:
    """sign_in_id, last_id, last_at, last_longitude, last_latitude: of the sign-ins of those movements.

    The person's latest earlier sign-in elsewhere; of several at one moment the one with the greatest sign_in_id.
    """
    ways = movements_too_fast
    places = movements.select(
        "person_no",
        last_moment="moment",
        last_org="org_no",
        last=ibis.struct(
            {
                "id": movements.sign_in_id,
                "at": movements.signed_at,
                "longitude": movements.longitude,
                "latitude": movements.latitude,
            }
        ),
    )
    elsewhere = ways.join(places, ["person_no", "last_moment"])
    elsewhere = elsewhere.filter(elsewhere.last_org != elsewhere.org_no)
    last = elsewhere.group_by("person_no", "moment", "org_no").aggregate(last=elsewhere["last"].max())
    found = movements.view().join(last, ["person_no", "moment", "org_no"])
    return found.select(
        "sign_in_id",
        last_id=found["last"]["id"],
        last_at=found["last"]["at"],
        last_longitude=found["last"]["longitude"],
        last_latitude=found["last"]["latitude"],
    )


def _numbered_people(sign_ins: ir.Table, people: ir.Table) -> ir.Table:
    """person_id and person_no, one for all ids of a person: everybody who signed in."""
    signers = sign_ins.filter(sign_ins.person_id.notnull()).select("person_id").distinct()
    same = with_same_person(signers, people)
    # Of a view: both sides descend from the same table.
    return (
        same.view()
        .join(numbered(same, "same_person", "person_no"), "same_person")
        .select("person_id", "person_no")
    )
