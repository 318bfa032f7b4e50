"""Pages about the site itself (系统运行)."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from zicha.web.access import MemberRequest, for_anyone, may
from zicha.web.operations.health import look
from zicha.web.operations.jobs import counts_for, lines_for, take_out, try_again
from zicha.web.operations.machine import look_around


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


@may("operations.view")
def overview(request: MemberRequest) -> HttpResponse:
    """How the machine is, and what the worker does."""
    shown = {
        "machine": look_around(),
        "counts": counts_for(request.member),
        "under_way": lines_for(request.member, "doing", "todo"),
        "failed": lines_for(request.member, "failed"),
        "is_operator": request.member.account.is_operator,
    }
    is_part = getattr(request, "htmx", False)
    return render(request, "operations/jobs.html" if is_part else "operations/overview.html", shown)


@may("operations.view")
@require_POST
def retry_job(request: MemberRequest, job_id: int) -> HttpResponse:
    try_again(job_id=job_id, by=request.member)
    messages.success(request, gettext("已重新排队。"))
    return redirect("operations")


@may("operations.view")
@require_POST
def cancel_job(request: MemberRequest, job_id: int) -> HttpResponse:
    take_out(job_id=job_id, by=request.member)
    messages.success(request, gettext("已取消。"))
    return redirect("operations")
