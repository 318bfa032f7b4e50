"""Signing in, being locked out, second factors, and sessions that end."""

from __future__ import annotations

import base64
import hmac
import struct
import time
from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from allauth.account.adapter import get_adapter
from allauth.mfa.models import Authenticator
from django.core.cache import cache
from django.core.cache.backends import db as table
from django.test import Client, override_settings

from tests.site import PASSWORD, World
from zicha.casework.tenancy.models import Account, Member
from zicha.casework.tenancy.scope import scope
from zicha.casework.tenancy.services import change_member
from zicha.web.accounts.adapter import LOCKED_SECONDS, WRONG_ANYWHERE, WRONG_PASSWORDS
from zicha.web.accounts.outside import providers
from zicha.web.environment import BadSetting

LOGIN = "/accounts/login/"


@pytest.fixture(autouse=True)
def nobody_is_locked(db: None) -> None:
    cache.clear()


@pytest.fixture
def reviewer(world: World) -> Account:
    """An account with a password people could type."""
    account = world.reviewer.account
    account.set_password(PASSWORD)
    account.save()
    return account


def sign_in(client: Client, username: str, password: str) -> str:
    answer = client.post(LOGIN, {"login": username, "password": password})
    return "in" if answer.status_code == 302 else answer.content.decode()


def test_a_right_password_opens_the_desk(client: Client, reviewer: Account) -> None:
    assert sign_in(client, reviewer.username, PASSWORD) == "in"
    assert client.get("/").status_code == 200


def test_the_user_name_is_read_without_regard_to_case(client: Client, reviewer: Account) -> None:
    assert sign_in(client, reviewer.username.upper(), PASSWORD) == "in"


def test_a_wrong_password_is_answered_without_telling_whether_the_name_exists(
    client: Client, reviewer: Account
) -> None:
    known = sign_in(client, reviewer.username, "wrong-password-1")
    unknown = sign_in(client, "nobody-of-this-name", "wrong-password-1")
    for page in (known, unknown):
        assert "用户名或密码不对" in page


def test_five_wrong_passwords_lock_the_name_here_and_the_right_one_does_not_open_it(
    client: Client, reviewer: Account
) -> None:
    pages = [sign_in(client, reviewer.username, f"wrong-{n}-password") for n in range(WRONG_PASSWORDS)]
    assert all("已锁定" not in page for page in pages[:-1])
    assert "已锁定 15 分钟" in pages[-1]
    assert "已锁定 15 分钟" in sign_in(client, reviewer.username, PASSWORD)
    # Whatever the case of the letters, and in another browser of the place.
    assert "已锁定 15 分钟" in sign_in(Client(), reviewer.username.title(), PASSWORD)


def test_who_errs_elsewhere_does_not_lock_the_owner_out(reviewer: Account) -> None:
    somebody = Client(REMOTE_ADDR="192.0.2.7")
    for n in range(WRONG_PASSWORDS):
        sign_in(somebody, reviewer.username, f"wrong-{n}-password")
    assert "已锁定 15 分钟" in sign_in(somebody, reviewer.username, PASSWORD)
    assert sign_in(Client(), reviewer.username, PASSWORD) == "in"


def test_guessing_from_many_places_locks_the_name_everywhere(reviewer: Account) -> None:
    for n in range(WRONG_ANYWHERE):
        place = Client(REMOTE_ADDR=f"192.0.2.{n % 25}")
        sign_in(place, reviewer.username, f"wrong-{n}-password")
    assert "已锁定 15 分钟" in sign_in(Client(REMOTE_ADDR="198.51.100.1"), reviewer.username, PASSWORD)


def test_an_address_written_as_one_of_the_newer_kind_is_still_one_place(reviewer: Account) -> None:
    for n in range(WRONG_PASSWORDS):
        sign_in(Client(REMOTE_ADDR="::ffff:203.0.113.9"), reviewer.username, f"wrong-{n}-password")
    assert sign_in(Client(REMOTE_ADDR="::ffff:198.51.100.1"), reviewer.username, PASSWORD) == "in"


