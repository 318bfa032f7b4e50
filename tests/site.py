"""What tests of casework and web may ask for: bodies, people at work, clients that are signed in."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from django.test import Client

    from zicha.casework.campaigns.models import Campaign
    from zicha.casework.tenancy.models import Body, Member

PASSWORD = "correct-horse-battery"


@dataclass(frozen=True)
class World:
    """A body with people at work, and another body beside it (测试机构)."""

    body: Body
    people: dict[str, Member]
    other_body: Body
    stranger: Member

    def __getattr__(self, role: str) -> Member:
        try:
            return self.people[role]
        except KeyError:
            raise AttributeError(role) from None


@pytest.fixture
def world(db: None) -> World:
    """One member a role (`world.quality_manager` …); `world.stranger` has every role in another body."""
    from zicha.casework.tenancy.models import Account, Member
    from zicha.casework.tenancy.permissions import ROLES
    from zicha.casework.tenancy.scope import scope
    from zicha.casework.tenancy.services import add_member, set_up_body

    def account(name: str) -> Account:
        made = Account(username=name, name=f"测试{ROLES.get(name, name)}", email=f"{name}@example.org")
        # Scrypt is slow on purpose; tests sign in by `force_login`.
        made.set_unusable_password()
        made.save()
        return made

    body, administrator = set_up_body(
        code="CNCA-R-2099-001",
        name="虚构认证有限公司",
        province="330000",
        administrator=account("administrator"),
    )
    people = {"administrator": administrator}
    with scope(body.pk):
        for role in ROLES:
            if role != "administrator":
                people[role] = add_member(account=account(role), roles=[role], by=administrator)
    other_body, stranger = set_up_body(
        code="CNCA-R-2099-002",
        name="另一家虚构认证有限公司",
        province="320000",
        administrator=account("stranger"),
        roles=list(ROLES),
    )
    assert isinstance(stranger, Member)
    return World(body, people, other_body, stranger)


@pytest.fixture
def in_scope(world: World) -> Iterator[World]:
    """The world with the scope of its first body open."""
    from zicha.casework.tenancy.scope import scope

    with scope(world.body.pk):
        yield world


@pytest.fixture
def campaign(in_scope: World) -> Campaign:
    """An open campaign of the first body under the first notice."""
    from zicha.casework.campaigns.services import open_campaign

    return open_campaign(
        notice_key="samr_2019_18",
        title="2026 年认证质量自查",
        as_of=date(2026, 6, 30),
        starts_on=date(2026, 7, 1),
        due_on=date(2026, 9, 30),
        by=in_scope.quality_manager,
    )


@pytest.fixture
def client_of(world: World) -> Callable[[Member], Client]:
    """A client signed in as a member."""
    from django.test import Client

    def signed_in(member: Member) -> Client:
        client = Client()
        client.force_login(member.account)
        return client

    return signed_in
