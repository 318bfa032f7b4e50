"""Expressions that read the same on every engine (表达式): days, months, halves, reasons.

Division and untyped decimals differ between engines, so shares are compared by multiplication and every literal
is typed.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction

import ibis
import ibis.expr.types as ir

from zicha.reference.parameters import Parameter

EARTH_RADIUS_KM = 6371


def decimal(value: Decimal | int) -> ir.Scalar:
    """A typed literal of up to four decimals."""
    return ibis.literal(Decimal(value), "decimal(9, 4)")


def day(moment: ir.Value) -> ir.Value:
    """The calendar day (Asia/Shanghai) of a timestamp."""
    return moment.cast("date")


def days_between(first: ir.Value, last: ir.Value) -> ir.Value:
    """Calendar days from `first` to `last`, both dates; negative when last is earlier."""
    return last.delta(first, unit="day")


def months_after(start: ir.Value, months: ir.Value | int) -> ir.Value:
    """The same day `months` later, clamped to the month's end: 31 January + 1 = 28 or 29 February."""
    if isinstance(months, int):
        return _as_day(start + ibis.interval(months=months))
    return _as_day(start + months.as_interval("M"))


def days_after(start: ir.Value, days: int) -> ir.Value:
    return _as_day(start + ibis.interval(days=days))


def _as_day(moment: ir.Value) -> ir.Value:
    # DuckDB makes a timestamp of date + interval while Ibis believes it is a date and leaves a cast to date out.
    return moment.cast("timestamp").cast("date")


def reason(*cases: tuple[ir.Value, str]) -> ir.Value:
    """The text of the first condition that holds; null when none does. A null condition does not hold."""
    return ibis.cases(
        *((condition, ibis.literal(text)) for condition, text in cases), else_=ibis.null("string")
    )


def holds(condition: ir.Value) -> ir.Value:
    """A leg of a rule with several legs: an empty value makes it false, not undecided (reading 2)."""
    return condition.fill_null(False)


def half_days(days: ir.Value) -> ir.Value:
    """Twice the days, exact: 2.5 → 5.0, decimal."""
    return days * ibis.literal(2, "int64")


def rounded_half_days(table_half_days: ir.Value, share: Fraction | Decimal) -> ir.Value:
    """round½(days × share) in half-days: nearest half day, halves up, in whole numbers so that no engine rounds.

    round½(x) = ⌊2x + 1/2⌋ / 2; with x = h/2 × n/d this is ⌊(2hn + d) / 2d⌋ half-days.
    """
    exact = Fraction(share)
    twice = ibis.literal(2 * exact.numerator, "int64")
    return (
        (table_half_days * twice + ibis.literal(exact.denominator, "int64"))
        // ibis.literal(2 * exact.denominator, "int64")
    ).cast("int64")


def as_days(in_half_days: ir.Value) -> ir.Value:
    """Half-days as days with one decimal."""
    return (in_half_days.cast("decimal(12, 1)") * ibis.literal(Decimal("0.5"), "decimal(2, 1)")).cast(
        "decimal(12, 1)"
    )


def on_day(parameter: Parameter | int | Decimal, moment: ir.Value) -> ir.Value:
    """The value of a dated parameter on that day, null on days no edition is in force."""
    if not isinstance(parameter, Parameter):
        return ibis.literal(parameter)
    cases = []
    for edition in parameter.editions:
        inside = ibis.literal(True)
        if edition.since:
            inside = inside & (moment >= ibis.literal(edition.since))
        if edition.until:
            inside = inside & (moment <= ibis.literal(edition.until))
        value = edition.value
        typed = ibis.literal(value, "int64") if isinstance(value, int) else decimal(value)  # type: ignore[arg-type]
        cases.append((moment.notnull() & inside, typed))
    return ibis.cases(*cases, else_=ibis.null("int64"))


def is_in_force(moment: ir.Value, since: ir.Value, until: ir.Value) -> ir.Value:
    """since ≤ moment ≤ until; an empty end is open. False, never null, when `moment` is there."""
    return (since.isnull() | (since <= moment)) & (until.isnull() | (moment <= until))


def literal_day(value: date) -> ir.Scalar:
    return ibis.literal(value, "date")


def hours(number: Decimal | int) -> ir.Scalar:
    """So many hours as an interval, to the second; the number may have decimals."""
    return ibis.interval(seconds=int(Decimal(number) * 3600))


def microseconds_between(first: ir.Value, last: ir.Value) -> ir.Value:
    """Exact time from `first` to `last`, both timestamps; negative when last is earlier."""
    return last.delta(first, unit="microsecond")


def is_share(part: ir.Value, whole: ir.Value, least: Decimal | Fraction) -> ir.Value:
    """part / whole ≥ least for two counts, in whole numbers so that no engine divides."""
    share = Fraction(least)
    return part * ibis.literal(share.denominator, "int64") >= whole * ibis.literal(share.numerator, "int64")


def least_part(whole: ir.Value, least: Decimal | Fraction) -> ir.Value:
    """The smallest count that is that share of the whole: 3 of 10 for 30 %, 4 of 11."""
    share = Fraction(least)
    asked = whole * ibis.literal(share.numerator, "int64")
    return (
        (asked + ibis.literal(share.denominator - 1, "int64")) // ibis.literal(share.denominator, "int64")
    ).cast("int64")


def in_order(
    values: ir.StringColumn, separator: str, where: ir.BooleanValue | None = None
) -> ir.StringScalar:
    """The values of a group as one text, smallest first; null for none.

    For what people read: an engine joins in the order rows come, another one the next time.
    """
    return values.collect(where=where).sort().join(separator)


def kilometres(
    longitude: ir.Value, latitude: ir.Value, other_longitude: ir.Value, other_latitude: ir.Value
) -> ir.Value:
    """The great-circle distance by the haversine formula; null where a coordinate is."""
    radians = 3.141592653589793 / 180
    north, east = (other_latitude - latitude) * radians / 2, (other_longitude - longitude) * radians / 2
    chord = (
        north.sin() * north.sin()
        + (latitude * radians).cos() * (other_latitude * radians).cos() * east.sin() * east.sin()
    )
    # Rounding may lift the square of the half chord of antipodes a hair above 1.
    chord = ibis.ifelse(chord > 1.0, ibis.literal(1.0, "float64"), chord)
    return chord.sqrt().asin() * (2.0 * EARTH_RADIUS_KM)
