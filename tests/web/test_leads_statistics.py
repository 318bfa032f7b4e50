"""Charts of leads in the browser: one definition with the report, the same figures as a table, each opening its leads."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from html import unescape
from typing import Any

import pytest
from django.test import Client

from tests.casework.leads_made import leads_made, run_made
from tests.site import World
from zicha.casework.campaigns.models import Campaign
from zicha.casework.deliveries.models import CheckCoverage
from zicha.casework.tenancy.models import Member


@pytest.fixture
def client(world: World, client_of: Callable[[Member], Client]) -> Client:
    return client_of(world.reviewer)


@pytest.fixture
def screened(campaign: Campaign) -> Campaign:
    """Two checks at two branches, some decided."""
    run = run_made(campaign)
    leads_made(campaign, 4, branch_id="BR-01")
    leads_made(campaign, 2, branch_id="BR-02", state="confirmed")
    leads_made(campaign, 1, branch_id="BR-02", code="D08", severity="S3", state="dismissed")
    leads_made(campaign, 3, verdict="undecided")
    for code, hits in {"A06": 6, "D08": 1}.items():
        CheckCoverage.objects.create(
            body_id=run.body_id, run=run, code=code, ran=True, in_scope=hits, hit=hits
        )
    return campaign


def definition_of(page: str, key: str) -> dict[str, Any]:
    found = re.search(rf'<script id="chart-{key}" type="application/json">(.*?)</script>', page, re.DOTALL)
    assert found
    return json.loads(found[1])


@pytest.mark.usefixtures("screened")
def test_every_number_opens_exactly_the_leads_it_counts(client: Client) -> None:
    page = client.get("/leads/statistics/").content.decode()
    links = re.findall(r'<a href="(/leads/\?[^"]*)">([\d,]+)</a></td></tr>', page)
    # Over time 2, by branch 3, the funnel 3.
    assert len(links) == 8
    for address, number in links:
        told = client.get(unescape(address)).content.decode()
        assert f"共 <b>{number}</b> 条" in told, address


@pytest.mark.usefixtures("screened")
def test_marks_lead_where_the_table_leads(client: Client) -> None:
    page = client.get("/leads/statistics/").content.decode()
    for key in ("over-time", "by-branch", "funnel"):
        definition = definition_of(page, key)
        marks = {row["链接"] for values in _values(definition) for row in values}
        assert marks
        for address in marks:
            assert address.replace("&", "&amp;") in page
        assert '"href"' in json.dumps(definition)


def _values(definition: dict[str, Any]) -> list[list[dict[str, Any]]]:
    datasets = list(definition.get("datasets", {}).values())
    return datasets or [definition["data"]["values"]]


@pytest.mark.usefixtures("screened")
def test_each_chart_is_told_in_words_for_who_cannot_see_it(client: Client) -> None:
    page = client.get("/leads/statistics/").content.decode()
    for words in (
        "核实进展：线索 10 条",
        "已核实 3 条（为线索的 30%）",
        "属实 2 条（为已核实的 67%）",
        "最多的是BR-01",
    ):
        assert words in page
    assert page.count('role="img" aria-label="') == 3


def test_without_a_screening_the_page_says_what_to_do(campaign: Campaign, client: Client) -> None:
    page = client.get("/leads/statistics/").content.decode()
    assert page.count("还没有可以统计的线索") == 3
    assert "上传数据并运行一次筛查" in page
    assert "application/json" not in page


def test_without_a_campaign_the_page_says_what_to_do_too(world: World, client: Client) -> None:
    assert "请先在“自查方案”中按通知启动自查" in client.get("/leads/statistics/").content.decode()


@pytest.mark.usefixtures("screened")
def test_the_desk_fetches_its_chart_after_itself(client: Client) -> None:
    desk = client.get("/").content.decode()
    assert 'hx-get="/leads/statistics/desk/"' in desk
    assert "application/json" not in desk
    part = client.get("/leads/statistics/desk/").content.decode()
    assert definition_of(part, "over-time")["description"] in unescape(part)


@pytest.mark.usefixtures("screened")
def test_the_page_costs_a_fixed_number_of_queries(
    client: Client, django_assert_max_num_queries: Callable[[int], Any]
) -> None:
    client.get("/leads/statistics/")
    with django_assert_max_num_queries(16):
        assert client.get("/leads/statistics/").status_code == 200


@pytest.mark.usefixtures("screened")
def test_markup_in_a_branch_stays_text(campaign: Campaign, client: Client) -> None:
    leads_made(campaign, 1, branch_id="</script><script>alert(1)</script>")
    assert "<script>alert" not in client.get("/leads/statistics/").content.decode()
