"""What is planted is there, all of it and nothing else: thirty checks read a second time, all of them by the checks."""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import date

import pytest

from tests.demo.reading import CODES, Reading
from zicha.contract.tables import TABLES
from zicha.demo.files import write_parquet
from zicha.demo.sheet import SUBJECT_OF
from zicha.demo.world import World, build_world
from zicha.findings.inspecting import inspect, open_records
from zicha.screening.engines import DuckDBEngine

AS_OF = date(2026, 6, 30)
EVERY_CODE = sorted(SUBJECT_OF)
NEVER_UNDECIDED = {
    *("A15", "A16", "A19", "A24", "A25", "A29", "A30", "A32", "A33", "A34"),
    *("B01", "B07", "B08", "B10", "B11", "B13", "B15", "B16"),
    *("C02", "C03", "C04", "C07", "C08", "C10", "C11", "C12", "C13", "C15"),
    *("D01", "D02", "D03", "D07", "D10", "D11", "D13", "D14", "D17"),
}
"""Rules that decide whatever is missing, and A33, undecided only where whole tables are."""


def marks(world: World, kind: str) -> dict[str, set[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    for row in world.planted.to_pylist():
        if row["kind"] == kind:
            found[row["code"]].add(row["subject_id"])
    return found


@pytest.fixture(scope="module")
def clean_verdicts(clean):
    return Reading(clean.tables, AS_OF).verdicts()


@pytest.fixture(scope="module")
def planted_verdicts(planted):
    return Reading(planted.tables, AS_OF).verdicts()


@pytest.mark.parametrize("code", CODES)
def test_a_clean_body_gives_no_hit_and_leaves_nothing_undecided(clean_verdicts, code):
    assert clean_verdicts[code]["hit"] == set()
    assert clean_verdicts[code]["undecided"] == set()


@pytest.mark.parametrize("code", CODES)
def test_hits_and_undecided_are_exactly_the_planted_ones(planted, planted_verdicts, code):
    assert planted_verdicts[code]["hit"] == marks(planted, "hit")[code]
    assert planted_verdicts[code]["undecided"] == marks(planted, "undecided")[code]


@pytest.mark.parametrize("code", CODES)
def test_near_misses_pass_or_are_no_subject_and_the_exempt_are_exempt(planted, planted_verdicts, code):
    told = planted_verdicts[code]
    near = marks(planted, "near_miss")[code]
    assert near & (told["hit"] | told["undecided"]) == set()
    assert near & told["pass"], "no near miss is judged at all"
    assert marks(planted, "exempt")[code] <= told["exempt"]


OTHER_DAYS = [date(2026, 4, 1), date(2026, 8, 31), date(2026, 10, 13), date(2026, 12, 31)]


@pytest.mark.slow
@pytest.mark.parametrize("as_of", OTHER_DAYS)
def test_the_cases_hold_on_other_days_month_ends_and_after_a_golden_week(as_of):
    world = build_world(certificates=300, seed=5, as_of=as_of)
    verdicts = Reading(world.tables, as_of).verdicts()
    for code in CODES:
        assert verdicts[code]["hit"] == marks(world, "hit")[code], code
        assert verdicts[code]["undecided"] == marks(world, "undecided")[code], code


def test_every_check_of_the_catalogue_but_the_two_on_wording_has_its_cases():
    assert len(EVERY_CODE) == 79
    assert not {"A27", "C06"} & set(EVERY_CODE)


@pytest.mark.slow
@pytest.mark.parametrize("mixed", [True, False])
@pytest.mark.parametrize("as_of", OTHER_DAYS)
def test_every_check_finds_on_other_days_what_is_planted_and_in_a_clean_body_nothing(as_of, mixed, tmp_path):
    world = build_world(certificates=300, seed=5, as_of=as_of, planted=mixed)
    write_parquet(world, tmp_path)
    found: dict[str, dict[str, set[str]]] = {"hit": defaultdict(set), "undecided": defaultdict(set)}
    with open_records([tmp_path]) as records:
        engine = DuckDBEngine(threads=2)
        try:
            for finding in inspect(records, as_of=as_of, engine=engine).findings:
                found[finding.verdict.value][finding.code].add(finding.subject_id)
        finally:
            engine.close()
    assert found == {kind: marks(world, kind) for kind in found}


@pytest.mark.parametrize("code", EVERY_CODE)
def test_each_check_has_three_violations_three_near_misses_and_its_undecided(planted, code):
    counts = Counter(row["kind"] for row in planted.planted.to_pylist() if row["code"] == code)
    assert counts["hit"] >= 3
    assert counts["near_miss"] >= 3
    assert counts["undecided"] >= (0 if code in NEVER_UNDECIDED else 2)
    assert counts["exempt"] >= (1 if code in {"A04", "A25", "B06", "D10"} else 0)


def test_planted_subjects_are_rows_of_their_tables(planted):
    known = {name: set(map("|".join, _text_keys(planted, name))) for name in TABLES}
    for row in planted.planted.to_pylist():
        subject = SUBJECT_OF[row["code"]]
        assert row["subject_kind"] == subject.kind
        if subject.table:
            assert row["subject_id"] in known[subject.table], row
        elif subject.kind == "person_year":
            assert row["subject_id"].split("|")[0] in known["people"]


def _text_keys(world: World, name: str) -> list[tuple[str, ...]]:
    columns = [[str(value) for value in world.tables[name][key].to_pylist()] for key in TABLES[name].key]
    return list(zip(*columns, strict=True))


def test_no_subject_is_marked_twice_under_one_code(planted):
    rows = [(row["code"], row["subject_id"]) for row in planted.planted.to_pylist()]
    assert [row for row, count in Counter(rows).items() if count > 1] == []
