"""From an order to what its letter says (整改通知书内容)."""

from __future__ import annotations

from django.utils import timezone

from zicha.casework.orders.models import Order
from zicha.reports.order_letter import OrderLetter


def letter_of(order: Order, address: str) -> OrderLetter:
    return OrderLetter(
        body_name=order.body.name,
        number=order.number,
        issued_on=timezone.localdate(order.issued_at),
        org_name=order.org_name,
        certificate_nos=tuple(order.certificate_nos),
        title=order.title,
        asked=order.asked,
        due_on=order.due_on,
        notice=f"《{order.campaign.notice.title}》（{order.campaign.notice.number}）",
        address=address,
        works_until=timezone.localdate(order.expires_at),
    )
