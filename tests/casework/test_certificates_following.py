"""Meetings that decide on many certificates, what follows a decision, and whether the data show it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest

from tests.casework.certificates_made import OTHER, SUSPENDED, VALID, delivered, proposed, terms, today
from tests.casework.files import PDF, named
from tests.casework.records import certificate
from tests.site import World
from zicha.casework.certificates import selectors
from zicha.casework.certificates.meetings import Outcome, hold_meeting
from zicha.casework.certificates.models import Meeting, MeetingItem, Notice, Proposal, Step
from zicha.casework.certificates.notices import record_notices, record_receipt
from zicha.casework.certificates.records import reflections
from zicha.casework.certificates.services import decide_proposal, propose
from zicha.casework.evidence.selectors import evidence_of
from zicha.casework.evidence.services import add_evidence, withdraw_evidence
from zicha.casework.refused import Refused, Stale
from zicha.casework.tenancy.models import Member
from zicha.casework.tenancy.scope import scope
from zicha.casework.trace.models import Entry

GROUNDS = "经核查，下列证书超过监督审核期限。"


@pytest.fixture
def world(world: World) -> Iterator[World]:
    """The world in scope, its first data delivered."""
    with scope(world.body.pk):
        delivered(world.body.pk)
        yield world


@pytest.fixture
def decider(world: World) -> Member:
    member = world.decision_maker
    member.person_id = "P-900"
    member.save()
    return member


def met(decider: Member, outcomes: dict[int, Outcome], **changes: object) -> Meeting:
    said = {
        "held_on": today(),
        "topic": "超期未监督证书",
        "grounds": GROUNDS,
        "deciders": [decider],
        "outcomes": outcomes,
        "by": decider,
    }
    return hold_meeting(**(said | changes))  # type: ignore[arg-type]


def suspended_by_us(world: World, decider: Member, number: str = VALID) -> Proposal:
    one = proposed(world.quality_manager, number)
    return decide_proposal(proposal_id=one.pk, approve=True, text="事实清楚", by=decider)


def told(proposal: Proposal, kind: Step, by: Member, **changes: object) -> list[Notice]:
    ways = {Step.CLIENT: "post", Step.BUREAU: "post", Step.PUBLICATION: "website", Step.REPORT: "platform"}
    said = {
        "kind": kind,
        "proposal_ids": [proposal.pk],
        "done_on": today(),
        "way": ways[kind],
        "to": "杭州市市场监督管理局",
        "by": by,
    }
    return record_notices(**(said | changes))  # type: ignore[arg-type]


def test_a_meeting_decides_on_many_on_one_ground_each_with_its_result(world: World, decider: Member) -> None:
    yes, no = propose(numbers=[VALID, OTHER], terms=terms(), by=world.quality_manager)
    meeting = met(decider, {yes.pk: Outcome(True), no.pk: Outcome(False, "证据不足")})
    yes.refresh_from_db()
    no.refresh_from_db()
    assert (yes.state, yes.meeting, yes.decision_text) == ("approved", meeting, GROUNDS)
    assert (no.state, no.decision_text) == ("rejected", "证据不足")
    assert [item.result for item in meeting.items.all()] == ["approved", "rejected"]
    assert Entry.objects.filter(action="meeting.recorded").count() == 1


def test_what_cannot_be_decided_stays_open_and_says_why(world: World, decider: Member) -> None:
    decider.person_id = "P-001"  # on the audit of the first
    decider.save()
    one, other = propose(numbers=[VALID, OTHER], terms=terms(), by=world.quality_manager)
    meeting = met(decider, {one.pk: Outcome(True), other.pk: Outcome(True)})
    left = meeting.items.get(proposal=one)
    assert left.result == MeetingItem.Result.LEFT
    assert "参加过这张证书的审核" in left.why
    assert {item.state for item in Proposal.objects.all()} == {"proposed", "approved"}


def test_all_or_none_refuses_them_all(world: World, decider: Member) -> None:
    decider.person_id = "P-001"
    decider.save()
    one, other = propose(numbers=[VALID, OTHER], terms=terms(), by=world.quality_manager)
    with pytest.raises(Refused, match="没有登记会议"):
        met(decider, {one.pk: Outcome(True), other.pk: Outcome(True)}, all_or_none=True)
    assert not Meeting.objects.exists()


def test_the_proposer_may_be_a_guest_but_not_decide(world: World, decider: Member) -> None:
    one = proposed(world.quality_manager)
    with pytest.raises(Refused, match="没有作出认证决定的权限"):
        met(decider, {one.pk: Outcome(True)}, deciders=[decider, world.quality_manager], all_or_none=True)
    meeting = met(decider, {one.pk: Outcome(True)}, observers=[world.quality_manager])
    assert [(row.member.pk, row.decides) for row in meeting.attendees.all()] == [
        (decider.pk, True),
        (world.quality_manager.pk, False),
    ]


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"held_on": timedelta(1)}, "会议日期晚于今天"),
        ({"held_on": timedelta(-1)}, "会议之后才提出"),
        ({"grounds": ""}, "请写明会议议题和共同依据"),
        ({"outcomes": {}}, "请至少选一项"),
        ({"deciders": []}, "请把您自己列为参加决定的人员"),
    ],
)
def test_a_meeting_that_cannot_have_been_is_refused(
    world: World, decider: Member, changes: dict, why: str
) -> None:
    one = proposed(world.quality_manager)
    said = {
        name: today() + value if isinstance(value, timedelta) else value for name, value in changes.items()
    }
    with pytest.raises(Refused, match=why):
        met(decider, **({"outcomes": {one.pk: Outcome(True)}} | said))


def test_a_no_needs_its_reason(world: World, decider: Member) -> None:
    one = proposed(world.quality_manager)
    with pytest.raises(Refused, match="不同意的要写明理由"):
        met(decider, {one.pk: Outcome(False)})


def test_a_meeting_about_what_somebody_decided_meanwhile_is_stale(world: World, decider: Member) -> None:
    one = suspended_by_us(world, decider)
    with pytest.raises(Stale):
        met(decider, {one.pk: Outcome(True)})


def test_three_hundred_are_decided_in_one_meeting(
    world: World, decider: Member, django_assert_max_num_queries: object
) -> None:
    numbers = [f"0992026M{n:05d}" for n in range(300)]
    long_after = today() + timedelta(days=900)
    delivered(world.body.pk, *(certificate(number, expires_on=long_after) for number in numbers))
    made = propose(numbers=numbers, terms=terms(), by=world.quality_manager)
    with django_assert_max_num_queries(25):  # type: ignore[operator]
        meeting = met(decider, {one.pk: Outcome(True) for one in made})
    assert meeting.decided.count() == 300
    assert len(set(meeting.decided.values_list("letter_no", flat=True))) == 300


def test_client_then_bureau_then_the_public(world: World, decider: Member) -> None:
    manager = world.quality_manager
    one = suspended_by_us(world, decider)
    with pytest.raises(Refused, match="还没有通知获证组织"):
        told(one, Step.BUREAU, manager)
    with pytest.raises(Refused, match="还没有通报属地监管部门"):
        told(one, Step.PUBLICATION, manager)
    for kind in (Step.CLIENT, Step.BUREAU, Step.PUBLICATION, Step.REPORT):
        told(one, kind, manager)
    one.refresh_from_db()
    # What is left of a suspension is its end.
    assert (one.next_step, one.next_due) == (Step.RESOLVE, one.suspend_until)
    assert [notice.kind for notice in one.notices.all()] == [kind.value for kind in Notice.KINDS]


def test_a_revocation_that_was_told_published_and_reported_is_finished(world: World, decider: Member) -> None:
    one = proposed(world.quality_manager, action="revoke", reason="not_operating")
    one = decide_proposal(proposal_id=one.pk, approve=True, text="事实清楚", by=decider)
    for kind in Notice.KINDS:
        told(one, kind, world.quality_manager)
    one.refresh_from_db()
    assert (one.next_step, one.next_due) == ("", None)
    assert selectors.amounts_by_tab()["finished"] == 1


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"done_on": timedelta(1)}, "日期晚于今天"),
        ({"done_on": timedelta(-1)}, "早于证书 .* 的决定日期"),
        ({"way": "website"}, "请选择办理方式"),
        ({"receipt": "已签收", "receipt_on": timedelta(1)}, "回执日期应在"),
    ],
)
def test_a_notice_that_cannot_have_been_is_refused(
    world: World, decider: Member, changes: dict, why: str
) -> None:
    one = suspended_by_us(world, decider)
    said = {
        name: today() + value if isinstance(value, timedelta) else value for name, value in changes.items()
    }
    with pytest.raises(Refused, match=why):
        told(one, Step.CLIENT, world.quality_manager, **said)
    assert not Notice.objects.exists()


def test_what_is_not_decided_is_told_to_nobody(world: World) -> None:
    one = proposed(world.quality_manager)
    with pytest.raises(Refused, match="还不能通知获证组织"):
        told(one, Step.CLIENT, world.quality_manager)


def test_a_step_is_done_once(world: World, decider: Member) -> None:
    one = suspended_by_us(world, decider)
    told(one, Step.CLIENT, world.quality_manager)
    with pytest.raises(Stale, match="已登记过通知获证组织"):
        told(one, Step.CLIENT, world.quality_manager)


def test_one_letter_goes_to_the_bureau_of_one_city(world: World, decider: Member) -> None:
    ids = [suspended_by_us(world, decider, number).pk for number in (VALID, OTHER)]
    Proposal.objects.filter(certificate_no=OTHER).update(region_code="320100")
    for pk in ids:
        told(Proposal.objects.get(pk=pk), Step.CLIENT, world.quality_manager)
    with pytest.raises(Refused, match="不在同一个市"):
        told(Proposal.objects.get(pk=ids[0]), Step.BUREAU, world.quality_manager, proposal_ids=ids)
    told(Proposal.objects.get(pk=ids[0]), Step.BUREAU, world.quality_manager)
    # Remembered for the next letter to the same city.
    assert selectors.last_bureau("330183") == "杭州市市场监督管理局"
    assert selectors.last_bureau("320100") == ""


def test_a_receipt_is_recorded_later(world: World, decider: Member) -> None:
    one = suspended_by_us(world, decider)
    [notice] = told(one, Step.CLIENT, world.quality_manager)
    record_receipt(
        notice_id=notice.pk, receipt="单位收发室签收", receipt_on=today(), by=world.quality_manager
    )
    notice.refresh_from_db()
    assert (notice.receipt, notice.receipt_on) == ("单位收发室签收", today())
    assert Entry.objects.filter(action="certificate.receipt", on_id=str(notice.pk)).exists()


@pytest.mark.parametrize(
    ("status", "verdict"), [("valid", "missing"), ("suspended", "shown"), ("revoked", "contradicts")]
)
def test_the_next_data_confirm_a_decision_or_contradict_it(
    world: World, decider: Member, status: str, verdict: str
) -> None:
    one = suspended_by_us(world, decider)
    assert reflections(world.body.pk, [one])[one.pk].words == "决定后还没有新数据入库。"
    delivered(world.body.pk, certificate("NEW-1"), **{VALID: status})
    assert reflections(world.body.pk, [one])[one.pk].verdict == verdict


def test_the_counts_of_the_report_are_plain_and_add_up(world: World, decider: Member) -> None:
    one = suspended_by_us(world, decider)
    proposed(world.quality_manager, OTHER)
    proposed(world.quality_manager, SUSPENDED, action="revoke")
    told(one, Step.CLIENT, world.quality_manager)
    by_action = {line.action: line for line in selectors.counts_by_action()}
    assert (by_action["suspend"].proposed, by_action["suspend"].approved, by_action["suspend"].waiting) == (
        2,
        1,
        1,
    )
    assert by_action["revoke"].waiting == 1
    assert by_action["cancel"].proposed == 0
    by_step = {line.kind: line for line in selectors.counts_by_step()}
    assert (by_step["client"].done, by_step["client"].waiting) == (1, 0)
    assert (by_step["publication"].done, by_step["publication"].waiting) == (0, 1)


def test_overdue_ones_stand_first(world: World, decider: Member) -> None:
    late = suspended_by_us(world, decider)
    proposed(world.quality_manager, OTHER)
    Proposal.objects.filter(pk=late.pk).update(next_due=today() - timedelta(days=1))
    shown = selectors.proposals_matching(selectors.ProposalFilter())
    assert next(one.pk for one in shown) == late.pk
    assert selectors.overdue() == 1
    assert [one.pk for one in selectors.proposals_matching(selectors.ProposalFilter(late="1"))] == [late.pk]


# ---- the papers behind a decision -------------------------------------------------------------------------------


def test_what_was_decided_keeps_the_files_it_was_decided_on(world: World, decider: Member) -> None:
    one = proposed(world.quality_manager)
    paper = add_evidence(on=one, file=named(PDF, "申请书.pdf"), by=world.quality_manager)
    one = decide_proposal(proposal_id=one.pk, approve=True, text="事实清楚", by=decider)
    with pytest.raises(Refused, match="依据文件不再变动"):
        add_evidence(on=one, file=named(PDF + b"2", "补.pdf"), by=world.quality_manager)
    with pytest.raises(Refused, match="依据文件不再变动"):
        withdraw_evidence(evidence_id=paper.pk, on=one, reason="换一份", by=world.quality_manager)


def test_papers_of_a_meeting_come_and_do_not_go(world: World, decider: Member) -> None:
    one = met(decider, {proposed(world.quality_manager).pk: Outcome(approve=True)})
    paper = add_evidence(on=one, file=named(PDF, "签到表.pdf"), by=decider)
    with pytest.raises(Refused, match="会议材料不能撤下"):
        withdraw_evidence(evidence_id=paper.pk, on=one, reason="换一份", by=decider)
    add_evidence(on=one, file=named(PDF + b"2", "会议记录.pdf"), by=decider)
    assert [file.name for file in evidence_of(one)] == ["签到表.pdf", "会议记录.pdf"]
