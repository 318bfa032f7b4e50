"""The record of a run (运行记录, run.json): enough to repeat it and to know what it judged."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import zicha
from zicha import contract
from zicha.checks.registry import all_checks
from zicha.dataset.disk import sha256_of
from zicha.findings.outcome import Outcome
from zicha.reference.notices.notice import Notice
from zicha.reference.parameters import Edition, Parameter, show_value
from zicha.reports.placing import RUN_FILE
from zicha.screening.coverage import Coverage


def write_run_record(outcome: Outcome, notice: Notice, folder: Path, extra: Mapping[str, Any]) -> None:
    """Write run.json over the other outputs, which are in the folder already.

    extra  what the command adds; its `timings` join ours. Raises ValueError when it would hide a key of ours.
    """
    record = _record(outcome, notice, folder)
    timings = extra.get("timings", {})
    record["timings"] = {**record["timings"], **timings}
    others = {key: value for key, value in extra.items() if key != "timings"}
    if hidden := record.keys() & others.keys():
        raise ValueError(f"run.json already has {sorted(hidden)}")
    record |= others
    text = json.dumps(record, ensure_ascii=False, indent=2, default=str) + "\n"
    (folder / RUN_FILE).write_text(text, encoding="utf-8")


def _record(outcome: Outcome, notice: Notice, folder: Path) -> dict[str, Any]:
    screening = outcome.screening
    return {
        "zicha": zicha.__version__,
        "contract": contract.VERSION,
        "notice": {"key": notice.key, "number": notice.number},
        "as_of": screening.as_of.isoformat(),
        "engine": screening.engine,
        "dataset": {"id": outcome.dataset_id, "fingerprint": outcome.dataset_fingerprint},
        "rule_set": screening.rule_set,
        "compared": outcome.compared,
        "editions": [
            {
                "code": check.code,
                "since": check.since.isoformat() if check.since else None,
                "until": check.until.isoformat() if check.until else None,
            }
            for check in all_checks()
            if screening.coverage.get(check.code)
        ],
        "coverage": [_coverage(c) for _, c in sorted(screening.coverage.items())],
        "parameters": [
            _parameter(parameter)
            for _, of_code in sorted(screening.thresholds.items())
            for _, parameter in sorted(of_code.items())
        ],
        "sources": [
            {"name": source.name, "sha256": source.sha256, "bytes": source.size}
            for source in sorted(outcome.sources, key=lambda source: source.name)
        ],
        "sheets": [
            {
                "file": count.file,
                "sheet": count.sheet,
                "form": count.form,
                "read": count.read,
                "accepted": count.accepted,
                "repeated": count.repeated,
                "rejected": count.rejected,
            }
            for count in outcome.counts
        ],
        "timings": {
            "screening_seconds": round(screening.seconds, 3),
            "checks_seconds": {
                code: round(c.seconds, 3) for code, c in sorted(screening.coverage.items()) if c.ran
            },
        },
        "outputs": {path.name: sha256_of(path) for path in sorted(folder.iterdir())},
    }


def _coverage(coverage: Coverage) -> dict[str, Any]:
    return {
        "code": coverage.code,
        "status": "run" if coverage.ran else "not_run",
        "in_scope": coverage.in_scope,
        "hit": coverage.hit,
        "pass": coverage.passed,
        "undecided": coverage.undecided,
        "exempt": coverage.exempt,
        "reason": coverage.reason,
    }


def _parameter(parameter: Parameter) -> dict[str, Any]:
    return {
        "key": parameter.key,
        "chinese": parameter.chinese,
        "unit": parameter.unit,
        "editions": [_edition(edition) for edition in parameter.editions],
        "overridden": parameter.overridden,
    }


def _edition(edition: Edition) -> dict[str, Any]:
    return {
        "value": show_value(edition.value),
        "since": edition.since.isoformat() if edition.since else None,
        "until": edition.until.isoformat() if edition.until else None,
        "confirmed": edition.confirmed,
        "source": edition.source,
    }
