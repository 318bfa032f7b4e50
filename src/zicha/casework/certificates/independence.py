"""Who may decide on a certificate (决定人的独立性): never who proposed it, never who had a part in its audits."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from zicha.casework.certificates.models import Proposal
from zicha.casework.certificates.records_persons import persons
from zicha.casework.tenancy.models import Member
from zicha.casework.tenancy.person_numbers import numbers_ever_held, plain


@dataclass(frozen=True, slots=True)
class Identity:
    """As whom the records know a member (人员编号的核对).

    All numbers are plain ones, as they are compared, but for those passed on.

    held        every 人员编号 the member has or had: taking one away does not undo the audits done under it
    same        those, and the ones the data have for the same persons
    passed_on   those the member had and another has now; with one of them nobody can tell whose audits they were
    is_matched  the present one stands in the data and none was passed on; otherwise the member must declare
    """

    held: frozenset[str]
    same: frozenset[str]
    passed_on: tuple[str, ...]
    is_matched: bool


def identities(body_id: int, members: Iterable[Member]) -> dict[int, Identity]:
    """Member → as whom the newest data know them."""
    members = list(members)
    ever = numbers_ever_held(members)
    named = persons(body_id)
    found = {}
    for member in members:
        held = frozenset(map(plain, ever[member.pk].counting))
        passed_on = tuple(sorted(ever[member.pk].passed_on))
        is_known = plain(member.person_id) in named.known
        found[member.pk] = Identity(held, named.same_as(held), passed_on, is_known and not passed_on)
    return found


def identity_of(member: Member) -> Identity:
    return identities(member.body_id, [member])[member.pk]


def why_not_decide(
    proposal: Proposal,
    member: Member,
    involved: Collection[str],
    *,
    known_as: Identity,
    declared: bool = False,
) -> str:
    """Why this member may not decide on it; empty when they may.

    involved  persons (人员编号) of its audits and leads as the newest data have them; those kept with the proposal count too
    declared  the member has said to have had no part, for who has no 人员编号 to be matched by
    """
    if not member.may("certificate.decide"):
        return f"{member.name}没有作出认证决定的权限"
    if proposal.proposed_by_id == member.pk:
        return f"建议由{member.name}提出，提出人不能参加决定"
    if mine := sorted(one for one in {*involved, *proposal.involved} if plain(one) in known_as.same):
        return _why_involved(member, mine, known_as)
    if known_as.is_matched or declared:
        return ""
    if known_as.passed_on:
        return (
            f"{member.name}曾登记的人员编号 {'、'.join(known_as.passed_on)} 现属另一位成员，系统无法核对当时的审核是谁做的；"
            "请声明未参加"
        )
    if member.person_id:
        return (
            f"{member.name}的人员编号 {member.person_id} 不在上传的数据中，系统无法核对是否参加过审核；"
            "请声明未参加，或请系统管理员更正人员编号"
        )
    return (
        f"{member.name}没有登记人员编号，系统无法核对是否参加过审核；请声明未参加，或请系统管理员补登人员编号"
    )


def _why_involved(member: Member, mine: Sequence[str], known_as: Identity) -> str:
    plainly = {plain(number) for number in mine}
    if plain(member.person_id) in plainly:
        return f"{member.name}参加过这张证书的审核或与所依据的线索有关，不能参加决定"
    if held := [number for number in mine if plain(number) in known_as.held]:
        return (
            f"{member.name}曾登记为人员编号 {held[0]}，该人员参加过这张证书的审核或与所依据的线索有关，不能参加决定；"
            "当时登记有误的，请系统管理员把这个编号登记给真正的持有人"
        )
    return (
        f"{member.name}现在或曾经登记的人员编号与 {mine[0]} 在上传数据中是同一注册号，"
        "该人员参加过这张证书的审核或与所依据的线索有关，不能参加决定"
    )


def passed_on_told(members: Iterable[Member]) -> dict[int, str]:
    """Member → that a number once theirs is another's now (曾登记的编号现属他人); who had none such is missing."""
    return {
        pk: f"曾登记的人员编号 {'、'.join(sorted(held.passed_on))} 现属另一位成员"
        for pk, held in numbers_ever_held(members).items()
        if held.passed_on
    }


def any_unmatched(members: Iterable[Member], known_as: Mapping[int, Identity]) -> bool:
    """Whether one of them decides on a declaration of their own alone."""
    return any(not known_as[member.pk].is_matched for member in members)
