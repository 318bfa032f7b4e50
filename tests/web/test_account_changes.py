"""Nobody takes over an account unseen: what guards it is traced, and its owner is told at the next sign-in."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from allauth.mfa.models import Authenticator
from django.core.cache import cache
from django.test import Client

from tests.site import PASSWORD, World
from zicha.casework.tenancy.models import Account, Member
from zicha.casework.tenancy.scope import scope
from zicha.casework.tenancy.services import set_up_body
from zicha.casework.trace.models import Entry
from zicha.casework.trace.verification import alterations_of

ClientOf = Callable[[Member], Client]
WARNING = "您的账号有变动"
NEW = "another-long-passphrase"


@pytest.fixture(autouse=True)
def nobody_is_locked(db: None) -> None:
    cache.clear()


@pytest.fixture
def reviewer(world: World) -> Account:
    account = world.reviewer.account
    account.set_password(PASSWORD)
    account.save()
    return account


def signed_in(username: str, password: str = PASSWORD) -> Client:
    client = Client()
    answer = client.post("/accounts/login/", {"login": username, "password": password})
    assert answer.status_code == 302, answer.content.decode()
    return client


def take_over(administrator: Client, world: World, by: Client, password: str) -> None:
    """Make a link for the reviewer and use it."""
    page = administrator.post(f"/members/{world.reviewer.pk}/password-link/", follow=True).content.decode()
    link = re.search(r'id="link">http://testserver([^<]+)<', page)
    assert link
    address = by.get(link.group(1), follow=True).redirect_chain[-1][0]
    assert by.post(address, {"password1": password, "password2": password}).status_code == 302


def entries_about(member: Member, action: str) -> list[Entry]:
    with scope(member.body_id):
        return list(Entry.objects.filter(on_id=str(member.pk), action=action).order_by("number"))


def test_a_password_set_by_a_link_is_traced_with_who_made_the_link(world: World, client_of: ClientOf) -> None:
    take_over(client_of(world.administrator), world, Client(), NEW)
    (entry,) = entries_about(world.reviewer, "account.password_by_link")
    assert entry.by is None
    assert entry.by_name == "没有登录的人"
    assert f"链接由{world.administrator.name}于" in entry.reason


def test_a_link_used_in_an_open_session_of_the_owner_still_counts_as_a_link(
    world: World, client_of: ClientOf, reviewer: Account
) -> None:
    take_over(client_of(world.administrator), world, signed_in("reviewer"), NEW)
    (entry,) = entries_about(world.reviewer, "account.password_by_link")
    assert entry.by_id == world.reviewer.pk


def test_a_password_changed_with_the_old_one_is_traced_and_warns_nobody(
    world: World, reviewer: Account
) -> None:
    client = signed_in("reviewer")
    client.post("/accounts/password/change/", {"oldpassword": PASSWORD, "password1": NEW, "password2": NEW})
    (entry,) = entries_about(world.reviewer, "account.password_changed")
    assert entry.by_id == world.reviewer.pk
    assert WARNING not in client.get("/").content.decode()


def test_a_password_that_could_not_be_traced_is_not_set(
    world: World, client_of: ClientOf, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(**_: object) -> None:
        raise OSError("no trace")

    monkeypatch.setattr("zicha.web.accounts.adapter.password_set_by_link", fail)
    with pytest.raises(OSError, match="no trace"):
        take_over(client_of(world.administrator), world, Client(), NEW)
    world.reviewer.account.refresh_from_db()
    assert not world.reviewer.account.check_password(NEW)


def test_the_owner_sees_at_the_next_sign_in_that_others_reset_the_password(
    world: World, client_of: ClientOf
) -> None:
    take_over(client_of(world.administrator), world, Client(), NEW)
    page = signed_in("reviewer", NEW).get("/").content.decode()
    assert WARNING in page
    assert "生成重设密码链接" in page
    assert "用链接设置密码" in page
    assert world.administrator.name in page
    assert WARNING not in client_of(world.quality_manager).get("/").content.decode()


def test_what_is_known_is_not_shown_again_until_something_new_happens(
    world: World, client_of: ClientOf
) -> None:
    administrator = client_of(world.administrator)
    take_over(administrator, world, Client(), NEW)
    intruder = signed_in("reviewer", NEW)
    page = intruder.get("/").content.decode()
    intruder.post("/account-changes/seen/", {"until": re.findall(r'name="until" value="(\d+)"', page)[0]})
    assert WARNING not in intruder.get("/").content.decode()
    assert len(entries_about(world.reviewer, "account.changes_seen")) == 1

    # The owner can no longer get in, asks for a link, and sees the first take-over too.
    take_over(administrator, world, Client(), PASSWORD)
    page = signed_in("reviewer").get("/").content.decode()
    assert page.count("用链接设置密码") == 2
    assert "本人已知悉账号变动" in page


def test_knowing_of_what_was_shown_is_not_knowing_of_what_came_later(
    world: World, client_of: ClientOf
) -> None:
    take_over(client_of(world.administrator), world, Client(), NEW)
    client = signed_in("reviewer", NEW)
    shown = re.findall(r'name="until" value="(\d+)"', client.get("/").content.decode())[0]
    client_of(world.administrator).post(f"/members/{world.reviewer.pk}/password-link/")
    client.post("/account-changes/seen/", {"until": shown})
    assert WARNING in client.get("/").content.decode()


def test_a_person_number_changed_by_others_is_shown_to_its_owner(world: World, client_of: ClientOf) -> None:
    form = {"roles": ["reviewer"], "department": "", "person_id": "P-0007", "is_active": "yes"}
    client_of(world.administrator).post(f"/members/{world.reviewer.pk}/", form | {"reason": "补登"})
    page = client_of(world.reviewer).get("/").content.decode()
    assert WARNING in page
    assert "补登" in page


def test_enrolling_and_removing_a_second_factor_is_traced(world: World, reviewer: Account) -> None:
    factor = Authenticator.objects.create(user=reviewer, type="totp", data={"secret": "x"})
    factor.save()
    factor.delete()
    assert len(entries_about(world.reviewer, "account.second_factor_added")) == 1
    assert len(entries_about(world.reviewer, "account.second_factor_removed")) == 1


def test_a_new_address_is_traced(world: World, reviewer: Account) -> None:
    client = signed_in("reviewer")
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    client.post("/accounts/email/", {"action_add": "", "email": "someone-else@example.org"})
    (entry,) = entries_about(world.reviewer, "account.email_changed")
    assert "someone-else@example.org" in entry.reason


def test_every_body_of_the_account_is_told(world: World, reviewer: Account) -> None:
    _, member = set_up_body(code="CNCA-R-2099-003", name="第三家", province="", administrator=reviewer)
    Authenticator.objects.create(user=reviewer, type="totp", data={"secret": "x"})
    assert entries_about(world.reviewer, "account.second_factor_added")
    assert entries_about(member, "account.second_factor_added")


def test_the_trace_still_agrees_with_the_rows(world: World, client_of: ClientOf) -> None:
    take_over(client_of(world.administrator), world, Client(), NEW)
    assert list(alterations_of(world.body)) == []
