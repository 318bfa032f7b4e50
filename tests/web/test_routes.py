"""Nobody can forget who may open a page: every route, every role, every body, generated from the router."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from tests.site import World
from zicha.casework.tenancy.models import Member
from zicha.casework.tenancy.permissions import PERMISSIONS, ROLES, allowed

# Signing in, its second factor and single sign-on are the library's own pages.
LIBRARY_PAGES = "accounts/"


def every_route(resolver: URLResolver | None = None, above: str = "") -> Iterator[tuple[str, URLPattern]]:
    for pattern in (resolver or get_resolver()).url_patterns:
        address = above + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from every_route(pattern, address)
        elif not address.startswith(LIBRARY_PAGES):
            yield address, pattern


ROUTES = list(every_route())
WITHOUT_AN_OBJECT = [(f"/{address}", pattern) for address, pattern in ROUTES if "<" not in address]


@pytest.mark.parametrize(("address", "pattern"), ROUTES, ids=lambda value: str(value))
def test_every_route_names_who_may_use_it(address: str, pattern: URLPattern) -> None:
    permission = getattr(pattern.callback, "permission", None)
    assert permission in {*PERMISSIONS, "public", "account"}, f"{address} names no permission"


@pytest.mark.parametrize("role", ROLES)
def test_a_role_opens_its_own_pages_and_no_others(
    role: str, world: World, client_of: Callable[[Member], Client]
) -> None:
    client = client_of(world.people[role])
    for address, pattern in WITHOUT_AN_OBJECT:
        permission = pattern.callback.permission
        if permission in {"public", "account"}:
            continue
        status = client.get(address).status_code
        if allowed(permission, [role]):
            assert status not in {403, 500}, f"{role} {address}: {status}"
        else:
            assert status == 403, f"{role} {address}: {status}"


def test_whoever_is_not_signed_in_opens_nothing_that_asks_for_a_permission(client: Client, db: None) -> None:
    for address, pattern in WITHOUT_AN_OBJECT:
        if pattern.callback.permission != "public":
            answer = client.get(address)
            assert answer.status_code == 302, address
            assert answer["Location"].startswith("/accounts/login/"), address


def test_an_object_that_is_not_there_is_not_found_whoever_asks(
    world: World, client_of: Callable[[Member], Client]
) -> None:
    client = client_of(world.stranger)
    for address, pattern in ROUTES:
        if "<int:" in address and pattern.callback.permission not in {"public", "account"}:
            filled = "/" + _filled(address)
            for method in (client.get, client.post):
                assert method(filled).status_code in {404, 405}, filled


def _filled(address: str) -> str:
    words = re.sub(r"<int:[^>]+>", "2000000001", address)
    return re.sub(r"<(?:\w+:)?[^>]+>", "x", words)
