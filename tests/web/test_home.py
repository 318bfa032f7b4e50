"""The desk after signing in."""

import re
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tests.casework.leads_made import leads_made
from tests.site import World
from zicha.casework.campaigns.models import Campaign
from zicha.casework.leads.services import confirm_lead
from zicha.casework.reporting.models import Filing, ReportVersion
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


SOON, LATER = timezone.localdate() + timedelta(days=5), timezone.localdate() + timedelta(days=60)


@pytest.mark.parametrize(
    ("steps", "next_one"),
    [
        ((("核查", {"mine": False}), ("决定", {"due_on": SOON})), "决定"),
        ((("核查", {}), ("决定", {"due_on": SOON})), "决定"),
        ((("核查", {}), ("决定", {"due_on": LATER})), "核查"),
        ((("整改", {"due_on": SOON}), ("报告", {"urgent": True})), "报告"),
        ((("核查", {"mine": False}), ("整改", {"mine": False})), None),
    ],
)
def test_the_next_step_is_the_members_own_and_the_most_urgent(
    steps: tuple[tuple[str, dict[str, Any]], ...], next_one: str | None
) -> None:
    given = [desk.Step(name, "", hint="做", **more) for name, more in steps]
    at = desk.next_of(given)
    assert (given[at].name if at is not None else None) == next_one


def test_a_decision_maker_is_not_sent_to_review_leads(campaign: Campaign, in_scope: World) -> None:
    leads_made(campaign, 1)
    assert not parts.triage(in_scope.decision_maker, campaign).mine
    assert parts.triage(in_scope.reviewer, campaign).mine


def _version(campaign: Campaign, world: World, state: str) -> ReportVersion:
    version = ReportVersion(body_id=campaign.body_id, campaign=campaign, number=1, state=state)
    version.asked_by, version.day = world.quality_manager, date(2026, 9, 18)
    version.save()
    return version


def test_a_report_that_came_back_is_the_next_step_of_who_writes_it(
    campaign: Campaign, in_scope: World, client_of: Callable[[Member], Client]
) -> None:
    leads_made(campaign, 1)
    _version(campaign, in_scope, "returned")
    page = client_of(in_scope.quality_manager).get("/").content.decode()
    assert "下一步：报告" in page
    assert "报告被退回，修改后定稿下一版。" in page
    assert "下一步：报告" not in client_of(in_scope.reviewer).get("/").content.decode()


def test_after_filing_no_days_to_the_deadline_are_counted(campaign: Campaign, in_scope: World) -> None:
    waiting = parts.days_left(in_scope.reviewer, campaign)
    assert waiting is not None
    assert waiting.unit == "天"
    version = _version(campaign, in_scope, "filed")
    Filing.objects.create(
        body_id=campaign.body_id, report=version, recipient="samr", recipient_name="监管部门",
        sent_on=date(2026, 9, 18), way="system", by=in_scope.quality_manager,
    )  # fmt: skip
    figure = parts.days_left(in_scope.reviewer, Campaign.objects.get())
    assert figure is not None
    assert (figure.label, figure.words, figure.unit) == ("已报送", "2026年9月18日", "")


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
