"""Opening and changing a round of self-inspection (启动自查、修改方案)."""

from __future__ import annotations

from datetime import date

from django.db import transaction

from zicha.casework.campaigns.models import Campaign
from zicha.casework.refused import Refused
from zicha.casework.tenancy.models import Member
from zicha.casework.trace.actions import Action
from zicha.casework.trace.services import record
from zicha.reference.notices import NOTICES


@transaction.atomic
def open_campaign(
    *,
    notice_key: str,
    title: str,
    as_of: date,
    starts_on: date,
    due_on: date,
    by: Member,
    lead_department: str = "",
    leader: Member | None = None,
    goals: str = "",
) -> Campaign:
    """Open a campaign from a notice (启动自查). Raises Refused for an unknown notice or days out of order."""
    if notice_key not in NOTICES:
        raise Refused(f"没有登记通知 {notice_key}。")
    if due_on < starts_on:
        raise Refused("报送截止日期早于开始日期。")
    campaign = Campaign.objects.create(
        body_id=by.body_id,
        notice_key=notice_key,
        title=title,
        as_of=as_of,
        starts_on=starts_on,
        due_on=due_on,
        lead_department=lead_department,
        leader=leader,
        goals=goals,
    )
    record(Action.CAMPAIGN_OPENED, on=campaign, by=by)
    return campaign
