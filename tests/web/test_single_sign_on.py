"""Signing in by the office's identity service: the whole exchange, against a provider that checks what a real one checks."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from allauth.socialaccount.models import SocialAccount
from django.test import Client, override_settings
from django.urls import reverse

from tests.site import World
from tests.web.identity_service import CLIENT_ID, SECRET, IdentityService, identity_service
from zicha.casework.tenancy.models import Account, Member
from zicha.casework.tenancy.scope import scope
from zicha.casework.tenancy.services import change_member
from zicha.web.accounts.outside import https_address, providers

ClientOf = Callable[[Member], Client]
BEGIN = "/accounts/oidc/office/login/"


@pytest.fixture
def service() -> Iterator[IdentityService]:
    with identity_service() as service:
        given = providers(server=service.address, name="统一身份认证", client_id=CLIENT_ID, secret=SECRET)
        with override_settings(SOCIALACCOUNT_PROVIDERS=given):
            yield service


@pytest.fixture
def connected(world: World, client_of: ClientOf, service: IdentityService) -> Member:
    """A reviewer who has connected their identity once, signed in by password."""
    _go_through(client_of(world.reviewer), service, process="connect")
    return world.reviewer


def test_a_connected_identity_opens_its_account(
    client: Client, connected: Member, service: IdentityService
) -> None:
    _go_through(client, service)
    assert connected.name in client.get("/").content.decode()
    assert service.refused == []


def test_the_address_to_register_at_the_service_is_the_one_in_the_manual(
    world: World, service: IdentityService
) -> None:
    path = reverse("openid_connect_callback", kwargs={"provider_id": "office"})
    manual = Path(__file__).parents[2] / "docs" / "how-to" / "operate.md"
    assert path in manual.read_text("utf-8")


def test_an_identity_nobody_connected_makes_no_account(
    client: Client, connected: Member, service: IdentityService
) -> None:
    before = Account.objects.count()
    service.subject = "person-0002"
    _go_through(client, service)
    assert Account.objects.count() == before
    assert client.get("/").status_code == 302


def test_a_token_made_for_another_site_opens_nothing(
    client: Client, connected: Member, service: IdentityService
) -> None:
    service.audience = "another-site"
    _go_through(client, service)
    assert client.get("/").status_code == 302


def test_an_answer_without_the_state_that_was_sent_opens_nothing(
    client: Client, connected: Member, service: IdentityService
) -> None:
    back = service.authorise(client.post(BEGIN)["Location"])
    client.get(back.replace("state=", "state=x"))
    assert client.get("/").status_code == 302


def test_an_answer_of_somebody_elses_browser_opens_nothing(
    client: Client, connected: Member, service: IdentityService
) -> None:
    back = service.authorise(client.post(BEGIN)["Location"])
    other = Client()
    other.get(back)
    assert other.get("/").status_code == 302


def test_a_disabled_member_is_not_let_in(
    client: Client, connected: Member, service: IdentityService, world: World
) -> None:
    with scope(world.body.pk):
        change_member(
            member_id=connected.pk,
            roles=connected.roles,
            department="",
            person_id="",
            is_active=False,
            reason="离职",
            by=world.administrator,
        )
    _go_through(client, service)
    answer = client.get("/")
    assert answer.status_code == 302
    assert client.get("/").status_code == 302


def test_the_second_factor_is_asked_for_where_the_office_wants_it(
    world: World, client_of: ClientOf, service: IdentityService
) -> None:
    """Whoever lets others in sets one up first, by whichever way they signed in."""
    _go_through(client_of(world.administrator), service, process="connect")
    with override_settings(MFA_REQUIRED=True):
        client = Client()
        _go_through(client, service)
        assert client.get("/")["Location"] == reverse("mfa_activate_totp")


def test_a_service_that_is_away_is_said_with_the_other_way_in(world: World, client: Client) -> None:
    given = providers(server="http://127.0.0.1:9", name="统一身份认证", client_id=CLIENT_ID, secret=SECRET)
    with override_settings(SOCIALACCOUNT_PROVIDERS=given):
        answer = client.post(BEGIN)
    assert answer.status_code == 422
    assert "统一身份认证没有应答" in answer.content.decode()
    assert "用户名和密码登录" in answer.content.decode()


def test_settings_come_from_the_environment(tmp_path: Path) -> None:
    environment = os.environ | {
        "ZICHA_HOME": str(tmp_path),
        "ZICHA_OIDC_SERVER": "https://id.example/realms/office/",
        "ZICHA_OIDC_CLIENT_ID": "zicha",
        "ZICHA_OIDC_SECRET": "secret",
        "ZICHA_OIDC_NAME": "本单位账号",
    }
    script = (
        "import json; from zicha.web import settings as s; "
        "print(json.dumps([s.SOCIALACCOUNT_PROVIDERS, [str(o) for o in s.CONTENT_SECURITY_POLICY['DIRECTIVES']['form-action']]]))"
    )
    said = subprocess.run(
        [sys.executable, "-c", script], env=environment, capture_output=True, text=True, check=True
    )
    given, allowed = json.loads(said.stdout)
    [app] = given["openid_connect"]["APPS"]
    assert (app["name"], app["client_id"], app["secret"]) == ("本单位账号", "zicha", "secret")
    assert app["settings"] == {"server_url": "https://id.example/realms/office", "oauth_pkce_enabled": True}
    assert "https://id.example" in allowed


@pytest.mark.parametrize("address", ["http://id.example", "ftp://id.example", "id.example", "https://"])
def test_a_service_that_could_be_impersonated_on_the_way_is_refused(address: str) -> None:
    with pytest.raises(ValueError, match=address):
        https_address(address)


def _go_through(client: Client, service: IdentityService, *, process: str = "login") -> None:
    begun = client.post(f"{BEGIN}?process={process}")
    assert begun.status_code == 302, begun.content.decode()
    client.get(service.authorise(begun["Location"]))
    if process == "connect":
        assert SocialAccount.objects.filter(uid=service.subject).exists()
