"""What the desk tells of decisions on certificates (工作台：证书处理)."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext

from zicha.casework.campaigns.models import Campaign
from zicha.casework.certificates.confirming import awaiting
from zicha.casework.certificates.models import Proposal, ProposalState
from zicha.casework.certificates.selectors import ProposalFilter, amounts_by_tab, proposals_matching
from zicha.casework.tenancy.models import Member
from zicha.web.home.desk import Card, Figure, Step, address_of, card, figure, step
from zicha.web.templatetags.zicha import count

SHOWN = 8


@step(order=60, permission="certificate.view")
def decisions(member: Member, campaign: Campaign | None) -> Step:
    name, url = gettext("决定"), address_of("certificates")
    amounts = _amounts(member)
    if not amounts[""]:
        return Step(name, gettext("还没有证书处理建议"), url)
    still_open = amounts["decide"] + amounts["following"]
    if not still_open:
        return Step(name, gettext("%(n)s 张证书全部办结") % {"n": count(amounts[""])}, url, done=True)
    note = gettext("待决定 %(decide)s，待通知和公布 %(following)s") % {
        "decide": count(amounts["decide"]),
        "following": count(amounts["following"]),
    }
    hint = gettext("由没有参加审核、也不是提出人的决定人员决定；然后通知获证组织、通报属地、公布、上报。")
    decides = amounts["decide"] and member.may("certificate.decide")
    publishes = amounts["following"] and member.may("certificate.publish")
    if not decides and (publishes or not amounts["decide"]):
        hint = gettext("已经决定的，通知获证组织、通报属地、公布、上报，逐项登记。")
    mine = bool(decides or publishes)
    return Step(name, note, url, hint=hint, mine=mine, due_on=_first_due(member) if mine else None)


@figure(order=60, permission="certificate.view")
def overdue(member: Member, campaign: Campaign | None) -> Figure | None:
    amounts = _amounts(member)
    if not amounts[""]:
        return None
    tone = "bad" if amounts["late"] else ""
    return Figure(
        amounts["late"], gettext("证书处理已逾期"), f"{address_of('certificates')}?late=1", tone=tone
    )


@figure(order=61, permission="certificate.view")
def ending(member: Member, campaign: Campaign | None) -> Figure | None:
    """Suspensions that end within thirty days: restored or revoked by then, or the body is late."""
    amounts = _amounts(member)
    if not amounts["ending"]:
        return None
    tone = "bad" if amounts["ending_at_once"] else "warn"
    return Figure(
        amounts["ending"], gettext("暂停 30 天内到期"), f"{address_of('certificates')}?ending=1", tone=tone
    )


@card(order=17, permission="certificate.view")
def to_do(member: Member, campaign: Campaign | None) -> Card | None:
    """What this member has to do about certificates, overdue first: to decide, or to tell and publish."""
    if not _amounts(member)[""]:
        return None
    content = {"proposals": _to_do(member)}
    return Card(gettext("证书处理的期限"), "home/certificates.html", content, address_of("certificates"))


@figure(order=62, permission="certificate.decide")
def to_confirm(member: Member, campaign: Campaign | None) -> Figure | None:
    """Meetings somebody else entered, at which this member is said to have decided."""
    waiting = list(awaiting(member).values_list("pk", flat=True)[:100])
    if not waiting:
        return None
    url = address_of("certificate-meeting", waiting[0])
    return Figure(len(waiting), gettext("待我确认的决定会议"), url, tone="warn")


def _to_do(member: Member) -> list[Proposal]:
    """What waits for this member, the first due first; asked once a page."""
    if not hasattr(member, "_desk_proposals"):
        rows = proposals_matching(ProposalFilter()).exclude(next_step="")
        if not member.may("certificate.publish"):
            rows = rows.filter(state=ProposalState.PROPOSED)
        if not member.may("certificate.decide"):
            rows = rows.exclude(state=ProposalState.PROPOSED)
        member._desk_proposals = list(rows[:SHOWN])
    return member._desk_proposals


def _first_due(member: Member) -> date | None:
    return min((one.next_due for one in _to_do(member) if one.next_due), default=None)


def _amounts(member: Member) -> dict[str, int]:
    """Asked once a page."""
    if not hasattr(member, "_desk_certificates"):
        member._desk_certificates = amounts_by_tab()
    return member._desk_certificates
