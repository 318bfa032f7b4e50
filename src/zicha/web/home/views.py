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
    # A stretch nothing is to be done on, such as problems where no lead was true, holds nobody up.
    now = next((number for number, step in enumerate(steps) if not step.done and step.hint), None)
    content = {
        "campaign": campaign,
        "steps": steps,
        "now": now,
        "next": steps[now] if now is not None else None,
        "is_over": campaign is not None and now is None and steps[-1].done,
        "figures": desk.given("figure", request.member, campaign),
        "cards": desk.given("card", request.member, campaign),
        "account_changes": in_words(changes_to_show(request.member)),
    }
    return render(request, "web/home.html", content)
