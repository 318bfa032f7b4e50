"""The desk (工作台): how far the self-inspection is, and what waits for the one who signed in."""

from django.http import HttpResponse
from django.shortcuts import render

from zicha.casework.campaigns.models import Campaign, CampaignState
from zicha.casework.tenancy.guarding import changes_to_show
from zicha.web.access import MemberRequest, may
from zicha.web.accounts.views import in_words
from zicha.web.home import desk


@may("home.view")
def home(request: MemberRequest) -> HttpResponse:
    campaign = Campaign.objects.filter(state=CampaignState.OPEN).order_by("-starts_on", "-pk").first()
    steps = desk.way(request.member, campaign)
    now = desk.next_of(steps)
    waits = any(step.hint and not step.done for step in steps)
    content = {
        "campaign": campaign,
        "steps": steps,
        "now": now,
        "next": steps[now] if now is not None else None,
        "is_over": campaign is not None and not waits and steps[-1].done,
        "figures": desk.given("figure", request.member, campaign),
        "cards": desk.given("card", request.member, campaign),
        "account_changes": in_words(changes_to_show(request.member)),
    }
    return render(request, "web/home.html", content)
