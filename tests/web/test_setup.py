"""The first run: whoever holds the token of the terminal makes the first body and its administrator, once."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client

from tests.site import World
from zicha.casework.refused import Refused
from zicha.casework.tenancy.models import Account, Body, Member
from zicha.casework.tenancy.scope import scope
from zicha.casework.trace.models import Entry
from zicha.web.setup.services import set_up_site
from zicha.web.setup.token import NAME, end_first_run, first_run_token, is_right, offer_first_run

PASSWORD = "长江-黄河-2026-自查"
ANSWERS = {
    "code": "CNCA-R-2099-123",
    "body_name": "虚构首次认证有限公司",
    "province": "330000",
    "person_name": "测试管理员",
    "username": "guanliyuan",
    "password": PASSWORD,
    "again": PASSWORD,
    "is_quality_manager": "on",
}


@pytest.fixture
def token(db: None) -> Iterator[str]:
    offer_first_run(settings.HOME)
    yield first_run_token(settings.HOME)
    end_first_run(settings.HOME)


def test_while_nobody_has_an_account_every_page_leads_to_the_first_run(client: Client, token: str) -> None:
    for address in ("/", "/accounts/login/", "/no/such/page/"):
        answer = client.get(address)
        assert (answer.status_code, answer["Location"]) == (302, "/setup/"), address
    assert client.get("/health").status_code in {200, 503}


def test_only_its_owner_may_read_the_token(token: str) -> None:
    assert len(token) >= 32
    assert (Path(settings.HOME) / NAME).stat().st_mode & 0o777 == 0o600


def test_a_second_start_keeps_the_token_that_was_printed(token: str) -> None:
    offer_first_run(settings.HOME)
    assert first_run_token(settings.HOME) == token


def test_there_is_no_token_once_somebody_has_an_account(world: World) -> None:
    (Path(settings.HOME) / NAME).write_text("of-an-earlier-start")
    offer_first_run(settings.HOME)
    assert first_run_token(settings.HOME) == ""
    assert not is_right(settings.HOME, "")


def test_without_the_token_the_page_asks_for_nothing_else(client: Client, token: str) -> None:
    page = client.get("/setup/").content.decode()
    assert 'name="token"' in page
    assert 'name="password"' not in page


@pytest.mark.parametrize("wrong", ["x", "令牌", "0" * 32])
def test_a_wrong_token_makes_nobody(client: Client, token: str, wrong: str) -> None:
    answer = client.post("/setup/", {"token": wrong, **ANSWERS})
    assert answer.status_code == 403
    assert "口令不对" in answer.content.decode()
    assert not Account.objects.exists()


def test_the_one_with_the_token_makes_the_body_and_is_signed_in(client: Client, token: str) -> None:
    page = client.get(f"/setup/?token={token}").content.decode()
    assert "浙江省" in page
    answer = client.post("/setup/", {"token": token, **ANSWERS})
    assert (answer.status_code, answer["Location"]) == (302, "/")
    body = Body.objects.get()
    assert (body.code, body.name, body.province) == (
        "CNCA-R-2099-123",
        "虚构首次认证有限公司",
        "330000",
    )
    with scope(body.pk):
        member = Member.objects.get()
        assert member.roles == ["administrator", "quality_manager"]
        assert [entry.action for entry in Entry.objects.all()] == ["body.set_up"]
    assert member.account.check_password(PASSWORD)
    assert member.account.is_operator
    assert "虚构首次认证有限公司" in client.get("/").content.decode()
    assert first_run_token(settings.HOME) == ""
    assert client.get(f"/setup/?token={token}")["Location"] == "/"


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"again": "别的密码-2026-自查"}, "两次输入的密码不一样"),
        ({"password": "12345678901234", "again": "12345678901234"}, "密码"),
        ({"password": "短密码", "again": "短密码"}, "12"),
        ({"code": "批准号 1"}, "例如 CNCA-R-2003-001"),
        ({"province": "999999"}, "999999"),
        ({"username": "two words"}, "不要有空格"),
        ({"body_name": ""}, "必填"),
    ],
    ids=["passwords_differ", "only_digits", "too_short", "code", "province", "username", "no_name"],
)
def test_what_is_wrong_is_said_at_the_field_and_nobody_is_made(
    client: Client, token: str, changes: dict[str, str], told: str
) -> None:
    answer = client.post("/setup/", {"token": token, **ANSWERS, **changes})
    assert answer.status_code == 422
    assert told in answer.content.decode()
    assert not Account.objects.exists()
    assert not Body.objects.exists()


def test_a_second_setup_is_refused(world: World) -> None:
    with pytest.raises(Refused, match="已经设置过"):
        set_up_site(**_given())


def test_of_two_who_set_up_at_once_one_makes_the_body(transactional_db: None) -> None:
    start = threading.Barrier(2)
    outcomes: list[str] = []

    def submit(number: int) -> None:
        start.wait()
        try:
            set_up_site(**_given(code=f"CNCA-R-2099-{number}", username=f"first{number}"))
            outcomes.append("made")
        except Refused:
            outcomes.append("refused")
        finally:
            connection.close()

    threads = [threading.Thread(target=submit, args=(number,)) for number in (1, 2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["made", "refused"]
    assert Body.objects.count() == Account.objects.count() == 1


def _given(**changes: str) -> dict[str, Any]:
    given = {name: value for name, value in (ANSWERS | changes).items() if name != "again"}
    return given | {"is_quality_manager": False}
