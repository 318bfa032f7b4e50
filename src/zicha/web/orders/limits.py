"""How often the public page may be asked (访问频次), counted in the database's cache.

The link's 256 bits cannot be guessed; this keeps the machine from being kept busy. A right link is counted for itself, so
that nobody who tries wrong ones from the same address keeps an organisation out.
"""

from __future__ import annotations

import hashlib
import time

from allauth.account.adapter import get_adapter
from django.core.cache import cache
from django.http import HttpRequest

from zicha.casework.orders.models import Order

REQUESTS = 120
"""Of one link."""
WRONG = 20
"""Links that lead nowhere, from one address."""
SECONDS = 10 * 60


def asks_too_often(order: Order) -> bool:
    """Count a request by a right link; whether it has been used too often in these ten minutes."""
    return _counted(f"link:{order.pk}") > REQUESTS


def tries_too_often(request: HttpRequest) -> bool:
    """Count a link that leads nowhere; whether too many came from the same address in these ten minutes."""
    caller = hashlib.sha256(get_adapter().get_client_ip(request).encode()).hexdigest()[:32]
    return _counted(f"wrong:{caller}") > WRONG


def _counted(what: str) -> int:
    key = f"order-answer:{int(time.time()) // SECONDS}:{what}"
    number = int(cache.get(key, 0)) + 1
    # Not `incr`: it would let the count end after the cache's own five minutes.
    cache.set(key, number, SECONDS)
    return number
