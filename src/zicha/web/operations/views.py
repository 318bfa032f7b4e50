"""Pages about the site itself (系统运行)."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from zicha.web.access import for_anyone
from zicha.web.operations.health import look


@for_anyone
def health(request: HttpRequest) -> HttpResponse:
    """For machines that watch: a word each, nothing about what is inside."""
    found = look()
    parts = {"database": found.database, "queue": found.queue, "disk": found.disk}
    lines = ["OK" if found.is_well else "UNAVAILABLE"]
    lines += [f"{name}: {'ok' if well else 'failing'}" for name, well in parts.items()]
    answer = HttpResponse(
        "\n".join(lines) + "\n",
        content_type="text/plain; charset=utf-8",
        status=200 if found.is_well else 503,
    )
    answer["Cache-Control"] = "no-store"
    return answer
