"""Members and invitations: who is asked in, who may do what, who is out."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils import timezone

from tests.site import PASSWORD, World
from zicha.casework.refused import Refused
from zicha.casework.tenancy.models import Account, Invitation, Member
from zicha.casework.tenancy.permissions import PERMISSIONS, ROLES
from zicha.casework.tenancy.scope import scope
from zicha.casework.tenancy.services import allow_password_reset, set_up_body
from zicha.casework.trace.models import Entry
from zicha.web.members.labels import LABELS, table

ClientOf = Callable[[Member], Client]


@pytest.fixture
def administrator(world: World, client_of: ClientOf) -> Client:
    return client_of(world.administrator)


def change(client: Client, member: Member, **entered: object) -> object:
    form = {
        "roles": member.roles,
        "department": member.department,
        "person_id": member.person_id,
        "is_active": "yes",
        "reason": "岗位调整",
    }
    return client.post(f"/members/{member.pk}/", form | entered)


def invite(client: Client, **entered: object) -> str:
    """The link an invitation gives, as the page shows it."""
    form = {"name": "新成员", "email": "", "department": "质量部", "roles": ["reviewer"]} | entered
    page = client.post("/members/invite/", form, follow=True).content.decode()
    found = re.search(r'id="link">http://testserver(/join/[^<]+)<', page)
    assert found, page
    return found.group(1)


def test_every_permission_has_words() -> None:
    assert set(LABELS) == set(PERMISSIONS)
    assert all(len(line["marks"]) == len(ROLES) for line in table())


def test_all_members_stand_in_the_list_with_roles_in_words(administrator: Client, world: World) -> None:
    page = administrator.get("/members/").content.decode()
    for member in world.people.values():
        assert member.name in page
    assert "认证决定人员" in page
    assert world.stranger.name not in page


def test_the_list_costs_few_queries(
    administrator: Client, django_assert_max_num_queries: Callable[..., object]
) -> None:
    with django_assert_max_num_queries(20):  # type: ignore[attr-defined]
        administrator.get("/members/")


def test_only_administrators_may_change_members(world: World, client_of: ClientOf) -> None:
    quality_manager = client_of(world.quality_manager)
    assert quality_manager.get("/members/").status_code == 200
    assert change(quality_manager, world.reviewer).status_code == 403  # type: ignore[attr-defined]
    assert "修改</a>" not in quality_manager.get("/members/").content.decode()


def test_a_change_without_a_reason_is_refused(administrator: Client, world: World) -> None:
    answer = change(administrator, world.reviewer, is_active="no", reason="")
    assert answer.status_code == 422  # type: ignore[attr-defined]
    with scope(world.body.pk):
        assert Member.objects.get(pk=world.reviewer.pk).is_active


def test_roles_and_person_number_are_changed_and_traced_with_the_reason(
    administrator: Client, world: World
) -> None:
    change(administrator, world.reviewer, roles=["reviewer", "auditor"], person_id="P-0007")
    with scope(world.body.pk):
        member = Member.objects.get(pk=world.reviewer.pk)
        assert (member.roles, member.person_id) == (["reviewer", "auditor"], "P-0007")
        entry = Entry.objects.latest("number")
        assert (entry.action, entry.reason) == ("member.changed", "岗位调整")
        assert entry.after["person_id"] == "P-0007"


def test_one_person_number_belongs_to_one_member(administrator: Client, world: World) -> None:
    change(administrator, world.reviewer, person_id="P-0007")
    answer = change(administrator, world.auditor, person_id="P-0007")
    assert answer.status_code == 422  # type: ignore[attr-defined]
    assert "已属于本机构另一位成员" in answer.content.decode()  # type: ignore[attr-defined]


def test_the_last_administrator_stays(administrator: Client, world: World) -> None:
    answer = change(administrator, world.administrator, roles=["reviewer"])
    assert answer.status_code == 422  # type: ignore[attr-defined]
    assert "至少要有一位启用的系统管理员" in answer.content.decode()  # type: ignore[attr-defined]


def test_a_disabled_member_stands_among_the_disabled(administrator: Client, world: World) -> None:
    change(administrator, world.reviewer, is_active="no", reason="调离")
    administrator.get("/members/")
    assert world.reviewer.name not in administrator.get("/members/").content.decode()
    assert world.reviewer.name in administrator.get("/members/?show=disabled").content.decode()


def test_who_is_invited_chooses_name_and_password_and_comes_in(
    administrator: Client, client: Client, world: World
) -> None:
    link = invite(administrator)
    page = client.get(link).content.decode()
    assert world.body.name in page
    assert "核查人员" in page
    answer = client.post(link, {"username": "new.person", "password": PASSWORD, "again": PASSWORD})
    assert answer["Location"] == "/accounts/login/"
    client.post("/accounts/login/", {"login": "new.person", "password": PASSWORD})
    assert client.get("/").status_code == 200
    assert client.get("/members/").status_code == 403, "a reviewer was asked in, not an administrator"


def test_the_link_of_an_invitation_is_shown_once(administrator: Client) -> None:
    invite(administrator)
    assert 'id="link"' not in administrator.get("/members/?show=invited").content.decode()


def test_no_link_is_kept_in_the_database(administrator: Client, world: World) -> None:
    administrator.post("/members/invite/", {"name": "新成员", "roles": ["reviewer"]})
    administrator.post(f"/members/{world.reviewer.pk}/password-link/")
    kept = [session.get_decoded() for session in Session.objects.all()]
    assert kept
    assert not re.search(r"/join/|/password/reset/", str(kept))


def test_a_link_is_shown_to_nobody_else_at_the_same_desk(administrator: Client, world: World) -> None:
    administrator.post(f"/members/{world.reviewer.pk}/password-link/")
    administrator.force_login(world.quality_manager.account)
    assert 'id="link"' not in administrator.get("/members/").content.decode()


def test_a_link_works_once(administrator: Client, client: Client) -> None:
    link = invite(administrator)
    client.post(link, {"username": "first", "password": PASSWORD, "again": PASSWORD})
    answer = client.post(link, {"username": "second", "password": PASSWORD, "again": PASSWORD})
    assert answer.status_code == 404
    assert not Account.objects.filter(username="second").exists()


@pytest.mark.parametrize("over", ["withdrawn", "expired", "invented"])
def test_a_link_that_is_over_says_so(over: str, administrator: Client, client: Client, world: World) -> None:
    link = invite(administrator)
    with scope(world.body.pk):
        invitation = Invitation.objects.get()
        if over == "withdrawn":
            administrator.post(f"/members/invitations/{invitation.pk}/withdraw/")
        elif over == "expired":
            invitation.expires_at = timezone.now() - timedelta(minutes=1)
            invitation.save()
        else:
            link = "/join/invented/"
    answer = client.get(link)
    assert answer.status_code == 404
    assert "邀请链接已失效" in answer.content.decode()


@pytest.mark.parametrize(
    ("entered", "said"),
    [
        ({"username": "ab"}, "3"),
        ({"username": "has space"}, "不能有空格"),
        ({"again": "something-else-long"}, "两次输入的密码不一样"),
        ({"password": "123456789012", "again": "123456789012"}, "密码"),
        ({"username": "ADMINISTRATOR"}, "已有人使用"),
    ],
)
def test_what_cannot_be_is_answered(
    entered: dict[str, str], said: str, administrator: Client, client: Client
) -> None:
    link = invite(administrator)
    form = {"username": "new.person", "password": PASSWORD, "again": PASSWORD} | entered
    answer = client.post(link, form)
    assert answer.status_code == 422
    assert said in answer.content.decode()


def test_an_administrator_hands_over_a_link_and_never_learns_the_password(
    administrator: Client, client: Client, world: World
) -> None:
    page = administrator.post(f"/members/{world.reviewer.pk}/password-link/", follow=True).content.decode()
    link = re.search(r'id="link">http://testserver([^<]+)<', page)
    assert link
    form = client.get(link.group(1), follow=True)
    address = form.redirect_chain[-1][0]
    client.post(address, {"password1": PASSWORD, "password2": PASSWORD})
    answer = client.post("/accounts/login/", {"login": "reviewer", "password": PASSWORD})
    assert answer.status_code == 302
    with scope(world.body.pk):
        assert Entry.objects.filter(action="member.password_reset", on_id=str(world.reviewer.pk)).exists()


def test_the_password_of_somebody_who_works_for_others_too_is_not_one_administrators_to_reset(
    world: World,
) -> None:
    set_up_body(
        code="CNCA-R-2099-003", name="第三家虚构机构", province="", administrator=world.reviewer.account
    )
    with scope(world.body.pk), pytest.raises(Refused, match="其他机构"):
        allow_password_reset(member_id=world.reviewer.pk, by=world.administrator)


def test_somebody_of_two_bodies_changes_between_them(world: World, client_of: ClientOf) -> None:
    third, _ = set_up_body(
        code="CNCA-R-2099-003", name="第三家虚构机构", province="", administrator=world.reviewer.account
    )
    client = client_of(world.reviewer)
    client.post("/body/", {"body": third.pk})
    assert "第三家虚构机构" in client.get("/").content.decode().split("<main")[0]
    assert client.post("/body/", {"body": world.other_body.pk}).status_code == 404
