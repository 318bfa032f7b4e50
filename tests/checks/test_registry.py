"""Every check can be explained, and needs what the catalogue says it needs."""

from __future__ import annotations

import re
from itertools import pairwise
from pathlib import Path
from string import Formatter

import pytest

from zicha.checks.registry import all_checks, contract_tables, derived_tables
from zicha.contract.tables import TABLES
from zicha.reference.notices import NOTICES
from zicha.reference.parameters import PARAMETERS
from zicha.reference.tables import REFERENCE_TABLES

CATALOGUE = Path(__file__).resolve().parents[3] / "shared" / "design" / "catalogue.yaml"
EACH_CHECK = pytest.mark.parametrize(
    "check", all_checks(), ids=lambda check: f"{check.code} since {check.since}"
)

FIRST_THIRTY = [
    "A01",
    "A02",
    "A04",
    "A05",
    "A06",
    "A09",
    "A10",
    "A11",
    "A16",
    "A18",
    "A19",
    "A20",
    "A21",
    "A22",
    "A23",
    "A24",
    "A25",
    "A29",
    "A30",
    "A31",
    "B01",
    "B02",
    "B06",
    "B15",
    "C01",
    "C07",
    "C09",
    "D03",
    "D04",
    "D05",
]


def test_the_first_thirty_checks_are_there():
    assert set(FIRST_THIRTY) <= {check.code for check in all_checks()}


def test_no_two_editions_of_a_code_are_in_force_on_one_day():
    by_code: dict[str, list] = {}
    for check in all_checks():
        by_code.setdefault(check.code, []).append(check)
    for editions in by_code.values():
        editions.sort(key=lambda check: str(check.since or ""))
        for earlier, later in pairwise(editions):
            assert earlier.until is not None
            assert later.since is not None
            assert earlier.until < later.since


@EACH_CHECK
def test_a_check_can_be_explained_to_the_body_it_names(check):
    assert check.function.__doc__
    assert check.basis
    assert check.title
    assert check.example
    thresholds = set(check.thresholds)
    assert {field for _, field, _, _ in Formatter().parse(check.rule) if field} <= thresholds


@EACH_CHECK
def test_its_tables_exist_and_its_clauses_are_of_a_notice(check):
    known = TABLES.keys() | REFERENCE_TABLES.keys() | derived_tables().keys()
    assert set(check.inputs) <= known
    assert set(check.uses) <= set(contract_tables(check.inputs))
    points = {
        point.code for notice in NOTICES.values() for area in notice.focus_areas for point in area.sub_points
    }
    assert set(check.clauses) <= points
    assert check.clauses


def test_editions_of_a_parameter_touch_and_never_overlap():
    for of_code in PARAMETERS.values():
        for parameter in of_code.values():
            for earlier, later in pairwise(parameter.editions):
                assert earlier.until is not None
                assert later.since is not None
                assert (later.since - earlier.until).days == 1


@pytest.mark.skipif(not CATALOGUE.is_file(), reason="the design is not beside this checkout")
@EACH_CHECK
def test_title_severity_clause_needs_and_uses_are_those_of_the_catalogue(check):
    text = CATALOGUE.read_text(encoding="utf-8")
    entry = re.search(rf"^{check.code}: \{{(.*?)\n(?=[A-Z#])", text + "\n#", re.MULTILINE | re.DOTALL)
    assert entry is not None
    words = entry[1]

    def listed(name: str) -> set[str]:
        found = re.search(rf"\b{name}: \[(.*?)\]", words)
        return set(found[1].split(", ")) if found else set()

    assert f"title: {check.title}," in words
    assert f"severity: {check.severity.value}," in words
    assert f"clause: {check.clauses[0]}," in words
    assert set(check.needs) == listed("needs") | set(check.also_needs)
    assert set(check.uses) == listed("uses")
