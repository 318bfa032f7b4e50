"""Fills the parameters of a check by name (按名取数): tables, reference tables, derived tables, thresholds."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import ibis.expr.types as ir
import pyarrow as pa

from zicha.checks.per_group import PerGroup
from zicha.checks.registry import AS_OF, Check, Derived, derived_tables
from zicha.contract.tables import TABLES
from zicha.reference.parameters import Parameter, parameters_of
from zicha.reference.tables import REFERENCE_TABLES
from zicha.screening.engines import Engine
from zicha.screening.reading import keys_not_read, rows_read


class Binding:
    """The tables of one run on one engine, each made once (一次筛查的数据).

    files     contract table → Parquet file; tables not delivered are absent and read as empty
    thresholds  check code → name → parameter, overrides applied
    """

    def __init__(
        self,
        engine: Engine,
        files: Mapping[str, Path],
        as_of: date,
        thresholds: Mapping[str, Mapping[str, Parameter]] | None = None,
    ) -> None:
        self.engine = engine
        self.as_of = as_of
        self._files = files
        self._thresholds = thresholds or {}
        self._made: dict[str, ir.Table] = {}
        self._none_unread: dict[str, bool] = {}

    def judged_by(self, check: Check) -> ir.Table:
        """What the check returns over these tables."""
        return check.function(*map(self.table, check.inputs), **self._keywords(check.function, check.code))

    def table(self, name: str) -> ir.Table:
        """The contract, reference or derived table of that name. Raises KeyError."""
        if name not in self._made:
            self._made[name] = self._make(name)
        return self._made[name]

    def delivered(self, name: str) -> bool:
        return name in self._files

    def says(self, column: str) -> bool:
        """Is there any value in that column, named table.column?"""
        table, name = column.split(".")
        rows = self._whole(table)
        return bool(self.engine.fetch(rows.filter(rows[name].notnull()).select(name).limit(1)).num_rows)

    def parameters(self, code: str) -> Mapping[str, Parameter]:
        return self._thresholds.get(code) or parameters_of(code)

    def _make(self, name: str) -> ir.Table:
        if name in TABLES:
            return self._read(name)
        if name in REFERENCE_TABLES:
            return self.engine.add(f"reference_{name}", REFERENCE_TABLES[name]())
        return self._derive(derived_tables()[name])

    def _derive(self, derived: Derived) -> ir.Table:
        keywords = self._keywords(derived.function, derived.thresholds_of)
        rows = derived.function(*map(self.table, derived.inputs), **keywords)
        kept = f"derived_{derived.name}"
        if isinstance(rows, PerGroup):
            return self.engine.keep_per_group(kept, rows)
        return self.engine.keep(kept, rows) if derived.kept else rows

    def _whole(self, name: str) -> ir.Table:
        whole = f"whole_{name}"
        if whole not in self._made:
            if name in self._files:
                self._made[whole] = self.engine.read(name, self._files[name])
            else:
                empty: pa.Table = TABLES[name].stored_schema.empty_table()
                self._made[whole] = self.engine.add(name, empty)
        return self._made[whole]

    def _read(self, name: str) -> ir.Table:
        """A part of a row that is not read is not read either: the team of an audit still to come.

        A reference to a row that was never delivered stays, and is empty to the checks.
        """
        table = TABLES[name]
        rows = rows_read(table, self._whole(name), self.as_of)
        owner = TABLES.get(table.part_of)
        if owner is None or owner.name not in self._files or not owner.dated_by:
            return rows
        unread = self._unread(owner.name)
        return rows if unread is None else rows.anti_join(unread, list(owner.key))

    def _unread(self, name: str) -> ir.Table | None:
        """The keys of that table's rows that are not read; None where all are, so that no join is paid for."""
        kept = f"unread_{name}"
        if kept not in self._made:
            keys = keys_not_read(TABLES[name], self._whole(name), self.as_of)
            self._made[kept] = self.engine.keep(kept, keys)
            self._none_unread[name] = not self.engine.fetch(self._made[kept].limit(1)).num_rows
        return None if self._none_unread[name] else self._made[kept]

    def _keywords(self, function: Callable[..., Any], code: str) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for name, parameter in inspect.signature(function).parameters.items():
            if parameter.kind is not inspect.Parameter.KEYWORD_ONLY:
                continue
            if name == AS_OF:
                found[name] = self.as_of
            else:
                threshold = self.parameters(code)[name]
                found[name] = threshold if threshold.dated else threshold.value
        return found
