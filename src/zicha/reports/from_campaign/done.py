"""What people did, as the report tells it (人工工作): each writes its part, or says that there is nothing to tell from.

A fact of the notice whose teller returns False stays a place for people to write.
"""

from __future__ import annotations

from collections.abc import Callable

from zicha.reference.notices.notice import Fact as Asked
from zicha.reports.from_campaign.lead_parts import findings_by_point, leads_verified
from zicha.reports.from_campaign.material import Material
from zicha.reports.from_campaign.plan_parts import team
from zicha.reports.writing import Writing

Teller = Callable[[Writing, Material, Asked], bool]

TOLD: dict[str, Teller] = {
    "team": team,
    "leads_verified": leads_verified,
    "findings_by_point": findings_by_point,
}
