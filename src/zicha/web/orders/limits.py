"""How often the public page may be asked (访问频次): by address of the caller, counted in the database's cache.

The link's 256 bits cannot be guessed; this keeps the machine from being kept busy with trying.
"""

from __future__ import annotations

import hashlib
import time

from allauth.account.adapter import get_adapter
from django.core.cache import cache
from django.http import HttpRequest

REQUESTS = 120
WRONG = 20
SECONDS = 10 * 60


def is_too_often(request: HttpRequest) -> bool:
    """Count a request; whether the caller has asked too often in these ten minutes."""
    asked, wrong = _key(request, "asked"), _key(request, "wrong")
    there = cache.get_many([asked, wrong])
    _keep(asked, there.get(asked, 0) + 1)
    return there.get(asked, 0) >= REQUESTS or there.get(wrong, 0) >= WRONG


def note_wrong(request: HttpRequest) -> None:
    """Count a link that leads nowhere."""
    wrong = _key(request, "wrong")
    _keep(wrong, cache.get(wrong, 0) + 1)


def _keep(key: str, number: int) -> None:
    # Not `incr`: it would let the count end after the cache's own five minutes.
    cache.set(key, number, SECONDS)


def _key(request: HttpRequest, what: str) -> str:
    caller = hashlib.sha256(get_adapter().get_client_ip(request).encode()).hexdigest()[:32]
    return f"order-answer:{what}:{int(time.time()) // SECONDS}:{caller}"
