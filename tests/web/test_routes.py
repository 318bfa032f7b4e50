"""Nobody can forget who may open a page: every route, every role, every body, generated from the router."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from django.utils import timezone

import zicha.web
from tests.site import World
from zicha.casework.campaigns.services import open_campaign
from zicha.casework.tenancy.models import Member
from zicha.casework.tenancy.permissions import PERMISSIONS, ROLES, allowed
from zicha.casework.tenancy.scope import scope

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
QUERY_NAMES = {
    name
    for path in Path(zicha.web.__file__).parent.rglob("*.py")
    for name in re.findall(
        r"""(?:GET|POST|query|asked|said)\.get(?:list)?\("(\w+)\"""", path.read_text("utf-8")
    )
}
"""What views ask for by name."""
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


def test_a_character_no_database_takes_is_answered_and_breaks_nothing(
    world: World, client_of: Callable[[Member], Client]
) -> None:
    day = timezone.localdate()
    with scope(world.other_body.pk):
        open_campaign(
            notice_key="samr_2019_18", title="自查", as_of=day, starts_on=day, due_on=day, by=world.stranger
        )
    client = client_of(world.stranger)
    client.raise_request_exception = False
    asked = sorted({name for name in QUERY_NAMES if name not in {"csrfmiddlewaretoken"}})
    assert len(asked) > 20
    every = "&".join(f"{name}=%00" for name in asked)
    for address, _ in WITHOUT_AN_OBJECT:
        assert client.get(f"{address}?{every}").status_code != 500, address
        assert client.post(f"{address}?{every}", dict.fromkeys(asked, "\x00")).status_code != 500, address
    for address, _ in ROUTES:
        if "<str:" in address or "<slug:" in address:
            filled = "/" + re.sub(r"<(?:\w+:)?[^>]+>", "%00", re.sub(r"<int:[^>]+>", "1", address))
            assert client.get(filled).status_code != 500, filled


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
