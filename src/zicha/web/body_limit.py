"""How much a request may carry (请求大小), refused by its length before anything of it is read or written to disk."""

from __future__ import annotations

from collections.abc import Callable
from threading import BoundedSemaphore

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.http import HttpRequest, HttpResponse

from zicha.web.errors import bad_request, too_many

Next = Callable[[HttpRequest], HttpResponse]

# Sign-in, first run, invitations: forms of a few lines. Django reads a form for its CSRF token, and writes uploads in
# it to disk, before any view could ask who sends it.
STRANGERS = 1 * 2**20
# Of the threads of a worker (serving/web.py).
STRANGERS_AT_ONCE = 3
# Beside the files themselves: names of fields, boundaries.
FORM = 1 * 2**20


class BodyLimitMiddleware:
    """Stands before the CSRF check. Without a length Django reads nothing, so the length told is what can be sent.

    Who sends a byte a minute holds a thread for as long; strangers together never hold them all, so that members go on.
    """

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response
        self._strangers = BoundedSemaphore(STRANGERS_AT_ONCE)

    def __call__(self, request: HttpRequest) -> HttpResponse:
        # The page where organisations answer orders reads no form before its own limit, which it words for them.
        if not request.path.startswith("/answer/") and _length(request) > _most(request):
            return bad_request(request, ValueError("longer than may be sent here"))
        if not _length(request) or SESSION_KEY in request.session:
            return self.get_response(request)
        if not self._strangers.acquire(blocking=False):
            return too_many(request)
        try:
            return self.get_response(request)
        finally:
            self._strangers.release()


def _most(request: HttpRequest) -> int:
    return int(settings.UPLOAD_LIMIT) + FORM if SESSION_KEY in request.session else STRANGERS


def _length(request: HttpRequest) -> int:
    try:
        return int(request.META.get("CONTENT_LENGTH") or 0)
    except ValueError:
        return 0
