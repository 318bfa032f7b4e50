"""Where a person was last signed in at another organisation (上一处签到), for every sign-in, at national scale.

The row before is not the answer: a closing follows the opening at the same organisation. In a person's order by time
the rows fall into runs at one organisation; the last row of the run before is the answer, unless several sign-ins
bear one time. Only strictly earlier ones count, so what is asked is the place in the order of the last row strictly
earlier, or of the last row before its run.
"""

from __future__ import annotations

from datetime import datetime

import ibis
import ibis.expr.types as ir

from zicha.checks.expressions import microseconds_between


def with_last_elsewhere(signed: ir.Table) -> ir.Table:
    """The rows with last_id, last_at, last_longitude, last_latitude: the person's latest earlier sign-in elsewhere.

    signed  sign_in_id, same_person, org_id, signed_at, longitude, latitude, person and organisation never empty.
    Of several elsewhere at one time the one with the greatest sign_in_id.
    """
    asking = _asking(signed)
    answers = asking.select(
        answer_person="same_person",
        answer_place="place",
        last_id="sign_in_id",
        last_at="signed_at",
        last_longitude="longitude",
        last_latitude="latitude",
    )
    # Of a view: both sides descend from the same table.
    found = asking.view().left_join(
        answers, [("same_person", "answer_person"), ("asked_place", "answer_place")]
    )
    return found.select(*signed.columns, "last_id", "last_at", "last_longitude", "last_latitude")


def _asking(signed: ir.Table) -> ir.Table:
    """The rows with `place`, their number in the person's order, and `asked_place`, that of the answer."""
    in_order = ibis.window(group_by=signed.same_person, order_by=[signed.signed_at, signed.sign_in_id])
    placed = signed.mutate(
        moment=microseconds_between(ibis.literal(datetime(2000, 1, 1)), signed.signed_at),
        place=ibis.row_number().over(in_order),
        org_before=signed.org_id.lag().over(in_order),
        at_before=signed.signed_at.lag().over(in_order),
    )
    placed = placed.mutate(
        before_run=ibis.ifelse(placed.org_before != placed.org_id, placed.place - 1, ibis.null("int64")),
        org_before_moment=ibis.ifelse(placed.at_before < placed.signed_at, placed.org_before, None),
    )
    earlier = ibis.range_window(group_by=placed.same_person, order_by=placed.moment, preceding=(None, 1))
    at_once = ibis.window(group_by=[placed.same_person, placed.signed_at])
    asking = placed.mutate(
        last_place=placed.place.max().over(earlier),
        last_before_run=placed.before_run.max().over(earlier),
        last_org=placed.org_before_moment.max().over(at_once),
    )
    return asking.mutate(
        asked_place=ibis.ifelse(asking.last_org != asking.org_id, asking.last_place, asking.last_before_run)
    )
