"""Who may decide on a certificate (决定人的独立性): never who proposed it, never who had a part in its audits."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from zicha.casework.certificates.models import Proposal
from zicha.casework.certificates.records import people_not_in_the_data
from zicha.casework.tenancy.models import Member
from zicha.casework.tenancy.person_numbers import numbers_ever_held


@dataclass(frozen=True, slots=True)
class Identity:
    """As whom the records know a member (人员编号的核对).

    numbers     every 人员编号 the member has or had: taking one away does not undo the audits done under it
    is_matched  the present one stands in the data; without it nothing can be looked up and the member must declare
    """

    numbers: frozenset[str]
    is_matched: bool


def identities(body_id: int, members: Iterable[Member]) -> dict[int, Identity]:
    """Member → as whom the newest data know them."""
    members = list(members)
    held = numbers_ever_held(members)
    unknown = people_not_in_the_data(body_id, (member.person_id for member in members if member.person_id))
    return {
        member.pk: Identity(held[member.pk], bool(member.person_id) and member.person_id not in unknown)
        for member in members
    }


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
    if mine := sorted(known_as.numbers & {*involved, *proposal.involved}):
        if member.person_id in mine:
            return f"{member.name}参加过这张证书的审核或与所依据的线索有关，不能参加决定"
        return (
            f"{member.name}曾登记为人员编号 {mine[0]}，该人员参加过这张证书的审核或与所依据的线索有关，不能参加决定；"
            "当时登记有误的，请系统管理员把这个编号登记给真正的持有人"
        )
    if known_as.is_matched or declared:
        return ""
    if member.person_id:
        return (
            f"{member.name}的人员编号 {member.person_id} 不在上传数据的人员表中，系统无法核对是否参加过审核；"
            "请声明未参加，或请系统管理员更正人员编号"
        )
    return (
        f"{member.name}没有登记人员编号，系统无法核对是否参加过审核；请声明未参加，或请系统管理员补登人员编号"
    )


def any_unmatched(members: Iterable[Member], known_as: Mapping[int, Identity]) -> bool:
    """Whether one of them decides on a declaration of their own alone."""
    return any(not known_as[member.pk].is_matched for member in members)
