"""Bodies, the accounts of people, and who is a member of which body (机构、账号、成员)."""

from __future__ import annotations

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from zicha.casework.tenancy.permissions import ROLES, allowed
from zicha.casework.tenancy.scoped import BodyModel


class Body(models.Model):
    """A certification body (认证机构), our tenant.

    code      its key in the records: 机构批准号 as delivered, CNCA-R-2003-001
    province  six-digit region code of its registration; decides the second recipient of the report
    """

    code = models.CharField("机构批准号", max_length=40, unique=True)
    name = models.CharField("机构名称", max_length=200)
    province = models.CharField("注册地", max_length=6, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("code",)

    def __str__(self) -> str:
        return self.name


class AccountManager(BaseUserManager["Account"]):
    def get_by_natural_key(self, username: str | None) -> Account:
        return self.get(username__iexact=username)

    def create_user(self, username: str, password: str | None = None, **fields: object) -> Account:
        account = self.model(username=username, **fields)
        account.set_password(password)
        account.save(using=self._db)
        return account


class Account(AbstractBaseUser):
    """How one natural person signs in (账号); what they may do stands in their `Member` rows."""

    # Passwords are their owner's to change, and signing in decides nothing; the rest is written down when it is made.
    UNTRACED = ("password", "last_login", "email", "must_change_password")

    username = models.CharField("用户名", max_length=60, unique=True)
    email = models.EmailField("电子邮箱", blank=True)
    name = models.CharField("姓名", max_length=60)
    is_active = models.BooleanField("启用", default=True)
    is_operator = models.BooleanField("系统运维", default=False)
    must_change_password = models.BooleanField("须修改密码", default=False)
    created_at = models.DateTimeField(auto_now_add=True)

    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ("name",)

    objects = AccountManager()

    def __str__(self) -> str:
        return self.name or self.username

    def get_full_name(self) -> str:
        return self.name


class Member(BodyModel):
    """A person at work for a body (成员).

    roles      keys of `permissions.ROLES`
    person_id  the same person in the records (人员编号), so that nobody decides on an audit they took part in
    """

    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="memberships")
    roles = ArrayField(models.CharField(max_length=30), default=list, verbose_name="角色")
    department = models.CharField("部门", max_length=80, blank=True)
    person_id = models.CharField("人员编号", max_length=80, blank=True)
    is_active = models.BooleanField("启用", default=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta(BodyModel.Meta):
        ordering = ("account__name", "pk")
        constraints = (
            models.UniqueConstraint(fields=("body", "account"), name="one_membership_per_body"),
            # Two accounts of one person would defeat the four eyes.
            models.UniqueConstraint(
                fields=("body", "person_id"), condition=~Q(person_id=""), name="one_member_per_person"
            ),
        )

    def __str__(self) -> str:
        return str(self.account)

    @property
    def name(self) -> str:
        return str(self.account)

    def may(self, permission: str) -> bool:
        """Whether one of the member's roles carries the permission. Raises KeyError for an unknown one."""
        return self.is_active and allowed(permission, self.roles)

    @property
    def role_labels(self) -> list[str]:
        return [ROLES[role] for role in self.roles if role in ROLES]


class Invitation(BodyModel):
    """A person asked to join (邀请): a link that works once, until it expires. Only the token's hash is kept."""

    name = models.CharField("姓名", max_length=60)
    email = models.EmailField("电子邮箱", blank=True)
    roles = ArrayField(models.CharField(max_length=30), default=list, verbose_name="角色")
    department = models.CharField("部门", max_length=80, blank=True)
    token_hash = models.CharField(max_length=64, unique=True)
    invited_by = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField("有效期至")
    accepted_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta(BodyModel.Meta):
        ordering = ("-created_at",)
