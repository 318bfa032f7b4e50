"""What must be done before anything else (登录后的强制事项): end dead sessions, change passwords, a second factor."""

from __future__ import annotations

from collections.abc import Callable

from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext

Next = Callable[[HttpRequest], HttpResponse]

# Those who may let others in, and those who decide about certificates.
ROLES_WITH_SECOND_FACTOR = {"administrator", "decision_maker"}


class AccountGateMiddleware:
    """Stands behind MemberMiddleware: sends whoever has something to do first to the page where it is done."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated and not _is_free(request.path):
            first = _ended(request) or _password_first(request) or _second_factor_first(request)
            if first:
                return first
        return self.get_response(request)


def _is_free(path: str) -> bool:
    """Pages of the account itself: where the thing is done must be open."""
    return path.startswith(
        (reverse("account_logout"), "/accounts/", "/language/", "/join/", settings.STATIC_URL)
    )


def _ended(request: HttpRequest) -> HttpResponse | None:
    if request.member is not None or request.user.is_operator:
        return None
    logout(request)
    messages.warning(request, gettext("您的账号没有启用的成员资格，已退出登录；请联系本机构的系统管理员。"))
    return redirect("account_login")


def _password_first(request: HttpRequest) -> HttpResponse | None:
    if not request.user.must_change_password:
        return None
    messages.warning(request, gettext("当前密码由他人设置，请先改成只有您自己知道的密码。"))
    return redirect("account_change_password")


def _second_factor_first(request: HttpRequest) -> HttpResponse | None:
    if not settings.MFA_REQUIRED or request.member is None:
        return None
    if ROLES_WITH_SECOND_FACTOR.isdisjoint(request.member.roles):
        return None
    if is_mfa_enabled(request.user):
        return None
    messages.warning(request, gettext("您的角色须启用两步验证后才能继续。"))
    return redirect("mfa_activate_totp")
