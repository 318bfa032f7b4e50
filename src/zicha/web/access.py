"""What a view asks of the one who calls it (访问权限). A route without one of these fails the tests."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar, cast

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse

from zicha.casework.tenancy.models import Member
from zicha.casework.tenancy.permissions import PERMISSIONS

View = TypeVar("View", bound=Callable[..., HttpResponse])


class MemberRequest(HttpRequest):
    """A request of somebody who is a member of the body in scope."""

    member: Member


def may(permission: str) -> Callable[[View], View]:
    """Only for members whose roles carry the permission; the view runs in the scope of their body."""
    if permission not in PERMISSIONS:
        raise KeyError(permission)

    def declare(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if not request.user.is_authenticated:
                return redirect_to_login(request.get_full_path())
            member = getattr(request, "member", None)
            if member is None or not member.may(permission):
                raise PermissionDenied
            return view(request, *args, **kwargs)

        guarded.permission = permission  # type: ignore[attr-defined]
        return cast(View, guarded)

    return declare


def for_anyone(view: View) -> View:
    """For the public, without an account."""
    view.permission = "public"  # type: ignore[attr-defined]
    return view


def for_accounts(view: View) -> View:
    """For whoever is signed in, member of a body or not."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        return view(request, *args, **kwargs)

    guarded.permission = "account"  # type: ignore[attr-defined]
    return cast(View, guarded)
