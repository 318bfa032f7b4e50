"""The delivered records as a report counts them (记录): a DuckDB view a table, nothing dated after the judging date."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import duckdb

from zicha.contract.table import ContractTable
from zicha.contract.tables import TABLES
from zicha.dataset.parquet_scan import parquet_scan


class Records:
    """The tables of one dataset version (数据集记录), readable by SQL under their contract names.

    since  the first day that is no longer inside "the last years": the period is after it, up to and with as_of
    body   only the rows of this body, and the status changes of its certificates; empty = of all
    """

    def __init__(
        self,
        connection: duckdb.DuckDBPyConnection,
        files: Mapping[str, Path],
        as_of: date,
        since: date,
        body: str = "",
    ) -> None:
        self.as_of = as_of
        self.since = since
        self._connection = connection
        self._files = files
        for name, path in files.items():
            read = f"{_is_read(TABLES[name], as_of)} AND {_is_of(TABLES[name], body, files)}"
            connection.execute(f"CREATE VIEW {name} AS SELECT * FROM {parquet_scan(path)} WHERE {read}")

    def has(self, table: str) -> bool:
        return table in self._files

    def ask(self, sql: str, *values: Any) -> list[tuple[Any, ...]]:
        """The rows of a query; ? stands for the values in their order."""
        return self._connection.execute(sql, list(values)).fetchall()

    def rows(self, table: str) -> int:
        """Rows dated on or before the judging date."""
        return int(self.ask(f"SELECT count(*) FROM {table}")[0][0])

    def rows_delivered(self, table: str) -> int:
        return int(self.ask(f"SELECT count(*) FROM {parquet_scan(self._files[table])}")[0][0])

    def of_table(self, table: str) -> str:
        """认证证书 6,000 行, as footnotes name their source."""
        return f"“{TABLES[table].chinese}”表 {self.rows(table):,} 行"

    @property
    def period(self) -> str:
        return f"{chinese_day(self.since)}（不含）至{chinese_day(self.as_of)}（含）"


@contextmanager
def records_of(files: Mapping[str, Path], as_of: date, years: int, body: str = "") -> Iterator[Records]:
    """Open the tables; `years` is how far "the last years" go back."""
    with duckdb.connect() as connection:
        yield Records(connection, files, as_of, years_before(as_of, years), body)


def years_before(day: date, years: int) -> date:
    """The same day of an earlier year; 29 February becomes 28 February."""
    try:
        return day.replace(year=day.year - years)
    except ValueError:
        return day.replace(year=day.year - years, day=28)


def chinese_day(day: date) -> str:
    """2026年6月30日."""
    return f"{day.year}年{day.month}月{day.day}日"


def _is_read(table: ContractTable, as_of: date) -> str:
    # The first filled date is the row's own day; a row without one stays, as for the checks.
    if not table.dated_by:
        return "true"
    own_day = ", ".join(f"CAST({name} AS TIMESTAMP)" for name in table.dated_by)
    return f"coalesce(coalesce({own_day}) < TIMESTAMP '{as_of + timedelta(days=1)}', true)"


def _is_of(table: ContractTable, body: str, files: Mapping[str, Path]) -> str:
    columns = table.schema.names
    if not body:
        return "true"
    if "body_id" in columns:
        return f"body_id = {_quoted(body)}"
    if "certificate_no" in columns and "certificates" in files:
        own = f"SELECT certificate_no FROM {parquet_scan(files['certificates'])} WHERE body_id = {_quoted(body)}"
        return f"certificate_no IN ({own})"
    return "true"


def _quoted(text: str | Path) -> str:
    return "'" + str(text).replace("'", "''") + "'"
