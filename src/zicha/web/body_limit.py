"""How much a request may carry (请求大小), refused by its length before anything of it is read or written to disk."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.http import HttpRequest, HttpResponse

from zicha.web.errors import bad_request

Next = Callable[[HttpRequest], HttpResponse]

# Sign-in, first run, invitations: forms of a few lines. Django reads a form for its CSRF token, and writes uploads in
# it to disk, before any view could ask who sends it.
STRANGERS = 1 * 2**20
# Beside the files themselves: names of fields, boundaries.
FORM = 1 * 2**20


class BodyLimitMiddleware:
    """Stands before the CSRF check. Without a length Django reads nothing, so the length told is what can be sent."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        # The page where organisations answer orders reads no form before its own limit, which it words for them.
        if not request.path.startswith("/answer/") and _length(request) > _most(request):
            return bad_request(request, ValueError("longer than may be sent here"))
        return self.get_response(request)


def _most(request: HttpRequest) -> int:
    return int(settings.UPLOAD_LIMIT) + FORM if SESSION_KEY in request.session else STRANGERS


def _length(request: HttpRequest) -> int:
    try:
        return int(request.META.get("CONTENT_LENGTH") or 0)
    except ValueError:
        return 0
