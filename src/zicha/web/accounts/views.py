"""What became of one's own account (账号安全记录)."""

from __future__ import annotations

from collections.abc import Iterable

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from zicha.casework.tenancy.guarding import OwnChange, acknowledge_changes, own_changes
from zicha.web.access import MemberRequest, may
from zicha.web.trace.entries import action_label


@may("home.view")
def changes(request: MemberRequest) -> HttpResponse:
    return render(request, "accounts/changes.html", {"changes": in_words(own_changes(request.member))})


@may("home.view")
@require_POST
def seen(request: MemberRequest) -> HttpResponse:
    """The owner knows of the changes shown; a newer one is shown again."""
    until = request.POST.get("until", "")
    if until.isascii() and until.isdigit() and len(until) < 16:
        acknowledge_changes(until=int(until), by=request.member)
        messages.success(request, gettext("已记下。账号的全部变动随时可以在“账号安全记录”里查看。"))
    return redirect("home")


def in_words(found: Iterable[OwnChange]) -> list[dict[str, object]]:
    """The changes with what was done in the language of the page."""
    return [
        {"entry": one.entry, "label": action_label(one.entry.action), "is_seen": one.is_seen} for one in found
    ]
