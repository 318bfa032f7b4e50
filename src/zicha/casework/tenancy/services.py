"""Setting up bodies and members (建立机构、成员管理)."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Sequence
from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from zicha.casework.refused import Refused
from zicha.casework.tenancy.models import Account, Body, Invitation, Member
from zicha.casework.tenancy.permissions import ROLES
from zicha.casework.tenancy.person_numbers import refuse_second_account
from zicha.casework.tenancy.scope import scope, scope_all
from zicha.casework.trace.actions import Action
from zicha.casework.trace.services import changed_from, record

INVITATION_DAYS = 7


def set_up_body(
    *, code: str, name: str, province: str, administrator: Account, roles: Sequence[str] = ("administrator",)
) -> tuple[Body, Member]:
    """Make a body and its first member (首次设置). Raises Refused when the code is taken."""
    with transaction.atomic():
        if Body.objects.filter(code=code).exists():
            raise Refused(f"机构批准号 {code} 已经建立过。")
        body = Body.objects.create(code=code, name=name, province=province)
        with scope(body.pk):
            member = Member.objects.create(body=body, account=administrator, roles=_known(roles))
            record(
                Action.BODY_SET_UP,
                on=member,
                by=member,
                reason=f"建立机构 {name}",
                also=[body, administrator],
            )
    return body, member


@transaction.atomic
def add_member(
    *, account: Account, roles: Sequence[str], by: Member, department: str = "", person_id: str = ""
) -> Member:
    """Make an account a member of the body (增加成员)."""
    if Member.objects.filter(body_id=by.body_id, account=account).exists():
        raise Refused(f"{account} 已经是本机构的成员。")
    refuse_second_account(by.body_id, person_id)
    member = Member.objects.create(
        body_id=by.body_id, account=account, roles=_known(roles), department=department, person_id=person_id
    )
    record(Action.MEMBER_ADDED, on=member, by=by, also=[account])
    return member


@transaction.atomic
def change_member(
    *,
    member_id: int,
    roles: Sequence[str],
    department: str,
    person_id: str,
    is_active: bool,
    reason: str,
    by: Member,
) -> Member:
    """Give a member other roles, or disable them, which ends their sessions (修改、停用成员)."""
    member = Member.objects.select_for_update().get(pk=member_id)
    if not is_active and member.pk == by.pk:
        raise Refused("不能停用自己；请由另一位管理员操作。")
    losing = "administrator" in member.roles and ("administrator" not in roles or not is_active)
    others = Member.objects.filter(is_active=True, roles__contains=["administrator"]).exclude(pk=member.pk)
    if losing and not others.exists():
        raise Refused("本机构至少要有一位启用的系统管理员。")
    if person_id != member.person_id:
        if member.pk == by.pk:
            raise Refused("不能修改自己的人员编号；请由另一位管理员操作。")
        refuse_second_account(member.body_id, person_id, of=member.pk)
    before = changed_from(member)
    member.roles, member.department, member.person_id = _known(roles), department, person_id
    ended = member.is_active and not is_active
    member.is_active = is_active
    member.save()
    action = Action.MEMBER_DISABLED if ended else Action.MEMBER_CHANGED
    record(action, on=member, by=by, before=before, reason=reason)
    return member


@transaction.atomic
def invite(
    *, name: str, email: str, roles: Sequence[str], department: str, by: Member
) -> tuple[Invitation, str]:
    """Ask a person to join (邀请成员); the second value is the token of the link, shown once."""
    token = secrets.token_urlsafe(32)
    invitation = Invitation.objects.create(
        body_id=by.body_id,
        name=name,
        email=email,
        roles=_known(roles),
        department=department,
        token_hash=token_hash(token),
        invited_by=by,
        expires_at=timezone.now() + timedelta(days=INVITATION_DAYS),
    )
    record(Action.MEMBER_INVITED, on=invitation, by=by)
    return invitation, token


@transaction.atomic
def withdraw_invitation(*, invitation_id: int, by: Member) -> Invitation:
    """Take an invitation back (撤回邀请). Raises Refused when it was accepted."""
    invitation = Invitation.objects.select_for_update().get(pk=invitation_id)
    if invitation.accepted_at:
        raise Refused("邀请已被接受，不能撤回；请改为停用该成员。")
    before = changed_from(invitation)
    invitation.withdrawn_at = timezone.now()
    invitation.save(update_fields=["withdrawn_at"])
    record(Action.INVITATION_WITHDRAWN, on=invitation, by=by, before=before)
    return invitation


@transaction.atomic
def allow_password_reset(*, member_id: int, by: Member) -> Account:
    """Let a member choose a new password by a link (重设密码). Raises Refused where that would reach beyond the body."""
    member = Member.objects.select_related("account").select_for_update(of=("self",)).get(pk=member_id)
    if not member.is_active:
        raise Refused("该成员已停用；请先启用，再重设密码。")
    with scope_all(reason="an account of several bodies is not one administrator's to open"):
        elsewhere = Member.objects.filter(account=member.account, is_active=True).exclude(
            body_id=member.body_id
        )
        if elsewhere.exists() or (member.account.is_operator and member.pk != by.pk):
            raise Refused(
                "该账号还在其他机构使用或负责系统运维，不能由本机构重设密码；请联系维护服务器的人员。"
            )
    record(Action.PASSWORD_RESET_ALLOWED, on=member, by=by, before=changed_from(member))
    return member.account


def open_invitation(token: str) -> Invitation | None:
    """The invitation of a link, unless it was used, withdrawn or has expired."""
    with scope_all(reason="a link names its invitation, not its body"):
        return (
            Invitation.objects.select_related("body")
            .filter(
                token_hash=token_hash(token),
                accepted_at=None,
                withdrawn_at=None,
                expires_at__gt=timezone.now(),
            )
            .first()
        )


def accept_invitation(*, token: str, username: str, password: str) -> Member:
    """Make the account and the member of an invitation (接受邀请). Raises Refused when the link holds no more."""
    invitation = open_invitation(token)
    if invitation is None:
        raise Refused("这个邀请链接已失效；请联系本机构的系统管理员重新邀请。")
    with scope(invitation.body_id):
        locked = Invitation.objects.select_for_update().get(pk=invitation.pk)
        if locked.accepted_at or locked.withdrawn_at:
            raise Refused("这个邀请链接已失效；请联系本机构的系统管理员重新邀请。")
        if Account.objects.filter(username__iexact=username).exists():
            raise Refused(f"用户名“{username}”已有人使用，请换一个。")
        account = Account.objects.create_user(username, password, name=locked.name, email=locked.email)
        member = Member.objects.create(
            body_id=locked.body_id, account=account, roles=locked.roles, department=locked.department
        )
        before = changed_from(locked)
        locked.accepted_at = timezone.now()
        locked.save(update_fields=["accepted_at"])
        record(Action.INVITATION_ACCEPTED, on=member, by=member, also=[locked, account])
        record(Action.MEMBER_ADDED, on=locked, by=locked.invited_by, before=before)
    return member


def token_hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def _known(roles: Sequence[str]) -> list[str]:
    unknown = sorted(set(roles) - set(ROLES))
    if unknown or not roles:
        raise Refused(f"没有这样的角色：{'、'.join(unknown) or '（空）'}。")
    return [role for role in ROLES if role in roles]
