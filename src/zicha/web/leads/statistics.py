"""Leads to look at rather than to read (线索统计)."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from zicha.casework.leads import selectors
from zicha.web.access import MemberRequest, may
from zicha.web.leads import charts


@may("lead.view")
@require_GET
def page(request: MemberRequest) -> HttpResponse:
    campaign = selectors.current_campaign()
    if campaign is None:
        return render(request, "leads/no_campaign.html")
    shown = [charts.over_time(campaign), charts.by_branch(campaign), charts.funnel(campaign)]
    return render(request, "leads/statistics.html", {"campaign": campaign, "charts": shown})


@may("lead.view")
@require_GET
def on_desk(request: MemberRequest) -> HttpResponse:
    """The chart of the desk, fetched after it, so that the desk itself is there at once."""
    campaign = selectors.current_campaign()
    chart = charts.over_time(campaign) if campaign else None
    return render(request, "leads/parts/desk_chart.html", {"chart": chart})
