"""Which persons of the records a member is, or was (人员编号): the trace remembers those that were taken away."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable

from django.db.models import Q

from zicha.casework.refused import Refused
from zicha.casework.tenancy.models import Member
from zicha.casework.trace.models import Entry


def refuse_second_account(body_id: int, person_id: str, *, of: int | None = None) -> None:
    """Raises Refused when another member has the number: two accounts of one person would defeat the four eyes.

    Half and full width, capitals and spaces make no other number of it.
    """
    if not (wanted := _plain(person_id)):
        return
    others = Member.objects.filter(body_id=body_id).exclude(person_id="").exclude(pk=of)
    if any(_plain(number) == wanted for number in others.values_list("person_id", flat=True)):
        raise Refused(f"人员编号 {person_id} 已属于本机构另一位成员；一个人只能有一个账号。")


def numbers_ever_held(members: Iterable[Member]) -> dict[int, frozenset[str]]:
    """Member → every number they have or had (曾登记的人员编号), but for what is another member's now: that was an error."""
    members = list(members)
    found = {member.pk: {member.person_id} for member in members}
    told = Q(before__has_key="person_id") | Q(after__has_key="person_id")
    entries = Entry.objects.filter(
        told, on_kind=Member._meta.label, on_id__in=[str(member.pk) for member in members]
    )
    for key, before, after in entries.values_list("on_id", "before", "after"):
        found[int(key)] |= {str(said.get("person_id") or "") for said in (before, after)}
    past = {number for member in members for number in found[member.pk] - {member.person_id}}
    owners = dict(Member.objects.filter(person_id__in=past - {""}).values_list("person_id", "pk"))
    return {
        pk: frozenset(number for number in numbers if number and owners.get(number, pk) == pk)
        for pk, numbers in found.items()
    }


def _plain(number: str) -> str:
    return "".join(unicodedata.normalize("NFKC", number).casefold().split())
