"""What is shown once to who made it (只显示一次): links of invitations, of new passwords, of orders.

The page that makes one answers with another address, and the link has to come along. It travels in a cookie that lives a
minute; in the session it would lie in clear in the database, for every backup to keep.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse

Next = Callable[[HttpRequest], HttpResponse]

_COOKIE = "shown_once"
_SECONDS = 60


def show_next(request: HttpRequest, kind: str, **said: Any) -> None:
    """Have the next page of this browser show it."""
    request._shown_next = {"kind": kind, **said}


def shown_now(request: HttpRequest, *kinds: str) -> dict[str, Any] | None:
    """What the page before left to be shown, if it is of these kinds; nothing ever after."""
    text = request.get_signed_cookie(_COOKIE, default="", salt=_salt(request), max_age=_SECONDS)
    said = json.loads(text) if text else None
    if not said or said["kind"] not in kinds:
        return None
    request._shown_now = True
    return dict(said)


class ShownOnceMiddleware:
    """Sends along what is to be shown next, and takes away what was shown."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if (said := getattr(request, "_shown_next", None)) and response.status_code < 400:
            response.set_signed_cookie(
                _COOKIE, json.dumps(said), salt=_salt(request), max_age=_SECONDS,
                httponly=True, samesite="Strict", secure=settings.SECURE,
            )  # fmt: skip
        elif hasattr(request, "_shown_now"):
            response.delete_cookie(_COOKIE, samesite="Strict")
        return response


def _salt(request: HttpRequest) -> str:
    """Whoever signs in next at the same desk is not shown it."""
    return f"{_COOKIE}-{request.user.pk}"
