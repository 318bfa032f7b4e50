"""All checks on DuckDB and on a local Spark: the same findings, byte for byte after sorting (两个计算引擎对照).

    python -m benchmarks.engines FOLDER [--share 0.1] [--driver-memory 8g] [--cores 2] [--codes B06,B10]

Each engine runs in a process of its own over the same Parquet files and writes, a file a check, its counts and one line
a finding: everything a finding says, evidence included. The lines are sorted and the files compared as bytes; the first
difference of each check is printed and the command ends with 1. Killed and started again it goes on after the last
check it finished; a run that ended is begun afresh. FOLDER/engines-SHARE.json holds the figures.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import time
from collections.abc import Iterator
from dataclasses import asdict
from itertools import zip_longest
from pathlib import Path
from typing import Any

from benchmarks.nation_data import AS_OF, nation, rows_of
from benchmarks.processes import ROOT, module, taken_so_far, write_json

ENGINES = ("duckdb", "spark")


def main() -> None:
    options = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    options.add_argument("folder", type=Path)
    options.add_argument("--share", type=float, default=0.1, help="of the nation")
    options.add_argument("--codes", default="", help="only these checks, separated by commas")
    options.add_argument("--memory", default="12GB", help="what DuckDB may use before it spills")
    options.add_argument("--driver-memory", default="8g", help="what Spark may use before it spills")
    options.add_argument("--cores", type=int, default=2)
    options.add_argument(
        "--partitions", type=int, default=0, help="of a Spark shuffle; by share when not given"
    )
    options.add_argument("--one", choices=ENGINES, help=argparse.SUPPRESS)
    chosen = options.parse_args()
    place = chosen.folder / f"nation-{chosen.share:g}"
    if chosen.one:
        run(chosen.one, place, chosen)
        return
    nation(place, chosen.share)
    rows = sum(rows_of(place).values())
    print(f"share {chosen.share:g}: {rows:,} rows", flush=True)
    figures = [ended(engine, place, chosen) for engine in ENGINES]
    if len({figure["rule_set"] for figure in figures}) > 1:
        raise SystemExit("the checks were changed between the two engines; start again")
    differing = compared(place)
    told = {"share": chosen.share, "rows": rows, "engines": figures, "differing_checks": differing}
    write_json(chosen.folder / f"engines-{chosen.share:g}.json", told)
    for engine in ENGINES:
        # Java may still be clearing its own folder away.
        shutil.rmtree(answers(place, engine), ignore_errors=True)
    for figure in figures:
        print(
            f"{figure['engine']:7} {figure['seconds_of_checks']:9.1f} s for the checks, {figure['cpu_seconds']:9.1f} s CPU, "
            f"peak {figure['peak_gib']:.2f} GiB, {figure['findings']:,} findings{', resumed' if figure['resumed'] else ''}"
        )
    print(
        f"the findings differ in {', '.join(differing)}"
        if differing
        else "the findings are the same, byte for byte"
    )
    raise SystemExit(1 if differing else 0)


def answers(place: Path, engine: str) -> Path:
    return place.parent / f"{place.name}-{engine}"


def ended(engine: str, place: Path, chosen: argparse.Namespace) -> dict[str, Any]:
    """Run the engine in a process of its own; its figures."""
    folder = answers(place, engine)
    (folder / "judged").mkdir(parents=True, exist_ok=True)
    (folder / "spill").mkdir(exist_ok=True)
    arguments = [
        "--share",
        chosen.share,
        "--codes",
        chosen.codes,
        "--memory",
        chosen.memory,
        "--cores",
        chosen.cores,
    ]
    partitions = chosen.partitions or max(8, round(320 * chosen.share))
    environment = {
        **os.environ,
        "PYSPARK_SUBMIT_ARGS": f"--driver-memory {chosen.driver_memory} pyspark-shell",
        "SPARK_LOCAL_DIRS": str((folder / "spill").resolve()),
        "ZICHA_SPARK_PARTITIONS": str(partitions),
    }
    command = [str(part) for part in module("engines", chosen.folder, "--one", engine, *arguments)]
    subprocess.run(command, cwd=ROOT, check=True, env=environment)
    return dict(json.loads((folder / "figures.json").read_text(encoding="utf-8")))


def run(engine: str, place: Path, chosen: argparse.Namespace) -> None:
    """Screen on that engine and write counts, findings and figures."""
    from zicha.findings.collecting import findings_of
    from zicha.screening.engines import DuckDBEngine, Engine, SparkEngine
    from zicha.screening.run import screen

    folder = answers(place, engine)
    judged = folder / "judged"
    resumed = any(judged.iterdir())
    started = time.perf_counter()
    on: Engine = (
        DuckDBEngine(memory_limit=chosen.memory, threads=chosen.cores, folder=folder)
        if engine == "duckdb"
        else SparkEngine(master=f"local[{chosen.cores}]", folder=folder)
    )

    def progress(done: int, total: int, what: str) -> None:
        print(f"  {engine} {time.perf_counter() - started:7.1f} s  {done}/{total}  {what}", flush=True)

    result = screen(
        {path.stem: path for path in place.glob("*.parquet")},
        as_of=AS_OF,
        engine=on,
        folder=judged,
        codes=chosen.codes.split(",") if chosen.codes else None,
        dataset=(place / "made.json").read_text(encoding="utf-8"),
        progress=progress,
    )
    took, (java_cpu, java_peak) = taken_so_far(started), of_children()
    on.close()
    lines: dict[str, list[str]] = {}
    for code, cover in result.coverage.items():
        lines[code] = [json.dumps({**asdict(cover), "seconds": 0}, ensure_ascii=False)]
    for finding in findings_of(result):
        lines[finding.code].append(
            json.dumps(asdict(finding), ensure_ascii=False, default=lambda code: code.value)
        )
    for code, of_check in lines.items():
        (folder / f"{code}.txt").write_text("\n".join(sorted(of_check)) + "\n", encoding="utf-8")
    told = {
        "engine": engine,
        "rule_set": result.rule_set,
        "resumed": resumed,
        "wall_seconds": took.wall_seconds,
        "seconds_of_checks": round(sum(cover.seconds for cover in result.coverage.values()), 1),
        "cpu_seconds": round(took.cpu_seconds + java_cpu, 1),
        "peak_gib": round(took.peak_gib + java_peak, 2),
        "findings": sum(len(of_check) - 1 for of_check in lines.values()),
        "seconds": {code: round(cover.seconds, 2) for code, cover in result.coverage.items()},
    }
    (folder / "figures.json").write_text(json.dumps(told, ensure_ascii=False), encoding="utf-8")


def of_children() -> tuple[float, float]:
    """CPU seconds and the sum of the memory peaks, in GiB, of the processes this one started: Spark's Java."""
    cpu, peak = 0.0, 0
    for status in Path("/proc").glob("[0-9]*/status"):
        try:
            said = dict(line.split(":", 1) for line in status.read_text(encoding="utf-8").splitlines())
            if int(said["PPid"]) == os.getpid() and "VmHWM" in said:
                peak += int(said["VmHWM"].split()[0])
                fields = status.with_name("stat").read_text(encoding="utf-8").rpartition(")")[2].split()
                cpu += (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
        except OSError:
            continue  # it ended meanwhile
    return cpu, peak / 2**20


def compared(place: Path) -> list[str]:
    """The checks whose files differ; the first line that does is printed."""
    ours, theirs = (answers(place, engine) for engine in ENGINES)
    codes = sorted({path.stem for folder in (ours, theirs) for path in folder.glob("*.txt")})
    differing = []
    for code in codes:
        files = [folder / f"{code}.txt" for folder in (ours, theirs)]
        if files[0].read_bytes() != files[1].read_bytes():
            differing.append(code)
            pairs = list(zip_longest(*map(_lines, files)))
            number, (one, other) = next(
                (n, pair) for n, pair in enumerate(pairs, start=1) if pair[0] != pair[1]
            )
            unlike = sum(one != other for one, other in pairs)
            print(
                f"{code}: {unlike} of {len(pairs)} lines differ, first line {number}\n  duckdb {one}\n  spark  {other}"
            )
    return differing


def _lines(path: Path) -> Iterator[str]:
    yield from path.read_text(encoding="utf-8").splitlines()


if __name__ == "__main__":
    main()
