"""Values out of laws and standards carry unit, source and dates, and never contradict each other."""

from datetime import date
from decimal import Decimal
from fractions import Fraction
from itertools import combinations

import pytest

from zicha.reference.deadlines import DEADLINES
from zicha.reference.limits import LIMITS
from zicha.reference.personnel import DISCREDIT_ITEMS, PERSONNEL
from zicha.reference.sampling import SAMPLING, sites_to_visit
from zicha.reference.sign_in import SIGN_IN
from zicha.reference.value import Value, in_force, value_on, values

ALL = [*LIMITS, *SAMPLING, *DEADLINES, *SIGN_IN, *PERSONNEL]


def row(key: str, since: date | None = None, until: date | None = None) -> Value:
    return Value(key, "期限", Decimal(1), "月", since, until, "某规则", True)


@pytest.mark.parametrize("value", ALL, ids=lambda value: f"{value.key} since {value.since}")
def test_every_value_says_what_it_is_and_where_it_comes_from(value):
    assert value.key.isidentifier()
    assert value.chinese
    assert value.source
    assert value.unit or isinstance(value.value, str), "a number needs a unit"
    assert not (value.since and value.until) or value.since <= value.until


def test_no_key_has_two_values_on_one_day():
    for table in (LIMITS, SAMPLING, DEADLINES, SIGN_IN, PERSONNEL):
        for one, other in combinations(table, 2):
            if one.key == other.key:
                later = max(one.since or date.min, other.since or date.min)
                assert later > min(one.until or date.max, other.until or date.max), one.key


def test_what_was_not_read_says_so():
    for value in ALL:
        if any(word in value.source for word in ("未见", "未核对", "二手来源", "缺失", "待确认")):
            assert not value.confirmed, value.key


def test_a_value_is_in_force_on_its_first_and_its_last_day():
    rows = [row("gap", date(2024, 1, 1), date(2024, 12, 31))]
    assert list(in_force(rows, date(2024, 1, 1))) == rows
    assert list(in_force(rows, date(2024, 12, 31))) == rows
    assert list(in_force(rows, date(2023, 12, 31))) == []
    assert list(in_force(rows, date(2025, 1, 1))) == []


def test_a_value_without_dates_is_always_in_force():
    assert list(in_force([row("gap")], date(1990, 1, 1)))


def test_the_surveillance_interval_changes_with_the_rule_of_2025():
    assert value_on(DEADLINES, "later_surveillance", date(2025, 12, 31)).whole == 15
    assert value_on(DEADLINES, "later_surveillance", date(2026, 1, 1)).whole == 12


def test_a_rule_not_yet_in_force_has_no_value():
    with pytest.raises(LookupError):
        value_on(DEADLINES, "shortest_stage_gap", date(2025, 12, 31))


def test_thirds_stay_exact_and_shares_stay_decimal():
    assert value_on(LIMITS, "surveillance_share", date(2026, 1, 1)).value == Fraction(1, 3)
    assert value_on(LIMITS, "smallest_share", date(2026, 1, 1)).decimal == Decimal("0.70")


def test_a_phrase_is_no_number():
    (phrase,) = values("""
        key   | 内容 | value  | unit | since | until | confirmed | source
        merge | 合并 | 不允许 |      |       |       | yes       | 某规则
    """)
    with pytest.raises(TypeError):
        assert phrase.whole
    with pytest.raises(TypeError):
        assert phrase.decimal


def test_the_compound_cut_is_both_cuts_in_turn():
    on = date(2026, 1, 1)
    single = value_on(LIMITS, "largest_reduction", on).decimal
    integrated = value_on(LIMITS, "largest_integration_cut", on).decimal
    assert value_on(LIMITS, "smallest_share", on).decimal == 1 - single
    assert value_on(LIMITS, "largest_compound_cut", on).decimal == 1 - (1 - single) * (1 - integrated)


@pytest.mark.parametrize(
    ("sites", "factor", "visited"),
    [
        (25, "1", 5),
        (26, "1", 6),
        (25, "0.6", 3),
        (26, "0.6", 4),
        (25, "0.8", 4),
        (100, "0.6", 6),
        (101, "0.6", 7),
        (1, "0.6", 1),
        (0, "1", 0),
    ],
)
def test_the_site_sample_is_rounded_up_exactly(sites, factor, visited):
    assert sites_to_visit(sites, Decimal(factor)) == visited


def test_the_discredit_items_are_the_twelve_of_the_list_and_no_points_exceed_ten():
    assert [item.code for item in DISCREDIT_ITEMS] == [str(code) for code in range(1001, 1013)]
    assert {item.points for item in DISCREDIT_ITEMS} <= set(range(1, 11))
