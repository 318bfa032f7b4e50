"""All rows of one table, from all its files, put together (合并).

Identical rows count once. Two different rows with one key cannot both be right, and nobody here knows which is: all
of them are refused. A form without key knows only identical rows.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import duckdb
import numpy as np
import pyarrow as pa

from zicha.contract.errors import BadCell, Remark
from zicha.contract.table import SOURCE_COLUMNS, ContractTable

_PLACE = "__place"
_DIFFERENCES_SHOWN = 4


@dataclass(frozen=True, slots=True)
class Merged:
    """Rows put together (合并结果). `repeated`, `conflicting`: (file, sheet) → rows."""

    rows: pa.Table
    bad: list[BadCell]
    remarks: list[Remark]
    repeated: dict[tuple[str, str], int]
    conflicting: dict[tuple[str, str], int]


def merge(form: ContractTable, parts: Sequence[pa.Table]) -> Merged:
    """Put the accepted rows of a form together; of identical ones the first stays."""
    rows = pa.concat_tables(parts) if parts else form.stored_schema.empty_table()
    if _all_different(rows.select(_said(form))):
        return Merged(rows, [], [], {}, {})
    with duckdb.connect() as session:
        places = _sharing_a_key(session, form, rows)
        shared = rows.take(pa.array(places))
        first_of = _first_identical(session, form, shared)
        conflicts = _conflicting(session, form, shared, first_of)
    repeats = (first_of != np.arange(len(shared))) & ~conflicts
    kept = np.ones(rows.num_rows, dtype=bool)
    kept[places[repeats | conflicts]] = False
    return Merged(
        rows.filter(pa.array(kept)),
        _bad_cells(form, shared, conflicts, first_of),
        _remarks(form, shared, repeats, first_of),
        _per_sheet(shared, repeats),
        _per_sheet(shared, conflicts),
    )


def _said(form: ContractTable) -> list[str]:
    """The columns that make a row itself: its key, or else everything but its place."""
    return list(form.key) or form.schema.names


def _all_different(keys: pa.Table) -> bool:
    return keys.group_by(keys.column_names).aggregate([]).num_rows == keys.num_rows


def _quoted(names: Sequence[str]) -> str:
    return ", ".join('"' + name.replace('"', '""') + '"' for name in names)


def _numbered(rows: pa.Table, names: Sequence[str]) -> pa.Table:
    return rows.select(names).append_column(_PLACE, pa.array(np.arange(rows.num_rows)))


def _column(session: duckdb.DuckDBPyConnection, rows: pa.Table, query: str) -> np.ndarray:
    """The one column of a query over `numbered`, which are these rows."""
    session.register("numbered", rows)
    return session.execute(query).to_arrow_table().column(0).to_numpy()


def _sharing_a_key(session: duckdb.DuckDBPyConnection, form: ContractTable, rows: pa.Table) -> np.ndarray:
    """Places of the rows whose key is not theirs alone."""
    names = _said(form)
    same = " and ".join(
        f"a.{name} is not distinct from b.{name}" for name in map(_quoted, ([n] for n in names))
    )
    return _column(
        session,
        _numbered(rows, names),
        f"with shared as (select {_quoted(names)} from numbered group by all having count(*) > 1) "
        f"select a.{_PLACE} from numbered a join shared b on {same} order by 1",
    )


def _first_identical(session: duckdb.DuckDBPyConnection, form: ContractTable, shared: pa.Table) -> np.ndarray:
    """For each row the place of the first row that says the same."""
    names = form.schema.names
    return _column(
        session,
        _numbered(shared, names),
        f"select min({_PLACE}) over (partition by {_quoted(names)}) from numbered order by {_PLACE}",
    )


def _conflicting(
    session: duckdb.DuckDBPyConnection, form: ContractTable, shared: pa.Table, first_of: np.ndarray
) -> np.ndarray:
    """Rows whose key says more than one thing."""
    if not form.key:
        return np.zeros(len(shared), dtype=bool)
    numbered = _numbered(shared, form.key).append_column("__first", pa.array(first_of))
    return _column(
        session,
        numbered,
        "select min(__first) over w <> max(__first) over w from numbered "
        f"window w as (partition by {_quoted(form.key)}) order by {_PLACE}",
    ).astype(bool)


def _bad_cells(
    form: ContractTable, shared: pa.Table, conflicts: np.ndarray, first_of: np.ndarray
) -> list[BadCell]:
    """Each conflicting row, naming another row with its key and what differs."""
    places = np.flatnonzero(conflicts)
    if not len(places):
        return []
    rows = shared.take(pa.array(places)).to_pylist()
    of_key: dict[tuple[object, ...], list[int]] = {}
    for at, row in enumerate(rows):
        of_key.setdefault(tuple(row[name] for name in form.key), []).append(at)
    label = "、".join(form.column(name).label for name in form.key)
    bad = []
    for at, row in enumerate(rows):
        mates = of_key[tuple(row[name] for name in form.key)]
        other = rows[next(mate for mate in mates if first_of[places[mate]] != first_of[places[at]])]
        bad.append(
            BadCell(
                row["source_file"],
                row["source_sheet"],
                row["source_row"],
                label,
                "|".join(str(row[name]) for name in form.key),
                f"与 {_place(other)} 编号相同而内容不同（{_differences(form, row, other)}），都没有接收",
                "核对后只保留正确的一行",
            )
        )
    return bad


def _differences(form: ContractTable, row: dict[str, object], other: dict[str, object]) -> str:
    names = [column.chinese for column in form.columns if row[column.name] != other[column.name]]
    shown = "、".join(names[:_DIFFERENCES_SHOWN])
    return shown + ("等不同" if len(names) > _DIFFERENCES_SHOWN else "不同")


def _place(row: dict[str, object]) -> str:
    sheet = f"!{row['source_sheet']}" if row["source_sheet"] else ""
    return f"{row['source_file']}{sheet} 第 {row['source_row']} 行"


def _remarks(
    form: ContractTable, shared: pa.Table, repeats: np.ndarray, first_of: np.ndarray
) -> list[Remark]:
    remarks = []
    sources = shared.select(list(SOURCE_COLUMNS))
    for (file, sheet), rows in sorted(_per_sheet(shared, repeats).items()):
        here = np.flatnonzero(
            repeats & (sources.column(0).to_numpy() == file) & (sources.column(1).to_numpy() == sheet)
        )
        at = int(here[0])
        row, first = (sources.slice(place, 1).to_pylist()[0] for place in (at, int(first_of[at])))
        remarks.append(
            Remark(
                "repeated_row",
                file,
                sheet,
                f"有 {rows:,} 行与其他行完全相同，只计一次；例如第 {row['source_row']} 行与 {_place(first)}",
                rows,
                form.name,
            )
        )
    return remarks


def _per_sheet(shared: pa.Table, chosen: np.ndarray) -> dict[tuple[str, str], int]:
    places = shared.select(["source_file", "source_sheet"]).filter(pa.array(chosen))
    counted = places.group_by(["source_file", "source_sheet"]).aggregate([([], "count_all")]).to_pylist()
    return {(row["source_file"], row["source_sheet"]): row["count_all"] for row in counted}
