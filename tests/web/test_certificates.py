"""Certificates from proposal to publication, as the people of a body do it in the browser."""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Iterator
from datetime import timedelta
from io import BytesIO
from typing import Any

import docx as python_docx
import pytest
from django.test import Client

from tests.casework.certificates_made import (
    AUDITOR,
    OTHER,
    REVOKED,
    SUSPENDED,
    VALID,
    delivered,
    proposed,
    today,
)
from tests.casework.leads_made import lead_made
from tests.casework.records import certificate
from tests.site import World
from zicha.casework.campaigns.models import Campaign
from zicha.casework.certificates.models import Meeting, Notice, Proposal, Step
from zicha.casework.certificates.services import decide_proposal
from zicha.casework.tenancy.models import Member
from zicha.casework.tenancy.scope import scope
from zicha.web.certificates import desk
from zicha.web.templatetags.zicha import day

LIST = "/certificates/"
Asks = Callable[..., Any]


@pytest.fixture
def world(world: World) -> Iterator[World]:
    """The world in scope, its first data delivered; the decision-maker can be matched to the records."""
    with scope(world.body.pk):
        delivered(world.body.pk)
        world.decision_maker.person_id = "P-900"
        world.decision_maker.save()
        yield world


@pytest.fixture
def manager(world: World, client_of: Callable[[Member], Client]) -> Client:
    return client_of(world.quality_manager)


@pytest.fixture
def decider(world: World, client_of: Callable[[Member], Client]) -> Client:
    return client_of(world.decision_maker)


def asked(*numbers: str, **changes: str) -> dict[str, str]:
    """What the form of a proposal sends."""
    said = {
        "numbers": "\n".join(numbers or (VALID,)),
        "action": "suspend",
        "reason_suspend": "own_request",
        "grounds": "获证组织书面申请，情况属实。",
        "facts_on": today().isoformat(),
        "effective_on": today().isoformat(),
    }
    return said | changes


def approved(world: World, number: str = VALID, **changes: Any) -> Proposal:
    one = proposed(world.quality_manager, number, **changes)
    return decide_proposal(proposal_id=one.pk, approve=True, text="事实清楚", by=world.decision_maker)


def words(answer: Any) -> str:
    return answer.content.decode()


def test_an_empty_list_says_what_to_do_next(manager: Client) -> None:
    page = words(manager.get(LIST))
    assert "还没有证书处理建议" in page
    assert 'href="/certificates/propose/"' in page
    assert "没有符合条件的证书处理" in words(manager.get(f"{LIST}?text=没有这张"))


def test_one_certificate_from_proposal_to_publication(world: World, manager: Client, decider: Client) -> None:
    answer = manager.post(f"{LIST}propose/", asked())
    one = Proposal.objects.get()
    assert (answer.status_code, answer["Location"]) == (302, f"{LIST}{one.pk}/")
    assert "提出人不能参加决定" in words(
        manager.get(f"{LIST}{one.pk}/")
    ) or "没有作出认证决定的权限" in words(manager.get(f"{LIST}{one.pk}/"))
    page = words(decider.get(f"{LIST}{one.pk}/"))
    assert "同意暂停" in page
    decider.post(f"{LIST}{one.pk}/decide/", {"version": one.version, "text": "事实清楚", "approve": "yes"})
    one.refresh_from_db()
    assert one.is_approved
    ways = {"client": "post", "bureau": "post", "publication": "website", "report": "platform"}
    for kind, way in ways.items():
        assert one.certificate_no in words(manager.get(f"{LIST}follow/{kind}/"))
        said = {
            "proposal": [one.pk],
            "done_on": today().isoformat(),
            "way": way,
            "to": "杭州市市场监督管理局",
        }
        place = {"place": "3301"} if kind == "bureau" else {}
        assert manager.post(f"{LIST}follow/{kind}/", said | place).status_code == 302
    assert set(one.notices.values_list("kind", flat=True)) == set(ways)
    page = words(manager.get(f"{LIST}{one.pk}/"))
    for part in ("通知获证组织", "杭州市市场监督管理局", "恢复或撤销", "数据尚未体现", "待核实"):
        assert part in page, part


