"""Around every request (中间件): who calls, the scope of their body, and refusals said plainly."""

from __future__ import annotations

from collections.abc import Callable

from django.db import DataError, transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from zicha.casework.refused import Refused, Stale
from zicha.casework.tenancy.models import Member
from zicha.casework.tenancy.scope import scope, scope_all
from zicha.web.errors import bad_request

Next = Callable[[HttpRequest], HttpResponse]
BODY_IN_SESSION = "body"


class MemberMiddleware:
    """Finds the member behind the account and opens the scope of their body around the view."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.member = None
        if not request.user.is_authenticated:
            return self.get_response(request)
        member = _member(request)
        if member is None:
            return self.get_response(request)
        request.member = member
        with scope(member.body_id):
            response = self.get_response(request)
            # Templates are rendered late; their rows must still be in scope.
            if hasattr(response, "render") and not getattr(response, "is_rendered", True):
                response.render()
            # A view's exception has become a response by now; what it had begun must not stay.
            if response.status_code >= 400:
                transaction.set_rollback(True)
        return response


def _member(request: HttpRequest) -> Member | None:
    with scope_all(reason="find the body of who signs in"):
        memberships = list(
            Member.objects.filter(account_id=request.user.pk, is_active=True).select_related(
                "account", "body"
            )
        )
    wanted = request.session.get(BODY_IN_SESSION)
    chosen = [member for member in memberships if member.body_id == wanted] or memberships
    request.memberships = memberships
    return chosen[0] if chosen else None


class RefusedMiddleware:
    """Shows what a service refused; outside the scope, whose transaction the refusal has rolled back."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if isinstance(error, DataError | ValueError) and "NUL (0x00)" in str(error):
            # A character no browser sends and no database keeps, in an address or a form.
            return bad_request(request, error)
        if not isinstance(error, Refused):
            return None
        status = 409 if isinstance(error, Stale) else 422
        if getattr(request, "htmx", False):
            response = render(request, "web/refused_toast.html", {"sentence": str(error)}, status=status)
            response["HX-Retarget"] = "#toasts"
            response["HX-Reswap"] = "beforeend"
            return response
        return render(
            request,
            "web/refused.html",
            {"sentence": str(error), "back": request.META.get("HTTP_REFERER", "/")},
            status=status,
        )
