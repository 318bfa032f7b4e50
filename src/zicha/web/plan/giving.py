"""What tasks and questions share when several are given at once (批量分派)."""

from __future__ import annotations

from collections.abc import Sequence

from django import forms
from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from zicha.casework.campaigns.models import Campaign
from zicha.web.access import MemberRequest


def chosen(request: MemberRequest, name: str) -> list[int]:
    """The rows that were ticked."""
    return [int(pk) for pk in request.POST.getlist(name) if pk.isascii() and pk.isdigit() and len(pk) < 16]


def back_to(
    request: MemberRequest,
    route: str,
    campaign: Campaign,
    form: forms.Form,
    given: Sequence[object] | None,
    ticked: int,
) -> HttpResponse:
    """Back to the list as it was filtered, with what came of it."""
    if given is None:
        for sentences in form.errors.values():
            messages.error(request, " ".join(str(sentence) for sentence in sentences))
    elif not ticked:
        messages.error(request, _("没有选中任何一行；请先勾选再分派。"))
    else:
        said = _("已分派 %(given)s 项。") % {"given": len(given)}
        if rest := ticked - len(given):
            said += _("另有 %(rest)s 项没有变化，或者已经办结。") % {"rest": rest}
        messages.success(request, said)
    query = QueryDict(request.POST.get("query", "")).urlencode()
    return redirect(f"{reverse(route, args=[campaign.pk])}{'?' + query if query else ''}")
