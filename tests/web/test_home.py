"""The desk after signing in."""

import re
from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from tests.casework.leads_made import leads_made
from tests.site import World
from zicha.casework.campaigns.models import Campaign
from zicha.casework.leads.services import confirm_lead
from zicha.casework.tenancy.models import Member
from zicha.web.home import desk, parts, views
from zicha.web.leads import charts
from zicha.web.problems.desk import rectification


def test_whoever_is_not_signed_in_is_sent_to_the_door(client: Client, db: None) -> None:
    answer = client.get("/")
    assert answer.status_code == 302
    assert answer["Location"].startswith("/accounts/login/")


def test_a_member_sees_their_body_and_what_they_may_open(
    world: World, client_of: Callable[[Member], Client]
) -> None:
    page = client_of(world.quality_manager).get("/").content.decode()
    assert world.body.name in page
    assert "工作台" in page


def test_true_leads_without_a_problem_are_something_to_do(campaign: Campaign, in_scope: World) -> None:
    [lead] = leads_made(campaign, 1)
    assert rectification(in_scope.reviewer, campaign).hint == ""
    confirm_lead(lead_id=lead.pk, text="复核派工单，确少半日", by=in_scope.reviewer)
    assert "把核实属实的线索立项整改" in rectification(in_scope.reviewer, Campaign.objects.get()).hint


def test_a_lead_put_off_is_not_done_and_is_led_to(
    campaign: Campaign, in_scope: World, client_of: Callable[[Member], Client]
) -> None:
    leads_made(campaign, 2, state="dismissed")
    leads_made(campaign, 1, state="snoozed")
    leads_made(campaign, 1, state="merged")
    step = parts.triage(in_scope.reviewer, campaign)
    assert not step.done
    assert step.note == "挂起 1 / 共 4 条"
    assert step.url == f"{reverse('leads')}?state=snoozed"
    browser = client_of(in_scope.reviewer)
    page = browser.get(reverse("leads")).content.decode()
    assert "还有 1 条挂起" in page
    assert 'href="?state=snoozed"' in page


def test_the_desk_counts_leads_as_the_statistics_do(campaign: Campaign, in_scope: World) -> None:
    leads_made(campaign, 2)
    leads_made(campaign, 1, state="merged")
    leads_made(campaign, 1, state="gone")
    [(_, counted, _), *_] = charts.funnel(campaign).lines
    assert parts.lead_amounts(in_scope.reviewer, campaign)["all"] == counted == 3
    card = parts.progress(in_scope.reviewer, campaign)
    assert card is not None
    assert sum(number for _, number, _, _ in card.content["parts"]) == 3


def test_a_true_lead_bears_no_cross_and_a_dismissed_one_no_tick(
    campaign: Campaign, in_scope: World, client_of: Callable[[Member], Client]
) -> None:
    leads_made(campaign, 1, state="confirmed")
    leads_made(campaign, 1, state="dismissed")
    browser = client_of(in_scope.reviewer)
    for address in ("/", f"{reverse('leads')}?state=any"):
        page = browser.get(address).content.decode()
        assert re.search(r'class="state tone-flag">属实<', page)
        assert re.search(r'class="state tone-muted">(已)?排除<', page)


STEPS = (("数据", True, ""), ("整改", False, ""), ("报告", False, "写报告"))


@pytest.mark.parametrize(
    ("filed", "said", "not_said"),
    [(False, "下一步：报告", "各步都已办结"), (True, "各步都已办结", "下一步")],
)
def test_a_step_with_nothing_to_do_holds_nobody_up(
    filed: bool,
    said: str,
    not_said: str,
    campaign: Campaign,
    in_scope: World,
    client_of: Callable[[Member], Client],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    steps = [desk.Step(name, "", "/", done, hint) for name, done, hint in STEPS]
    if filed:
        steps[-1] = desk.Step("报告", "已报送", "/", done=True)
    monkeypatch.setattr(views.desk, "way", lambda member, campaign: steps)
    page = client_of(in_scope.quality_manager).get("/").content.decode()
    assert said in page
    assert not_said not in page
