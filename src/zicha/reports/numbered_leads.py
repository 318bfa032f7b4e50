"""The leads with the numbers their sheets give them (疑点序号), so that report and workbook name the same row."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from zicha.findings.finding import Finding
from zicha.findings.outcome import Outcome
from zicha.reference.notices.notice import Notice


@dataclass(frozen=True, slots=True)
class NumberedLead:
    """A lead and its number in the sheet of its focus area (带序号的疑点)."""

    number: int
    finding: Finding


def numbered_leads(outcome: Outcome, notice: Notice) -> Mapping[str, tuple[NumberedLead, ...]]:
    """Letter of the focus area → its leads, in the order of the run."""
    found: dict[str, list[NumberedLead]] = {area.letter: [] for area in notice.focus_areas}
    letters: dict[str, str] = {}
    for finding in outcome.hits:
        letter = letters.setdefault(finding.code, notice.area_of(finding.code).letter)
        found[letter].append(NumberedLead(len(found[letter]) + 1, finding))
    return {letter: tuple(leads) for letter, leads in found.items()}
