"""The expressions every check is made of, held against plain Python (Hypothesis)."""

from __future__ import annotations

import calendar
import math
from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

import ibis
import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from zicha.checks.expressions import (
    days_between,
    is_in_force,
    months_after,
    on_day,
    rounded_half_days,
)
from zicha.reference.calendar import FIRST_KNOWN_DAY, LAST_KNOWN_DAY, is_working, working_days
from zicha.reference.parameters import parameters_of
from zicha.screening.engines import Engine

DAYS = st.dates(date(2000, 1, 1), date(2035, 12, 31))
MAYBE_DAYS = st.none() | DAYS
QUICK = settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def asked(engine: Engine, columns: dict[str, tuple[pa.DataType, Sequence]], expression) -> list:
    """The expression over a small table, in the order of its rows."""
    count = len(next(iter(columns.values()))[1])
    table = pa.table({"row": pa.array(range(count)), **{n: pa.array(v, t) for n, (t, v) in columns.items()}})
    rows = engine.add("asked", table)
    answers = engine.fetch(rows.select("row", answer=expression(rows))).sort_by("row")
    return answers["answer"].to_pylist()


@QUICK
@given(st.lists(st.integers(1, 70), min_size=20, max_size=40))
@pytest.mark.parametrize("share", [Fraction(7, 10), Fraction(7, 30), Fraction(14, 30) * Fraction(4, 5)])
def test_round_half_is_the_nearest_half_and_halves_go_up(duckdb_engine, share, halves):
    found = asked(duckdb_engine, {"h": (pa.int64(), halves)}, lambda t: rounded_half_days(t.h, share))
    assert found == [math.floor(Fraction(h, 2) * share * 2 + Fraction(1, 2)) for h in halves]


@QUICK
@given(st.lists(DAYS, min_size=20, max_size=40), st.integers(0, 72))
def test_a_month_later_is_clamped_to_the_end_of_the_month(duckdb_engine, days, months):
    def later(day: date) -> date:
        year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
        return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))

    found = asked(duckdb_engine, {"d": (pa.date32(), days)}, lambda t: months_after(t.d, months))
    assert found == [later(day) for day in days]
    assert {type(day) for day in found} == {date}


@QUICK
@given(st.lists(st.tuples(DAYS, MAYBE_DAYS, MAYBE_DAYS), min_size=30, max_size=60))
def test_an_empty_end_of_validity_is_open_and_both_ends_belong_to_it(duckdb_engine, cases):
    moments, starts, ends = zip(*cases, strict=True)
    columns = {"m": (pa.date32(), moments), "s": (pa.date32(), starts), "e": (pa.date32(), ends)}
    found = asked(duckdb_engine, columns, lambda t: is_in_force(t.m, t.s, t.e))
    assert found == [(s is None or s <= m) and (e is None or m <= e) for m, s, e in cases]


@QUICK
@given(st.lists(st.tuples(DAYS, DAYS), min_size=30, max_size=60))
def test_days_between_are_calendar_days_and_may_be_negative(duckdb_engine, cases):
    firsts, lasts = zip(*cases, strict=True)
    columns = {"a": (pa.date32(), firsts), "b": (pa.date32(), lasts)}
    found = asked(duckdb_engine, columns, lambda t: days_between(t.a, t.b))
    assert found == [(last - first).days for first, last in cases]


@QUICK
@given(st.lists(MAYBE_DAYS, min_size=20, max_size=40))
def test_a_dated_parameter_has_the_value_in_force_on_the_day(duckdb_engine, days):
    parameter = parameters_of("B15")["most_organisations"]
    found = asked(duckdb_engine, {"d": (pa.date32(), days)}, lambda t: on_day(parameter, t.d))
    assert found == [None if day is None else 50 if day >= date(2026, 1, 1) else 100 for day in days]


@settings(max_examples=30, deadline=None)
@given(st.dates(FIRST_KNOWN_DAY, LAST_KNOWN_DAY), st.integers(0, 60))
def test_working_days_between_two_days_are_those_counted_one_by_one(first, length):
    last = min(first + timedelta(days=length), LAST_KNOWN_DAY)
    table = working_days(first, last)["working_days_to_date"].to_pylist()
    one_by_one = sum(is_working(first + timedelta(days=n)) for n in range(1, (last - first).days + 1))
    assert table[-1] - table[0] == one_by_one


@pytest.mark.spark
def test_spark_reads_the_expressions_alike(spark_engine):
    days = [date(2024, 1, 31), date(2024, 2, 29), date(2025, 12, 31), date(2026, 1, 1)]
    columns = {"d": (pa.date32(), days), "h": (pa.int64(), [3, 7, 9, 21])}
    assert asked(spark_engine, columns, lambda t: months_after(t.d, 1)) == [
        date(2024, 2, 29), date(2024, 3, 29), date(2026, 1, 31), date(2026, 2, 1),
    ]  # fmt: skip
    assert asked(spark_engine, columns, lambda t: rounded_half_days(t.h, Decimal("0.70"))) == [2, 5, 6, 15]
    assert asked(spark_engine, columns, lambda t: on_day(parameters_of("B15")["most_organisations"], t.d)) == [
        100, 100, 100, 50,
    ]  # fmt: skip
    assert asked(spark_engine, columns, lambda t: days_between(ibis.literal(date(2024, 1, 1)), t.d)) == [
        30, 59, 730, 731,
    ]  # fmt: skip
