"""Which language, which body (切换语言、切换机构)."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST
from django.views.i18n import set_language as django_set_language

from zicha.web.access import for_accounts, for_anyone
from zicha.web.middleware import BODY_IN_SESSION


@for_anyone
def set_language(request: HttpRequest) -> HttpResponse:
    return django_set_language(request)


@for_accounts
@require_POST
def choose_body(request: HttpRequest) -> HttpResponse:
    """Work for another body from now on; only for one the account is a member of."""
    wanted = request.POST.get("body", "")
    if wanted not in {str(membership.body_id) for membership in request.memberships}:
        raise Http404
    request.session[BODY_IN_SESSION] = int(wanted)
    return redirect("home")
