"""What a version would say for good, summed up before it is frozen (定稿前核对)."""

from __future__ import annotations

import json
from typing import Any

from django.utils import timezone

from zicha.casework.campaigns.models import AT_WORK, Campaign, Task
from zicha.casework.tenancy.models import Member
from zicha.reports.from_campaign import saying
from zicha.reports.from_campaign.completeness import missing
from zicha.reports.from_campaign.freezing import drafted


def about_to_freeze(campaign: Campaign) -> dict[str, Any]:
    """Read from what would be frozen, so that it agrees with the version."""
    document, material = drafted(campaign, day=timezone.localdate())
    told = json.dumps(saying.said_by(document, material), ensure_ascii=False, default=str)
    members = Member.objects.filter(body_id=campaign.body_id).select_related("account")
    return {
        "campaign": campaign,
        "lacking": len(missing(document, material)),
        "problems": len(material.problems),
        "open_problems": sum(not one.is_closed for one in material.problems),
        "tasks": Task.objects.filter(campaign=campaign, state__in=AT_WORK),
        "open_leads": material.leads.of(states=["open"]),
        "snoozed_leads": material.leads.of(states=["snoozed"]),
        "names": [one.name for one in members if one.name and one.name in told],
        "corrections": list(material.corrections.values()),
        "no_findings": list(material.no_findings.values()),
    }