def test_the_addresses_of_one_network_are_one_place(reviewer: Account) -> None:
    for n in range(WRONG_PASSWORDS):
        sign_in(Client(REMOTE_ADDR=f"2001:db8::{n + 1}"), reviewer.username, f"wrong-{n}-password")
    assert "已锁定" in sign_in(Client(REMOTE_ADDR="2001:db8::99"), reviewer.username, PASSWORD)
    assert sign_in(Client(REMOTE_ADDR="2001:db8:0:1::1"), reviewer.username, PASSWORD) == "in"


def test_a_new_password_opens_the_lock_wherever_it_holds(client: Client, reviewer: Account) -> None:
    for n in range(WRONG_PASSWORDS):
        sign_in(client, reviewer.username, f"wrong-{n}-password")
    get_adapter().set_password(reviewer, "another-long-passphrase")
    assert sign_in(client, reviewer.username, "another-long-passphrase") == "in"


def test_the_lock_ends_after_fifteen_minutes(
    client: Client, reviewer: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    for n in range(WRONG_PASSWORDS):
        sign_in(client, reviewer.username, f"wrong-{n}-password")
    now = time.time()
    _let_the_cache_think_it_is(monkeypatch, now + LOCKED_SECONDS - 30)
    assert "已锁定" in sign_in(client, reviewer.username, PASSWORD)
    _let_the_cache_think_it_is(monkeypatch, now + LOCKED_SECONDS + 30)
    assert sign_in(client, reviewer.username, PASSWORD) == "in"


def test_a_lock_holds_one_name_and_no_other(client: Client, reviewer: Account, world: World) -> None:
    for n in range(WRONG_PASSWORDS):
        sign_in(client, "somebody-else", f"wrong-{n}-password")
    assert sign_in(client, reviewer.username, PASSWORD) == "in"


def test_four_errors_and_a_success_are_forgotten_slowly_but_do_not_lock(
    client: Client, reviewer: Account
) -> None:
    for n in range(WRONG_PASSWORDS - 1):
        sign_in(client, reviewer.username, f"wrong-{n}-password")
    assert sign_in(client, reviewer.username, PASSWORD) == "in"


def test_a_disabled_account_is_out_at_its_next_click(
    world: World, client_of: Callable[[Member], Client]
) -> None:
    client = client_of(world.reviewer)
    assert client.get("/").status_code == 200
    Account.objects.filter(pk=world.reviewer.account_id).update(is_active=False)
    assert client.get("/")["Location"].startswith(LOGIN)


def test_a_disabled_membership_ends_the_session(world: World, client_of: Callable[[Member], Client]) -> None:
    client = client_of(world.reviewer)
    assert client.get("/").status_code == 200
    with scope(world.body.pk):
        change_member(
            member_id=world.reviewer.pk,
            roles=["reviewer"],
            department="",
            person_id="",
            is_active=False,
            reason="调离",
            by=world.administrator,
        )
    answer = client.get("/", follow=True)
    assert answer.redirect_chain == [(LOGIN, 302)]
    assert "没有启用的成员资格" in answer.content.decode()
    assert "_auth_user_id" not in client.session


def test_a_password_set_by_others_must_be_changed_before_anything_else(
    client: Client, reviewer: Account
) -> None:
    Account.objects.filter(pk=reviewer.pk).update(must_change_password=True)
    sign_in(client, reviewer.username, PASSWORD)
    for address in ("/", "/trace/"):
        assert client.get(address)["Location"] == "/accounts/password/change/"
    new = "another-long-passphrase"
    client.post("/accounts/password/change/", {"oldpassword": PASSWORD, "password1": new, "password2": new})
    assert client.get("/").status_code == 200
    reviewer.refresh_from_db()
    assert not reviewer.must_change_password


@pytest.mark.parametrize("weak", ["short", "123456789012", "password1234", "reviewer1"])
def test_weak_passwords_are_refused(client: Client, reviewer: Account, weak: str) -> None:
    sign_in(client, reviewer.username, PASSWORD)
    form = {"oldpassword": PASSWORD, "password1": weak, "password2": weak}
    client.post("/accounts/password/change/", form)
    reviewer.refresh_from_db()
    assert reviewer.check_password(PASSWORD)


@override_settings(MFA_REQUIRED=True)
@pytest.mark.parametrize(
    ("role", "asked"),
    [("administrator", True), ("decision_maker", True), ("reviewer", False), ("quality_manager", False)],
)
def test_a_second_factor_is_asked_of_administrators_and_decision_makers(
    role: str, asked: bool, world: World, client_of: Callable[[Member], Client]
) -> None:
    answer = client_of(world.people[role]).get("/")
    assert (answer.status_code == 302) is asked
    if asked:
        assert answer["Location"] == "/accounts/2fa/totp/activate/"


def test_nobody_is_asked_for_a_second_factor_unless_the_office_wants_it(
    world: World, client_of: Callable[[Member], Client]
) -> None:
    assert client_of(world.administrator).get("/").status_code == 200


@override_settings(MFA_REQUIRED=True)
def test_setting_up_the_second_factor_opens_the_desk_and_it_is_asked_for_next_time(
    world: World, client: Client
) -> None:
    account = world.administrator.account
    account.set_password(PASSWORD)
    account.save()
    assert sign_in(client, account.username, PASSWORD) == "in"
    # What guards the account asks for the password once more.
    assert client.get("/accounts/2fa/totp/activate/")["Location"].startswith("/accounts/reauthenticate/")
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    page = client.get("/accounts/2fa/totp/activate/")
    secret = page.context["form"].secret
    # Drawn in the page: an authenticator can be set up without any network.
    assert "data:image/svg+xml" in page.content.decode()
    client.post("/accounts/2fa/totp/activate/", {"code": _code_of(secret)})
    assert client.get("/").status_code == 200
    assert client.get("/accounts/2fa/recovery-codes/").content.decode().count("\n") > 10

    again = Client()
    first = again.post(LOGIN, {"login": account.username, "password": PASSWORD})
    assert first["Location"].startswith("/accounts/2fa/authenticate/")
    assert again.get("/").status_code == 302, "the password alone must not open the desk"
    codes = Authenticator.objects.get(user=account, type="recovery_codes").wrap().get_unused_codes()
    again.post("/accounts/2fa/authenticate/", {"code": codes[0]})
    assert again.get("/").status_code == 200


def test_nobody_signs_up_by_themselves(client: Client, db: None) -> None:
    new = {"username": "intruder", "password1": "long-enough-pass", "password2": "long-enough-pass"}
    assert "不能自行注册" in client.post("/accounts/signup/", new).content.decode()
    assert not Account.objects.filter(username="intruder").exists()


def test_single_sign_on_is_offered_where_the_environment_names_a_service(client: Client, db: None) -> None:
    assert "统一身份认证" not in client.get(LOGIN).content.decode()
    given = providers(
        server="https://id.example.org/realms/office", name="统一身份认证", client_id="zicha", secret="secret"
    )
    with override_settings(SOCIALACCOUNT_PROVIDERS=given):
        assert "用统一身份认证登录" in client.get(LOGIN).content.decode()


def test_half_a_single_sign_on_is_refused_at_start_with_what_is_missing() -> None:
    assert providers(server="", name="x", client_id="", secret="") == {}
    with pytest.raises(BadSetting, match="ZICHA_OIDC_SECRET"):
        providers(server="https://id.example.org", name="x", client_id="zicha", secret="")


def _code_of(secret: str) -> str:
    """RFC 6238, written again: what an authenticator on a telephone would show."""
    digest = hmac.digest(base64.b32decode(secret), struct.pack(">Q", int(time.time()) // 30), "sha1")
    (number,) = struct.unpack(">I", digest[digest[-1] & 15 :][:4])
    return f"{(number & 0x7FFFFFFF) % 1_000_000:06}"


def _let_the_cache_think_it_is(monkeypatch: pytest.MonkeyPatch, moment: float) -> None:
    monkeypatch.setattr(table, "tz_now", lambda: datetime.fromtimestamp(moment, tz=UTC))
    monkeypatch.setattr(time, "time", lambda: moment)
