"""Does it find what is there? The invented body's planted cases against what a whole run finds."""

from __future__ import annotations

import csv
import random
from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from pathlib import Path

import pyarrow as pa
import pytest

from zicha.contract.tables import TABLES
from zicha.contract.verdicts import Verdict
from zicha.demo.files import write_world
from zicha.demo.world import World, build_world
from zicha.findings.finding import Finding
from zicha.findings.inspecting import inspect, open_records
from zicha.screening.engines import DuckDBEngine

# Every test here looks at one run; on one worker it is made once.
pytestmark = pytest.mark.xdist_group("planted")


@pytest.fixture(scope="module")
def world() -> World:
    return build_world(certificates=1_000)


def findings_in(*inputs: Path) -> tuple[Finding, ...]:
    with open_records(list(inputs)) as records:
        engine = DuckDBEngine(threads=2)
        try:
            return inspect(records, as_of=date(2026, 6, 30), engine=engine).findings
        finally:
            engine.close()


def by_code(findings: Iterable[Finding], verdict: Verdict) -> dict[str, set[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    for finding in findings:
        if finding.verdict is verdict:
            found[finding.code].add(finding.subject_id)
    return dict(found)


def planted(world: World, kind: str) -> dict[str, set[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    for row in world.planted.to_pylist():
        if row["kind"] == kind:
            found[row["code"]].add(row["subject_id"])
    return dict(found)


@pytest.fixture(scope="module")
def found(world: World, tmp_path_factory: pytest.TempPathFactory) -> tuple[Finding, ...]:
    folder = tmp_path_factory.mktemp("mixed")
    write_world(world, folder)
    return findings_in(folder)


def test_every_planted_violation_is_found_and_nothing_else(world, found):
    assert by_code(found, Verdict.HIT) == planted(world, "hit")


def test_what_cannot_be_decided_is_exactly_what_was_planted_so(world, found):
    assert by_code(found, Verdict.UNDECIDED) == planted(world, "undecided")


def test_every_code_of_the_first_thirty_has_three_violations_and_three_near_misses(world):
    from tests.checks.test_registry import FIRST_THIRTY

    hits, near = planted(world, "hit"), planted(world, "near_miss")
    assert {code for code in FIRST_THIRTY if len(hits[code]) < 3 or len(near[code]) < 3} == set()


def test_a_hit_leads_to_the_delivered_rows_and_says_in_chinese_what_it_is(found):
    for finding in found:
        if finding.verdict is Verdict.HIT:
            assert any(row.row for row in finding.evidence), finding.key
            assert any("一" <= letter <= "鿿" for letter in finding.sentence)
            assert "{" not in finding.sentence
            assert "None" not in finding.sentence
        else:
            assert finding.reason


@pytest.mark.slow
def test_a_clean_body_has_no_hit_and_nothing_undecided(tmp_path):
    write_world(build_world(certificates=1_000, planted=False), tmp_path, style="parquet")
    assert [finding.key for finding in findings_in(tmp_path)] == []


def identities(findings: Iterable[Finding]) -> set[tuple[str, ...]]:
    return {(f.key, f.verdict.value, f.observed, f.expected, f.sentence, f.reason) for f in findings}


@pytest.mark.slow
def test_shuffled_rows_chinese_headings_split_files_and_a_second_copy_change_nothing(world, found, tmp_path):
    draw = random.Random(7)
    for name, table in world.tables.items():
        rows = list(range(table.num_rows))
        draw.shuffle(rows)
        columns = list(TABLES[name].columns)
        draw.shuffle(columns)
        shuffled = table.take(rows)
        half = len(rows) // 2
        for part, piece in enumerate((shuffled.slice(0, half), shuffled.slice(half))):
            write_chinese(piece, columns, tmp_path / f"{TABLES[name].chinese}_{part + 1}.csv")
    twice = tmp_path / "再交一次"
    twice.mkdir()
    people = TABLES["people"]
    write_chinese(world.tables["people"], list(people.columns), twice / f"{people.chinese}.csv")
    assert identities(findings_in(tmp_path)) == identities(found)


def write_chinese(rows: pa.Table, columns: list, path: Path) -> None:
    with path.open("w", encoding="gb18030", newline="") as file:
        writer = csv.writer(file)
        writer.writerow([column.chinese for column in columns])
        for row in rows.to_pylist():
            writer.writerow([shown(row[column.name]) for column in columns])


def shown(value: object) -> str:
    return (
        "" if value is None else {True: "是", False: "否"}[value] if isinstance(value, bool) else str(value)
    )
