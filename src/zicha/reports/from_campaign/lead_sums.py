"""How many leads came to what (线索核查数字), out of the tallies PostgreSQL keeps: one statement."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Sum

from zicha.casework.campaigns.models import Campaign
from zicha.casework.leads.models import LeadState, LeadTally

STATES: dict[str, str] = dict(LeadState.choices)
"""State → what it is called."""


@dataclass(frozen=True, slots=True)
class LeadSums:
    """Leads by (state, verdict, code, area) (线索计数)."""

    counted: tuple[tuple[str, str, str, str, int], ...]

    def of(self, *, states: Iterable[str] = (), code: str = "", area: str = "", verdict: str = "") -> int:
        """How many there are; what is not said does not narrow."""
        wanted = set(states)
        return sum(
            number
            for state, of_verdict, of_code, of_area, number in self.counted
            if (not wanted or state in wanted)
            and code in ("", of_code)
            and area in ("", of_area)
            and verdict in ("", of_verdict)
        )


def lead_sums(campaign: Campaign) -> LeadSums:
    rows = LeadTally.objects.filter(campaign=campaign).order_by()
    kinds = rows.values_list("state", "verdict", "code", "area").annotate(total=Sum("n")).filter(total__gt=0)
    return LeadSums(tuple(sorted(kinds)))
