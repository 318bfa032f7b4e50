"""What the desk tells of orders (工作台：整改通知)."""

from __future__ import annotations

from django.utils.translation import gettext

from zicha.casework.campaigns.models import Campaign
from zicha.casework.orders.selectors import order_counts, to_settle
from zicha.casework.tenancy.models import Member
from zicha.web.home.desk import Figure, address_of, figure


@figure(order=55, permission="order.manage")
def answered(member: Member, campaign: Campaign | None) -> Figure | None:
    """Nobody else says that an organisation has answered: it did so from its telephone."""
    counts = order_counts(campaign) if campaign else {"all": 0}
    if not counts["all"]:
        return None
    number = to_settle(counts)
    url = f"{address_of('orders')}?state=to_settle"
    return Figure(number, gettext("整改通知待处理"), url, tone="warn" if number else "")
