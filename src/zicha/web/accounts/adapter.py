"""How accounts come into being, and how guessing passwords is stopped (账号来源、登录锁定)."""

from __future__ import annotations

import hashlib
import secrets
from ipaddress import ip_address, ip_network
from typing import Any, ClassVar

import requests
from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.core.cache import cache
from django.db import transaction
from django.http import HttpRequest
from django.utils.translation import gettext_lazy

from zicha.casework.refused import Refused
from zicha.casework.tenancy.guarding import password_set_by_link, record_account_change
from zicha.casework.tenancy.models import Account
from zicha.casework.trace.actions import Action
from zicha.web.accounts.watching import signed_in

WRONG_PASSWORDS = 5
"""From one place, before the name is locked there."""
WRONG_ANYWHERE = 50
"""From all places together, before the name is locked everywhere: less would let anybody lock out anybody."""
LOCKED_SECONDS = 15 * 60
ANSWERS_WITHIN = 10
# The one page that asks for the password in use before it takes a new one.
WITH_THE_OLD_ONE = "account_change_password"
AWAY = "统一身份认证没有应答。请稍后再试，或用本系统的用户名和密码登录；仍不行请联系系统管理员。"


class AccountAdapter(DefaultAccountAdapter):
    """Nobody signs up by themselves; five wrong passwords lock a user name, known or not, for fifteen minutes.

    The lock holds where the errors came from; who only knows a colleague's user name does not lock them out at their own
    desk. The library's own limit slides: whoever errs slowly would be free again after a minute. It stays behind this
    one, since it counts under a lock and holds against many guesses at once.
    """

    error_messages: ClassVar = {
        **DefaultAccountAdapter.error_messages,
        "username_password_mismatch": gettext_lazy(
            "用户名或密码不对。连续 5 次输错，该用户名将在这里锁定 15 分钟。"
        ),
        "too_many_login_attempts": gettext_lazy(
            "该用户名连续输错密码，已锁定 15 分钟，期间正确的密码也不能登录。请稍后再试；忘记密码请联系本机构的系统管理员。"
        ),
        "account_inactive": gettext_lazy("这个账号已停用；请联系本机构的系统管理员。"),
        "enter_current_password": gettext_lazy("当前密码不对，请重新输入。"),
        "incorrect_password": gettext_lazy("密码不对，请重新输入。"),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        if any(cache.get(lock) for lock, _ in _locks(self, request, credentials)):
            raise self.validation_error("too_many_login_attempts")
        super().pre_authenticate(request, **credentials)

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        """Count the error; raises ValidationError at the one that locks."""
        super().authentication_failed(request, **credentials)
        locked = [_wrong_once_more(lock, most) for lock, most in _locks(self, request, credentials)]
        if any(locked):
            raise self.validation_error("too_many_login_attempts")

    @transaction.atomic
    def set_password(self, user: Account, password: str) -> None:
        """Every way of choosing a password ends here: one handed out by others is over, and so is a lock."""
        user.must_change_password = False
        # What is counted under the old one is never looked at again, wherever it was counted.
        cache.set(_turn_of(_digest({"username": user.username})), secrets.token_hex(8), LOCKED_SECONDS)
        super().set_password(user, password)
        by = signed_in()
        if by == user and getattr(context.request.resolver_match, "url_name", "") == WITH_THE_OLD_ONE:
            record_account_change(account=user, action=Action.PASSWORD_CHANGED, by_account=by)
        else:
            password_set_by_link(account=user, by_account=by)


def _locks(
    adapter: DefaultAccountAdapter, request: HttpRequest, credentials: dict[str, Any]
) -> list[tuple[str, int]]:
    """Where errors with a user name are counted, and how many lock it: here, and everywhere."""
    name = _digest(credentials)
    turn = cache.get(_turn_of(name), "")
    here = hashlib.sha256(_network(adapter.get_client_ip(request)).encode()).hexdigest()
    return [
        (f"sign-in:{name}:{turn}:{here[:24]}", WRONG_PASSWORDS),
        (f"sign-in:{name}:{turn}", WRONG_ANYWHERE),
    ]


def _wrong_once_more(lock: str, most: int) -> bool:
    """Count one error; whether it was the one that locks."""
    counted = f"{lock}:wrong"
    # Not `incr`: it would let the count end after the cache's own five minutes.
    wrong = cache.get(counted, 0) + 1
    cache.set(counted, wrong, LOCKED_SECONDS)
    if wrong < most:
        return False
    cache.set(lock, True, LOCKED_SECONDS)
    cache.delete(counted)
    return True


def _digest(credentials: dict[str, Any]) -> str:
    name = str(credentials.get("username") or credentials.get("email") or "").strip().lower()
    return hashlib.sha256(name.encode()).hexdigest()


def _turn_of(name: str) -> str:
    """Where it lies which round of counting a name is in; a new password begins another."""
    return f"sign-in:{name}:turn"


def _network(address: str) -> str:
    """One place: an address, or the network of an IPv6 one, which has more addresses than could ever be locked."""
    try:
        found = ip_address(address)
    except ValueError:
        return address
    # An IPv4 address as a server that listens on both reports it.
    found = getattr(found, "ipv4_mapped", None) or found
    return str(ip_network((found, 64), strict=False)) if found.version == 6 else str(found)


class _Patient(requests.Session):
    """Asks the identity service; raises Refused where it does not answer in time or not as it should."""

    def request(self, method: Any, url: Any, **options: Any) -> requests.Response:  # type: ignore[override]
        try:
            answer = super().request(method, url, **{"timeout": ANSWERS_WITHIN} | options)
        except requests.RequestException as error:
            raise Refused(AWAY) from error
        if answer.status_code >= 500:
            raise Refused(AWAY)
        return answer


class OutsideAccountAdapter(DefaultSocialAccountAdapter):
    """An outside identity (OIDC) opens the account it was connected with by its owner; it makes none."""

    def get_requests_session(self) -> _Patient:
        return _Patient()

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:
        return False
