"""Six checks against the same written by hand in pandas and in Polars, two row rules against Great Expectations (对照).

    python -m benchmarks.side_by_side FOLDER [--share 0.01] [--codes B06,A06]

Every measurement is a process of its own that reads the nation's Parquet files and writes its hits and undecided
subjects as Parquet; seconds and CPU are from after the imports, memory is the whole process's. Ours also writes
evidence and the columns its sentence needs, which the others leave out. The answers must be equal, or the run stops:
the number of subjects under each verdict, and every hit and undecided subject with its body; before that, on the 0.1 %
nation, the verdict of every single subject. FOLDER/side-by-side-SHARE.json holds the figures.
"""

from __future__ import annotations

import argparse
import json
import shutil
import subprocess
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import duckdb

from benchmarks.nation_data import AS_OF, nation, rows_of
from benchmarks.processes import ROOT, module, taken_so_far, write_json

CODES = ("B06", "A06", "B02", "A30", "A20", "A01")
ROW_RULES = ("A24", "B04")
SMALL = 0.001
HANDS = ("zicha", "pandas", "polars")
Files = Mapping[str, Path]


def main() -> None:
    options = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    options.add_argument("folder", type=Path)
    options.add_argument("--share", type=float, default=0.01, help="of the nation")
    options.add_argument("--codes", default=",".join((*CODES, *ROW_RULES)))
    options.add_argument("--one", default="", help=argparse.SUPPRESS)
    chosen = options.parse_args()
    if chosen.one == "all":
        compared_whole(chosen.folder, chosen.codes)
        return
    if chosen.one:
        print(json.dumps(one(chosen.one, chosen.codes, chosen.folder)))
        return
    codes = chosen.codes.split(",")
    small, place = (chosen.folder / f"nation-{share:g}" for share in (SMALL, chosen.share))
    nation(small, SMALL)
    (chosen.folder / "answers").mkdir(exist_ok=True)
    for code in codes:
        subprocess.run(
            [str(part) for part in module("side_by_side", small, "--one", "all", "--codes", code)],
            cwd=ROOT,
            check=True,
        )
    print(
        f"every verdict of {', '.join(codes)} is the same by every hand on the {SMALL:.1%} nation", flush=True
    )
    nation(place, chosen.share)
    rows = rows_of(place)
    print(f"share {chosen.share:g}: {rows['audits']:,} audits, {rows['sign_ins']:,} sign-ins")
    print("check  by                 wall s   CPU s  peak GiB  verdicts")
    figures = [figure for code in codes for figure in measured(place, code)]
    told = {"share": chosen.share, "rows": rows, "compared": "equal", "figures": figures}
    write_json(chosen.folder / f"side-by-side-{chosen.share:g}.json", told)
    shutil.rmtree(chosen.folder / "answers")


def measured(place: Path, code: str) -> list[dict[str, Any]]:
    """One check by every hand, each in a process of its own. Raises SystemExit where two answer differently."""
    figures = []
    for hand in hands(code):
        command = [str(part) for part in module("side_by_side", place, "--one", hand, "--codes", code)]
        ended = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True)
        figure = json.loads(ended.stdout.splitlines()[-1])
        figures.append(figure)
        print(
            f"{code:5}  {hand:17} {figure['wall_seconds']:7.2f} {figure['cpu_seconds']:7.2f} "
            f"{figure['peak_gib']:9.2f}  {figure['verdicts']}",
            flush=True,
        )
        if figure["verdicts"] != figures[0]["verdicts"]:
            raise SystemExit(f"{code}: {hand} counts otherwise than {hands(code)[0]}")
        same(code, hand, answer(place, code, hands(code)[0]), answer(place, code, hand))
    return figures


def hands(code: str) -> tuple[str, ...]:
    return ("zicha", "great_expectations") if code in ROW_RULES else HANDS


def answer(place: Path, code: str, hand: str) -> Path:
    return place.parent / "answers" / f"{place.name}-{code}-{hand}.parquet"


