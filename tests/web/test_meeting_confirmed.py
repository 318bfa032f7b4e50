"""A meeting entered by one rests on the word of one, and every paper says so until the others have spoken."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from io import BytesIO

import docx as python_docx
import pytest
from django.test import Client
from python_calamine import CalamineWorkbook

from tests.casework.certificates_made import OTHER, VALID, delivered, proposed, terms, today
from tests.site import World
from zicha.casework.campaigns.models import Campaign
from zicha.casework.certificates.confirming import confirm_meeting
from zicha.casework.certificates.meetings import Outcome, hold_meeting
from zicha.casework.certificates.models import Confirmation, Meeting, Proposal
from zicha.casework.certificates.services import propose
from zicha.casework.refused import Refused
from zicha.casework.tenancy.models import Member
from zicha.casework.tenancy.scope import scope
from zicha.casework.tenancy.services import change_member
from zicha.casework.trace.models import Entry
from zicha.casework.trace.verification import alterations_of
from zicha.reports.from_campaign.annexes import annex_file
from zicha.reports.from_campaign.freezing import drafted

ClientOf = Callable[[Member], Client]
SILENT = "未在系统中确认"


@pytest.fixture
def world(world: World) -> Iterator[World]:
    """Two who decide, both known to the records; the scope open."""
    with scope(world.body.pk):
        delivered(world.body.pk)
        for number, member in enumerate((world.decision_maker, world.auditor)):
            changed = change_member(
                member_id=member.pk, roles=["decision_maker"], department="", person_id=f"P-90{number}",
                is_active=True, reason="登记人员编号", by=world.administrator,
            )  # fmt: skip
            member.person_id, member.roles = changed.person_id, changed.roles
        yield world


@pytest.fixture
def meeting(world: World, campaign: Campaign) -> Meeting:
    """Entered by the decision-maker, who names the other as deciding too."""
    one, other = propose(numbers=[VALID, OTHER], terms=terms(), by=world.quality_manager, campaign=campaign)
    return hold_meeting(
        held_on=today(), topic="超期未监督", grounds="经核查超过监督期限。", by=world.decision_maker,
        deciders=[world.decision_maker, world.auditor], observers=[world.quality_manager],
        outcomes={one.pk: Outcome(True), other.pk: Outcome(True)},
    )  # fmt: skip


def page(client: Client, meeting: Meeting) -> str:
    return client.get(f"/certificates/meetings/{meeting.pk}/").content.decode()


def minutes(client: Client, meeting: Meeting) -> str:
    answer = client.get(f"/certificates/meetings/{meeting.pk}/minutes.docx")
    paper = python_docx.Document(BytesIO(b"".join(answer)))
    return "\n".join(one.text for one in paper.paragraphs)


def report(campaign: Campaign) -> str:
    document, _ = drafted(campaign, day=today())
    return "\n".join(run.shown for _, run in document.runs())


def annex_column(campaign: Campaign, title: str) -> list[str]:
    """A column of the annex of certificates."""
    _, material = drafted(campaign, day=today())
    book = CalamineWorkbook.from_filelike(BytesIO(annex_file(material, version="草稿")))
    rows = book.get_sheet_by_name("证书处理").to_python()
    head = next(number for number, row in enumerate(rows) if row[0] == "证书编号")
    return [str(row[rows[head].index(title)]) for row in rows[head + 1 :]]


def test_until_the_others_confirm_every_paper_says_on_whose_word_it_rests(
    world: World, meeting: Meeting, campaign: Campaign, client_of: ClientOf
) -> None:
    client = client_of(world.quality_manager)
    told = f"由{world.decision_maker.name}登记，{world.auditor.name}{SILENT}"
    decided = Proposal.objects.get(certificate_no=VALID)
    assert told in page(client, meeting)
    assert told in client.get(f"/certificates/{decided.pk}/").content.decode()
    assert f"{world.auditor.name}{SILENT}" in minutes(client, meeting)
    assert f"{meeting}决定的 2 张，{told}" in report(campaign)
    assert annex_column(campaign, "会议记录的确认") == [told, told]


def test_one_click_confirms_and_the_papers_no_longer_say_it(
    world: World, meeting: Meeting, campaign: Campaign, client_of: ClientOf
) -> None:
    attendee = client_of(world.auditor)
    assert "待我确认的决定会议" in attendee.get("/").content.decode()
    assert "请确认这次会议的记录" in page(attendee, meeting)
    answer = attendee.post(f"/certificates/meetings/{meeting.pk}/confirm/", {"agrees": "yes"})
    assert answer.status_code == 302
    assert SILENT not in page(attendee, meeting)
    assert "请确认这次会议的记录" not in page(attendee, meeting)
    assert "待我确认的决定会议" not in attendee.get("/").content.decode()
    assert f"{world.auditor.name}已在系统中确认" in minutes(attendee, meeting)
    assert SILENT not in report(campaign)
    assert annex_column(campaign, "会议记录的确认") == ["全部确认", "全部确认"]
    assert Entry.objects.filter(action="meeting.confirmed", by=world.auditor).count() == 1
    assert list(alterations_of(world.body)) == []


def test_an_objection_stands_in_every_paper(
    world: World, meeting: Meeting, campaign: Campaign, client_of: ClientOf
) -> None:
    attendee = client_of(world.auditor)
    address = f"/certificates/meetings/{meeting.pk}/confirm/"
    assert attendee.post(address, {"agrees": "no", "text": ""}).status_code == 422
    attendee.post(address, {"agrees": "no", "text": "本人当日不在，没有参加"})
    assert "提出异议：本人当日不在，没有参加" in page(attendee, meeting)
    assert "提出异议：本人当日不在，没有参加" in minutes(attendee, meeting)
    assert f"{world.auditor.name}提出异议" in report(campaign)


@pytest.mark.parametrize(
    ("who", "why"),
    [
        ("decision_maker", "会议由您登记"),
        ("quality_manager", "只有登记为参加决定的人员"),
        ("reviewer", "只有登记为参加决定的人员"),
    ],
)
def test_nobody_confirms_for_another(world: World, meeting: Meeting, who: str, why: str) -> None:
    with pytest.raises(Refused, match=why):
        confirm_meeting(meeting_id=meeting.pk, agrees=True, by=world.people[who])
    assert not Confirmation.objects.exists()


def test_what_was_said_is_said_once(world: World, meeting: Meeting) -> None:
    confirm_meeting(meeting_id=meeting.pk, agrees=True, by=world.auditor)
    with pytest.raises(Refused, match="已经表示过意见"):
        confirm_meeting(meeting_id=meeting.pk, agrees=False, text="记录有误需要更改", by=world.auditor)


def test_a_meeting_of_one_needs_nobody_else(world: World, client_of: ClientOf) -> None:
    one = proposed(world.quality_manager)
    alone = hold_meeting(
        held_on=today(), topic="超期未监督", grounds="经核查超过监督期限。", by=world.decision_maker,
        deciders=[world.decision_maker], outcomes={one.pk: Outcome(True)},
    )  # fmt: skip
    assert SILENT not in page(client_of(world.quality_manager), alone)


def test_a_number_once_held_that_is_anothers_now_stands_in_every_paper(
    world: World, campaign: Campaign, client_of: ClientOf
) -> None:
    for member, number in (
        (world.auditor, "P-001"), (world.auditor, "P-901"), (world.reviewer, "P-001"),
    ):  # fmt: skip
        roles = Member.objects.get(pk=member.pk).roles
        change_member(
            member_id=member.pk, roles=roles, department="", person_id=number,
            is_active=True, reason="更正人员编号", by=world.administrator,
        )  # fmt: skip
    [one] = propose(numbers=[VALID], terms=terms(), by=world.quality_manager, campaign=campaign)
    held = hold_meeting(
        held_on=today(), topic="超期未监督", grounds="经核查超过监督期限。", by=world.decision_maker,
        deciders=[world.decision_maker, world.auditor], outcomes={one.pk: Outcome(True)}, declared=True,
    )  # fmt: skip
    told = f"{world.auditor.name}曾登记的人员编号 P-001 现属另一位成员"
    assert told in minutes(client_of(world.quality_manager), held)
    assert annex_column(campaign, "决定人独立性") == [f"本人声明（{told}）"]
