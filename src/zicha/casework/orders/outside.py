"""What the organisation does by its private link (获证组织通过链接办理): open, answer, refuse, hand in files.

A link names its order, not its body. It is looked for over all bodies by the hash of 256 random bits alone; everything
else happens in the scope of the one body found, and shows nothing but this one order.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import BinaryIO

from django.db import transaction
from django.db.models import Sum
from django.utils import timezone

from zicha.casework.evidence.models import Evidence
from zicha.casework.evidence.selectors import evidence_of
from zicha.casework.evidence.services import add_evidence, withdraw_evidence
from zicha.casework.orders.models import Order, OrderReply, OrderState
from zicha.casework.orders.services import _held, _reply, token_hash
from zicha.casework.refused import Refused
from zicha.casework.tenancy.scope import scope, scope_all
from zicha.casework.trace.actions import Action
from zicha.casework.trace.services import changed_from, record

MOST_FILES = 30
MOST_BYTES = 300 * 2**20
_SHORTEST_TOKEN, _LONGEST_TOKEN = 40, 64


@contextmanager
def order_of_link(token: str) -> Iterator[Order | None]:
    """The order of a link, in the scope of its body; None where the link is wrong, over, revoked or closed."""
    found = _place_of(token)
    if found is None:
        yield None
        return
    body_id, order_id = found
    with scope(body_id):
        order = Order.objects.select_related("body", "campaign").get(pk=order_id)
        yield order if order.link_works else None


@transaction.atomic
def note_opening(*, order: Order) -> None:
    """The organisation has looked at the order for the first time (首次打开)."""
    if order.opened_at is not None:
        return
    held = _held(order.pk)
    if held.opened_at is not None:
        return
    before = changed_from(held)
    held.opened_at = timezone.now()
    if held.state == OrderState.SENT:
        held.state = OrderState.OPENED
    held.save(update_fields=["opened_at", "state"])
    record(Action.ORDER_OPENED, on=held, by=None, before=before, reason=f"{held.org_name} 打开链接")
    order.opened_at, order.state = held.opened_at, held.state


@transaction.atomic
def reply_by_link(*, order: Order, kind: str, text: str, by_name: str, by_title: str) -> OrderReply:
    """Answer or refuse (答复、拒绝); again as often as wanted until the order is closed, every version is kept."""
    return _reply(_held(order.pk), kind=kind, text=text, by_name=by_name, by_title=by_title, by=None)


@transaction.atomic
def add_file_by_link(*, order: Order, file: BinaryIO) -> Evidence:
    """Hand in a file (上传材料). Raises Refused over the number or the bytes an order may take."""
    held = _held(order.pk)
    there = Evidence.objects.filter(on_kind=held._meta.label, on_id=held.pk)
    if there.filter(withdrawn_at=None).count() >= MOST_FILES:
        raise Refused(f"最多上传 {MOST_FILES} 份材料；请合并成一个 PDF，或先撤下不需要的。")
    # Withdrawn files still take room on the disk.
    if (there.aggregate(all=Sum("size"))["all"] or 0) + _size(file) > MOST_BYTES:
        raise Refused(
            f"材料合计超过 {MOST_BYTES // 2**20} MB；请压缩图片，其余材料请与认证机构联系另行提交。"
        )
    return add_evidence(on=held, file=file, by=None, given_by=held.org_name)


@transaction.atomic
def withdraw_file_by_link(*, order: Order, evidence_id: int) -> Evidence:
    """Take back a file the organisation handed in itself (撤下材料)."""
    return withdraw_evidence(
        evidence_id=evidence_id, on=_held(order.pk), reason=f"{order.org_name} 通过专用链接撤下", by=None
    )


def files_by_link(order: Order) -> list[Evidence]:
    """What the organisation handed in; never what the body keeps beside the order."""
    return [one for one in evidence_of(order) if one.added_by_id is None]


def _place_of(token: str) -> tuple[int, int] | None:
    if not _SHORTEST_TOKEN <= len(token) <= _LONGEST_TOKEN or not token.isascii():
        return None
    with scope_all(reason="a link names its order, not its body"):
        return Order.objects.filter(token_hash=token_hash(token)).values_list("body_id", "pk").first()


def _size(file: BinaryIO) -> int:
    file.seek(0, 2)
    size = file.tell()
    file.seek(0)
    return size
