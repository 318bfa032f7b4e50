"""How far a check got (覆盖情况)."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Coverage:
    """How far one check got (覆盖情况): hit + passed + undecided + exempt = in_scope, or it did not run and why."""

    code: str
    ran: bool
    in_scope: int = 0
    hit: int = 0
    passed: int = 0
    undecided: int = 0
    exempt: int = 0
    reason: str = ""
    caution: str = ""  # what a reader of the verdicts must know: rows of its tables were refused
    seconds: float = 0.0

    def __post_init__(self) -> None:
        if self.hit + self.passed + self.undecided + self.exempt != self.in_scope:
            raise AssertionError(f"{self.code}: the verdicts do not add up to the subjects in scope: {self}")
