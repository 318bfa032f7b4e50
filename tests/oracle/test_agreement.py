"""The checks and the plain rules answer alike on random worlds full of limits, gaps and ties."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tests.oracle.reading import SMALL_WORLD, Records, Tables
from tests.oracle.rules import RULES
from tests.oracle.worlds import AS_OF, world
from zicha.checks.registry import checks_of
from zicha.contract.tables import TABLES
from zicha.reference.parameters import parameters_of
from zicha.screening.binding import Binding
from zicha.screening.engines import Engine
from zicha.screening.judging import verdicts

SEEDS = range(12)


def stored(name: str, rows: Tables, folder: Path) -> Path:
    schema = TABLES[name].stored_schema
    path = folder / f"{name}.parquet"
    full = [{field.name: row.get(field.name) for field in schema} for row in rows[name]]
    pq.write_table(pa.Table.from_pylist(full, schema=schema), path)
    return path


def filled(rows: Tables) -> Tables:
    """Every column of the contract in every row, so that the plain rules may ask for any."""
    return {
        name: [{**dict.fromkeys(TABLES[name].schema.names), **row} for row in table]
        for name, table in rows.items()
    }


def disagreements(engine: Engine, seed: int, folder: Path, codes: list[str]) -> list[str]:
    tables = filled(world(seed))
    smaller = {
        code: {
            name: parameter.override(str(values[name]), "test") if name in values else parameter
            for name, parameter in parameters_of(code).items()
        }
        for code, values in SMALL_WORLD.items()
    }
    binding = Binding(engine, {name: stored(name, tables, folder) for name in tables}, AS_OF, smaller)
    records = Records(tables, AS_OF)
    said = []
    for code in codes:
        (check,) = checks_of(code)
        judged = engine.fetch(verdicts(check, binding.judged_by(check))).to_pylist()
        found = [(row["subject_id"], row["verdict"]) for row in judged]
        wanted = RULES[code](records)
        twice = [subject for subject, times in Counter(subject for subject, _ in found).items() if times > 1]
        differing = sorted(set(found) ^ set(wanted.items()))
        if twice or differing:
            said.append(f"{code}, world {seed}: twice {twice}, differing {differing[:6]} of {len(differing)}")
    return said


@pytest.mark.parametrize("code", sorted(RULES))
def test_every_verdict_occurs_in_the_worlds(code):
    seen = Counter()
    for seed in range(40):
        seen.update(RULES[code](Records(filled(world(seed)), AS_OF)).values())
    assert {"hit", "pass"} <= set(seen), seen


@pytest.mark.parametrize("seed", SEEDS)
def test_checks_and_plain_rules_agree(duckdb_engine, seed, tmp_path):
    codes = [code for code in sorted(RULES) if checks_of(code)]
    assert disagreements(duckdb_engine, seed, tmp_path, codes) == []


@pytest.mark.spark
def test_checks_and_plain_rules_agree_on_spark_too(spark_engine, tmp_path):
    codes = [code for code in sorted(RULES) if checks_of(code)]
    assert disagreements(spark_engine, 1, tmp_path, codes) == []
