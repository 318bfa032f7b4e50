"""All checks over some files, each with its time against scanning the columns it reads (逐项计时).

The scan sums the hashes of the columns of each table, on the same memory, right after the checks. A derived table
counts for the check that asked for it first; how long it took is told beside, and the multiple without it.
"""

from __future__ import annotations

import json
import shutil
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import duckdb
import ibis.expr.types as ir

from benchmarks.columns_used import Columns, columns_used
from benchmarks.nation_data import AS_OF, nation
from benchmarks.processes import taken_so_far
from zicha.checks.per_group import PerGroup
from zicha.checks.registry import checks_of
from zicha.screening.coverage import Coverage
from zicha.screening.engines import DuckDBEngine
from zicha.screening.run import screen

SMALL = 0.001
"""The share of the nation over which plans are made."""
WORST = 12


def measured(
    files: Mapping[str, Path], *, judged: Path, memory: str, dataset: str, codes: list[str] | None = None
) -> dict[str, Any]:
    """Run the checks, print and return the figures. A killed run goes on from what is in `judged`."""
    started = time.perf_counter()
    run = Run(files, judged, memory, dataset)
    coverage = run.screened(codes)
    took = taken_so_far(started)
    seconds = sum(cover.seconds for cover in coverage.values())
    print(f"all {len(coverage)} checks: {took}; {seconds:.1f} s for the checks alone", flush=True)
    if run.resumed:
        print("some checks were taken from an earlier, killed run: their seconds are of that run")
    columns = columns_used(nation(judged.parent / f"nation-{SMALL:g}", SMALL), AS_OF)
    scans = Scans(files, memory)
    figures = [
        figure(cover, run.derived.get(cover.code, {}), columns[cover.code], scans)
        for cover in coverage.values()
        if cover.ran
    ]
    figures.sort(key=lambda one: -float(one["times_scan"]))
    print_figures(figures)
    # What a killed run goes on from; after a finished one the next is to measure everything again.
    shutil.rmtree(judged)
    return {
        "memory_limit": memory,
        "resumed": run.resumed,
        "took": took,
        "seconds_of_checks": round(seconds, 2),
        "checks": figures,
    }


class MeasuredEngine(DuckDBEngine):
    """Tells for which check each derived table was computed, and in how many seconds."""

    asking = ""

    def __init__(self, memory: str, folder: Path, note: Any) -> None:
        super().__init__(memory_limit=memory, folder=folder)
        self._note = note

    def keep(self, name: str, rows: ir.Table) -> ir.Table:
        started = time.perf_counter()
        kept = super().keep(name, rows)
        if not name.startswith("judged_"):
            self._note(self.asking, name, round(time.perf_counter() - started, 3))
        return kept

    def keep_per_group(self, name: str, made: PerGroup) -> ir.Table:
        started = time.perf_counter()
        kept = super().keep_per_group(name, made)
        self._note(self.asking, name, round(time.perf_counter() - started, 3))
        return kept


@dataclass
class Run:
    """One run of the checks (一次筛查)."""

    files: Mapping[str, Path]
    judged: Path
    memory: str
    dataset: str
    derived: dict[str, dict[str, float]] = field(default_factory=dict)
    resumed: bool = False

    def screened(self, codes: list[str] | None) -> Mapping[str, Coverage]:
        self.judged.mkdir(parents=True, exist_ok=True)
        noted = self.judged / "derived.json"
        self.resumed = noted.exists()
        if self.resumed:
            self.derived = json.loads(noted.read_text(encoding="utf-8"))

        def note(code: str, name: str, seconds: float) -> None:
            self.derived.setdefault(code, {}).setdefault(name, seconds)
            noted.write_text(json.dumps(self.derived), encoding="utf-8")

        engine = MeasuredEngine(self.memory, self.judged.parent, note)

        started = time.perf_counter()

        def progress(done: int, total: int, what: str) -> None:
            engine.asking = what.split(" ")[0]
            print(f"  {time.perf_counter() - started:7.1f} s  {done}/{total}  {what}", flush=True)

        result = screen(
            self.files,
            as_of=AS_OF,
            engine=engine,
            folder=self.judged,
            codes=codes,
            dataset=self.dataset,
            progress=progress,
        )
        engine.close()
        return result.coverage


class Scans:
    """Seconds to read columns of a table once, each set measured once (扫描用时)."""

    def __init__(self, files: Mapping[str, Path], memory: str) -> None:
        self._files = files
        self._connection = duckdb.connect(config={"memory_limit": memory})
        self._connection.execute("SET enable_progress_bar = false")
        self._seconds: dict[tuple[str, tuple[str, ...]], float] = {}

    def seconds(self, columns: Columns) -> float:
        return sum(self._of(table, names) for table, names in columns.items())

    def _of(self, table: str, names: tuple[str, ...]) -> float:
        key = (table, names)
        if key not in self._seconds:
            hashed = ", ".join(f'sum(hash("{name}"))' for name in names)
            started = time.perf_counter()
            self._connection.execute(f"SELECT {hashed} FROM read_parquet('{self._files[table]}')").fetchall()
            self._seconds[key] = time.perf_counter() - started
        return self._seconds[key]


def figure(cover: Coverage, derived: Mapping[str, float], columns: Columns, scans: Scans) -> dict[str, Any]:
    scan = scans.seconds(columns)
    own = cover.seconds - sum(derived.values())
    return {
        "code": cover.code,
        "title": checks_of(cover.code)[-1].title,
        "seconds": round(cover.seconds, 3),
        "scan_seconds": round(scan, 3),
        "times_scan": round(cover.seconds / scan, 1),
        "times_scan_without_derived": round(own / scan, 1),
        "derived": derived,
        "columns": columns,
        "subjects": cover.in_scope,
        "hits": cover.hit,
        "undecided": cover.undecided,
    }


def print_figures(figures: list[dict[str, Any]]) -> None:
    print(
        "check  seconds    scan  × scan  (own)      subjects        hits   undecided  derived tables made for it"
    )
    weighty = [one for one in figures if one["seconds"] >= sum(each["seconds"] for each in figures) / 100]
    slowest = sorted(figures, key=lambda one: -one["seconds"])[:WORST]
    for heading, ones in (
        ("worst multiples of those that take a hundredth of the time", weighty[:WORST]),
        ("longest", slowest),
        ("all, by code", sorted(figures, key=lambda one: one["code"])),
    ):
        print(f"-- {heading}")
        for one in ones:
            made = ", ".join(f"{name} {seconds:.1f} s" for name, seconds in one["derived"].items())
            print(
                f"{one['code']:5} {one['seconds']:8.2f} {one['scan_seconds']:7.2f} {one['times_scan']:7.1f} "
                f"{one['times_scan_without_derived']:6.1f} {one['subjects']:13,} {one['hits']:11,} {one['undecided']:11,}  {made}"
            )
