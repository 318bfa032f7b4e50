"""The fingerprint names exactly one state of the reference data."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest

from zicha.reference.deadlines import DEADLINES
from zicha.reference.edition import canonical, fingerprint, reference_data, rule_set_fingerprint


def test_the_fingerprint_is_sha_256_and_the_same_every_time():
    assert len(rule_set_fingerprint()) == 64
    assert rule_set_fingerprint() == fingerprint(reference_data())


def test_one_changed_value_changes_the_fingerprint():
    changed = (replace(DEADLINES[0], value=Decimal(11)), *DEADLINES[1:])
    assert fingerprint({**reference_data(), "deadlines": changed}) != rule_set_fingerprint()


def test_a_value_that_becomes_confirmed_changes_the_fingerprint():
    index = next(n for n, value in enumerate(DEADLINES) if not value.confirmed)
    changed = (*DEADLINES[:index], replace(DEADLINES[index], confirmed=True), *DEADLINES[index + 1 :])
    assert fingerprint({**reference_data(), "deadlines": changed}) != rule_set_fingerprint()


def test_the_order_of_names_does_not_matter_and_numbers_stay_exact():
    assert canonical({"b": Decimal("0.70"), "a": Fraction(1, 3)}) == '{"a":"1/3","b":"0.70"}'
    assert canonical({"day": date(2019, 3, 21)}) == '{"day":"2019-03-21"}'


@pytest.mark.parametrize("value", [0.1, {1, 2}, object()])
def test_what_has_no_exact_text_is_refused(value):
    with pytest.raises(TypeError):
        canonical(value)