@pytest.mark.parametrize("filled", ["", "tab=decide", "tab=following", "tab=suspended", "tab=finished",
                                    "tab=refused", "late=1", "ending=1", "action=revoke", "region=33", f"text={VALID}",
                                    "page=99", "tab=x&action=x&region=x&page=x"])  # fmt: skip
def test_every_filter_of_the_list_answers(world: World, manager: Client, filled: str) -> None:
    approved(world)
    proposed(world.quality_manager, OTHER)
    assert manager.get(f"{LIST}?{filled}").status_code == 200


def test_what_is_overdue_stands_first_and_is_counted(world: World, manager: Client) -> None:
    approved(world)
    proposed(world.quality_manager, OTHER)
    Proposal.objects.filter(certificate_no=OTHER).update(next_due=today() - timedelta(days=3))
    page = words(manager.get(LIST))
    assert "已逾期 3 天" in page
    assert page.index(OTHER) < page.index(VALID)
    assert VALID not in words(manager.get(f"{LIST}?late=1"))


@pytest.mark.parametrize(
    ("days", "row", "on_desk"),
    [
        (31, "", ""),
        (30, "tone-info", "tone-warn"),
        (7, "tone-warn", "tone-bad"),
        (0, "tone-bad", "tone-bad"),
        (-1, "tone-bad", "tone-bad"),
    ],
)
def test_the_end_of_a_suspension_is_reminded_of(
    world: World, manager: Client, campaign: Campaign, days: int, row: str, on_desk: str
) -> None:
    approved(world)
    end = today() + timedelta(days=days)
    Proposal.objects.update(suspend_until=end)
    listed = words(manager.get(LIST))
    assert (f'<span class="state {row}">暂停 {day(end)} 到期' in listed) == bool(row)
    assert (f'{on_desk}" href="?ending=1"><b>1</b>' in listed) == bool(on_desk)
    assert (VALID in words(manager.get(f"{LIST}?ending=1"))) == bool(row)
    assert (f"{LIST}?ending=1" in words(manager.get("/"))) == bool(on_desk)


def test_a_suspension_that_was_ended_is_not_reminded_of(world: World, manager: Client) -> None:
    one = approved(world)
    Proposal.objects.update(suspend_until=today(), resolved_by=one)
    assert VALID not in words(manager.get(f"{LIST}?ending=1"))


def test_the_history_of_a_proposal_has_no_codes(world: World, manager: Client) -> None:
    one = approved(world)
    history = words(manager.get(f"{LIST}{one.pk}/")).split('aria-labelledby="history"')[1]
    for word in ("有效", "暂停", "质量管理体系", one.reason_label):
        assert word in history, word
    for code in ("valid", "suspended", "QMS", "own_request"):
        assert code not in history, code


def test_a_list_of_fifty_asks_few_questions(
    world: World, manager: Client, django_assert_max_num_queries: Asks
) -> None:
    numbers = [f"0992026M{n:05d}" for n in range(60)]
    delivered(world.body.pk, *(certificate(n, expires_on=today() + timedelta(days=900)) for n in numbers))
    for number in numbers:
        approved(world, number)
    with django_assert_max_num_queries(25):
        page = words(manager.get(LIST))
    assert "共 <b>60</b> 项" in page
    assert "第 1 / 2 页" in page


def test_the_other_pages_ask_few_questions(
    world: World, manager: Client, decider: Client, campaign: Campaign, django_assert_max_num_queries: Asks
) -> None:
    lead_made(campaign, certificate_no=VALID)
    one = approved(world)
    other = proposed(world.quality_manager, OTHER)
    addresses = (
        f"{one.pk}/", f"certificate/?number={VALID}", f"propose/?number={SUSPENDED}", "meetings/",
        *(f"follow/{kind.value}/" for kind in Notice.KINDS),
    )  # fmt: skip
    for client, address in [
        *((manager, each) for each in addresses),
        (decider, "meetings/new/"),
        (decider, f"{other.pk}/"),
    ]:
        with django_assert_max_num_queries(25):
            assert client.get(f"{LIST}{address}").status_code == 200, address


