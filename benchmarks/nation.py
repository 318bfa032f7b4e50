"""All checks at the nation's size: an invented body copied many times over, each copy a body of its own.

    python benchmarks/nation.py FOLDER [--share 1.0] [--memory 12GB]

One copy is a body of 100 000 certificates with three years of records; 66 copies make 20 million audits. Every copy has
its own keys, numbers and names, and lies a little elsewhere on the map. Prints per check its seconds, and that as a
multiple of scanning the columns of its tables once; the plot of growth comes from several shares.
"""

from __future__ import annotations

import argparse
import json
import resource
import time
from datetime import date
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from zicha.checks.registry import checks_of, contract_tables
from zicha.contract.table import DEGREES, ContractTable, Type
from zicha.contract.tables import TABLES
from zicha.demo.world import build_world
from zicha.screening.engines import DuckDBEngine
from zicha.screening.run import screen

AS_OF = date(2026, 6, 30)
COPIES = 66
CERTIFICATES = 100_000
# Their items are shared words, or point at rows of another copy when made unique.
SHARED = {"scheme", "kind", "field_code", "process", "activity", "model", "standard", "period", "clause"}


def main() -> None:
    options = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    options.add_argument("folder", type=Path)
    options.add_argument("--share", type=float, default=1.0, help="of the nation: 0.001, 0.01, 0.1, 1")
    options.add_argument("--memory", default="12GB", help="what DuckDB may use before it spills")
    options.add_argument("--codes", default="", help="only these checks, separated by commas")
    chosen = options.parse_args()
    files = nation(chosen.folder / f"nation-{chosen.share:g}", chosen.share)
    rows = {name: pq.ParquetFile(path).metadata.num_rows for name, path in files.items()}
    print(
        f"{sum(rows.values()):,} rows: "
        + ", ".join(f"{name} {count:,}" for name, count in rows.items() if count > 10_000)
    )
    measured(files, chosen.folder, chosen.memory, chosen.codes.split(",") if chosen.codes else None)


def nation(folder: Path, share: float) -> dict[str, Path]:
    """The Parquet files of that share of the nation, made when they are not there yet."""
    copies = max(1, round(COPIES * share))
    certificates = min(CERTIFICATES, max(1_000, round(CERTIFICATES * COPIES * share / copies)))
    done = folder / "made.json"
    if not done.exists():
        started = time.perf_counter()
        folder.mkdir(parents=True, exist_ok=True)
        world = build_world(certificates=certificates, planted=True, as_of=AS_OF)
        for name, rows in world.tables.items():
            copied(TABLES[name], rows, copies, folder / f"{name}.parquet")
        done.write_text(
            json.dumps({"copies": copies, "seconds": time.perf_counter() - started}), encoding="utf-8"
        )
    made = json.loads(done.read_text(encoding="utf-8"))
    print(f"{made['copies']} bodies of {certificates:,} certificates, generated in {made['seconds']:.0f} s")
    return {path.stem: path for path in sorted(folder.glob("*.parquet"))}


def copied(table: ContractTable, rows: pa.Table, copies: int, path: Path) -> None:
    """The rows once per copy, made another copy's by a prefix to what names something and a shift on the map."""
    cells = []
    for column in table.columns:
        name = f'"{column.name}"'
        if column.unit == DEGREES:
            cells.append(f"{name} + copy * 0.0031 AS {name}")
        elif is_name(table, column.name) and column.type in (Type.TEXT, Type.USCC):
            cells.append(f"CASE WHEN {name} IS NULL THEN NULL ELSE {name} || '~' || copy END AS {name}")
        elif column.type is Type.LIST and column.name == "team":
            cells.append(f"replace({name}, ';', '~' || copy || ';') || '~' || copy AS {name}")
        else:
            cells.append(name)
    columns = ", ".join(cells)
    with duckdb.connect() as connection:
        connection.execute("SET preserve_insertion_order = false")
        connection.register("source", rows)
        connection.execute(
            f"""COPY (SELECT {columns}, '' AS source_file, '' AS source_sheet, CAST(0 AS BIGINT) AS source_row
                FROM range({int(copies)}) AS copies(copy), source)
                TO '{path}.part' (FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE 245760)"""
        )
    Path(f"{path}.part").rename(path)


def is_name(table: ContractTable, name: str) -> bool:
    """Does the column name one thing among all bodies: a key, a reference, a number, a name?"""
    column = table.column(name)
    if column.codes or name in SHARED:
        return False
    return column.key or bool(column.refers_to) or name in {
        "name", "org_name", "payer", "uscc", "employer_uscc", "registration_no", "combined_group", "device_id",
        "document_no", "certificate_no", "old_certificate_no", "from_body_id", "target_id", "data_hash", "product_model",
    }  # fmt: skip


def measured(files: dict[str, Path], folder: Path, memory: str, codes: list[str] | None) -> None:
    judged = folder / "judged"
    judged.mkdir(exist_ok=True)
    engine = DuckDBEngine(memory_limit=memory, folder=folder)
    started = time.perf_counter()

    def progress(done: int, total: int, what: str) -> None:
        print(f"  {time.perf_counter() - started:7.1f} s  {done}/{total}  {what}", flush=True)

    result = screen(
        files, as_of=AS_OF, engine=engine, folder=judged, codes=codes, dataset=str(folder), progress=progress
    )
    engine.close()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
    print(f"all {len(result.coverage)} checks: {result.seconds:.0f} s wall, peak {peak:.1f} GiB")
    scans = {name: scanned(path) for name, path in files.items()}
    print("check  seconds  × scan      subjects        hits   undecided")
    for cover in sorted(result.coverage.values(), key=lambda cover: -cover.seconds):
        if cover.ran:
            scan = sum(scans.get(name, 0.0) for name in contract_tables(checks_of(cover.code)[-1].inputs))
            print(
                f"{cover.code:5} {cover.seconds:8.1f} {cover.seconds / max(scan, 1e-9):7.1f} "
                f"{cover.in_scope:13,} {cover.hit:11,} {cover.undecided:11,}"
            )


def scanned(path: Path) -> float:
    """Seconds to read every column of a Parquet file once."""
    started = time.perf_counter()
    duckdb.sql(f"SELECT sum(hash(t)) FROM read_parquet('{path}') t").fetchall()
    return time.perf_counter() - started


if __name__ == "__main__":
    main()
