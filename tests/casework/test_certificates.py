"""A certificate moves along legal ways only, decided by somebody independent, on time and written down."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest

from tests.casework.certificates_made import (
    AUDITOR,
    EXPIRED,
    OTHER,
    REVOKED,
    SUSPENDED,
    VALID,
    delivered,
    proposed,
    terms,
    today,
)
from tests.casework.leads_made import lead_made
from tests.casework.records import BODY
from tests.site import World
from zicha.casework.campaigns.models import Campaign
from zicha.casework.certificates.clocks import clocks_of, days_after, months_after, notice_clock
from zicha.casework.certificates.models import Notice, Proposal, ProposalState, Step
from zicha.casework.certificates.services import (
    decide_proposal,
    looked_up,
    propose,
    withdraw_proposal,
)
from zicha.casework.refused import Refused, Stale
from zicha.casework.tenancy.models import Member
from zicha.casework.tenancy.scope import scope
from zicha.casework.tenancy.services import change_member
from zicha.casework.trace.models import Entry
from zicha.reference.deadlines import DEADLINES
from zicha.reference.value import value_on

WHY = "事实清楚，依据充分。"


@pytest.fixture
def world(world: World) -> Iterator[World]:
    """The world in scope, its first data delivered."""
    with scope(world.body.pk):
        delivered(world.body.pk)
        yield world


@pytest.fixture
def decider(world: World) -> Member:
    """A decision-maker who can be matched to the persons of the records."""
    member = world.decision_maker
    member.person_id = "P-900"
    member.save()
    return member


def approved(world: World, decider: Member, *numbers: str, **changes: object) -> Proposal:
    proposal = proposed(world.quality_manager, *numbers, **changes)
    return decide_proposal(proposal_id=proposal.pk, approve=True, text=WHY, by=decider)


def test_a_proposal_keeps_what_the_data_said_of_the_certificate(world: World) -> None:
    proposal = proposed(world.quality_manager)
    assert (proposal.org_name, proposal.region_code) == ("甲制造有限公司", "330106")
    assert (proposal.from_status, proposal.to_status) == ("valid", "suspended")
    assert proposal.scope == "精密零件的加工和销售"
    assert proposal.involved == [AUDITOR]
    assert proposal.suspend_until == months_after(today(), 6)
    assert proposal.next_step == Step.DECIDE


def test_many_are_proposed_at_once_and_numbered_one_after_the_other(world: World) -> None:
    made = propose(numbers=[VALID, OTHER, VALID, " "], terms=terms(), by=world.quality_manager)
    assert [(one.number, one.certificate_no) for one in made] == [(1, VALID), (2, OTHER)]
    entries = Entry.objects.filter(action="certificate.proposed").order_by("number")
    assert [entry.on_id for entry in entries] == [str(one.pk) for one in made]


@pytest.mark.parametrize(
    ("number", "action", "why"),
    [
        (REVOKED, "suspend", "自 2026年3月2日 起已撤销，不能再暂停"),
        (EXPIRED, "suspend", "已过期失效"),
        (EXPIRED, "cancel", "已过期失效"),
        (SUSPENDED, "suspend", "证书状态为“暂停”，不能暂停；可以延长暂停、恢复、撤销、注销、缩小范围"),
        (VALID, "restore", "证书状态为“有效”，不能恢复"),
        (VALID, "prolong", "不能延长暂停"),
        ("NO-SUCH", "suspend", "数据中没有这个证书编号"),
    ],
)
def test_what_is_not_legal_is_refused_with_what_is(world: World, number: str, action: str, why: str) -> None:
    with pytest.raises(Refused, match=why):
        proposed(world.quality_manager, number, action=action)
    assert not Proposal.objects.exists()


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"facts_on": timedelta(1)}, "事实确认日期晚于今天"),
        ({"effective_on": timedelta(-1)}, "生效日期早于今天"),
        ({"effective_on": timedelta(901)}, "生效日期晚于证书截止日期"),
        ({"suspend_until": timedelta(0)}, "不晚于生效日期"),
        ({"suspend_until": timedelta(200)}, "超过最长暂停期"),
        ({"reason": "sampling_failure"}, "原因只能是"),
        ({"grounds": "无"}, "请写明事实和依据"),
        ({"action": "reduce", "reduced_scope": ""}, "请写明缩小后的认证覆盖范围"),
        ({"action": "reduce", "reduced_scope": "精密零件的加工和销售"}, "与现在的范围相同"),
    ],
)
def test_terms_that_cannot_be_are_refused(world: World, changes: dict, why: str) -> None:
    said = {
        name: today() + value if isinstance(value, timedelta) else value for name, value in changes.items()
    }
    with pytest.raises(Refused, match=why):
        proposed(world.quality_manager, **said)


def test_an_effect_in_the_past_is_possible_with_a_reason(world: World) -> None:
    yesterday = today() - timedelta(days=1)
    proposal = proposed(world.quality_manager, effective_on=yesterday, backdated="监管部门责令当日暂停")
    assert proposal.backdated == "监管部门责令当日暂停"


def test_one_certificate_has_one_open_proposal(world: World) -> None:
    proposed(world.quality_manager)
    with pytest.raises(Refused, match="已有待决定的建议（第 1 号）"):
        proposed(world.reviewer)


def test_of_many_the_possible_ones_alone_are_proposed_when_asked(world: World) -> None:
    numbers = [VALID, REVOKED, "NO-SUCH"]
    with pytest.raises(Refused, match=r"没有提出。.*NO-SUCH"):
        propose(numbers=numbers, terms=terms(), by=world.quality_manager)
    made = propose(numbers=numbers, terms=terms(), by=world.quality_manager, only_possible=True)
    assert [one.certificate_no for one in made] == [VALID]


def test_each_number_is_looked_up_with_its_own_answer(world: World) -> None:
    lines = looked_up(numbers=[VALID, REVOKED, "NO-SUCH"], terms=terms(), by=world.quality_manager)
    assert [(line.certificate_no, line.is_possible) for line in lines] == [
        (VALID, True),
        (REVOKED, False),
        ("NO-SUCH", False),
    ]


def test_without_data_the_answer_says_what_to_do(world: World) -> None:
    with scope(world.other_body.pk), pytest.raises(Refused, match="请先在“数据与筛查”中上传数据"):
        proposed(world.stranger)


def test_a_decision_changes_the_state_gives_a_letter_number_and_is_written_down(
    world: World, decider: Member
) -> None:
    decided = approved(world, decider)
    assert decided.state == ProposalState.APPROVED
    assert decided.letter_no == f"证处〔{today().year}〕1号"
    assert decided.next_step == Step.CLIENT
    entry = Entry.objects.get(action="certificate.decided")
    assert (entry.on_id, entry.by_id, entry.reason) == (str(decided.pk), decider.pk, WHY)


def test_letters_are_numbered_one_after_the_other(world: World, decider: Member) -> None:
    numbers = [approved(world, decider, number).letter_no for number in (VALID, OTHER)]
    assert numbers == [f"证处〔{today().year}〕{n}号" for n in (1, 2)]


def test_who_proposed_never_decides(world: World, decider: Member) -> None:
    decider.roles = ["decision_maker", "quality_manager"]
    decider.save()
    proposal = proposed(decider)
    with pytest.raises(Refused, match="提出人不能参加决定"):
        decide_proposal(proposal_id=proposal.pk, approve=True, text=WHY, by=decider)
    assert Proposal.objects.get().is_waiting


@pytest.mark.parametrize("approve", [True, False])
def test_who_was_on_the_audit_never_decides(world: World, decider: Member, approve: bool) -> None:
    decider.person_id = AUDITOR
    decider.save()
    proposal = proposed(world.quality_manager)
    with pytest.raises(Refused, match="参加过这张证书的审核"):
        decide_proposal(proposal_id=proposal.pk, approve=approve, text=WHY, by=decider)


def test_who_the_lead_is_about_never_decides(world: World, decider: Member, campaign: Campaign) -> None:
    lead = lead_made(campaign, certificate_no=VALID, person_ids=[decider.person_id])
    [proposal] = propose(numbers=[VALID], terms=terms(), by=world.quality_manager, lead_ids=[lead.pk])
    assert proposal.campaign == campaign
    with pytest.raises(Refused, match="与所依据的线索有关"):
        decide_proposal(proposal_id=proposal.pk, approve=True, text=WHY, by=decider)


def test_who_has_no_number_to_be_matched_by_must_declare(world: World) -> None:
    proposal = proposed(world.quality_manager)
    decider = world.decision_maker
    with pytest.raises(Refused, match="请声明未参加"):
        decide_proposal(proposal_id=proposal.pk, approve=True, text=WHY, by=decider)
    assert decide_proposal(
        proposal_id=proposal.pk, approve=True, text=WHY, by=decider, declared=True
    ).declared


def registered(world: World, member: Member, person_id: str) -> Member:
    """The member with another 人员编号, as the administrator enters it."""
    return change_member(
        member_id=member.pk, roles=member.roles, department="", person_id=person_id, is_active=True,
        reason="登记人员编号", by=world.administrator,
    )  # fmt: skip


@pytest.mark.parametrize("now", ["", "P-777"])
def test_taking_the_number_away_does_not_undo_the_audit(world: World, now: str) -> None:
    registered(world, world.decision_maker, AUDITOR)
    decider = registered(world, world.decision_maker, now)
    proposal = proposed(world.quality_manager)
    with pytest.raises(Refused, match=f"曾登记为人员编号 {AUDITOR}"):
        decide_proposal(proposal_id=proposal.pk, approve=True, text=WHY, by=decider, declared=True)


def test_a_number_parked_on_another_account_must_be_declared_about(world: World) -> None:
    """Whose audits they were nobody can tell: the number counts against neither, and is not matched either."""
    registered(world, world.decision_maker, AUDITOR)
    decider = registered(world, world.decision_maker, "P-900")
    registered(world, world.auditor, "p-001")
    proposal = proposed(world.quality_manager)
    with pytest.raises(Refused, match=f"曾登记的人员编号 {AUDITOR} 现属另一位成员"):
        decide_proposal(proposal_id=proposal.pk, approve=True, text=WHY, by=decider)
    assert decide_proposal(
        proposal_id=proposal.pk, approve=True, text=WHY, by=decider, declared=True
    ).declared


def test_nobody_changes_their_own_number(world: World) -> None:
    with pytest.raises(Refused, match="不能修改自己的人员编号"):
        registered(world, world.administrator, "P-900")


def person(number: str, registration: str) -> dict[str, str]:
    return {"person_id": number, "body_id": BODY, "name": "虚构人员", "registration_no": registration}


@pytest.mark.parametrize("people", [(), (person(AUDITOR, "2099-N1QMS-1"),)])
def test_a_number_the_data_do_not_know_must_be_declared_like_none(
    world: World, people: tuple[dict[str, str], ...]
) -> None:
    """With a list of people and, where none was delivered, with those who worked on audits."""
    delivered(world.body.pk, people=people)
    decider = registered(world, world.decision_maker, "P-made-up")
    proposal = proposed(world.quality_manager)
    with pytest.raises(Refused, match="P-made-up 不在上传的数据中"):
        decide_proposal(proposal_id=proposal.pk, approve=True, text=WHY, by=decider)
    decided = decide_proposal(proposal_id=proposal.pk, approve=True, text=WHY, by=decider, declared=True)
    assert decided.declared


@pytest.mark.parametrize("number", ["p-001", "Ｐ-００１", " P-001"])
def test_who_was_on_the_audit_is_found_however_the_number_is_written(world: World, number: str) -> None:
    decider = registered(world, world.decision_maker, number)
    proposal = proposed(world.quality_manager)
    with pytest.raises(Refused, match="参加过这张证书的审核"):
        decide_proposal(proposal_id=proposal.pk, approve=True, text=WHY, by=decider, declared=True)


def test_who_shares_a_registration_with_somebody_on_the_audit_was_on_it(world: World) -> None:
    delivered(world.body.pk, people=(person(AUDITOR, "2099-N1QMS-1"), person("P-002", "2099-n1qms-1 ")))
    decider = registered(world, world.decision_maker, "P-002")
    proposal = proposed(world.quality_manager)
    with pytest.raises(Refused, match=f"与 {AUDITOR} 在上传数据中是同一注册号"):
        decide_proposal(proposal_id=proposal.pk, approve=True, text=WHY, by=decider, declared=True)


def test_a_filler_is_no_registration_that_two_could_share(world: World) -> None:
    delivered(world.body.pk, people=(person(AUDITOR, "无"), person("P-002", "无")))
    decider = registered(world, world.decision_maker, "P-002")
    proposal = proposed(world.quality_manager)
    assert not decide_proposal(proposal_id=proposal.pk, approve=True, text=WHY, by=decider).declared


@pytest.mark.parametrize("number", ["p-001", " P-001", "Ｐ-００１"])
def test_a_number_written_otherwise_is_still_the_number_of_somebody_else(world: World, number: str) -> None:
    registered(world, world.auditor, AUDITOR)
    with pytest.raises(Refused, match="一个人只能有一个账号"):
        registered(world, world.decision_maker, number)


def test_who_may_not_decide_is_refused_by_the_service_too(world: World) -> None:
    proposal = proposed(world.quality_manager)
    with pytest.raises(Refused, match="没有作出认证决定的权限"):
        decide_proposal(proposal_id=proposal.pk, approve=True, text=WHY, by=world.reviewer)


def test_the_second_of_two_deciders_is_told_who_was_first(world: World, decider: Member) -> None:
    decided = approved(world, decider)
    with pytest.raises(Stale, match=f"已由{decider.name}处理"):
        decide_proposal(proposal_id=decided.pk, approve=False, text=WHY, by=decider)


def test_a_page_opened_before_a_change_is_stale(world: World, decider: Member) -> None:
    proposal = proposed(world.quality_manager)
    with pytest.raises(Stale, match="在您打开之后有改动"):
        decide_proposal(proposal_id=proposal.pk, approve=True, text=WHY, by=decider, version=7)


def test_a_status_that_changed_since_the_proposal_is_noticed(world: World, decider: Member) -> None:
    proposal = proposed(world.quality_manager)
    changes: dict[str, Any] = {VALID: "revoked"}
    delivered(world.body.pk, **changes)
    with pytest.raises(Refused, match="已由“有效”变为“撤销”"):
        decide_proposal(proposal_id=proposal.pk, approve=True, text=WHY, by=decider)
    # To say no is possible still.
    rejected = decide_proposal(proposal_id=proposal.pk, approve=False, text="证书已撤销", by=decider)
    assert (rejected.state, rejected.next_step, rejected.letter_no) == ("rejected", "", "")


def test_our_own_decision_counts_before_the_data_show_it(world: World, decider: Member) -> None:
    approved(world, decider)
    with pytest.raises(Refused, match="证书状态为“暂停”，不能暂停"):
        proposed(world.quality_manager)
    again = proposed(world.quality_manager, action="restore")
    assert (again.from_status, again.to_status, again.suspended_on) == ("suspended", "valid", today())


def test_a_restoration_ends_the_clock_of_the_suspension(world: World, decider: Member) -> None:
    suspension = approved(world, decider)
    restored = approved(world, decider, action="restore")
    suspension.refresh_from_db()
    assert suspension.resolved_by == restored
    assert not suspension.is_suspended_by_it
    assert Step.RESOLVE not in {clock.step for clock in clocks_of(suspension, []) if clock.is_open}


def test_a_suspension_is_prolonged_from_its_first_day_at_most_to_its_longest(world: World) -> None:
    begun = today() - timedelta(days=60)
    longest = months_after(begun, 6)
    proposal = proposed(world.quality_manager, SUSPENDED, action="prolong")
    assert (proposal.suspended_on, proposal.suspend_until) == (begun, longest)
    withdraw_proposal(proposal_id=proposal.pk, reason="重新拟定", by=world.quality_manager)
    with pytest.raises(Refused, match="超过最长暂停期"):
        proposed(world.quality_manager, SUSPENDED, action="prolong", suspend_until=longest + timedelta(1))


def test_only_the_proposer_or_the_quality_manager_takes_a_proposal_back(world: World) -> None:
    proposal = proposed(world.quality_manager)
    with pytest.raises(Refused, match="只有提出人或质量负责人"):
        withdraw_proposal(proposal_id=proposal.pk, reason="不再需要", by=world.reviewer)
    back = withdraw_proposal(proposal_id=proposal.pk, reason="不再需要", by=world.quality_manager)
    assert (back.state, back.next_step) == ("withdrawn", "")


def test_clocks_run_from_the_facts_and_from_the_decision(world: World, decider: Member) -> None:
    decided = approved(world, decider, facts_on=today() - timedelta(days=9))
    clocks = {clock.step: clock for clock in clocks_of(decided, [])}
    assert clocks[Step.DECIDE].is_late  # five days after the facts
    assert clocks[Step.CLIENT].due_on == notice_clock(Step.CLIENT, today()).due_on
    assert clocks[Step.RESOLVE].due_on == decided.suspend_until
    assert list(clocks) == [Step.DECIDE, *Notice.KINDS, Step.RESOLVE]


@pytest.mark.parametrize(
    ("key", "begins", "ends"),
    [
        ("suspension_after_facts", date(2026, 3, 2), date(2026, 3, 7)),
        # 1 to 8 October 2025 is a holiday; 28 September and 11 October are worked.
        ("client_notice", date(2025, 9, 29), date(2025, 10, 13)),
        ("longest_suspension", date(2025, 8, 31), date(2026, 2, 28)),
        ("certificate_report_day", date(2025, 12, 31), date(2026, 1, 10)),
    ],
)
def test_days_are_counted_as_the_rule_says(key: str, begins: date, ends: date) -> None:
    assert days_after(value_on(DEADLINES, key, begins), begins) == (ends, False)


def test_beyond_the_published_calendar_weekdays_are_counted_and_marked() -> None:
    rule = value_on(DEADLINES, "client_notice", date(2090, 1, 2))
    assert days_after(rule, date(2090, 1, 2)) == (date(2090, 1, 9), True)
