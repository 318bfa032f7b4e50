"""Which persons of the records a member is, or was (人员编号): the trace remembers those that were taken away."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q

from zicha.casework.refused import Refused
from zicha.casework.tenancy.models import Member
from zicha.casework.trace.models import Entry


@dataclass(frozen=True, slots=True)
class Held:
    """Numbers a member has or had (曾登记的人员编号), each as it was entered.

    counting   those that are the member's own to answer for
    passed_on  those that are another member's now: either that was an error, or the number is parked there
    """

    counting: frozenset[str]
    passed_on: frozenset[str]


def refuse_second_account(body_id: int, person_id: str, *, of: int | None = None) -> None:
    """Raises Refused when another member has the number: two accounts of one person would defeat the four eyes.

    Half and full width, capitals and spaces make no other number of it.
    """
    if not (wanted := plain(person_id)):
        return
    others = Member.objects.filter(body_id=body_id).exclude(person_id="").exclude(pk=of)
    if any(plain(number) == wanted for number in others.values_list("person_id", flat=True)):
        raise Refused(f"人员编号 {person_id} 已属于本机构另一位成员；一个人只能有一个账号。")


def numbers_ever_held(members: Iterable[Member]) -> dict[int, Held]:
    """Member → every number they have or had, those apart that another member has now."""
    members = list(members)
    found = {member.pk: {member.person_id} for member in members}
    told = Q(before__has_key="person_id") | Q(after__has_key="person_id")
    entries = Entry.objects.filter(
        told, on_kind=Member._meta.label, on_id__in=[str(member.pk) for member in members]
    )
    for key, before, after in entries.values_list("on_id", "before", "after"):
        found[int(key)] |= {str(said.get("person_id") or "") for said in (before, after)}
    owners = {
        plain(number): pk
        for number, pk in Member.objects.exclude(person_id="").values_list("person_id", "pk")
    }
    held = {}
    for pk, numbers in found.items():
        known = {number for number in numbers if plain(number)}
        passed_on = {number for number in known if owners.get(plain(number), pk) != pk}
        held[pk] = Held(frozenset(known - passed_on), frozenset(passed_on))
    return held


def plain(number: str) -> str:
    """A number as it is compared: half and full width, capitals and spaces make no other one of it."""
    return "".join(unicodedata.normalize("NFKC", number).casefold().split())
