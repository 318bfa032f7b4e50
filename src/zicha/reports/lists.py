"""The CSV lists of a screening (清单): findings, coverage, rejected cells, what became of earlier leads.

Plain UTF-8 without a byte-order mark: these are read by programs, which would take the mark for a part of the first
heading. People read the workbook.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from pathlib import Path

from zicha.contract.errors import BadCell
from zicha.findings.changes import FINDINGS_FILE
from zicha.findings.csv_cells import guarded
from zicha.findings.finding import Change, Finding
from zicha.findings.outcome import Outcome

COVERAGE_FILE = "coverage.csv"
REJECTED_FILE = "rejected.csv"
CHANGES_FILE = "changes.csv"

FINDINGS_COLUMNS = (
    "code", "verdict", "body_id", "subject_kind", "subject_id", "observed", "expected", "reason",
)  # fmt: skip
COVERAGE_COLUMNS = ("code", "status", "in_scope", "hit", "pass", "undecided", "exempt", "reason")
REJECTED_COLUMNS = ("file", "row", "column", "value", "problem", "mend")
CHANGES_COLUMNS = ("code", "subject_kind", "subject_id", "change", "now")

Row = tuple[object, ...]


def write_lists(outcome: Outcome, folder: Path) -> None:
    """Write the lists; changes.csv only where there was an earlier run to compare with."""
    _write(folder / FINDINGS_FILE, FINDINGS_COLUMNS, map(_finding, outcome.findings))
    _write(folder / COVERAGE_FILE, COVERAGE_COLUMNS, _coverage(outcome))
    write_rejected(outcome.rejected, folder / REJECTED_FILE)
    if outcome.compared:
        _write(folder / CHANGES_FILE, CHANGES_COLUMNS, _changes(outcome))


def _finding(finding: Finding) -> Row:
    return (
        finding.code,
        finding.verdict.value,
        finding.body_id,
        finding.subject_kind,
        finding.subject_id,
        finding.observed,
        finding.expected,
        finding.sentence or finding.reason,
    )


def _coverage(outcome: Outcome) -> Iterator[Row]:
    for code, c in sorted(outcome.screening.coverage.items()):
        status = "run" if c.ran else "not_run"
        yield code, status, c.in_scope, c.hit, c.passed, c.undecided, c.exempt, c.reason or c.caution


def write_rejected(cells: Iterable[BadCell], path: Path) -> None:
    """Every refused cell on a line of its own."""
    rows = ((cell.place, cell.row, cell.column, cell.value, cell.problem, cell.mend) for cell in cells)
    _write(path, REJECTED_COLUMNS, rows)


def _changes(outcome: Outcome) -> Iterator[Row]:
    for finding in outcome.hits:
        yield finding.code, finding.subject_kind, finding.subject_id, finding.change.value, "疑点"
    for gone in outcome.gone:
        yield gone.code, gone.subject_kind, gone.subject_id, Change.GONE.value, gone.now


def _write(path: Path, columns: tuple[str, ...], rows: Iterable[Row]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(columns)
        for row in rows:
            writer.writerow([guarded(cell) if isinstance(cell, str) else cell for cell in row])
