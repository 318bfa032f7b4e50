"""The columns a check reads (检查项用到的列), as DuckDB's optimiser sees them once derived tables are written out.

A plan is made, never run, over a small invented body; what every table keeps back for rows dated after the judging
date is left out, for it is worked out once and shared.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import ibis
import ibis.expr.types as ir

from zicha.checks.per_group import PerGroup
from zicha.checks.registry import all_checks
from zicha.contract.tables import TABLES
from zicha.screening.binding import Binding
from zicha.screening.engines import DuckDBEngine

Columns = Mapping[str, tuple[str, ...]]
"""Contract table → its columns."""


class _Planner(DuckDBEngine):
    """Keeps nothing but the keys not read, so that a plan reaches down to the contract's tables."""

    def read(self, name: str, parquet: Path) -> ir.Table:
        # As a table, for the plan to call it by name.
        rows = super().read(f"file_{name}", parquet)
        return self._connection.create_table(name, rows, overwrite=True)

    def keep(self, name: str, rows: ir.Table) -> ir.Table:
        if name.startswith("unread_"):
            return super().keep(name, rows)
        return self._connection.create_view(f"kept_{name}", rows, overwrite=True)

    def keep_per_group(self, name: str, made: PerGroup) -> ir.Table:
        # What the function answers rests on all it is given.
        given = sum((made.rows[column] for column in made.rows.columns[1:]), made.rows[made.rows.columns[0]])
        return self.keep(name, made.rows.select(**dict.fromkeys(made.returns, given)))

    def plan(self, rows: ir.Table) -> list[dict[str, Any]]:
        # Statistics of the small body would rule columns out that matter in a large one.
        self._connection.raw_sql(
            "SET disabled_optimizers = 'statistics_propagation,join_order,build_side_probe_side'"
        )
        ((_, text),) = self._connection.raw_sql(
            f"EXPLAIN (FORMAT json) {ibis.to_sql(rows, 'duckdb')}"
        ).fetchall()
        return list(json.loads(text))


def columns_used(files: Mapping[str, Path], as_of: date) -> dict[str, Columns]:
    """Check code → the columns it reads, over all its editions."""
    planner = _Planner()
    binding = Binding(planner, files, as_of)
    found: dict[str, dict[str, set[str]]] = {}
    for check in all_checks():
        of_check = found.setdefault(check.code, {})
        for table, column in _scanned(planner.plan(binding.judged_by(check))):
            of_check.setdefault(table, set()).add(column)
    planner.close()
    return {code: {t: tuple(sorted(names)) for t, names in sorted(of.items())} for code, of in found.items()}


def _scanned(nodes: list[dict[str, Any]]) -> Iterator[tuple[str, str]]:
    for node in nodes:
        yield from _scanned(node["children"])
        said = node["extra_info"]
        table = str(said.get("Table", "")).rpartition(".")[2]
        if table in TABLES:
            # A column that only a filter reads is named there alone. Either is a text or a list of texts.
            read = f"{said.get('Projections', '')} {said.get('Filters', '')}"
            for column in TABLES[table].columns:
                if re.search(rf"\b{column.name}\b", read):
                    yield table, column.name
