"""Orders to certified organisations: the private link, the answer, silence and refusal."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import timezone

from tests.casework.files import PDF, named, png
from tests.casework.problems_made import closed, problem_made
from tests.site import World
from zicha.casework.campaigns.models import Campaign, CampaignState
from zicha.casework.evidence.services import add_evidence
from zicha.casework.orders import outside
from zicha.casework.orders.models import Order, OrderReply
from zicha.casework.orders.outside import (
    add_file_by_link,
    files_by_link,
    note_opening,
    order_of_link,
    reply_by_link,
    withdraw_file_by_link,
)
from zicha.casework.orders.selectors import order_counts
from zicha.casework.orders.services import (
    close_order,
    extend_order,
    first_day_of_silence,
    issue_order,
    note_silence,
    record_reply,
    renew_link,
    revoke_link,
)
from zicha.casework.refused import Refused
from zicha.casework.tenancy.scope import current, scope
from zicha.casework.trace.models import Entry

TODAY = timezone.localdate
ANSWER = {"kind": "answer", "text": "已补缴，证明见附件", "by_name": "李某", "by_title": "管理者代表"}


def issued(campaign: Campaign, world: World, **columns: Any) -> tuple[Order, str]:
    given = {
        "campaign_id": campaign.pk,
        "org_name": "虚构精密零件有限公司",
        "title": "补充人数证明",
        "asked": "提交社保缴纳人数证明。",
        "due_on": TODAY() + timedelta(days=10),
        "by": world.quality_manager,
        **columns,
    }
    return issue_order(**given)


def is_open(token: str) -> bool:
    with order_of_link(token) as order:
        return order is not None


def test_an_order_is_issued_with_a_link_of_256_bits_kept_as_a_hash(
    campaign: Campaign, in_scope: World
) -> None:
    order, token = issued(campaign, in_scope)
    assert len(token) == 43
    assert token not in str(vars(order))
    assert not Entry.objects.filter(after__icontains=token).exists()
    assert is_open(token)
    assert issued(campaign, in_scope)[0].number == 2


@pytest.mark.parametrize(
    ("columns", "why"),
    [
        ({"org_name": " "}, "名称"),
        ({"title": ""}, "事由"),
        ({"asked": ""}, "做什么"),
        ({"due_on": timezone.localdate()}, "晚于今天"),
    ],
)
def test_issuing_is_refused(columns: dict[str, Any], why: str, campaign: Campaign, in_scope: World) -> None:
    with pytest.raises(Refused, match=why):
        issued(campaign, in_scope, **columns)


def test_a_closed_campaign_or_problem_sends_no_order(campaign: Campaign, in_scope: World) -> None:
    problem = closed(campaign, in_scope)
    with pytest.raises(Refused, match="已关闭"):
        issued(campaign, in_scope, problem=problem)
    campaign.state = CampaignState.CLOSED
    campaign.save()
    with pytest.raises(Refused, match="已经结束"):
        issued(campaign, in_scope)


# ---- the link ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "token", ["", "x", "A" * 43, "A" * 64, "A" * 65, "é" * 43, "' OR 1=1 --".ljust(43, "-")], ids=repr
)
def test_a_wrong_link_leads_nowhere(token: str, campaign: Campaign, in_scope: World) -> None:
    issued(campaign, in_scope)
    assert not is_open(token)


def test_the_hash_itself_is_no_link(campaign: Campaign, in_scope: World) -> None:
    assert not is_open(issued(campaign, in_scope)[0].token_hash)


def test_a_link_ends_with_its_day_its_order_and_by_hand(campaign: Campaign, in_scope: World) -> None:
    order, token = issued(campaign, in_scope)
    Order.objects.filter(pk=order.pk).update(expires_at=timezone.now() - timedelta(seconds=1))
    assert not is_open(token)
    order, token = issued(campaign, in_scope)
    revoke_link(order_id=order.pk, reason="信寄错了地址", by=in_scope.reviewer)
    assert not is_open(token)
    order, token = issued(campaign, in_scope)
    record_reply(order_id=order.pk, by=in_scope.reviewer, **ANSWER)
    close_order(order_id=order.pk, text="材料齐全", by=in_scope.reviewer)
    assert not is_open(token)


def test_a_new_link_ends_the_old_one(campaign: Campaign, in_scope: World) -> None:
    order, old = issued(campaign, in_scope)
    _, new = renew_link(order_id=order.pk, by=in_scope.reviewer)
    assert not is_open(old)
    assert is_open(new)


def test_a_link_opens_the_rows_of_its_body_and_no_longer_than_its_block(
    campaign: Campaign, in_scope: World
) -> None:
    order, token = issued(campaign, in_scope)
    with scope(in_scope.other_body.pk):
        with order_of_link(token) as found:
            assert found == order
            assert current.get().bodies == {order.body_id}  # type: ignore[union-attr]
        assert not Order.objects.exists()


# ---- answering --------------------------------------------------------------------------------------------------


def test_the_first_look_is_recorded_once(campaign: Campaign, in_scope: World) -> None:
    _, token = issued(campaign, in_scope)
    for _ in range(2):
        with order_of_link(token) as order:
            assert order is not None
            note_opening(order=order)
    order = Order.objects.get()
    assert (order.state, order.opened_at is not None) == ("opened", True)
    assert Entry.objects.filter(action="order.opened").count() == 1


def test_an_answer_may_be_amended_and_every_version_is_kept(campaign: Campaign, in_scope: World) -> None:
    order, _ = issued(campaign, in_scope)
    reply_by_link(order=order, **ANSWER)
    reply_by_link(order=order, **{**ANSWER, "text": "更正：补缴 12 人"})
    order.refresh_from_db()
    assert order.state == "answered"
    assert [reply.text for reply in OrderReply.objects.all()] == ["已补缴，证明见附件", "更正：补缴 12 人"]
    assert "通过专用链接提交，答复人 李某" in Entry.objects.filter(action="order.answered").first().reason  # type: ignore[union-attr]


def test_a_refusal_is_recorded_with_its_statement(campaign: Campaign, in_scope: World) -> None:
    order, _ = issued(campaign, in_scope)
    reply_by_link(order=order, kind="refusal", text="企业已停产，不再配合", by_name="王某", by_title="")
    order.refresh_from_db()
    assert order.state == "refused"
    assert Entry.objects.filter(action="order.refused").exists()


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        ({"text": ""}, "答复的内容"),
        ({"kind": "refusal", "text": "不"}, "拒绝的理由"),
        ({"by_name": " "}, "答复人的姓名"),
        ({"kind": "praise"}, "答复或拒绝"),
    ],
)
def test_an_answer_out_of_form_is_refused(
    changed: dict[str, str], why: str, campaign: Campaign, in_scope: World
) -> None:
    order, _ = issued(campaign, in_scope)
    with pytest.raises(Refused, match=why):
        reply_by_link(order=order, **{**ANSWER, **changed})


def test_what_came_by_telephone_is_written_down_by_a_member(campaign: Campaign, in_scope: World) -> None:
    order, _ = issued(campaign, in_scope)
    reply = record_reply(order_id=order.pk, by=in_scope.reviewer, **ANSWER)
    assert reply.recorded_by == in_scope.reviewer


def test_a_late_answer_says_that_it_is_late(campaign: Campaign, in_scope: World) -> None:
    order, _ = issued(campaign, in_scope)
    Order.objects.filter(pk=order.pk).update(due_on=TODAY() - timedelta(days=1))
    order.refresh_from_db()
    assert reply_by_link(order=order, **ANSWER).late


def test_a_closed_order_takes_no_answer_and_no_file(campaign: Campaign, in_scope: World) -> None:
    order, _ = issued(campaign, in_scope)
    record_reply(order_id=order.pk, by=in_scope.reviewer, **ANSWER)
    close_order(order_id=order.pk, text="材料齐全", by=in_scope.reviewer)
    with pytest.raises(Refused, match="已经关闭"):
        reply_by_link(order=order, **ANSWER)
    with pytest.raises(Refused, match="不再接收材料"):
        add_file_by_link(order=order, file=named(PDF, "证明.pdf"))
    for late in (
        lambda: renew_link(order_id=order.pk, by=in_scope.reviewer),
        lambda: revoke_link(order_id=order.pk, reason="不再需要", by=in_scope.reviewer),
        lambda: extend_order(
            order_id=order.pk, due_on=TODAY() + timedelta(days=99), reason="再给时间", by=in_scope.reviewer
        ),
        lambda: close_order(order_id=order.pk, text="再关一次", by=in_scope.reviewer),
    ):
        with pytest.raises(Refused, match="已经关闭"):
            late()


# ---- files ------------------------------------------------------------------------------------------------------


def test_the_organisation_sees_and_withdraws_its_own_files_alone(campaign: Campaign, in_scope: World) -> None:
    order, _ = issued(campaign, in_scope)
    inner = add_evidence(on=order, file=named(PDF, "内部核对表.pdf"), by=in_scope.reviewer)
    own = add_file_by_link(order=order, file=named(png(), "社保证明.png"))
    assert files_by_link(order) == [own]
    assert own.from_whom == "虚构精密零件有限公司"
    with pytest.raises(Refused, match="自己上传的"):
        withdraw_file_by_link(order=order, evidence_id=inner.pk)
    withdraw_file_by_link(order=order, evidence_id=own.pk)
    assert files_by_link(order) == []


def test_files_of_another_order_are_out_of_reach(campaign: Campaign, in_scope: World) -> None:
    from zicha.casework.evidence.models import Evidence

    order, _ = issued(campaign, in_scope)
    other, _ = issued(campaign, in_scope)
    file = add_file_by_link(order=other, file=named(png(), "社保证明.png"))
    with pytest.raises(Evidence.DoesNotExist):
        withdraw_file_by_link(order=order, evidence_id=file.pk)


def test_an_order_takes_so_many_files_and_no_more(
    campaign: Campaign, in_scope: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    order, _ = issued(campaign, in_scope)
    monkeypatch.setattr(outside, "MOST_FILES", 2)
    for number in range(2):
        add_file_by_link(order=order, file=named(png(colour=number), f"{number}.png"))
    with pytest.raises(Refused, match="最多上传 2 份"):
        add_file_by_link(order=order, file=named(png(colour=9), "9.png"))


def test_withdrawn_files_still_count_against_the_room_of_an_order(
    campaign: Campaign, in_scope: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    order, _ = issued(campaign, in_scope)
    first = add_file_by_link(order=order, file=named(png(colour=1), "1.png"))
    monkeypatch.setattr(outside, "MOST_BYTES", first.size + 10)
    withdraw_file_by_link(order=order, evidence_id=first.pk)
    with pytest.raises(Refused, match="合计超过"):
        add_file_by_link(order=order, file=named(png(colour=2), "2.png"))


# ---- silence ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("due_on", "silent_on"),
    [
        (date(2026, 6, 10), date(2026, 6, 11)),  # a Wednesday
        (date(2026, 6, 12), date(2026, 6, 15)),  # a Friday
        (date(2026, 9, 30), date(2026, 10, 8)),  # before the national holiday
        (date(2036, 1, 4), date(2036, 1, 7)),  # a Friday of a year whose holidays nobody knows
    ],
)
def test_silence_begins_on_the_next_working_day(due_on: date, silent_on: date) -> None:
    assert first_day_of_silence(due_on) == silent_on


def test_silence_is_recorded_once_by_the_system(campaign: Campaign, in_scope: World) -> None:
    order, _ = issued(campaign, in_scope)
    answered, _ = issued(campaign, in_scope)
    record_reply(order_id=answered.pk, by=in_scope.reviewer, **ANSWER)
    silent_on = first_day_of_silence(order.due_on)
    assert note_silence(body_id=order.body_id, today=order.due_on) == 0
    assert note_silence(body_id=order.body_id, today=silent_on) == 1
    assert note_silence(body_id=order.body_id, today=silent_on) == 0
    order.refresh_from_db()
    assert (order.state, order.silent_since) == ("silent", silent_on)
    entry = Entry.objects.get(action="order.silent")
    assert (entry.by, "没有打开过链接" in entry.reason) == (None, True)
    assert order_counts(campaign)["silent"] == 1


def test_a_silent_organisation_may_still_answer_or_be_given_time(campaign: Campaign, in_scope: World) -> None:
    order, token = issued(campaign, in_scope)
    note_silence(body_id=order.body_id, today=first_day_of_silence(order.due_on))
    assert is_open(token)
    later = order.due_on + timedelta(days=10)
    given = extend_order(order_id=order.pk, due_on=later, reason="对方搬迁，信件迟到", by=in_scope.reviewer)
    assert (given.state, given.silent_since) == ("sent", None)
    note_silence(body_id=order.body_id, today=first_day_of_silence(later))
    reply_by_link(order=order, **ANSWER)
    order.refresh_from_db()
    assert order.state == "answered"


def test_an_order_nobody_answered_is_not_closed_before_its_day(campaign: Campaign, in_scope: World) -> None:
    order, _ = issued(campaign, in_scope)
    with pytest.raises(Refused, match="还没有答复"):
        close_order(order_id=order.pk, text="不等了", by=in_scope.reviewer)
    note_silence(body_id=order.body_id, today=first_day_of_silence(order.due_on))
    assert close_order(order_id=order.pk, text="按规则处理证书", by=in_scope.reviewer).is_closed


@pytest.mark.parametrize(("days", "reason", "why"), [(0, "对方搬迁", "晚于原期限"), (10, "", "延期的理由")])
def test_more_time_needs_a_later_day_and_a_reason(
    days: int, reason: str, why: str, campaign: Campaign, in_scope: World
) -> None:
    order, _ = issued(campaign, in_scope)
    with pytest.raises(Refused, match=why):
        extend_order(
            order_id=order.pk,
            due_on=order.due_on + timedelta(days=days),
            reason=reason,
            by=in_scope.reviewer,
        )


def test_an_order_belongs_to_its_problem(campaign: Campaign, in_scope: World) -> None:
    problem = problem_made(campaign, in_scope)
    order, _ = issued(campaign, in_scope, problem=problem)
    assert list(problem.orders.all()) == [order]