def test_numbers_that_are_not_possible_come_back_with_the_reason_each(world: World, manager: Client) -> None:
    answer = manager.post(f"{LIST}propose/", asked(VALID, REVOKED, "NO-SUCH"))
    page = words(answer)
    assert answer.status_code == 422
    for part in (
        "可以提出 1 张，不能提出 2 张",
        "已撤销，不能再暂停",
        "数据中没有这个证书编号",
        "跳过不能提出的 2 张",
    ):
        assert part in page, part
    assert not Proposal.objects.exists()
    manager.post(f"{LIST}propose/", asked(VALID, REVOKED, "NO-SUCH") | {"only_possible": "1"})
    assert [one.certificate_no for one in Proposal.objects.all()] == [VALID]


def test_looking_first_proposes_nothing(manager: Client) -> None:
    answer = manager.post(f"{LIST}propose/", asked(VALID, OTHER) | {"look": "1"})
    assert answer.status_code == 200
    assert "可以提出 2 张，不能提出 0 张" in words(answer)
    assert not Proposal.objects.exists()


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"numbers": "", "grounds": ""}, "这个字段是必填项"),
        ({"reason_suspend": ""}, "请选择原因"),
        ({"facts_on": "2999-01-01"}, "事实确认日期晚于今天"),
        ({"effective_on": "2020-01-01"}, "生效日期早于今天"),
        ({"grounds": "无"}, "请写明事实和依据"),
        ({"effective_on": "昨天"}, "输入一个有效的日期"),
    ],
)
def test_a_form_with_a_mistake_says_how_to_mend_it(
    manager: Client, changes: dict[str, str], why: str
) -> None:
    answer = manager.post(f"{LIST}propose/", asked(**changes))
    assert answer.status_code == 422
    assert why in words(answer)


def test_a_lead_fills_the_form_and_is_kept(world: World, manager: Client, campaign: Campaign) -> None:
    lead = lead_made(campaign, certificate_no=VALID)
    address = f"{LIST}propose/?lead={lead.pk}"
    page = words(manager.get(address))
    assert VALID in page
    assert "低于最低要求" in page
    manager.post(address, asked())
    assert Proposal.objects.get().leads.get().lead == lead
    assert lead.code in words(manager.get(f"{LIST}{Proposal.objects.get().pk}/"))


def test_who_was_on_the_audit_sees_why_they_do_not_decide(world: World, decider: Client) -> None:
    one = proposed(world.quality_manager)
    world.decision_maker.person_id = AUDITOR
    world.decision_maker.save()
    page = words(decider.get(f"{LIST}{one.pk}/"))
    assert "参加过这张证书的审核" in page
    assert "同意暂停" not in page
    said = {"version": one.version, "text": "事实清楚", "approve": "yes"}
    assert decider.post(f"{LIST}{one.pk}/decide/", said).status_code == 422
    one.refresh_from_db()
    assert one.is_waiting


def test_the_second_decider_is_told_the_page_is_old(world: World, decider: Client) -> None:
    one = approved(world)
    said = {"version": 1, "text": "事实清楚", "approve": "no"}
    answer = decider.post(f"{LIST}{one.pk}/decide/", said)
    assert answer.status_code == 409
    assert "请刷新页面" in words(answer)


