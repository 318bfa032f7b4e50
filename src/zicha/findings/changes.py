"""What became of the leads of the run before (与上次比较): new, persisting, gone."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from zicha.contract.verdicts import Verdict
from zicha.findings.csv_cells import unguarded
from zicha.findings.finding import Change, Finding, Gone
from zicha.screening.coverage import Coverage

FINDINGS_FILE = "findings.csv"


@dataclass(frozen=True, slots=True)
class PreviousRun:
    """The leads of an earlier run (上次结果): (code, subject kind, subject id) → body_id."""

    hits: Mapping[tuple[str, str, str], str]
    bodies: frozenset[str]


def previous_run(folder: Path) -> PreviousRun | None:
    """The run whose lists lie in that folder; None where there is none."""
    path = folder / FINDINGS_FILE
    if not path.is_file():
        return None
    hits, bodies = {}, set()
    with path.open(encoding="utf-8-sig", newline="") as file:
        for row in csv.DictReader(file):
            body, subject = unguarded(row["body_id"]), unguarded(row["subject_id"])
            bodies.add(body)
            if row["verdict"] == Verdict.HIT.value:
                hits[row["code"], row["subject_kind"], subject] = body
    return PreviousRun(hits, frozenset(bodies))


def compared(
    findings: Iterable[Finding], before: PreviousRun | None, coverage: Mapping[str, Coverage]
) -> tuple[list[Finding], list[Gone]]:
    """The findings marked new or persisting, and the leads that are gone.

    A lead whose check did not run this time is not gone: it is listed as not checked.
    """
    if before is None:
        return list(findings), []
    marked, now_hit, now_undecided = [], set(), set()
    for finding in findings:
        identity = (finding.code, finding.subject_kind, finding.subject_id)
        if finding.verdict is not Verdict.HIT:
            now_undecided.add(identity)
            marked.append(finding)
            continue
        now_hit.add(identity)
        marked.append(replace(finding, change=Change.PERSISTING if identity in before.hits else Change.NEW))
    gone = [
        Gone(code, body, kind, subject, _now(code, (code, kind, subject) in now_undecided, coverage))
        for (code, kind, subject), body in sorted(before.hits.items())
        if (code, kind, subject) not in now_hit
    ]
    return marked, gone


def _now(code: str, undecided: bool, coverage: Mapping[str, Coverage]) -> str:
    if code not in coverage or not coverage[code].ran:
        return "本次未检查"
    return "无法判定" if undecided else "通过或不在范围"
