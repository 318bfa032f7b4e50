"""What stands out in a register before any check (概览): repeated numbers, days of mass issuing, long validity.

These are facts about the file, counted and not judged: no clause sets a number of certificates a day. The busiest days
are told whatever their size, so that no threshold of ours decides what is seen.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import duckdb
import pyarrow as pa

KINDS = ("repeated_number", "busiest_days", "validity")
"""Kinds of remark that come of this."""

BUSIEST = 5
_SHOWN = 5
_MONTHS = (36, 60)


@dataclass(frozen=True, slots=True)
class Certificates:
    """The columns of certificates that are looked at (证书各列); none where the file does not have it.

    numbers  heading → values that should be one row's alone
    """

    rows: int
    numbers: Mapping[str, pa.ChunkedArray | pa.Array]
    body: pa.ChunkedArray | pa.Array | None = None
    issued_on: pa.ChunkedArray | pa.Array | None = None
    expires_on: pa.ChunkedArray | pa.Array | None = None


def overview(certificates: Certificates) -> Iterator[tuple[str, str, int]]:
    """Kind, sentence, and how many rows it is about."""
    with duckdb.connect() as session:
        for heading, values in certificates.numbers.items():
            yield from _repeated(session, heading, values)
        if certificates.issued_on is not None:
            yield from _busiest(session, certificates)
            if certificates.expires_on is not None:
                yield from _validity(session, certificates)


def _repeated(
    session: duckdb.DuckDBPyConnection, heading: str, values: pa.ChunkedArray | pa.Array
) -> Iterator[tuple[str, str, int]]:
    session.register("given", pa.table({"number": values}))
    found = session.execute(
        "SELECT number, count(*) AS rows FROM given WHERE number IS NOT NULL AND trim(number) <> '' "
        "GROUP BY number HAVING count(*) > 1 ORDER BY rows DESC, number"
    ).fetchall()
    if not found:
        yield "repeated_number", f"列“{heading}”没有重复的编号", 0
        return
    rows = sum(count for _, count in found)
    shown = "、".join(f"{number}（{count:,} 行）" for number, count in found[:_SHOWN])
    yield (
        "repeated_number",
        f"列“{heading}”有 {len(found):,} 个编号重复，共 {rows:,} 行；最多的：{shown}",
        rows,
    )


def _busiest(session: duckdb.DuckDBPyConnection, given: Certificates) -> Iterator[tuple[str, str, int]]:
    body = given.body if given.body is not None else pa.nulls(given.rows, pa.string())
    session.register("given", pa.table({"body": body, "day": given.issued_on}))
    found = session.execute(
        "SELECT body, day, count(*) AS rows FROM given WHERE day IS NOT NULL GROUP BY body, day "
        f"ORDER BY rows DESC, day, body LIMIT {BUSIEST}"
    ).fetchall()
    if found:
        shown = "；".join(f"{name or ''} {day} {rows:,} 张".strip() for name, day, rows in found)
        yield "busiest_days", f"同一机构同一天颁证最多的日子（只列事实，没有法定上限）：{shown}", found[0][2]


def _validity(session: duckdb.DuckDBPyConnection, given: Certificates) -> Iterator[tuple[str, str, int]]:
    session.register("given", pa.table({"day": given.issued_on, "last": given.expires_on}))
    beyond = ", ".join(
        f"count(*) FILTER (last > CAST(day + INTERVAL {months} MONTH AS DATE))" for months in _MONTHS
    )
    known, *longer, backwards = session.execute(
        f"SELECT count(*) FILTER (day IS NOT NULL AND last IS NOT NULL), {beyond}, count(*) FILTER (last <= day) FROM given"
    ).fetchall()[0]
    if known:
        told = "，".join(f"长于 {m // 12} 年的 {n:,} 张" for m, n in zip(_MONTHS, longer, strict=True))
        text = f"颁证日和截止日都有的 {known:,} 张证书中，有效期{told}，截止不晚于颁证的 {backwards:,} 张（判定见检查项 A24）"
        yield "validity", text, longer[-1]
