"""All checks at the nation's size (全国规模), each with its time against scanning the columns it reads.

    python -m benchmarks.nation FOLDER [--share 1] [--memory 12GB] [--codes B06,B10] [--make-only]

Makes the nation in FOLDER/nation-SHARE when it is not there (benchmarks/nation_data.py says how), runs every check,
prints progress, then the figures, worst multiples first, and writes FOLDER/nation-SHARE.json. Killed and started
again it goes on after the last check it finished; --afresh forgets those. The scan sums the hashes of the columns of
each table, on the same DuckDB settings, right after the checks. A derived table counts for the check that asked for it
first; how long it took is told beside.
"""

from __future__ import annotations

import argparse
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
from benchmarks.nation_data import AS_OF, nation, rows_of
from benchmarks.processes import taken_so_far, write_json
from zicha.checks.registry import checks_of
from zicha.screening.coverage import Coverage
from zicha.screening.engines import DuckDBEngine
from zicha.screening.run import screen

SMALL = 0.001
WORST = 12


def main() -> None:
    chosen = _options().parse_args()
    place: Path = chosen.folder / f"nation-{chosen.share:g}"
    files = nation(place, chosen.share)
    rows = rows_of(place)
    many = ", ".join(f"{name} {count:,}" for name, count in rows.items() if count >= sum(rows.values()) / 100)
    print(f"share {chosen.share:g}: {sum(rows.values()):,} rows: {many}", flush=True)
    if chosen.make_only:
        return
    codes = chosen.codes.split(",") if chosen.codes else None
    judged = chosen.folder / f"judged-{chosen.share:g}"
    if chosen.afresh:
        shutil.rmtree(judged, ignore_errors=True)
    judged.mkdir(exist_ok=True)
    started = time.perf_counter()
    run = Run(files, judged, chosen.memory, started)
    coverage = run.screened(codes)
    took = taken_so_far(started)
    print(f"all {len(coverage)} checks: {took}", flush=True)
    if run.resumed:
        print("some checks were taken from an earlier, killed run: their seconds are of that run")
    columns = columns_used(nation(chosen.folder / f"nation-{SMALL:g}", SMALL), AS_OF)
    scans = Scans(files, chosen.memory)
    figures = [
        figure(cover, run.derived.get(cover.code, {}), columns[cover.code], scans)
        for cover in coverage.values()
        if cover.ran
    ]
    figures.sort(key=lambda one: -float(one["times_scan"]))
    _print(figures)
    told = {
        "share": chosen.share,
        "rows": sum(rows.values()),
        "rows_of_tables": rows,
        "memory_limit": chosen.memory,
        "resumed": run.resumed,
        "took": took,
        "seconds_of_checks": round(sum(cover.seconds for cover in coverage.values()), 2),
        "checks": figures,
    }
    write_json(chosen.json or chosen.folder / f"nation-{chosen.share:g}.json", told)
    # What a killed run goes on from; after a finished one the next is to measure everything again.
    shutil.rmtree(judged)


def _options() -> argparse.ArgumentParser:
    options = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    options.add_argument("folder", type=Path)
    options.add_argument("--share", type=float, default=1.0, help="of the nation: 0.001, 0.01, 0.1, 1")
    options.add_argument("--memory", default="12GB", help="what DuckDB may use before it spills")
    options.add_argument("--codes", default="", help="only these checks, separated by commas")
    options.add_argument("--make-only", action="store_true", help="make the nation, measure nothing")
    options.add_argument("--afresh", action="store_true", help="forget the checks a killed run finished")
    options.add_argument("--json", type=Path, default=None, help="where the figures go")
    return options


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


@dataclass
class Run:
    """One run of the checks (一次筛查)."""

    files: Mapping[str, Path]
    judged: Path
    memory: str
    started: float
    derived: dict[str, dict[str, float]] = field(default_factory=dict)
    resumed: bool = False

    def screened(self, codes: list[str] | None) -> Mapping[str, Coverage]:
        noted = self.judged / "derived.json"
        self.resumed = noted.exists()
        if self.resumed:
            self.derived = json.loads(noted.read_text(encoding="utf-8"))

        def note(code: str, name: str, seconds: float) -> None:
            self.derived.setdefault(code, {}).setdefault(name, seconds)
            noted.write_text(json.dumps(self.derived), encoding="utf-8")

        engine = MeasuredEngine(self.memory, self.judged.parent, note)

        def progress(done: int, total: int, what: str) -> None:
            engine.asking = what.split(" ")[0]
            print(f"  {time.perf_counter() - self.started:7.1f} s  {done}/{total}  {what}", flush=True)

        made = (
            self.judged.parent / f"{self.judged.name.replace('judged', 'nation')}" / "made.json"
        ).read_text("utf-8")
        result = screen(
            self.files,
            as_of=AS_OF,
            engine=engine,
            folder=self.judged,
            codes=codes,
            dataset=made,
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


def _print(figures: list[dict[str, Any]]) -> None:
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


if __name__ == "__main__":
    main()
