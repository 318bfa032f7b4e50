"""Checks a killed run had finished are not run again (续跑): each leaves its counts beside its rows.

The counts name the SHA-256 of the rows they belong to: rows a later run began to write over them, with other parameters
say, are not taken for theirs.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Collection, Mapping
from dataclasses import asdict
from datetime import date
from pathlib import Path

from zicha.dataset import disk
from zicha.reference.parameters import Parameter, show_value
from zicha.screening.coverage import Coverage


def run_identity(
    *,
    dataset: str,
    rule_set: str,
    as_of: date,
    engine: str,
    thresholds: Mapping[str, Mapping[str, Parameter]],
    silent: Collection[str],
) -> str:
    """SHA-256 over everything a verdict depends on; runs of one identity answer alike."""
    used = [
        (parameter.key, [(show_value(e.value), str(e.since), str(e.until)) for e in parameter.editions])
        for _, of_code in sorted(thresholds.items())
        for _, parameter in sorted(of_code.items())
    ]
    said = json.dumps([dataset, rule_set, as_of.isoformat(), engine, used, sorted(silent)])
    return hashlib.sha256(said.encode()).hexdigest()


def remember(folder: Path, identity: str, coverage: Coverage) -> None:
    """Note that the check is finished; called when its rows are on the disk."""
    target = folder / f"{coverage.code}.json"
    fresh = target.with_suffix(".new")
    said = {
        "identity": identity,
        "rows": disk.sha256_of(folder / f"{coverage.code}.parquet"),
        "coverage": asdict(coverage),
    }
    fresh.write_text(json.dumps(said), encoding="utf-8")
    os.replace(fresh, target)


def remembered(folder: Path, identity: str, code: str) -> Coverage | None:
    """The counts of a check that an earlier run of the same identity finished here; None when there is none."""
    try:
        said = json.loads((folder / f"{code}.json").read_text(encoding="utf-8"))
        if said["identity"] != identity or said["rows"] != disk.sha256_of(folder / f"{code}.parquet"):
            return None
        return Coverage(**said["coverage"])
    except (OSError, ValueError, KeyError, TypeError, AssertionError):
        return None
