"""Changes of what guards an account are written down (账号变动留痕), whichever page or command makes them.

The libraries that keep passwords and second factors know no services of ours; these receivers call the one service.
Rows are watched and not the libraries' own signals where those come only after the transaction: without the entry, no
change.
"""

from __future__ import annotations

from typing import Any

from allauth.account.models import EmailAddress
from allauth.account.signals import email_added, email_changed, email_removed
from allauth.core import context
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.db.models.signals import post_delete, post_save
from django.dispatch import receiver

from zicha.casework.tenancy.guarding import record_account_change
from zicha.casework.tenancy.models import Account
from zicha.casework.trace.actions import Action

_ADDED = {"recovery_codes": Action.RECOVERY_CODES_MADE}
_REMOVED = {"recovery_codes": Action.RECOVERY_CODES_REMOVED}


def signed_in() -> Account | None:
    """Whose session the request is of; None outside requests and before signing in."""
    user = getattr(context.request, "user", None)
    return user if isinstance(user, Account) else None


@receiver(post_save, sender=Authenticator)
def second_factor_added(instance: Authenticator, created: bool, **_: Any) -> None:
    # Saved again at every use; only a new one is a change.
    if created:
        _record(instance.user, _ADDED.get(instance.type, Action.SECOND_FACTOR_ADDED))


@receiver(post_delete, sender=Authenticator)
def second_factor_removed(instance: Authenticator, **_: Any) -> None:
    _record(instance.user, _REMOVED.get(instance.type, Action.SECOND_FACTOR_REMOVED))


@receiver(post_save, sender=SocialAccount)
def identity_connected(instance: SocialAccount, created: bool, **_: Any) -> None:
    if created:
        _record(instance.user, Action.IDENTITY_CONNECTED)


@receiver(post_delete, sender=SocialAccount)
def identity_removed(instance: SocialAccount, **_: Any) -> None:
    _record(instance.user, Action.IDENTITY_REMOVED)


@receiver(email_added)
def address_added(user: Account, email_address: EmailAddress, **_: Any) -> None:
    _record(user, Action.EMAIL_CHANGED, f"增加 {email_address.email}")


@receiver(email_removed)
def address_removed(user: Account, email_address: EmailAddress, **_: Any) -> None:
    _record(user, Action.EMAIL_CHANGED, f"删除 {email_address.email}")


@receiver(email_changed)
def address_changed(user: Account, to_email_address: EmailAddress, **_: Any) -> None:
    _record(user, Action.EMAIL_CHANGED, f"改用 {to_email_address.email}")


def _record(account: Account, action: Action, reason: str = "") -> None:
    record_account_change(account=account, action=action, by_account=signed_in(), reason=reason)
