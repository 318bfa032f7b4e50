"""Write an invented body of any size to a folder, and say how long it took.

python benchmarks/make_body.py OUT --certificates 100000 --style plain
"""

from __future__ import annotations

import argparse
import resource
import time
from pathlib import Path

from zicha.demo.files import write_world
from zicha.demo.world import build_world


def main() -> None:
    parser = argparse.ArgumentParser(description="写出任意规模的示例机构数据")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--certificates", type=int, default=100_000)
    parser.add_argument("--style", choices=("plain", "mixed", "parquet"), default="plain")
    parser.add_argument("--seed", type=int, default=20190321)
    parser.add_argument("--clean", action="store_true", help="leave the planted cases out")
    wanted = parser.parse_args()

    begun = time.perf_counter()
    world = build_world(certificates=wanted.certificates, seed=wanted.seed, planted=not wanted.clean)
    built = time.perf_counter()
    write_world(world, wanted.folder, style=wanted.style)
    written = time.perf_counter()

    rows = sum(table.num_rows for table in world.tables.values())
    size = sum(path.stat().st_size for path in wanted.folder.rglob("*") if path.is_file())
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{world.tables['certificates'].num_rows} certificates, {rows} rows, {size / 1e6:.0f} MB on disk")
    print(f"built in {built - begun:.1f} s, written in {written - built:.1f} s, peak {peak:.0f} MB")


if __name__ == "__main__":
    main()
