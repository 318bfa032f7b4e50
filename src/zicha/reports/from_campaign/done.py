"""What people did, as the report tells it (人工工作): each writes its part, or says that there is nothing to tell from.

A fact of the notice whose teller returns False stays a place for people to write.
"""

from __future__ import annotations

from collections.abc import Callable

from zicha.reference.notices.notice import Fact as Asked
from zicha.reports.from_campaign.certificate_parts import certificates_decided
from zicha.reports.from_campaign.lead_parts import findings_by_point, leads_verified
from zicha.reports.from_campaign.material import Material
from zicha.reports.from_campaign.plan_parts import plan_tasks, questions_answered, team
from zicha.reports.from_campaign.problem_parts import (
    orders_issued,
    problem_causes,
    problems_rectified,
    sweeps,
)
from zicha.reports.writing import Writing

Teller = Callable[[Writing, Material, Asked], bool]

TOLD: dict[str, Teller] = {
    "plan_tasks": plan_tasks,
    "team": team,
    "questions_answered": questions_answered,
    "leads_verified": leads_verified,
    "findings_by_point": findings_by_point,
    "problem_causes": problem_causes,
    "problems_rectified": problems_rectified,
    "certificates_decided": certificates_decided,
    "orders_issued": orders_issued,
    "sweeps": sweeps,
}
