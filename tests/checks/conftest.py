"""`verdicts`: run one check over text tables on every engine, as specifications read it."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from zicha.checks.registry import checks_of
from zicha.contract.table import ContractTable, Type, text_rows
from zicha.contract.tables import TABLES
from zicha.reference.parameters import parameters_of
from zicha.screening.binding import Binding
from zicha.screening.engines import Engine
from zicha.screening.judging import verdicts as judged_verdicts

MEANING = {"hit": True, "pass": False, "undecided": None, "exempt": "exempt"}
AS_OF = date(2026, 6, 30)
Verdicts = Callable[..., Mapping[str, object]]
PARSED: Mapping[Type, Callable[[str], object]] = {
    Type.DATE: date.fromisoformat,
    Type.TIME: datetime.fromisoformat,
    Type.INT: int,
    Type.NUMBER: Decimal,
    Type.FLAG: {"true": True, "false": False}.__getitem__,
    Type.TEXT: str,
    Type.LIST: str,
    Type.USCC: str,
}
_numbers = itertools.count()


def typed(table: ContractTable, text: str) -> pa.Table:
    """The rows of a text table in the types of the contract; columns not written are empty."""
    rows = text_rows(text)
    unknown = {name for row in rows for name in row} - set(table.schema.names)
    assert not unknown, f"{table.name} has no column {unknown}"
    columns = []
    for column in table.columns:
        values = [row.get(column.name) or None for row in rows]
        typed_values = [None if value is None else PARSED[column.type](value) for value in values]
        if column.arrow == pa.float64():
            typed_values = [None if value is None else float(value) for value in typed_values]
        columns.append(pa.array(typed_values, column.arrow))
    columns += [pa.nulls(len(rows), field.type) for field in list(table.stored_schema)[len(table.columns) :]]
    return pa.Table.from_arrays(columns, schema=table.stored_schema)


@pytest.fixture
def judged(engine: Engine, tmp_path: Path) -> Callable[..., pa.Table]:
    """The rows of a check over text tables: subject_id, verdict, reason, observed, expected and the rest."""

    def run(
        code: str, *, as_of: date = AS_OF, override: Mapping[str, str] | None = None, **tables: str
    ) -> pa.Table:
        files = {}
        for name, text in tables.items():
            files[name] = tmp_path / f"{name}{next(_numbers)}.parquet"
            pq.write_table(typed(TABLES[name], text), files[name])
        (check,) = checks_of(code)
        thresholds = {
            name: parameter.override(override[name], "test") if override and name in override else parameter
            for name, parameter in parameters_of(code).items()
        }
        binding = Binding(engine, files, as_of, {code: thresholds})
        return engine.fetch(judged_verdicts(check, binding.judged_by(check)))

    return run


@pytest.fixture
def verdicts(judged: Callable[..., pa.Table]) -> Verdicts:
    """subject id → True (hit), False (pass), None (undecided) or "exempt"; a subject out of scope is absent."""

    def run(code: str, **arguments: object) -> Mapping[str, object]:
        rows = judged(code, **arguments).to_pylist()
        answers = {row["subject_id"]: MEANING[row["verdict"]] for row in rows}
        assert len(answers) == len(rows), (
            f"{code} judged a subject twice: {sorted(r['subject_id'] for r in rows)}"
        )
        return answers

    return run
