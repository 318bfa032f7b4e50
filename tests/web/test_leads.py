"""The queue and the page of a lead, as a reviewer uses them."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Callable
from datetime import timedelta
from io import BytesIO

import pytest
from django.test import Client
from django.utils import timezone

from tests.casework.leads_made import lead_made, leads_made
from tests.site import World
from zicha.casework.campaigns.models import Campaign
from zicha.casework.leads.models import BulkAction, Lead, SavedView
from zicha.casework.leads.services import confirm_lead
from zicha.casework.tenancy.models import Member
from zicha.casework.tenancy.scope import scope

HTMX = {"HX-Request": "true"}
DISMISSAL = {"reason": "explained", "text": "书面批准在案"}


@pytest.fixture
def campaign(campaign: Campaign) -> Campaign:
    campaign.due_on = timezone.localdate() + timedelta(days=90)
    campaign.save()
    return campaign


@pytest.fixture
def client(world: World, client_of: Callable[[Member], Client]) -> Client:
    """The reviewer's browser."""
    return client_of(world.reviewer)


def test_the_queue_shows_what_waits_with_counts_and_the_sentence(campaign: Campaign, client: Client) -> None:
    leads_made(campaign, 3)
    lead_made(campaign, state="dismissed")
    page = client.get("/leads/").content.decode()
    assert "共 <b>3</b> 条" in page
    assert '已排除 <span class="counted">1</span>' in page
    assert page.count("低于最低要求") == 3
    assert "优先级" in page


def test_without_a_campaign_the_page_says_what_to_do(world: World, client: Client) -> None:
    assert "请先在“自查方案”中按通知启动自查" in client.get("/leads/").content.decode()


@pytest.mark.parametrize("query", ["", "text=没有", "state=confirmed"])
def test_an_empty_list_says_why_and_what_next(query: str, campaign: Campaign, client: Client) -> None:
    page = client.get(f"/leads/?{query}").content.decode()
    assert "empty-title" in page
    assert "empty-action" in page


def test_a_page_of_the_queue_costs_a_fixed_number_of_queries(
    in_scope: World, campaign: Campaign, client: Client, django_assert_max_num_queries: Callable
) -> None:
    leads_made(campaign, 40, assignee=in_scope.reviewer, person_ids=["P1"], branch_id="BR1")
    client.get("/leads/")
    for query in (
        "",
        "text=精密",
        "person=P1",
        "group=org",
        "group=check",
        "size=25&severity=S1",
        "change=new",
    ):
        with django_assert_max_num_queries(25):
            assert client.get(f"/leads/?{query}").status_code == 200


def test_the_page_of_a_lead_costs_a_fixed_number_of_queries(
    in_scope: World, campaign: Campaign, client: Client, django_assert_max_num_queries: Callable
) -> None:
    many = leads_made(
        campaign, 30, assignee=in_scope.reviewer, person_ids=["P1", "P2", "P3", "P4"], branch_id="B1"
    )
    client.get("/leads/")
    with django_assert_max_num_queries(25):
        assert client.get(f"/leads/{many[0].pk}/?severity=S1").status_code == 200
    with django_assert_max_num_queries(12):
        assert client.get(f"/leads/{many[0].pk}/records/").status_code == 200


def test_the_number_of_related_leads_is_that_of_the_list_it_opens(campaign: Campaign, client: Client) -> None:
    lead, *_ = leads_made(campaign, 7, person_ids=["P1"])
    page = client.get(f"/leads/{lead.pk}/")
    [group] = [one for one in page.context["neighbours"] if one.filter.person]
    assert "全部 7 条（含本条）" in page.content.decode()
    assert client.get(f"/leads/?{group.filter.query}").context["amount"].number == group.number == 7


def test_a_choice_not_made_reads_all(campaign: Campaign, client: Client) -> None:
    lead_made(campaign)
    assert '<option value="">全部</option>' in client.get("/leads/").content.decode()


def test_a_lead_explains_itself(campaign: Campaign, client: Client) -> None:
    lead = lead_made(campaign)
    page = client.get(f"/leads/{lead.pk}/").content.decode()
    for words in (
        "初审策划人日不足",
        "规则和依据",
        "IAF MD 5:2019",
        "70%",
        "1.5 人日",
        "2.1 人日",
        "认证机构合法合规",
    ):
        assert words in page


def test_an_unconfirmed_parameter_is_marked(campaign: Campaign, client: Client) -> None:
    lead = lead_made(campaign, code="A05")
    assert "待核实" in client.get(f"/leads/{lead.pk}/").content.decode()


def test_who_opens_a_lead_of_somebody_else_is_told(
    in_scope: World, campaign: Campaign, client: Client
) -> None:
    lead = lead_made(campaign, assignee=in_scope.quality_manager)
    assert f"由 {in_scope.quality_manager.name} 核查" in client.get(f"/leads/{lead.pk}/").content.decode()


# --- deciding


