"""All checks over one body's dataset version, each with its time against scanning the columns it reads (一家机构).

    python -m benchmarks.body FOLDER STORE [--memory 4GB]

STORE is a dataset as zicha deliver makes it; FOLDER/body.json holds the figures.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from benchmarks.measured_checks import measured
from benchmarks.processes import write_json
from zicha.dataset.store import Store


def main() -> None:
    options = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    options.add_argument("folder", type=Path)
    options.add_argument("store", type=Path)
    options.add_argument("--memory", default="4GB", help="what DuckDB may use before it spills")
    chosen = options.parse_args()
    head = Store(chosen.store).head()
    if head is None:
        raise SystemExit(f"{chosen.store} holds no version")
    files = {name: head.path(name) for name in head.tables}
    judged = chosen.folder / "judged-body"
    write_json(
        chosen.folder / "body.json",
        measured(files, judged=judged, memory=chosen.memory, dataset=head.fingerprint),
    )


if __name__ == "__main__":
    main()
