"""The private link as people get it (专用链接): shown once after it was made, then kept nowhere."""

from __future__ import annotations

from django.http import HttpRequest
from django.urls import reverse

from zicha.casework.orders.models import Order

_SHOWN_ONCE = "order_link_shown_once"


def address_of(request: HttpRequest, token: str) -> str:
    return request.build_absolute_uri(reverse("order-answer", args=[token]))


def show_once(request: HttpRequest, order: Order, token: str) -> None:
    request.session[_SHOWN_ONCE] = {"order": order.pk, "token": token}


def shown_once(request: HttpRequest, order: Order) -> str:
    """The token to show now, if it was made just before; empty ever after."""
    kept = request.session.get(_SHOWN_ONCE)
    if not kept or kept["order"] != order.pk:
        return ""
    del request.session[_SHOWN_ONCE]
    return str(kept["token"])
