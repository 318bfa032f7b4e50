"""The desk after signing in."""

from collections.abc import Callable

from django.test import Client

from tests.site import World
from zicha.casework.tenancy.models import Member


def test_whoever_is_not_signed_in_is_sent_to_the_door(client: Client, db: None) -> None:
    answer = client.get("/")
    assert answer.status_code == 302
    assert answer["Location"].startswith("/accounts/login/")


def test_a_member_sees_their_body_and_what_they_may_open(
    world: World, client_of: Callable[[Member], Client]
) -> None:
    page = client_of(world.quality_manager).get("/").content.decode()
    assert world.body.name in page
    assert "工作台" in page
