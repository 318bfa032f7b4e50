"""Every measurement in one command (make bench): prints a table; the figures are copied by hand, with the machine.

Times are of one run; ratios within a run are what can be trusted on a shared machine.
"""

from __future__ import annotations

import argparse
import os
import platform
import subprocess
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

import duckdb

HERE = Path(__file__).resolve().parent


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument(
        "--certificates", type=int, default=100_000, help="certificates of the measured body"
    )
    options.add_argument("--workplace", type=Path, default=None, help="folder for the generated files")
    chosen = options.parse_args()
    print(f"machine: {machine()}")
    with TemporaryDirectory(prefix="zicha-bench-", dir=chosen.workplace) as place:
        folder = Path(place)
        body = folder / "body"
        took = timed(
            [
                sys.executable,
                HERE / "make_body.py",
                body,
                "--certificates",
                chosen.certificates,
                "--style",
                "plain",
            ]
        )
        print(f"generate {chosen.certificates:,} certificates and their records as CSV: {took}")
        print(f"  {megabytes(body):,.0f} MB of CSV")
        took = timed([zicha(), "screen", str(body), "--as-of", "2026-06-30", "--out", str(folder / "out")])
        print(f"CSV to all outputs (zicha screen): {took}")
        store = folder / "store"
        print(
            f"CSV to a dataset version (zicha deliver): {timed([zicha(), 'deliver', str(body), '--into', str(store)])}"
        )
        took = timed([zicha(), "screen", str(store), "--as-of", "2026-06-30", "--out", str(folder / "out2")])
        print(f"dataset version to all outputs (zicha screen): {took}")
        each_check(store)
        subprocess.run([sys.executable, HERE / "intake_rows.py"], check=True)


class Took:
    """Wall and CPU seconds and the peak memory of a finished command."""

    def __init__(self, wall: float, cpu: float, peak: float) -> None:
        self.wall, self.cpu, self.peak = wall, cpu, peak

    def __str__(self) -> str:
        return f"{self.wall:.1f} s wall, {self.cpu:.1f} s CPU, peak {self.peak:.2f} GiB"


def timed(command: list[object]) -> Took:
    """Run a command to its end; 0 and 3 are good ends."""
    started = time.perf_counter()
    process = subprocess.Popen(
        [str(part) for part in command], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
    )
    errors = process.stderr.read() if process.stderr else b""
    _, status, usage = os.wait4(process.pid, 0)
    if os.waitstatus_to_exitcode(status) not in (0, 3):
        raise SystemExit(f"{command} failed:\n{errors.decode(errors='replace')}")
    return Took(time.perf_counter() - started, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 2**20)


def each_check(store: Path) -> None:
    """Per check its seconds and what that is as a multiple of scanning the tables it reads."""
    from datetime import date

    from zicha.checks.registry import checks_of, contract_tables
    from zicha.dataset.store import Store
    from zicha.screening.engines import DuckDBEngine
    from zicha.screening.run import screen

    head = Store(store).head()
    assert head is not None
    files = {name: head.path(name) for name in head.tables}
    scans = {name: scanned(path) for name, path in files.items()}
    with TemporaryDirectory() as place:
        engine = DuckDBEngine()
        result = screen(files, as_of=date(2026, 6, 30), engine=engine, folder=Path(place))
        engine.close()
    print(f"all {len(result.coverage)} checks over the dataset version: {result.seconds:.1f} s wall")
    print("check  seconds  × scan of its tables  subjects")
    for cover in sorted(result.coverage.values(), key=lambda cover: -cover.seconds):
        if cover.ran:
            scan = sum(scans.get(name, 0.0) for name in contract_tables(checks_of(cover.code)[-1].inputs))
            print(
                f"{cover.code:5} {cover.seconds:8.2f} {cover.seconds / max(scan, 1e-9):12.1f} {cover.in_scope:15,}"
            )


def scanned(path: Path) -> float:
    """Seconds to read every column of a Parquet file once (the sum of its hashes)."""
    started = time.perf_counter()
    duckdb.sql(f"SELECT sum(hash(t)) FROM read_parquet('{path}') t").fetchall()
    return time.perf_counter() - started


def zicha() -> Path:
    return Path(sys.executable).with_name("zicha")


def megabytes(folder: Path) -> float:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file()) / 1e6


def machine() -> str:
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return (
        f"{os.cpu_count()} cores, {memory:.0f} GiB, Python {platform.python_version()}, {platform.platform()}"
    )


if __name__ == "__main__":
    main()
