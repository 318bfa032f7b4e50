"""The private link as people get it (专用链接): shown once after it was made, then kept nowhere."""

from __future__ import annotations

from django.http import HttpRequest
from django.urls import reverse

from zicha.casework.orders.models import Order
from zicha.web.shown_once import show_next, shown_now

_KIND = "order"


def address_of(request: HttpRequest, token: str) -> str:
    return request.build_absolute_uri(reverse("order-answer", args=[token]))


def show_once(request: HttpRequest, order: Order, token: str) -> None:
    show_next(request, _KIND, order=order.pk, token=token)


def shown_once(request: HttpRequest, order: Order) -> str:
    """The token to show now, if it was made just before; empty ever after."""
    kept = shown_now(request, _KIND)
    return str(kept["token"]) if kept and kept["order"] == order.pk else ""
