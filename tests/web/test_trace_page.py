"""The trace as people read it."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable

import pytest
from django.test import Client

from tests.site import World
from zicha.casework.campaigns.models import Campaign
from zicha.casework.tenancy.models import Member
from zicha.casework.tenancy.scope import scope
from zicha.casework.tenancy.services import change_member
from zicha.casework.trace.models import Entry
from zicha.web.trace.entries import _words, in_chinese


@pytest.fixture
def reader(world: World, client_of: Callable[[Member], Client]) -> Client:
    return client_of(world.quality_manager)


@pytest.fixture
def renamed(world: World) -> Entry:
    """An entry with before, after and a reason a spreadsheet would run."""
    with scope(world.body.pk):
        change_member(
            member_id=world.reviewer.pk,
            roles=["reviewer", "auditor"],
            department="技术部",
            person_id="P-1",
            is_active=True,
            reason="=HYPERLINK(1)",
            by=world.administrator,
        )
        return Entry.objects.latest("number")


def page_of(client: Client, query: str = "") -> str:
    return client.get(f"/trace/{query}").content.decode().split("<main")[1]


def test_newest_first_with_person_action_object_and_reason(reader: Client, renamed: Entry) -> None:
    page = page_of(reader)
    assert page.index("修改成员") < page.rindex("增加成员")
    for words in ("测试系统管理员", "测试核查人员", "=HYPERLINK(1)", "核查人员、审核员", "技术部"):
        assert words in page


def test_the_trace_of_another_body_is_not_there(world: World, reader: Client, renamed: Entry) -> None:
    assert world.stranger.name not in page_of(reader)
    with scope(world.other_body.pk):
        most = Entry.objects.count()
    assert reader.get(f"/trace/{most + 1000}/").status_code == 404


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("?action=member.changed", 1),
        ("?action=lead.confirmed", 0),
        ("?since=2000-01-01&until=2000-12-31", 0),
        ("?since=2000-01-01", 6),
        ("?q=核查人员", 2),
        ("?kind=tenancy.Member&object={reviewer}", 2),
        ("?by={administrator}", 6),
        ("?by={quality_manager}", 0),
        ("?until=2026-02-30", 0),
        ("?by=x", 0),
        ("?after=3", 2),
    ],
)
def test_filters(query: str, found: int, reader: Client, renamed: Entry, world: World) -> None:
    filled = query.format(**{role: member.pk for role, member in world.people.items()})
    assert page_of(reader, filled).count("<td") // 6 == found


def test_what_a_filter_cannot_read_is_said(reader: Client, renamed: Entry) -> None:
    assert "至：" in page_of(reader, "?until=2026-02-30")


def test_a_page_leads_to_the_next_without_counting_pages(
    reader: Client, world: World, monkeypatch: pytest.MonkeyPatch, renamed: Entry
) -> None:
    monkeypatch.setattr("zicha.web.trace.views.PAGE", 2)
    numbers: list[str] = []
    query = ""
    for _ in range(3):
        answer = reader.get(f"/trace/{query}")
        numbers += [entry.number for entry in answer.context["entries"]]
        query = answer.context["after"]
    assert numbers == [6, 5, 4, 3, 2, 1]
    assert query == ""


def test_one_entry_shows_before_and_after_and_its_place_in_the_chain(reader: Client, renamed: Entry) -> None:
    page = reader.get(f"/trace/{renamed.number}/").content.decode()
    assert renamed.hash in page
    assert renamed.previous in page
    assert "技术部" in page


def test_the_export_holds_what_the_filter_matches_and_nothing_a_spreadsheet_would_run(
    reader: Client, renamed: Entry
) -> None:
    answer = reader.get("/trace/export/?action=member.changed")
    text = b"".join(answer.streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]
    head, *rows = list(csv.reader(io.StringIO(text)))
    assert head[0] == "序号"
    assert len(rows) == 1
    line = dict(zip(head, rows[0], strict=True))
    assert line["理由"] == "'=HYPERLINK(1)"
    assert line["散列值"] == renamed.hash


def test_the_list_costs_few_queries(
    reader: Client, renamed: Entry, django_assert_max_num_queries: Callable[..., object]
) -> None:
    with django_assert_max_num_queries(20):  # type: ignore[attr-defined]
        reader.get("/trace/")


def test_the_notice_is_told_by_its_number(world: World) -> None:
    field = Campaign._meta.get_field("notice_key")
    assert _words(Campaign, field)["samr_2019_18"] == "市监认证〔2019〕18号"


@pytest.mark.parametrize(
    ("stored", "shown"),
    [
        ("report version 第 1 版", "报告版本 第 1 版"),
        ("recipient:samr_certification_supervision", "报送对象：市场监管总局（认证监管司）"),
        ("recipient:nobody", "recipient:nobody"),
        ("证据看不清", "证据看不清"),
    ],
)
def test_what_code_calls_things_is_shown_in_chinese(stored: str, shown: str) -> None:
    assert in_chinese(stored) == shown
