"""What reading an upload left on disk (读取结果): accepted tables, bad cells, and a record that names them all.

reading.json          counts, remarks, sources, silent columns; the SHA-256 of every file below
tables/<name>.parquet accepted rows of a contract table
bad_cells.parquet     every bad cell, in the order of file, sheet and row
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, astuple, dataclass, fields
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from zicha.contract.errors import BadCell, Remark, ZichaError
from zicha.dataset import disk
from zicha.dataset.parquet_scan import parquet_scan
from zicha.intake.delivery import Delivery, SheetCount, SourceFile

RECORD = "reading.json"
BAD_CELLS = "bad_cells.parquet"
_CELL = pa.schema(
    [(field.name, pa.int64() if field.name == "row" else pa.string()) for field in fields(BadCell)]
)


@dataclass(frozen=True, slots=True)
class KeptReading:
    """A delivery as its folder holds it (留存的读取结果)."""

    tables: Mapping[str, Path]
    counts: tuple[SheetCount, ...]
    sources: tuple[SourceFile, ...]
    remarks: tuple[Remark, ...]
    silent: frozenset[str]


def keep_reading(delivery: Delivery, folder: Path) -> str:
    """Write what was read into the folder; return the SHA-256 of its record."""
    tables = folder / "tables"
    disk.remove(tables)
    disk.make_folder(tables)
    for name, rows in delivery.tables.items():
        pq.write_table(rows, tables / f"{name}.parquet", compression="zstd")
        disk.sync(tables / f"{name}.parquet")
    columns = zip(*map(astuple, delivery.rejected), strict=True) if delivery.rejected else [()] * len(_CELL)
    cells = [pa.array(values, field.type) for values, field in zip(columns, _CELL, strict=True)]
    pq.write_table(pa.Table.from_arrays(cells, schema=_CELL), folder / BAD_CELLS, compression="zstd")
    disk.sync(folder / BAD_CELLS)
    said = {
        "tables": {name: disk.sha256_of(tables / f"{name}.parquet") for name in delivery.tables},
        "bad_cells": disk.sha256_of(folder / BAD_CELLS),
        "counts": [asdict(count) for count in delivery.counts],
        "sources": [asdict(source) for source in delivery.files],
        "remarks": [asdict(remark) for remark in delivery.remarks],
        "silent": sorted(delivery.silent),
    }
    disk.write(folder / RECORD, (json.dumps(said, ensure_ascii=False, indent=1) + "\n").encode())
    return disk.sha256_of(folder / RECORD)


def kept_reading(folder: Path, sha256: str) -> KeptReading:
    """What lies in the folder. Raises ZichaError when any of it is not what was written."""
    problem = "读取结果不完整或被改动过。请放弃这次上传，重新上传文件。"
    try:
        if disk.sha256_of(folder / RECORD) != sha256:
            raise ZichaError(problem)
        said = json.loads((folder / RECORD).read_text(encoding="utf-8"))
        tables = {name: folder / "tables" / f"{name}.parquet" for name in said["tables"]}
        if any(disk.sha256_of(path) != said["tables"][name] for name, path in tables.items()):
            raise ZichaError(problem)
        return KeptReading(
            tables,
            tuple(SheetCount(**one) for one in said["counts"]),
            tuple(SourceFile(**one) for one in said["sources"]),
            tuple(Remark(**one) for one in said["remarks"]),
            frozenset(said["silent"]),
        )
    except (OSError, ValueError, KeyError, TypeError, AssertionError) as error:
        raise ZichaError(problem) from error


def bad_cells(folder: Path, *, after: int = 0, most: int | None = None) -> Sequence[BadCell]:
    """Bad cells from place `after` on, in their order; all of them without `most`."""
    path = folder / BAD_CELLS
    if not path.is_file():
        return ()
    limit = f"LIMIT {int(most)} " if most is not None else ""
    names = ", ".join(f'"{name}"' for name in _CELL.names)
    # A connection of its own: the module's is shared by all threads of the web server.
    with duckdb.connect() as connection:
        rows = connection.execute(
            f"SELECT {names} FROM {parquet_scan(path)} {limit}OFFSET {int(after)}"
        ).fetchall()
    return [BadCell(*row) for row in rows]
