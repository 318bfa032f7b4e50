"""How much a request may carry before anything of it is read."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from django.urls import reverse

from tests.site import World
from zicha.casework.tenancy.models import Member
from zicha.web.body_limit import STRANGERS_AT_ONCE, BodyLimitMiddleware
from zicha.web.serving.web import THREADS

MEGABYTE = 2**20


def status_of(client: Client, path: str, length: int) -> int:
    """Of a form that says it is so long; nothing of it need be there to be refused."""
    return client.generic(
        "POST", path, data=b"", content_type="multipart/form-data; boundary=x", CONTENT_LENGTH=str(length)
    ).status_code


@pytest.mark.parametrize("name", ["account_login", "home", "data"])
def test_who_is_not_signed_in_sends_a_short_form_or_nothing(world: World, name: str) -> None:
    assert status_of(Client(), reverse(name), MEGABYTE + 1) == 400


def asked(length: int, **session: str) -> HttpRequest:
    request = RequestFactory().post("/answer/x/", data=b"x" * length, content_type="text/plain")
    request.session, request.user = session, AnonymousUser()
    return request


def test_strangers_who_send_slowly_never_hold_all_threads_of_a_worker(db: None) -> None:
    assert STRANGERS_AT_ONCE < THREADS
    inside: list[int] = []

    def slow(request: HttpRequest) -> HttpResponse:
        """While one is being read the next one comes."""
        inside.append(1)
        assert len(inside) < 2 * THREADS
        return limited(asked(10))

    limited = BodyLimitMiddleware(slow)
    answer = limited(asked(10))
    assert (answer.status_code, len(inside)) == (503, STRANGERS_AT_ONCE)
    assert answer["Retry-After"]
    inside.clear()
    assert limited(asked(10)).status_code == 503, "what was held is free again"
    assert len(inside) == STRANGERS_AT_ONCE


def test_members_and_who_only_reads_are_answered_while_strangers_hold_what_they_may(db: None) -> None:
    limited = BodyLimitMiddleware(lambda request: HttpResponse("answered"))
    for _ in range(STRANGERS_AT_ONCE):
        limited._strangers.acquire()
    assert limited(asked(10)).status_code == 503
    assert limited(asked(10, **{SESSION_KEY: "1"})).status_code == 200
    assert limited(asked(0)).status_code == 200


def test_a_member_may_send_records_up_to_their_limit(
    world: World, client_of: Callable[[Member], Client]
) -> None:
    client = client_of(world.quality_manager)
    assert status_of(client, reverse("data"), settings.UPLOAD_LIMIT + MEGABYTE + 1) == 400
    assert status_of(client, reverse("data"), settings.UPLOAD_LIMIT) != 400
