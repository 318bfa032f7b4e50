"""What guards an account, and that its owner is told when it changes (账号安全记录).

Whoever can set a person's password can act as that person. It cannot be kept from who administers the accounts, so it is
written down in the trace of every body the account works for, and the owner sees it at the next sign-in.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from zicha.casework.tenancy.models import Account, Member
from zicha.casework.tenancy.scope import scope, scope_all
from zicha.casework.trace.actions import Action
from zicha.casework.trace.models import Entry
from zicha.casework.trace.services import changed_from, record
from zicha.casework.wording import in_words

NOT_SIGNED_IN = "没有登录的人"
SHOWN_DAYS = 30
SHOWN_AT_MOST = 100
# Done by nobody who did not know the old password: in the list, but nothing to warn the owner of.
_KNEW_THE_PASSWORD = frozenset({Action.PASSWORD_CHANGED})
_OWN = frozenset(action for action in Action if action.value.startswith("account."))
_BY_OTHERS = frozenset({Action.PASSWORD_RESET_ALLOWED, Action.MEMBER_CHANGED})


@dataclass(frozen=True, slots=True)
class OwnChange:
    """One change of one's own account (账号变动); `is_seen` when its owner has said to know of it."""

    entry: Entry
    is_seen: bool


def record_account_change(
    *, account: Account, action: Action, by_account: Account | None, reason: str = ""
) -> None:
    """Write down a change of what guards an account, in every body it works for (账号变动留痕).

    by_account  whose session it was done in; None where nobody was signed in
    """
    with transaction.atomic():
        with scope_all(reason="an account may work for several bodies"):
            memberships = list(Member.objects.filter(account=account).select_related("account"))
            acting = (
                {
                    one.body_id: one
                    for one in Member.objects.filter(account=by_account).select_related("account")
                }
                if by_account
                else {}
            )
        for member in memberships:
            with scope(member.body_id):
                record(
                    action,
                    on=member,
                    by=acting.get(member.body_id),
                    by_name=str(by_account) if by_account else NOT_SIGNED_IN,
                    before=changed_from(member),
                    reason=reason,
                )


def password_set_by_link(*, account: Account, by_account: Account | None) -> None:
    """Write down that a link was used (用链接设置密码), and who made the last one."""
    with scope_all(reason="a link may have been made by the administrator of any body of the account"):
        made = (
            Entry.objects.filter(
                on_kind=Member._meta.label,
                on_id__in=[
                    str(pk) for pk in Member.objects.filter(account=account).values_list("pk", flat=True)
                ],
                action=Action.PASSWORD_RESET_ALLOWED.value,
            )
            .order_by("-at")
            .first()
        )
    reason = "没有成员生成过链接；链接由电子邮件或服务器上的命令得到。"
    if made:
        at = timezone.localtime(made.at)
        reason = f"最近一次链接由{made.by_name}于 {in_words(at.date())} {at:%H:%M} 生成。"
    record_account_change(
        account=account, action=Action.PASSWORD_SET_BY_LINK, by_account=by_account, reason=reason
    )


def own_changes(member: Member) -> list[OwnChange]:
    """Changes of the member's own account, the newest first (本人账号的安全记录)."""
    entries = list(_about(member).order_by("-number")[:SHOWN_AT_MOST])
    seen_until = next((one.number for one in entries if one.action == Action.ACCOUNT_CHANGES_SEEN.value), 0)
    return [OwnChange(entry, entry.number <= seen_until or not _warns(entry)) for entry in entries]


def changes_to_show(member: Member) -> list[OwnChange]:
    """What the desk shows (工作台提示): nothing once the owner knows all; else the last thirty days too.

    Whoever came in by somebody else's new password may say in their name to know of it; what was said to be known is
    therefore shown again with the next change.
    """
    changes = own_changes(member)
    if all(one.is_seen for one in changes):
        return []
    since = timezone.now() - timedelta(days=SHOWN_DAYS)
    return [one for one in changes if not one.is_seen or one.entry.at >= since]


@transaction.atomic
def acknowledge_changes(*, until: int, by: Member) -> None:
    """Say to know of the changes up to an entry (本人已知悉); where one came later nothing is said."""
    unseen = [one.entry.number for one in own_changes(by) if not one.is_seen]
    if unseen and max(unseen) <= until:
        record(Action.ACCOUNT_CHANGES_SEEN, on=by, by=by, before=changed_from(by))


def _about(member: Member) -> QuerySet[Entry]:
    own = Q(action__in=[one.value for one in _OWN])
    by_others = Q(action__in=[one.value for one in _BY_OTHERS]) & ~Q(by=member)
    return Entry.objects.filter(on_kind=Member._meta.label, on_id=str(member.pk)).filter(own | by_others)


def _warns(entry: Entry) -> bool:
    return entry.action not in {one.value for one in (*_KNEW_THE_PASSWORD, Action.ACCOUNT_CHANGES_SEEN)}