def test_dismissing_on_the_page_leads_to_the_next_lead_of_the_queue(
    campaign: Campaign, client: Client
) -> None:
    first, second = leads_made(campaign, 2)
    answer = client.post(f"/leads/{first.pk}/dismiss/", {**DISMISSAL, "version": 1, "query": "severity=S1"})
    assert answer.status_code == 302
    assert answer["Location"] == f"/leads/{second.pk}/?severity=S1"
    first.refresh_from_db()
    assert first.state == "dismissed"
    assert "撤销" in client.get(answer["Location"]).content.decode()


def test_with_htmx_only_the_inside_of_the_page_is_exchanged(campaign: Campaign, client: Client) -> None:
    first, second = leads_made(campaign, 2)
    answer = client.post(f"/leads/{first.pk}/dismiss/", {**DISMISSAL, "version": 1}, headers=HTMX)
    assert answer.status_code == 204
    to = json.loads(answer["HX-Location"])
    assert (to["path"], to["target"]) == (f"/leads/{second.pk}/", "#content")


def test_in_the_queue_only_the_row_is_exchanged(campaign: Campaign, client: Client) -> None:
    lead = lead_made(campaign)
    answer = client.post(
        f"/leads/{lead.pk}/dismiss/", {**DISMISSAL, "version": 1, "origin": "queue"}, headers=HTMX
    )
    assert answer["HX-Retarget"] == f"#lead-{lead.pk}"
    # The dialog closes when the row is there: without its form htmx finds no row.
    assert "HX-Trigger" not in answer
    assert "zicha:close" in answer["HX-Trigger-After-Swap"]
    page = answer.content.decode()
    assert page.startswith(f'<tr id="lead-{lead.pk}"')
    assert "已排除" in page
    assert f"/leads/{lead.pk}/undo/" in page


def test_what_was_typed_is_not_lost_when_somebody_was_faster(
    in_scope: World, campaign: Campaign, client: Client
) -> None:
    lead = lead_made(campaign)
    confirm_lead(lead_id=lead.pk, text="复核派工单，确少半日", by=in_scope.quality_manager)
    answer = client.post(f"/leads/{lead.pk}/dismiss/", {**DISMISSAL, "version": 1})
    page = answer.content.decode()
    assert answer.status_code == 409
    assert in_scope.quality_manager.name in page
    assert "复核派工单" in page
    assert "书面批准在案" in page
    lead.refresh_from_db()
    assert lead.state == "confirmed"


def test_a_form_that_lacks_something_comes_back(campaign: Campaign, client: Client) -> None:
    lead = lead_made(campaign)
    assert client.post(f"/leads/{lead.pk}/dismiss/", {"text": "", "version": 1}).status_code == 422


@pytest.mark.parametrize(
    ("kind", "said", "column", "value"),
    [
        ("confirm", {"text": "复核派工单，确少半日"}, "state", "confirmed"),
        (
            "snooze",
            {"until": str(timezone.localdate() + timedelta(days=3)), "text": "等待回函"},
            "state",
            "snoozed",
        ),
        ("note", {"text": "已电话联系"}, "state", "open"),
        ("assign", {"assignee": "", "due_on": ""}, "assignee", None),
    ],
)
def test_every_decision_has_its_form(
    kind: str,
    said: dict[str, str],
    column: str,
    value: str | None,
    campaign: Campaign,
    client: Client,
    world: World,
) -> None:
    lead = lead_made(campaign, assignee=world.quality_manager)
    assert client.get(f"/leads/{lead.pk}/{kind}/").status_code == 200
    assert client.post(f"/leads/{lead.pk}/{kind}/", {**said, "version": 1}).status_code == 302
    lead.refresh_from_db()
    assert getattr(lead, column) == value


def test_merging_names_the_other_lead(campaign: Campaign, client: Client) -> None:
    one, other = leads_made(campaign, 2)
    unknown = {"into": 99999999, "text": "同一次审核", "version": 1}
    assert client.post(f"/leads/{one.pk}/merge/", unknown).status_code == 409
    assert (
        client.post(
            f"/leads/{one.pk}/merge/", {"into": other.pk, "text": "同一次审核", "version": 1}
        ).status_code
        == 302
    )
    one.refresh_from_db()
    assert one.merged_into == other


def test_a_decision_is_taken_back_with_one_button(campaign: Campaign, client: Client) -> None:
    lead = lead_made(campaign)
    client.post(f"/leads/{lead.pk}/dismiss/", {**DISMISSAL, "version": 1})
    assert client.post(f"/leads/{lead.pk}/undo/").status_code == 302
    lead.refresh_from_db()
    assert lead.state == "open"


def test_a_decision_maker_reads_but_does_not_triage(
    world: World, campaign: Campaign, client_of: Callable[[Member], Client]
) -> None:
    lead = lead_made(campaign)
    browser = client_of(world.decision_maker)
    page = browser.get(f"/leads/{lead.pk}/").content.decode()
    assert "确认属实" not in page
    assert browser.post(f"/leads/{lead.pk}/dismiss/", DISMISSAL).status_code == 403