def test_a_meeting_decides_with_its_own_result_each(world: World, decider: Client) -> None:
    one, other = proposed(world.quality_manager), proposed(world.quality_manager, OTHER)
    page = words(decider.get(f"{LIST}meetings/new/?proposal={one.pk}&proposal={other.pk}"))
    assert page.count('<option value="approved" selected>') == 2
    said = {
        "held_on": today().isoformat(), "topic": "超期未监督", "grounds": "经核查超过监督期限。",
        "deciders": [world.decision_maker.pk], "observers": [world.quality_manager.pk],
        f"result-{one.pk}": "approved", f"result-{other.pk}": "rejected", f"why-{other.pk}": "证据不足",
    }  # fmt: skip
    answer = decider.post(f"{LIST}meetings/new/", said)
    meeting = Meeting.objects.get()
    assert answer["Location"] == f"{LIST}meetings/{meeting.pk}/"
    page = words(decider.get(answer["Location"]))
    for part in ("证据不足", "测试质量负责人", "经核查超过监督期限"):
        assert part in page, part
    assert "第 1 次证书决定会议" in words(decider.get(f"{LIST}meetings/"))


def test_a_meeting_with_a_mistake_keeps_what_was_typed(world: World, decider: Client) -> None:
    one = proposed(world.quality_manager)
    said = {
        "held_on": (today() + timedelta(days=1)).isoformat(), "topic": "超期未监督", "grounds": "经核查超过监督期限。",
        "deciders": [world.decision_maker.pk], f"result-{one.pk}": "rejected", f"why-{one.pk}": "证据不足",
    }  # fmt: skip
    answer = decider.post(f"{LIST}meetings/new/", said)
    page = words(answer)
    assert answer.status_code == 422
    assert "会议日期晚于今天" in page
    assert 'value="证据不足"' in page
    assert '<option value="rejected" selected>' in page


def test_a_notice_with_a_mistake_is_answered_in_the_form(world: World, manager: Client) -> None:
    one = approved(world)
    said = {"proposal": [one.pk], "done_on": (today() + timedelta(days=1)).isoformat(), "way": "post"}
    answer = manager.post(f"{LIST}follow/client/", said)
    assert answer.status_code == 422
    assert "日期晚于今天" in words(answer)


def test_a_receipt_comes_later(world: World, manager: Client) -> None:
    one = approved(world)
    manager.post(
        f"{LIST}follow/client/", {"proposal": [one.pk], "done_on": today().isoformat(), "way": "post"}
    )
    notice = Notice.objects.get()
    said = {"receipt": "收发室签收", "receipt_on": today().isoformat()}
    assert manager.post(f"{LIST}notices/{notice.pk}/receipt/", said).status_code == 302
    assert "收发室签收" in words(manager.get(f"{LIST}{one.pk}/"))


def test_letters_come_as_word_files(world: World, manager: Client, decider: Client) -> None:
    one, other = proposed(world.quality_manager), proposed(world.quality_manager, OTHER)
    said = {
        "held_on": today().isoformat(), "topic": "超期未监督", "grounds": "经核查超过监督期限。",
        "deciders": [world.decision_maker.pk], f"result-{one.pk}": "approved", f"result-{other.pk}": "approved",
    }  # fmt: skip
    decider.post(f"{LIST}meetings/new/", said)
    meeting = Meeting.objects.get()
    both = f"proposal={one.pk}&proposal={other.pk}"
    for address, expected in (
        (f"{one.pk}/notice.docx", "认证证书暂停通知书"),
        (f"meetings/{meeting.pk}/minutes.docx", "第 1 次证书决定会议纪要"),
        (f"follow/bureau/letter.docx?{both}&to=杭州市市场监督管理局", "杭州市市场监督管理局："),
        (f"follow/publication/letter.docx?{both}", "认证证书处理公告"),
    ):
        file = b"".join(manager.get(f"{LIST}{address}").streaming_content)
        assert expected in [paragraph.text for paragraph in python_docx.Document(BytesIO(file)).paragraphs], (
            address
        )
    archive = b"".join(manager.get(f"{LIST}meetings/{meeting.pk}/letters.zip").streaming_content)
    assert len(zipfile.ZipFile(BytesIO(archive)).namelist()) == 2


