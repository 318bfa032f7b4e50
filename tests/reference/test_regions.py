"""A region code names its province."""

import csv
from pathlib import Path

import pytest

from zicha.reference.regions import PROVINCES, province_of

DIVISIONS = (
    Path(__file__).resolve().parents[2] / "../shared/data/geo/china_divisions_province_city_county.csv"
)


def test_there_are_thirty_four_province_level_regions():
    assert len(PROVINCES) == len(set(PROVINCES.values())) == 34


def test_a_region_code_lies_in_the_province_of_its_first_two_digits():
    assert province_of("330102") == "浙江省"
    assert province_of("33") == "浙江省"


def test_a_code_of_no_province_is_not_guessed():
    assert province_of("990000") is None
    assert province_of("") is None


def test_the_names_agree_with_the_published_divisions():
    if not DIVISIONS.exists():
        pytest.skip("the shared list of divisions is not beside the project")
    with DIVISIONS.open(encoding="utf-8-sig", newline="") as file:
        published = {row["省份代码"]: row["省份"] for row in csv.DictReader(file)}
    assert {code: PROVINCES.get(code) for code in published} == published
