"""While nobody has an account every page leads to the first run (首次设置)."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from zicha.web.setup.token import is_first_run

FREE = ("/setup/", "/health", "/language/")


class FirstRunMiddleware:
    """One look whether a file is there per request, since the first run ends in another process than most."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.path.startswith(FREE) and is_first_run(settings.HOME):
            return redirect("setup")
        return self.get_response(request)