def same(code: str, hand: str, ours: Path, theirs: Path) -> None:
    """Stop with an example when the rows of two answers differ."""
    columns = "subject_id, coalesce(body_id, '') AS body_id, verdict"
    sides = [f"SELECT {columns} FROM read_parquet('{path}')" for path in (ours, theirs)]
    for one_side, other, who in ((*sides, "only here"), (*reversed(sides), f"only by {hand}")):
        rows = duckdb.sql(f"({one_side}) EXCEPT ALL ({other}) ORDER BY ALL LIMIT 3").fetchall()
        if rows:
            raise SystemExit(f"{code} {who}: {rows}")


def compared_whole(place: Path, code: str) -> None:
    """Every verdict of the check by every hand, in this process."""
    from zicha.checks.registry import checks_of
    from zicha.screening.binding import Binding
    from zicha.screening.engines import DuckDBEngine
    from zicha.screening.judging import verdicts

    files = {path.stem: path for path in place.glob("*.parquet")}
    (check,), engine = checks_of(code), DuckDBEngine()
    engine.write(
        verdicts(check, Binding(engine, files, AS_OF).judged_by(check)), answer(place, code, "zicha")
    )
    engine.close()
    for hand in hands(code)[1:]:
        by_hand(hand, code, files, answer(place, code, hand), only_raised=False)
        same(code, hand, answer(place, code, "zicha"), answer(place, code, hand))


def one(hand: str, code: str, place: Path) -> dict[str, Any]:
    """Run one check by one hand, write what it raises, tell the time and the counts."""
    files = {path.stem: path for path in place.glob("*.parquet")}
    target = answer(place, code, hand)
    before, started = _ready(hand), time.perf_counter()
    if hand == "zicha":
        counts = by_zicha(code, files, target)
    else:
        counts = by_hand(hand, code, files, target, only_raised=True)
    took = taken_so_far(started)
    return {
        "code": code,
        "by": hand,
        "wall_seconds": took.wall_seconds,
        "cpu_seconds": round(took.cpu_seconds - before, 2),
        "peak_gib": took.peak_gib,
        "verdicts": {verdict: counts[verdict] for verdict in sorted(counts) if counts[verdict]},
    }


def _ready(hand: str) -> float:
    """Import what that hand needs; the CPU seconds used until then."""
    if hand == "zicha":
        import zicha.screening.run
        from zicha.checks.registry import all_checks

        all_checks()
        assert zicha.screening.run
    elif hand == "great_expectations":
        import benchmarks.by_hand_expectations
    elif hand == "polars":
        import benchmarks.by_hand_polars
    else:
        import benchmarks.by_hand_pandas  # noqa: F401
    return taken_so_far(0.0).cpu_seconds


def by_zicha(code: str, files: Files, target: Path) -> dict[str, int]:
    from zicha.screening.engines import DuckDBEngine
    from zicha.screening.run import screen

    folder = target.with_suffix(".folder")
    folder.mkdir(exist_ok=True)
    engine = DuckDBEngine(folder=folder)
    result = screen(files, as_of=AS_OF, engine=engine, folder=folder, codes=[code])
    engine.close()
    result.rows[code].replace(target)
    cover = result.coverage[code]
    return {"hit": cover.hit, "pass": cover.passed, "undecided": cover.undecided, "exempt": cover.exempt}


def by_hand(hand: str, code: str, files: Files, target: Path, *, only_raised: bool) -> dict[str, int]:
    """Write subject_id, body_id, verdict, observed, of hits and undecided subjects or of all; the number of each verdict."""
    if hand == "polars":
        import polars as pl

        import benchmarks.by_hand_polars as in_polars

        rows = in_polars.CHECKS[code](files).collect(engine="streaming")
        kept = rows.filter(pl.col("verdict").is_in(["hit", "undecided"])) if only_raised else rows
        kept.write_parquet(target)
        return dict(rows["verdict"].value_counts().iter_rows())
    if hand == "pandas":
        import benchmarks.by_hand_pandas as in_pandas

        found = in_pandas.CHECKS[code](files)
    else:
        import benchmarks.by_hand_expectations as in_expectations

        found = in_expectations.RULES[code](files)
    raised = found[found.verdict.isin(["hit", "undecided"])] if only_raised else found
    raised.to_parquet(target)
    return {str(verdict): int(count) for verdict, count in found.verdict.value_counts().items()}


if __name__ == "__main__":
    main()
