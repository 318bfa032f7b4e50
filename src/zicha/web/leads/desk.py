"""What the desk shows of leads (工作台：线索)."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _

from zicha.casework.campaigns.models import Campaign
from zicha.casework.tenancy.models import Member
from zicha.web.home.desk import Card, card


@card(order=60, permission="lead.view")
def over_time(member: Member, campaign: Campaign | None) -> Card | None:
    if campaign is None:
        return None
    return Card(_("各次筛查的疑点"), "leads/parts/on_desk.html", url=reverse("leads-statistics"))
