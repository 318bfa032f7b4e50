"""The state of a certificate on a day (证书状态沿革), from its events (catalogue, reading 8)."""

from __future__ import annotations

from datetime import date

import ibis
import ibis.expr.types as ir

from zicha.checks.expressions import literal_day
from zicha.checks.registry import derived

VALID = "valid"
ENDING_KINDS = ("suspended", "revoked", "cancelled")
VALID_KINDS = ("restored", "issued", "renewed")


@derived(kept=True)
def certificate_states(certificate_events: ir.Table) -> ir.Table:
    """certificate_no, state (valid, suspended, revoked, cancelled), from_on, until_on (empty = to this day)."""
    events = certificate_events.filter(certificate_events.kind.isin(ENDING_KINDS + VALID_KINDS))
    latest = ibis.window(
        group_by=[events.certificate_no, events.effective_on], order_by=ibis.desc(events.event_id)
    )
    # Of several events on one day the last, by event_id, is what holds from that day on.
    daily = events.mutate(place=ibis.row_number().over(latest))
    daily = daily.filter(daily.place == 0)
    following = daily.effective_on.lead().over(
        ibis.window(group_by=daily.certificate_no, order_by=daily.effective_on)
    )
    return daily.select(
        "certificate_no",
        state=ibis.ifelse(daily.kind.isin(VALID_KINDS), VALID, daily.kind),
        from_on=daily.effective_on,
        until_on=(following - ibis.interval(days=1)).cast("date"),
    )


def with_state_on(rows: ir.Table, certificate_states: ir.Table, *, day: str) -> ir.Table:
    """The rows with `is_valid`: the certificate was valid on the day that column holds.

    `rows` carry certificate_no, status, issued_on and expires_on of the certificate.
    """
    known = with_standing_on(rows, certificate_states, day=day)
    in_term = (known.issued_on <= known[day]) & (known[day] <= known.expires_on)
    return known.select(*rows.columns, is_valid=(known.standing == VALID) & in_term)


def with_standing_on(rows: ir.Table, certificate_states: ir.Table, *, day: str) -> ir.Table:
    """The rows with `standing`: the state by the last event up to that day, else the status column; term aside."""
    # Comparisons and no OR, an open end being the end of time: with an OR engines compare every row with every other.
    held = certificate_states.select(
        "state",
        "from_on",
        state_of=certificate_states.certificate_no,
        held_until=certificate_states.until_on.fill_null(literal_day(date.max)),
    )
    joined = rows.left_join(
        held,
        [
            rows.certificate_no == held.state_of,
            held.from_on <= rows[day],
            rows[day] <= held.held_until,
        ],
    )
    return joined.select(*rows.columns, standing=ibis.coalesce(joined.state, joined.status))
