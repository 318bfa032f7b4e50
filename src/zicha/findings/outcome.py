"""Everything one screening leaves behind for lists and reports (筛查成果)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from zicha.contract.errors import BadCell, Remark
from zicha.contract.verdicts import Verdict
from zicha.findings.finding import Finding, Gone
from zicha.intake.delivery import SheetCount, SourceFile
from zicha.screening.run import Screening


@dataclass(frozen=True, slots=True)
class Outcome:
    """The screening, its findings, and what was taken in.

    files       contract table → Parquet file of the dataset version screened
    dataset_id  version id; fingerprint: SHA-256 of the content
    compared    there was an earlier run to compare with
    rejected, remarks, counts, sources  of the delivery, empty when a dataset was screened that was taken in before
    """

    screening: Screening
    findings: tuple[Finding, ...]
    gone: tuple[Gone, ...]
    compared: bool
    files: Mapping[str, Path]
    dataset_id: str
    dataset_fingerprint: str
    rejected: tuple[BadCell, ...]
    remarks: tuple[Remark, ...]
    counts: tuple[SheetCount, ...]
    sources: tuple[SourceFile, ...]

    @property
    def hits(self) -> tuple[Finding, ...]:
        return tuple(finding for finding in self.findings if finding.verdict is Verdict.HIT)
