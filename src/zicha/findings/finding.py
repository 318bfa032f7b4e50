"""What a check raises about a subject (疑点): a lead until a person confirms it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from zicha.contract.verdicts import Severity, Verdict


class Change(Enum):
    """What became of a lead since the run before (变化)."""

    NEW = "new"
    PERSISTING = "persisting"
    GONE = "gone"
    UNKNOWN = "unknown"  # nothing to compare with

    @property
    def label(self) -> str:
        return {"new": "新增", "persisting": "仍在", "gone": "消失", "unknown": ""}[self.value]


@dataclass(frozen=True, slots=True)
class EvidenceRow:
    """A delivered row a lead rests on (证据行); file, sheet and row as the spreadsheet shows them."""

    table: str
    key: str
    file: str = ""
    sheet: str = ""
    row: int = 0  # 0: the key names no delivered row

    @property
    def place(self) -> str:
        """月报.xlsx!证书信息表 第 17 行."""
        if not self.row:
            return "未提供"
        return f"{self.file}!{self.sheet} 第 {self.row} 行" if self.sheet else f"{self.file} 第 {self.row} 行"


@dataclass(frozen=True, slots=True)
class Finding:
    """A subject that is a hit or undecided under one check (疑点或无法判定).

    observed, expected  as shown to people, with unit; `sentence` says it in words, for hits; `reason` why undecided
    """

    code: str
    title: str
    severity: Severity
    clauses: tuple[str, ...]
    verdict: Verdict
    body_id: str
    subject_kind: str
    subject_id: str
    observed: str
    expected: str
    sentence: str
    reason: str
    change: Change = Change.UNKNOWN
    evidence: tuple[EvidenceRow, ...] = ()

    @property
    def key(self) -> str:
        """Stable over runs: the check and the subject, nothing else."""
        return f"{self.code}:{self.subject_kind}:{self.subject_id}"


@dataclass(frozen=True, slots=True)
class Gone:
    """A lead of the run before that is no hit any more (消失的疑点). `now` says what it is instead."""

    code: str
    body_id: str
    subject_kind: str
    subject_id: str
    now: str  # 通过或不在范围, 无法判定, 本次未检查
