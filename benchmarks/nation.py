"""All checks at the nation's size (全国规模), each with its time against scanning the columns it reads.

    python -m benchmarks.nation FOLDER [--share 1] [--memory 12GB] [--codes B06,B10] [--make-only]

Makes the nation in FOLDER/nation-SHARE when it is not there (benchmarks/nation_data.py says how), runs every check,
prints progress, then the figures, worst multiples first, and writes FOLDER/nation-SHARE.json. Killed and started
again it goes on after the last check it finished; --afresh forgets those. How is said in measured_checks.py.
"""

from __future__ import annotations

import argparse
import shutil
from pathlib import Path

from benchmarks.measured_checks import measured
from benchmarks.nation_data import nation, rows_of
from benchmarks.processes import module, timed, write_json


def main() -> None:
    chosen = _options().parse_args()
    place: Path = chosen.folder / f"nation-{chosen.share:g}"
    if chosen.make_only:
        nation(place, chosen.share)
        return
    # In another process, for its memory not to count for the checks.
    timed(module("nation", chosen.folder, "--share", chosen.share, "--make-only"))
    rows = rows_of(place)
    many = ", ".join(f"{name} {count:,}" for name, count in rows.items() if count >= sum(rows.values()) / 100)
    print(f"share {chosen.share:g}: {sum(rows.values()):,} rows: {many}", flush=True)
    judged = chosen.folder / f"judged-{chosen.share:g}"
    if chosen.afresh:
        shutil.rmtree(judged, ignore_errors=True)
    figures = measured(
        nation(place, chosen.share),
        judged=judged,
        memory=chosen.memory,
        dataset=(place / "made.json").read_text(encoding="utf-8"),
        codes=chosen.codes.split(",") if chosen.codes else None,
    )
    told = {"share": chosen.share, "rows": sum(rows.values()), "rows_of_tables": rows, **figures}
    write_json(chosen.json or chosen.folder / f"nation-{chosen.share:g}.json", told)


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


if __name__ == "__main__":
    main()