@pytest.mark.parametrize("role", ["auditor", "decision_maker", "administrator"])
def test_who_may_not_triage_does_nothing_to_many_leads_either(
    role: str, world: World, campaign: Campaign, client_of: Callable[[Member], Client]
) -> None:
    leads_made(campaign, 3)
    browser = client_of(getattr(world, role))
    for kind in ("assign", "dismiss", "snooze", "confirm"):
        said = {"all": "1", "query": "", "apply": "1", **DISMISSAL}
        assert browser.post(f"/leads/bulk/{kind}/", said).status_code == 403
        assert browser.get(f"/leads/bulk/{kind}/").status_code == 403
    assert not BulkAction.objects.exists()
    assert Lead.objects.filter(state="open").count() == 3


def test_a_lead_of_another_body_is_not_there(
    world: World, campaign: Campaign, client_of: Callable[[Member], Client]
) -> None:
    lead = lead_made(campaign)
    stranger = client_of(world.stranger)
    for address in ("", "records/", "next/", "dismiss/"):
        assert stranger.get(f"/leads/{lead.pk}/{address}").status_code == 404
    assert stranger.post(f"/leads/{lead.pk}/dismiss/", {**DISMISSAL, "version": 1}).status_code == 404


def test_markup_in_records_stays_text(campaign: Campaign, client: Client) -> None:
    lead_made(campaign, org_name="<script>alert(1)</script>", sentence="<b>x</b>")
    assert "<script>alert" not in client.get("/leads/").content.decode()


# --- many at once


def test_many_are_previewed_then_dismissed_with_a_result_each(campaign: Campaign, client: Client) -> None:
    leads_made(campaign, 60)
    lead_made(campaign, state="confirmed")
    chosen = {"all": "1", "query": "state=any"}
    assert "批量排除 61 条线索" in client.get("/leads/bulk/dismiss/", chosen).content.decode()
    page = client.post("/leads/bulk/dismiss/", {**chosen, **DISMISSAL}).content.decode()
    assert "将改动 <b>60</b> 条" in page
    assert "线索“属实”" in page
    assert Lead.objects.filter(state="dismissed").count() == 0
    expected = page.split('name="expected" value="')[1].split('"')[0]
    answer = client.post("/leads/bulk/dismiss/", {**chosen, **DISMISSAL, "expected": expected, "apply": "1"})
    action = BulkAction.objects.get()
    assert answer["Location"] == f"/leads/bulk/{action.pk}/"
    result = client.get(answer["Location"]).content.decode()
    assert "处理 60 条，跳过 1 条" in result
    assert client.post(f"/leads/bulk/{action.pk}/undo/").status_code == 302
    assert Lead.objects.filter(state="open").count() == 60


def test_ticked_leads_alone_are_meant_without_all(campaign: Campaign, client: Client) -> None:
    one, two, _ = leads_made(campaign, 3)
    page = client.get("/leads/bulk/assign/", {"lead": [one.pk, two.pk], "query": ""}).content.decode()
    assert "批量指派 2 条线索" in page


def test_over_two_hundred_go_to_the_background_after_the_number_is_typed(
    campaign: Campaign, client: Client
) -> None:
    leads_made(campaign, 201)
    chosen = {"all": "1", "query": "", **DISMISSAL}
    assert 'data-types="201"' in client.post("/leads/bulk/dismiss/", chosen).content.decode()
    assert client.post("/leads/bulk/dismiss/", {**chosen, "apply": "1"}).status_code == 422
    answer = client.post("/leads/bulk/dismiss/", {**chosen, "apply": "1", "typed": "201"})
    assert "正在后台处理：0 / 201 条" in client.get(answer["Location"]).content.decode()


# --- views and lists


def test_a_view_is_saved_shared_and_deleted_by_its_owner(
    world: World, campaign: Campaign, client: Client, client_of: Callable[[Member], Client]
) -> None:
    client.post("/leads/views/save/", {"name": "甲类", "query": "severity=S1&x=1", "shared": "on"})
    client.post("/leads/views/save/", {"name": "自用", "query": "severity=S2"})
    with scope(world.body.pk):
        shared = SavedView.objects.get(name="甲类")
    assert shared.query == "severity=S1"
    manager = client_of(world.quality_manager)
    page = manager.get("/leads/").content.decode()
    assert "甲类" in page
    assert "自用" not in page
    assert manager.post(f"/leads/views/{shared.pk}/delete/").status_code == 422
    assert client.post(f"/leads/views/{shared.pk}/delete/").status_code == 302


def test_what_is_filtered_is_what_is_exported_and_no_cell_is_a_formula(
    campaign: Campaign, client: Client
) -> None:
    lead_made(campaign, org_name="=HYPERLINK(1)", severity="S2")
    lead_made(campaign)
    answer = client.get("/leads/export/?severity=S2")
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    assert len(text.strip().splitlines()) == 2
    assert "'=HYPERLINK(1)" in text
    answer = client.get("/leads/export/?severity=S2&format=xlsx")
    sheet = (
        zipfile.ZipFile(BytesIO(b"".join(answer.streaming_content))).read("xl/worksheets/sheet1.xml").decode()
    )
    assert "HYPERLINK(1)" in sheet
    assert "<f>" not in sheet
