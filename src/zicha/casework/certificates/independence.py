"""Who may decide on a certificate (决定人的独立性): never who proposed it, never who had a part in its audits."""

from __future__ import annotations

from collections.abc import Collection

from zicha.casework.certificates.models import Proposal
from zicha.casework.tenancy.models import Member


def why_not_decide(
    proposal: Proposal, member: Member, involved: Collection[str], *, declared: bool = False
) -> str:
    """Why this member may not decide on it; empty when they may.

    involved  persons (人员编号) of its audits and leads as the newest data have them; those kept with the proposal count too
    declared  the member has said to have had no part, for who has no 人员编号 to be matched by
    """
    if not member.may("certificate.decide"):
        return f"{member.name}没有作出认证决定的权限"
    if proposal.proposed_by_id == member.pk:
        return f"建议由{member.name}提出，提出人不能参加决定"
    if member.person_id:
        if member.person_id in involved or member.person_id in proposal.involved:
            return f"{member.name}参加过这张证书的审核或与所依据的线索有关，不能参加决定"
    elif not declared:
        return f"{member.name}没有登记人员编号，系统无法核对是否参加过审核；请声明未参加，或请系统管理员补登人员编号"
    return ""
