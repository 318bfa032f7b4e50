"""Every measurement in one command (make bench); the figures are copied to the page of performance by hand.

    make bench                                           default sizes, about a quarter of an hour on two quiet cores
    make bench BENCH="--nation 1 --beside 0.1 --spark 0.1"   the big ones as well, some hours

Times are of one run; ratios within a run are what can be trusted on a shared machine. What is generated and the
figures, as JSON, stay in .benchmarks/, so that the next run need not generate again.
"""

from __future__ import annotations

import argparse
import shutil
import sys
from pathlib import Path

from benchmarks.processes import ROOT, Took, machine, module, timed, write_json

SHARES = (0.001, 0.01, 0.1, 1.0)
PARTS = ("body", "intake", "growth", "beside", "engines")


def main() -> None:
    options = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    options.add_argument("--folder", type=Path, default=ROOT / ".benchmarks")
    options.add_argument("--only", default=",".join(PARTS), help=f"some of {', '.join(PARTS)}")
    options.add_argument("--certificates", type=int, default=100_000, help="of the measured body")
    options.add_argument("--nation", type=float, default=0.01, help="largest share of the nation on the plot")
    options.add_argument(
        "--beside", type=float, default=0.01, help="share for pandas, Polars, Great Expectations"
    )
    options.add_argument("--spark", type=float, default=0.001, help="share for Spark beside DuckDB")
    options.add_argument(
        "--memory", default="12GB", help="what DuckDB may use for the nation before it spills"
    )
    chosen = options.parse_args()
    folder: Path = chosen.folder.resolve()
    folder.mkdir(parents=True, exist_ok=True)
    print(f"machine: {machine()}", flush=True)
    shares = ",".join(f"{share:g}" for share in SHARES if share <= chosen.nation)
    # A plot of small shares alone must not take the place of the one that is kept.
    svg = ["--svg", folder / "growth.svg"] if chosen.nation < 1 else []
    commands = {
        "intake": module("intake_rows"),
        "growth": module("growth", folder, "--shares", shares, "--memory", chosen.memory, "--afresh", *svg),
        "beside": module("side_by_side", folder, "--share", chosen.beside),
        "engines": module("engines", folder, "--share", chosen.spark, "--memory", chosen.memory),
    }
    failed = []
    for part in chosen.only.split(","):
        print(f"== {part}", flush=True)
        try:
            body(folder, chosen.certificates) if part == "body" else timed(commands[part], quiet=False)
        except SystemExit as error:
            print(error)
            failed.append(part)
    raise SystemExit(f"not all as it should be: {', '.join(failed)}" if failed else 0)


def body(folder: Path, certificates: int) -> None:
    """One body from CSV to all outputs, and from its dataset version."""
    place = folder / f"body-{certificates}"
    shutil.rmtree(place, ignore_errors=True)
    place.mkdir()
    delivered, store = place / "csv", place / "store"
    zicha = Path(sys.executable).with_name("zicha")
    as_of = ("--as-of", "2026-06-30")
    make = module("make_body", delivered, "--certificates", certificates, "--style", "plain")
    steps: dict[str, list[object]] = {
        "generate as CSV": make,
        "CSV to all outputs (zicha screen)": [zicha, "screen", delivered, *as_of, "--out", place / "out"],
        "CSV to a dataset version (zicha deliver)": [zicha, "deliver", delivered, "--into", store],
        "dataset version to all outputs (zicha screen)": [
            zicha,
            "screen",
            store,
            *as_of,
            "--out",
            place / "out2",
        ],
    }
    took: dict[str, Took] = {}
    for name, command in steps.items():
        took[name] = timed(command)
        print(f"{name}: {took[name]}", flush=True)
    size = sum(path.stat().st_size for path in delivered.rglob("*") if path.is_file()) / 1e6
    print(f"{certificates:,} certificates, {size:,.0f} MB of CSV")
    write_json(
        folder / "body-steps.json",
        {"certificates": certificates, "csv_megabytes": round(size), "steps": took},
    )
    timed(module("body", folder, store), quiet=False)
    shutil.rmtree(place)


if __name__ == "__main__":
    main()
