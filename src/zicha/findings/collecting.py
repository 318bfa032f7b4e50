"""The findings of a screening, one object a hit or undecided subject (汇集疑点)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import pyarrow.parquet as pq

from zicha.checks.registry import EVIDENCE_PREFIX, KEY_BREAK, Check, checks_of
from zicha.contract.tables import TABLES
from zicha.contract.verdicts import Verdict
from zicha.findings.finding import EvidenceRow, Finding
from zicha.findings.wording import sentence, shown
from zicha.reference.parameters import Parameter
from zicha.screening.run import Screening

BATCH_ROWS = 20_000


def findings_of(screening: Screening) -> Iterator[Finding]:
    """Every finding, by code, then hits before undecided, then subject id."""
    for code in sorted(screening.rows):
        check = checks_of(code)[-1]
        made = list(_of_check(screening, check))
        made.sort(key=lambda finding: (finding.verdict is not Verdict.HIT, finding.subject_id))
        yield from made


def _of_check(screening: Screening, check: Check) -> Iterator[Finding]:
    thresholds = screening.thresholds[check.code]
    for batch in pq.ParquetFile(screening.rows[check.code]).iter_batches(BATCH_ROWS):
        for row in batch.to_pylist():
            yield finding_of(check, thresholds, row)


def finding_of(check: Check, thresholds: Mapping[str, Parameter], row: Mapping[str, Any]) -> Finding:
    """The finding a judged row says, its evidence rows not located yet."""
    verdict = Verdict(row["verdict"])
    is_hit = verdict is Verdict.HIT
    return Finding(
        code=check.code,
        title=check.title,
        severity=check.severity,
        clauses=check.clauses,
        verdict=verdict,
        body_id=row["body_id"] or "",
        subject_kind=check.subject.kind,
        subject_id=row["subject_id"] or "",
        observed=shown(row["observed"], check.unit),
        expected=shown(row["expected"], check.unit),
        sentence=sentence(check.sentence, row, thresholds, check.unit) if is_hit else "",
        reason="" if is_hit else (row["reason"] or ""),
        evidence=tuple(_evidence(check, row)),
    )


def _evidence(check: Check, row: Mapping[str, Any]) -> Iterator[EvidenceRow]:
    if check.subject.table:
        yield EvidenceRow(check.subject.table, row["subject_id"])
    for column, keys in row.items():
        if not column.startswith(EVIDENCE_PREFIX) or not keys:
            continue
        table = column.removeprefix(EVIDENCE_PREFIX)
        if table not in TABLES:
            raise KeyError(f"{check.code}: {column} names no table of the contract")
        # Engines join keys in no fixed order, and a key may come twice.
        for key in sorted(set(str(keys).split(KEY_BREAK))):
            if key and not (table == check.subject.table and key == row["subject_id"]):
                yield EvidenceRow(table, key)
