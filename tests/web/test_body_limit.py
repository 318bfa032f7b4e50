"""How much a request may carry before anything of it is read."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from tests.site import World
from zicha.casework.tenancy.models import Member

MEGABYTE = 2**20


def status_of(client: Client, path: str, length: int) -> int:
    """Of a form that says it is so long; nothing of it need be there to be refused."""
    return client.generic(
        "POST", path, data=b"", content_type="multipart/form-data; boundary=x", CONTENT_LENGTH=str(length)
    ).status_code


@pytest.mark.parametrize("name", ["account_login", "home", "data"])
def test_who_is_not_signed_in_sends_a_short_form_or_nothing(world: World, name: str) -> None:
    assert status_of(Client(), reverse(name), MEGABYTE + 1) == 400


def test_a_member_may_send_records_up_to_their_limit(
    world: World, client_of: Callable[[Member], Client]
) -> None:
    client = client_of(world.quality_manager)
    assert status_of(client, reverse("data"), settings.UPLOAD_LIMIT + MEGABYTE + 1) == 400
    assert status_of(client, reverse("data"), settings.UPLOAD_LIMIT) != 400
