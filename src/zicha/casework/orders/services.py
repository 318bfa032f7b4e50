"""Sending an order to a certified organisation and following it up (发出、更换链接、登记、关闭整改通知)."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

from django.db import transaction
from django.utils import timezone

from zicha.casework.campaigns.models import Campaign
from zicha.casework.orders.models import WAITING, Order, OrderReply, OrderState, ReplyKind
from zicha.casework.problems.models import Problem
from zicha.casework.refused import Refused
from zicha.casework.tenancy.models import Member
from zicha.casework.trace.actions import Action
from zicha.casework.trace.services import Change, changed_from, record, record_all
from zicha.casework.wording import in_words
from zicha.reference.calendar import BeyondCalendarError, working_days_after

TOKEN_BYTES = 32
LINK_DAYS_AFTER_DUE = 60
"""A late answer is still an answer; the link works on for so long."""
MOST_TEXT = 8_000


@transaction.atomic
def issue_order(
    *,
    campaign_id: int,
    org_name: str,
    title: str,
    asked: str,
    due_on: date,
    by: Member,
    org_id: str = "",
    certificate_nos: Sequence[str] = (),
    problem: Problem | None = None,
) -> tuple[Order, str]:
    """Make an order (发出整改通知); the second value is the token of its link, shown once and kept nowhere."""
    campaign = Campaign.objects.select_for_update().get(pk=campaign_id)
    if not campaign.is_open:
        raise Refused(f"“{campaign.title}”已经结束，不能再发整改通知。")
    if problem is not None and problem.is_closed:
        raise Refused(f"问题 {problem.number} 已关闭，不能再为它发整改通知。")
    if due_on <= timezone.localdate():
        raise Refused("答复期限要晚于今天，给获证组织留出时间。")
    for text, what in ((org_name, "获证组织的名称"), (title, "事由"), (asked, "要求获证组织做什么、交什么")):
        if not text.strip():
            raise Refused(f"请写明{what}。")
    last = Order.objects.filter(campaign=campaign).order_by("-number").first()
    token = secrets.token_urlsafe(TOKEN_BYTES)
    order = Order.objects.create(
        body_id=by.body_id,
        campaign=campaign,
        problem=problem,
        number=last.number + 1 if last else 1,
        org_id=org_id.strip()[:80],
        org_name=org_name.strip()[:200],
        certificate_nos=[number.strip()[:80] for number in certificate_nos if number.strip()],
        title=title.strip()[:120],
        asked=asked.strip()[:MOST_TEXT],
        due_on=due_on,
        token_hash=token_hash(token),
        expires_at=_expiry(due_on),
        issued_by=by,
    )
    record(Action.ORDER_ISSUED, on=order, by=by)
    return order, token


@transaction.atomic
def renew_link(*, order_id: int, by: Member) -> tuple[Order, str]:
    """Make a new link (更换链接); the one before works no more."""
    order = _held(order_id)
    _refuse_closed(order)
    before = changed_from(order)
    token = secrets.token_urlsafe(TOKEN_BYTES)
    order.token_hash, order.revoked_at = token_hash(token), None
    order.expires_at = _expiry(max(order.due_on, timezone.localdate()))
    order.save()
    record(Action.ORDER_LINK_RENEWED, on=order, by=by, before=before)
    return order, token


@transaction.atomic
def revoke_link(*, order_id: int, reason: str, by: Member) -> Order:
    """Stop the link at once (停用链接), for example because the letter went to the wrong place."""
    order = _held(order_id)
    _refuse_closed(order)
    if order.revoked_at:
        raise Refused("链接已经停用；需要时可以更换新的链接。")
    before = changed_from(order)
    order.revoked_at = timezone.now()
    order.save()
    record(Action.ORDER_REVOKED, on=order, by=by, before=before, reason=_said(reason, "停用链接的理由"))
    return order


@transaction.atomic
def extend_order(*, order_id: int, due_on: date, reason: str, by: Member) -> Order:
    """Give the organisation more time (延长答复期限)."""
    order = _held(order_id)
    _refuse_closed(order)
    if due_on <= max(order.due_on, timezone.localdate()):
        raise Refused("新的答复期限要晚于原期限，也要晚于今天。")
    before = changed_from(order)
    order.due_on, order.expires_at = due_on, max(order.expires_at, _expiry(due_on))
    if order.state == OrderState.SILENT:
        order.state = OrderState.OPENED if order.opened_at else OrderState.SENT
        order.silent_since = None
    order.save()
    record(Action.ORDER_EXTENDED, on=order, by=by, before=before, reason=_said(reason, "延期的理由"))
    return order


@transaction.atomic
def record_reply(
    *, order_id: int, kind: str, text: str, by_name: str, by: Member, by_title: str = ""
) -> OrderReply:
    """Write down what came by letter, telephone or in person (登记答复、拒绝)."""
    return _reply(_held(order_id), kind=kind, text=text, by_name=by_name, by_title=by_title, by=by)


@transaction.atomic
def close_order(*, order_id: int, text: str, by: Member) -> Order:
    """Nothing more is expected (关闭整改通知); the link then works no more."""
    order = _held(order_id)
    _refuse_closed(order)
    if order.state in WAITING:
        raise Refused(
            f"获证组织还没有答复（期限 {in_words(order.due_on)}）；请等到期，或先登记收到的答复、拒绝的情况。"
        )
    before = changed_from(order)
    order.state, order.closed_by, order.closed_at = OrderState.CLOSED, by, timezone.now()
    order.closing_text = _said(text, "对答复的处理意见")
    order.save()
    record(Action.ORDER_CLOSED, on=order, by=by, before=before, reason=order.closing_text)
    return order


def note_silence(*, body_id: int, today: date) -> int:
    """Record which organisations let the day pass (登记逾期未答复), from the next working day on; how many."""
    due = [
        pk
        for pk, due_on in Order.objects.filter(body_id=body_id, state__in=WAITING, due_on__lt=today)
        .order_by("pk")
        .values_list("pk", "due_on")
        if today >= first_day_of_silence(due_on)
    ]
    changes = []
    for order in Order.objects.select_for_update(of=("self",)).filter(pk__in=due, state__in=WAITING):
        before = changed_from(order)
        opened = "打开过链接" if order.opened_at else "没有打开过链接"
        order.state, order.silent_since = OrderState.SILENT, today
        order.save(update_fields=["state", "silent_since"])
        changes.append(Change(order, before, f"答复期限 {in_words(order.due_on)}已过，未收到答复，{opened}"))
    record_all(Action.ORDER_SILENT, changes, by=None)
    return len(changes)


def first_day_of_silence(due_on: date) -> date:
    """The first working day after the due day: what was posted on a holiday has had its chance."""
    try:
        return working_days_after(due_on, 1)
    except BeyondCalendarError:
        # Holidays of that year are not announced yet; weekends are known.
        day = due_on + timedelta(days=1)
        while day.weekday() >= 5:
            day += timedelta(days=1)
        return day


def token_hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def _reply(
    order: Order, *, kind: str, text: str, by_name: str, by_title: str, by: Member | None
) -> OrderReply:
    """A reply, by the organisation itself where `by` is None. The caller holds the order."""
    _refuse_closed(order)
    if kind not in ReplyKind.values:
        raise Refused("请选择答复或拒绝。")
    name = by_name.strip()[:60]
    if len(name) < 2:
        raise Refused("请写明答复人的姓名。")
    before = changed_from(order)
    today = timezone.localdate()
    reply = OrderReply.objects.create(
        body_id=order.body_id,
        order=order,
        kind=kind,
        text=_said(text, "答复的内容" if kind == ReplyKind.ANSWER else "拒绝的理由"),
        by_name=name,
        by_title=by_title.strip()[:60],
        recorded_by=by,
        late=today > order.due_on,
    )
    order.state = OrderState.ANSWERED if kind == ReplyKind.ANSWER else OrderState.REFUSED
    order.save(update_fields=["state"])
    action = Action.ORDER_ANSWERED if kind == ReplyKind.ANSWER else Action.ORDER_REFUSED
    how = "由本机构人员登记" if by else f"获证组织 {order.org_name} 通过专用链接提交"
    record(action, on=order, by=by, before=before, reason=f"{how}，答复人 {name}", also=[reply])
    return reply


def _held(order_id: int) -> Order:
    return Order.objects.select_for_update(of=("self",)).select_related("campaign").get(pk=order_id)


def _refuse_closed(order: Order) -> None:
    if order.is_closed:
        raise Refused(f"整改通知 {order.number} 已经关闭，不能再改。")


def _expiry(due_on: date) -> datetime:
    last = due_on + timedelta(days=LINK_DAYS_AFTER_DUE)
    return timezone.make_aware(datetime.combine(last, time.max.replace(microsecond=0)))


def _said(text: str, what: str) -> str:
    text = text.strip()
    if len(text) < 4:
        raise Refused(f"请写明{what}（至少 4 个字）。")
    return text[:MOST_TEXT]
