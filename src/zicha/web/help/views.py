"""The guide (使用说明)."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from zicha.web.access import MemberRequest, may
from zicha.web.help import guide


@may("home.view")
@require_GET
def show(request: MemberRequest) -> HttpResponse:
    shown = {
        "steps": guide.steps_for(request.member),
        "roles": guide.roles_for(request.member),
        "words": guide.WORDS,
    }
    return render(request, "help/guide.html", shown)
