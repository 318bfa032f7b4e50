"""What a screening leaves in its folder (留存的筛查结果), enough to make its lists and report again without judging.

screening.json     when, over which dataset version, with which rules and parameters; the SHA-256 of the files below
judged/<code>.parquet  hits and undecided subjects of a check
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import duckdb

from zicha.checks.registry import checks_of
from zicha.contract.errors import ZichaError
from zicha.dataset import disk
from zicha.dataset.parquet_scan import parquet_scan
from zicha.dataset.store import Store
from zicha.findings.changes import PreviousRun, compared
from zicha.findings.collecting import findings_of
from zicha.findings.evidence import located
from zicha.findings.outcome import Outcome
from zicha.reference.parameters import Edition, Parameter, Value, show_value
from zicha.screening.coverage import Coverage
from zicha.screening.run import Screening

RECORD = "screening.json"
JUDGED = "judged"


@dataclass(frozen=True, slots=True)
class Kept:
    """A screening as its folder holds it (留存的筛查)."""

    screening: Screening
    dataset_id: str
    dataset_fingerprint: str


def keep(screening: Screening, *, dataset_id: str, dataset_fingerprint: str, folder: Path) -> str:
    """Write the record beside the judged rows, which are in the folder already; return its SHA-256."""
    said = {
        "as_of": screening.as_of.isoformat(),
        "engine": screening.engine,
        "rule_set": screening.rule_set,
        "seconds": screening.seconds,
        "dataset": {"id": dataset_id, "fingerprint": dataset_fingerprint},
        "coverage": [asdict(cover) for _, cover in sorted(screening.coverage.items())],
        "judged": {code: disk.sha256_of(path) for code, path in sorted(screening.rows.items())},
        "parameters": [
            _parameter(parameter)
            for _, of_code in sorted(screening.thresholds.items())
            for _, parameter in sorted(of_code.items())
        ],
    }
    disk.write(folder / RECORD, (json.dumps(said, ensure_ascii=False, indent=1) + "\n").encode())
    return disk.sha256_of(folder / RECORD)


def kept_in(folder: Path) -> Kept:
    """The screening of that folder. Raises ZichaError when it is not there or not as written."""
    try:
        said = json.loads((folder / RECORD).read_text(encoding="utf-8"))
        rows = {code: folder / JUDGED / f"{code}.parquet" for code in said["judged"]}
        for code, path in rows.items():
            if disk.sha256_of(path) != said["judged"][code]:
                raise ZichaError(f"筛查结果 {path} 的内容与登记的 SHA-256 不符。请从备份恢复。")
        thresholds: dict[str, dict[str, Parameter]] = {cover["code"]: {} for cover in said["coverage"]}
        for one in said["parameters"]:
            thresholds.setdefault(one["code"], {})[one["name"]] = _read_parameter(one)
        screening = Screening(
            as_of=date.fromisoformat(said["as_of"]),
            engine=said["engine"],
            coverage={cover["code"]: Coverage(**cover) for cover in said["coverage"]},
            rows=rows,
            thresholds=thresholds,
            rule_set=said["rule_set"],
            seconds=said["seconds"],
        )
        return Kept(screening, said["dataset"]["id"], said["dataset"]["fingerprint"])
    except (OSError, ValueError, KeyError, TypeError, AssertionError) as error:
        raise ZichaError(f"文件夹 {folder} 中没有完好的筛查结果。请重新筛查，或从备份恢复。") from error


def outcome_kept(folder: Path, store: Store, *, before: Path | None = None) -> Outcome:
    """The outcome of a kept screening, compared with the one kept in `before`. Raises ZichaError."""
    kept = kept_in(folder)
    version = store.version(kept.dataset_id)
    earlier = [one for one in store.versions() if one.number <= version.number]
    files = {name: version.path(name) for name in version.tables}
    previous = _previous(before) if before is not None else None
    marked, gone = compared(findings_of(kept.screening), previous, kept.screening.coverage)
    return Outcome(
        screening=kept.screening,
        findings=tuple(located(marked, files)),
        gone=tuple(gone),
        compared=previous is not None,
        files=files,
        dataset_id=kept.dataset_id,
        dataset_fingerprint=kept.dataset_fingerprint,
        rejected=(),
        remarks=(),
        counts=tuple(count for one in earlier for count in one.counts),
        sources=tuple(dict.fromkeys(source for one in earlier for source in one.sources)),
    )


def _previous(folder: Path) -> PreviousRun:
    hits: dict[tuple[str, str, str], str] = {}
    bodies: set[str] = set()
    for code, path in kept_in(folder).screening.rows.items():
        kind = checks_of(code)[-1].subject.kind
        # A connection of its own: the module's is shared by all threads of the web server.
        with duckdb.connect() as connection:
            rows = connection.execute(
                f"SELECT subject_id, coalesce(body_id, ''), verdict = 'hit' FROM {parquet_scan(path)}"
            ).fetchall()
        bodies |= {body for _, body, _ in rows}
        hits |= {(code, kind, subject): body for subject, body, is_hit in rows if is_hit}
    return PreviousRun(hits, frozenset(bodies))


_KINDS: Mapping[str, Any] = {"int": int, "Decimal": Decimal, "Fraction": Fraction, "date": date.fromisoformat}


def _parameter(parameter: Parameter) -> dict[str, Any]:
    return {
        "code": parameter.code,
        "name": parameter.name,
        "chinese": parameter.chinese,
        "unit": parameter.unit,
        "overridden": parameter.overridden,
        "editions": [
            {
                "kind": type(edition.value).__name__,
                "value": _exact(edition.value),
                "since": edition.since.isoformat() if edition.since else None,
                "until": edition.until.isoformat() if edition.until else None,
                "confirmed": edition.confirmed,
                "source": edition.source,
            }
            for edition in parameter.editions
        ],
    }


def _exact(value: Value) -> str:
    return str(value) if isinstance(value, Decimal) else show_value(value)


def _read_parameter(said: Mapping[str, Any]) -> Parameter:
    editions = tuple(
        Edition(
            _KINDS[one["kind"]](one["value"]),
            date.fromisoformat(one["since"]) if one["since"] else None,
            date.fromisoformat(one["until"]) if one["until"] else None,
            one["confirmed"],
            one["source"],
        )
        for one in said["editions"]
    )
    return Parameter(said["code"], said["name"], said["chinese"], said["unit"], editions, said["overridden"])