def test_a_letter_of_what_is_not_decided_is_not_there(world: World, manager: Client) -> None:
    one = proposed(world.quality_manager)
    assert manager.get(f"{LIST}{one.pk}/notice.docx").status_code == 404
    assert manager.get(f"{LIST}follow/bureau/letter.docx?proposal={one.pk}").status_code == 404
    assert manager.get(f"{LIST}follow/client/letter.docx?proposal={one.pk}").status_code == 404
    assert manager.get(f"{LIST}follow/decide/").status_code == 404


def test_a_certificate_has_a_page_with_its_life_leads_and_decisions(
    world: World, manager: Client, campaign: Campaign
) -> None:
    lead_made(campaign, certificate_no=VALID)
    approved(world)
    page = words(manager.get(f"{LIST}certificate/?number={VALID}"))
    for part in ("证书全过程", "颁证", "本机构的处理", "A06", "按本机构的决定，数据尚未体现"):
        assert part in page, part
    assert manager.get(f"{LIST}certificate/?number=NO-SUCH").status_code == 404


def test_another_bodys_rows_are_not_there(world: World, client_of: Callable[[Member], Client]) -> None:
    one = approved(world)
    stranger = client_of(world.stranger)
    for address in (f"{one.pk}/", f"{one.pk}/notice.docx", f"certificate/?number={VALID}",
                    f"follow/bureau/letter.docx?proposal={one.pk}"):  # fmt: skip
        assert stranger.get(f"{LIST}{address}").status_code == 404, address
    said = {"proposal": [one.pk], "done_on": today().isoformat(), "way": "post"}
    assert stranger.post(f"{LIST}follow/client/", said).status_code == 422
    with scope(world.body.pk):
        assert not Notice.objects.exists()


def test_the_desk_asks_for_no_decision_when_all_are_taken(world: World, campaign: Campaign) -> None:
    approved(world)
    with scope(world.body.pk):
        hint = desk.decisions(world.quality_manager, campaign).hint
    assert "公布" in hint
    assert "由没有参加审核" not in hint


def test_the_desk_shows_what_is_overdue(world: World, manager: Client, campaign: Campaign) -> None:
    approved(world)
    Proposal.objects.update(next_due=today() - timedelta(days=3), next_step=Step.CLIENT)
    page = words(manager.get("/"))
    assert "证书处理已逾期" in page
    assert VALID in page


def test_the_link_of_a_figure_of_decisions_lists_those_decided_alone(world: World, manager: Client) -> None:
    approved(world)
    refused = proposed(world.quality_manager, OTHER)
    decide_proposal(proposal_id=refused.pk, approve=False, text="事实不清", by=world.decision_maker)
    every = words(manager.get(f"{LIST}?action=suspend"))
    decided = words(manager.get(f"{LIST}?decided=1&action=suspend"))
    assert "共 <b>2</b> 项" in every
    assert "共 <b>1</b> 项" in decided
    assert VALID in decided
    assert OTHER not in decided


def test_the_list_shows_one_campaign_alone_where_there_are_several(
    world: World, manager: Client, campaign: Campaign
) -> None:
    one, _ = approved(world), approved(world, OTHER)
    Proposal.objects.filter(pk=one.pk).update(campaign=campaign)
    assert 'name="campaign"' not in words(manager.get(LIST))
    Campaign.objects.create(
        body=world.body, notice_key=campaign.notice_key, title="复查", as_of=today(), starts_on=today(), due_on=today()
    )  # fmt: skip
    page = words(manager.get(f"{LIST}?campaign={campaign.pk}&decided=1"))
    assert "共 <b>1</b> 项" in page
    assert OTHER not in page
    assert f'<option value="{campaign.pk}" selected>' in page
    for strange in ("x", "-1", "9" * 30):
        assert "共 <b>2</b> 项" in words(manager.get(f"{LIST}?campaign={strange}"))


@pytest.mark.parametrize("address", [f"{LIST}?text=%00", f"{LIST}certificate/?number=%00"])
def test_a_character_no_database_takes_is_left_out(world: World, manager: Client, address: str) -> None:
    approved(world)
    assert manager.get(address, follow=True).status_code in (200, 404)
