"""The rows a lead rests on, as they were delivered (证据行): file, sheet, line, every cell under its Chinese heading.

Read from the dataset version the screening judged, not the newest one: that is what the verdict rests on.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from operator import itemgetter
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

from zicha.casework.leads.lookup import DAMAGE, KEY, MOST_ROWS, Lookup, key_words, place_of, set_aside
from zicha.contract.codes import CODE_LISTS
from zicha.contract.table import SOURCE_COLUMNS, Column, ContractTable
from zicha.contract.tables import TABLES
from zicha.dataset.parquet_scan import parquet_scan
from zicha.findings.finding import EvidenceRow

MOST_SHOWN = 50


@dataclass(frozen=True, slots=True)
class DeliveredRow:
    """A row of evidence (证据行): where it stands, and its filled cells. Without cells it is not in the records."""

    key: str
    place: str
    cells: Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Evidence:
    """The rows of one table (一张数据表的证据行); `left_out` more are not shown."""

    table: str
    chinese: str
    rows: Sequence[DeliveredRow]
    left_out: int


class Rows:
    """Rows of a dataset version by the value of a column (按键取行): out of its look-up, else out of its tables."""

    def __init__(self, files: Mapping[str, Path], open_until_the_end: ExitStack) -> None:
        self._files = files
        self._open = open_until_the_end
        self._lookups: dict[str, Lookup | None] = {}
        self._connection: duckdb.DuckDBPyConnection | None = None

    def of(
        self, table: str, column: str, values: Iterable[object], *, most: int = 1_000
    ) -> list[dict[str, Any]]:
        """Rows whose column, or whose whole key for column "", is one of the values; none of a table not delivered."""
        wanted = sorted({str(value) for value in values if value not in (None, "")})
        if not wanted or table not in self._files:
            return []
        found = self._looked_up(table, column, wanted)
        if found is None:
            found = self._read_through(table, column, wanted, most)
        # A version written under an earlier contract may lack a column.
        empty = dict.fromkeys((*(c.name for c in TABLES[table].columns), *SOURCE_COLUMNS))
        return [{**empty, **row} for row in sorted(found, key=itemgetter(KEY))[:most]]

    def _looked_up(self, table: str, column: str, wanted: Sequence[str]) -> list[dict[str, Any]] | None:
        if len(wanted) > MOST_ROWS:
            return None
        try:
            if table not in self._lookups:
                place = place_of(self._files[table])
                self._lookups[table] = Lookup(table, place) if place and place.is_dir() else None
                if lookup := self._lookups[table]:
                    self._open.callback(lookup.close)
            lookup = self._lookups[table]
            return lookup.of(column, wanted) if lookup else None
        except OSError:
            # Cleared away at this moment, or the disk cannot read it, which `verify` tells.
            return None
        except DAMAGE:
            self._set_aside(table)
            return None

    def _set_aside(self, table: str) -> None:
        lookup, place = self._lookups[table], place_of(self._files[table])
        self._lookups[table] = None
        if lookup and place:
            lookup.close()
            set_aside(place)

    def _read_through(
        self, table: str, column: str, wanted: Sequence[str], most: int
    ) -> list[dict[str, Any]]:
        contract = TABLES[table]
        condition = f'CAST("{column}" AS VARCHAR)' if column else key_words(contract)
        if column in {c.name for c in contract.columns if c.arrow == pa.string()}:
            # Without a cast the file's statistics say which parts need not be read.
            condition = f'"{column}"'
        elif not column and len(contract.key) == 1 and contract.column(contract.key[0]).arrow == pa.string():
            condition = f'"{contract.key[0]}"'
        if self._connection is None:
            self._connection = self._open.enter_context(duckdb.connect(config={"threads": 1}))
            self._connection.execute("SET enable_progress_bar = false")
        found = self._connection.execute(
            f"SELECT *, {key_words(contract)} AS {KEY} FROM {parquet_scan(self._files[table])}"
            f" WHERE {condition} IN ({', '.join('?' * len(wanted))}) ORDER BY {KEY} LIMIT ?",
            [*wanted, most],
        )
        names = [each[0] for each in found.description]
        return [dict(zip(names, row, strict=True)) for row in found.fetchall()]


@contextmanager
def rows_of(files: Mapping[str, Path]) -> Iterator[Rows]:
    """Open the tables of a dataset version for a few questions."""
    with ExitStack() as stack:
        yield Rows(files, stack)


def evidence_of(lead_evidence: Iterable[Mapping[str, Any]], rows: Rows) -> list[Evidence]:
    """The evidence of a lead with its cells, by table; what the records do not hold any more keeps its place."""
    by_table: dict[str, list[EvidenceRow]] = {}
    for said in lead_evidence:
        row = EvidenceRow(
            str(said.get("table", "")),
            str(said.get("key", "")),
            str(said.get("file") or ""),
            str(said.get("sheet") or ""),
            int(said.get("row") or 0),
        )
        if row.table in TABLES:
            by_table.setdefault(row.table, []).append(row)
    shown, room = [], MOST_SHOWN
    for table, wanted in by_table.items():
        here = wanted[:room]
        room -= len(here)
        found = {row[KEY]: row for row in rows.of(table, "", [row.key for row in here])}
        delivered = [_delivered(TABLES[table], row, found.get(row.key)) for row in here]
        shown.append(Evidence(table, TABLES[table].chinese, delivered, len(wanted) - len(here)))
    return shown


def _delivered(table: ContractTable, row: EvidenceRow, found: Mapping[str, Any] | None) -> DeliveredRow:
    if found is None:
        return DeliveredRow(row.key, row.place, ())
    place = EvidenceRow(
        row.table,
        row.key,
        found["source_file"] or row.file,
        found["source_sheet"] or row.sheet,
        found["source_row"] or row.row,
    )
    cells = [
        (
            column.chinese + (f"（{column.unit}）" if column.unit else ""),
            cell_words(column, found[column.name]),
        )
        for column in table.columns
        if found[column.name] is not None
    ]
    return DeliveredRow(row.key, place.place, cells)


def cell_words(column: Column, value: Any) -> str:
    """A stored value as people read it: codes by their label, days and times without seconds that say nothing."""
    match value:
        case bool():
            return "是" if value else "否"
        case datetime():
            return value.strftime("%Y-%m-%d %H:%M:%S" if value.second else "%Y-%m-%d %H:%M")
        case date():
            return value.isoformat()
        case Decimal():
            return format(value.normalize(), "f")
        case str() if column.codes:
            return CODE_LISTS[column.codes].labels.get(value) or value
    return str(value)
