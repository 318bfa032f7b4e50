"""Orders on the pages, and the page behind the private link, as an organisation sees it on a phone."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable
from datetime import timedelta
from io import BytesIO

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from tests.casework.files import PAGE, PDF, named, png
from tests.casework.problems_made import confirmed_lead, problem_made
from tests.site import World
from zicha.casework.campaigns.models import Campaign
from zicha.casework.evidence.models import Evidence
from zicha.casework.evidence.services import add_evidence
from zicha.casework.orders.models import Order, OrderReply
from zicha.casework.orders.services import issue_order
from zicha.casework.tenancy.models import Member
from zicha.web.orders import limits

Clients = Callable[[Member], Client]
ANSWER = {
    "kind": "answer",
    "answer-text": "已补缴 12 人",
    "answer-by_name": "李某",
    "answer-by_title": "经理",
}


@pytest.fixture(autouse=True)
def nobody_asked_before(db: None) -> None:
    cache.clear()


@pytest.fixture
def sent(campaign: Campaign, in_scope: World) -> tuple[Order, str]:
    """An order and the path of its link."""
    order, token = issue_order(
        campaign_id=campaign.pk,
        org_name="虚构精密零件有限公司",
        title="补充人数证明",
        asked="提交社保缴纳人数证明。",
        due_on=timezone.localdate() + timedelta(days=10),
        by=in_scope.quality_manager,
        certificate_nos=["0992026Q00001R0M"],
    )
    return order, f"/answer/{token}/"


def said(answer) -> str:  # type: ignore[no-untyped-def]
    return str(answer.content.decode())


def file(content: bytes, name: str) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


# ---- the body's side --------------------------------------------------------------------------------------------


def test_an_order_shows_its_link_once_and_makes_the_letter(
    campaign: Campaign, in_scope: World, client_of: Clients
) -> None:
    lead = confirmed_lead(campaign, in_scope)
    title = "初审人日不足（虚构甲公司等 12 家）"
    problem = problem_made(campaign, in_scope, title=title, lead_ids=[lead.pk])
    client = client_of(in_scope.quality_manager)
    form = said(client.get(f"/problems/orders/new/?problem={problem.pk}"))
    # The letter names no other organisation.
    assert 'value="初审人日不足"' in form
    assert 'value="虚构精密零件有限公司"' in form
    assert lead.certificate_no in form
    given = {
        "problem": problem.pk,
        "org_name": "虚构精密零件有限公司",
        "org_id": "",
        "certificate_nos": "0992026Q1，0992026Q2",
        "title": "补充人数证明",
        "asked": "提交证明。",
        "due_on": (timezone.localdate() + timedelta(days=10)).isoformat(),
    }
    at = client.post("/problems/orders/new/", given)["Location"]
    page = said(client.get(at))
    [link] = re.findall(r"http://testserver(/answer/[\w-]{43}/)", page)
    letter = client.post(f"{at}letter/", {"token": link.split("/")[2]})
    with zipfile.ZipFile(BytesIO(letter.content)) as word:
        text = word.read("word/document.xml").decode()
        assert f"http://testserver{link}" in text
        assert "虚构精密零件有限公司" in text
        assert any(name.endswith(".png") for name in word.namelist())
    assert Client().get(link).status_code == 200
    assert "/answer/" not in said(client.get(at))
    assert "虚构精密零件有限公司" in said(client.get(f"/problems/{problem.pk}/"))


def test_a_letter_is_not_made_without_the_link(
    sent: tuple[Order, str], in_scope: World, client_of: Clients
) -> None:
    order, _ = sent
    client = client_of(in_scope.quality_manager)
    assert client.post(f"/problems/orders/{order.pk}/letter/", {"token": "A" * 43}).status_code == 422


def test_what_the_organisation_answered_stands_on_the_page(
    sent: tuple[Order, str], in_scope: World, client_of: Clients
) -> None:
    order, link = sent
    Client().post(link, ANSWER)
    Client().post(f"{link}files/", {"files": [file(png(), "社保证明.png")]})
    client = client_of(in_scope.reviewer)
    page = said(client.get(f"/problems/orders/{order.pk}/"))
    for words in ("已补缴 12 人", "李某", "社保证明.png", "通过专用链接"):
        assert words in page
    closed = client.post(f"/problems/orders/{order.pk}/close/", {"close-text": "材料齐全，同意"})
    assert closed.status_code == 302
    assert Client().get(link).status_code == 404


def test_what_came_by_telephone_is_written_down(
    sent: tuple[Order, str], in_scope: World, client_of: Clients
) -> None:
    order, _ = sent
    given = {
        "reply-kind": "refusal",
        "reply-text": "电话告知不再配合",
        "reply-by_name": "王某",
        "reply-by_title": "",
    }
    client = client_of(in_scope.reviewer)
    assert client.post(f"/problems/orders/{order.pk}/reply/", given).status_code == 302
    order.refresh_from_db()
    assert order.state == "refused"


def test_changing_the_link_shows_the_new_one_and_ends_the_old_one(
    sent: tuple[Order, str], in_scope: World, client_of: Clients
) -> None:
    order, old = sent
    client = client_of(in_scope.reviewer)
    at = client.post(f"/problems/orders/{order.pk}/renew/")["Location"]
    [new] = re.findall(r"http://testserver(/answer/[\w-]{43}/)", said(client.get(at)))
    assert (Client().get(old).status_code, Client().get(new).status_code) == (404, 200)


@pytest.mark.parametrize(
    ("query", "number"),
    [
        ("", 3),
        ("state=waiting", 2),
        ("state=answered", 1),
        ("state=to_settle", 1),
        ("text=甲", 2),
        ("state=x", 3),
    ],
)
def test_the_list_is_filtered_by_the_address(
    query: str,
    number: int,
    campaign: Campaign,
    sent: tuple[Order, str],
    in_scope: World,
    client_of: Clients,
) -> None:
    for _ in range(2):
        issue_order(
            campaign_id=campaign.pk, org_name="虚构甲公司", title="补充", asked="补充证明",
            due_on=timezone.localdate() + timedelta(days=9), by=in_scope.reviewer,
        )  # fmt: skip
    Client().post(sent[1], ANSWER)
    page = said(client_of(in_scope.auditor).get(f"/problems/orders/?{query}"))
    assert f"共 {number} 条" in page


def test_the_pages_ask_the_database_seldom(
    sent: tuple[Order, str],
    in_scope: World,
    client_of: Clients,
    django_assert_max_num_queries: Callable[[int], object],
) -> None:
    Client().post(sent[1], ANSWER)
    client = client_of(in_scope.reviewer)
    for address in ("/problems/orders/", f"/problems/orders/{sent[0].pk}/"):
        with django_assert_max_num_queries(20):  # type: ignore[attr-defined]
            client.get(address)
    with django_assert_max_num_queries(25):  # type: ignore[attr-defined]
        Client().get(sent[1])


def test_whoever_uploaded_first_is_told_to_answer_as_well(sent: tuple[Order, str], in_scope: World) -> None:
    assert "写明答复并提交" in said(Client().get(f"{sent[1]}?said=files"))
    Client().post(sent[1], ANSWER)
    page = said(Client().get(f"{sent[1]}?said=files"))
    assert "材料已上传，认证机构已经可以看到" in page


def test_the_desk_says_that_an_organisation_has_answered(
    sent: tuple[Order, str], in_scope: World, client_of: Clients
) -> None:
    def figure() -> str:
        page = said(client_of(in_scope.reviewer).get("/"))
        return page[page.index("/problems/orders/?state=to_settle") :].split("</a>")[0]

    assert "<b>0</b><span>整改通知待处理" in figure()
    Client().post(sent[1], ANSWER)
    assert "<b>1</b><span>整改通知待处理" in figure()


# ---- the organisation's side ------------------------------------------------------------------------------------


def test_the_page_needs_no_account_and_says_what_is_asked(sent: tuple[Order, str]) -> None:
    answer = Client().get(sent[1])
    page = said(answer)
    for words in ("提交社保缴纳人数证明", "虚构精密零件有限公司", "虚构认证有限公司", "还剩 10 天"):
        assert words in page
    assert answer["Referrer-Policy"] == "no-referrer"
    assert "noindex" in answer["X-Robots-Tag"]
    assert "no-store" in answer["Cache-Control"]


def test_the_page_tells_nothing_else(sent: tuple[Order, str], campaign: Campaign, in_scope: World) -> None:
    order, link = sent
    add_evidence(on=order, file=named(PDF, "内部核对表.pdf"), by=in_scope.reviewer)
    page = said(Client().get(link))
    for words in (
        "内部核对表",
        campaign.title,
        in_scope.quality_manager.name,
        "主菜单",
        "/problems/",
        "/leads/",
    ):
        assert words not in page


def test_an_answer_needs_no_cookie(sent: tuple[Order, str]) -> None:
    strict = Client(enforce_csrf_checks=True)
    assert strict.post(sent[1], ANSWER)["Location"].endswith("?said=answer")
    assert OrderReply.objects.get().text == "已补缴 12 人"
    page = said(Client().get(sent[1]))
    assert "已补缴 12 人" in page
    assert "修改答复" in page


def test_what_is_missing_is_said_and_nothing_typed_is_lost(sent: tuple[Order, str]) -> None:
    answer = Client().post(sent[1], {**ANSWER, "answer-by_name": ""})
    assert answer.status_code == 422
    assert "已补缴 12 人" in said(answer)
    assert not OrderReply.objects.exists()


def test_a_refusal_is_taken_with_its_reason(sent: tuple[Order, str]) -> None:
    given = {
        "kind": "refusal",
        "refusal-text": "企业已停产",
        "refusal-by_name": "王某",
        "refusal-by_title": "",
    }
    assert Client().post(sent[1], given).status_code == 302
    assert Order.objects.get().state == "refused"


def test_files_are_taken_each_for_itself_and_taken_back(sent: tuple[Order, str]) -> None:
    link = sent[1]
    given = {"files": [file(png(), "照片.png"), file(PAGE, "页面.pdf")]}
    answer = Client().post(f"{link}files/", given)
    assert "“页面.pdf”没有上传" in said(answer)
    one = Evidence.objects.get()
    assert (one.name, one.given_by, one.added_by) == ("照片.png", "虚构精密零件有限公司", None)
    assert "照片.png" in said(Client().get(link))
    Client().post(f"{link}files/{one.pk}/withdraw/")
    assert "照片.png" not in said(Client().get(link))


def test_a_file_of_the_body_is_not_withdrawn_by_link(sent: tuple[Order, str], in_scope: World) -> None:
    inner = add_evidence(on=sent[0], file=named(PDF, "内部核对表.pdf"), by=in_scope.reviewer)
    assert Client().post(f"{sent[1]}files/{inner.pk}/withdraw/").status_code == 422
    inner.refresh_from_db()
    assert not inner.is_withdrawn


@pytest.mark.parametrize("token", ["x", "A" * 43, "A" * 500])
@pytest.mark.parametrize("rest", ["", "files/", "files/1/withdraw/"])
def test_a_wrong_link_is_answered_the_same_whatever_it_is(token: str, rest: str, world: World) -> None:
    answer = Client().post(f"/answer/{token}/{rest}")
    assert answer.status_code == 404
    assert "这个链接不能使用" in said(answer)


def test_whoever_tries_links_is_kept_out_for_a_while(sent: tuple[Order, str]) -> None:
    wrong = f"/answer/{'A' * 43}/"
    assert {Client().get(wrong).status_code for _ in range(limits.WRONG)} == {404}
    answer = Client().get(wrong)
    assert answer.status_code == 429
    assert "请等十分钟" in said(answer)
    assert answer["Retry-After"] == "600"
    # The organisation behind the same address is not kept out.
    assert Client().get(sent[1]).status_code == 200


def test_a_link_used_without_pause_rests_for_a_while(
    sent: tuple[Order, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "REQUESTS", 3)
    assert [Client().get(sent[1]).status_code for _ in range(4)] == [200, 200, 200, 429]


def test_too_large_a_request_is_refused_before_it_is_read(
    sent: tuple[Order, str], settings: pytest.FixtureRequest
) -> None:
    settings.EVIDENCE_LIMIT = 1000  # type: ignore[attr-defined]
    given = {"files": [file(PDF + b"0" * (2 << 20), "大.pdf")]}
    answer = Client().post(f"{sent[1]}files/", given)
    assert answer.status_code == 413
    assert not Evidence.objects.exists()


def test_a_member_of_another_body_who_opens_a_link_stays_in_their_own_scope(
    sent: tuple[Order, str], in_scope: World, client_of: Clients
) -> None:
    client = client_of(in_scope.stranger)
    assert client.get(sent[1]).status_code == 200
    assert client.get(f"/problems/orders/{sent[0].pk}/").status_code == 404
