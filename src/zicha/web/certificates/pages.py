"""What the pages about certificates show (证书处理页面内容)."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.core.paginator import Paginator
from django.utils import timezone

from zicha.casework.campaigns.models import Campaign
from zicha.casework.certificates import selectors
from zicha.casework.certificates.clocks import WARNINGS, clocks_of, warning_of
from zicha.casework.certificates.confirming import deciders_of, told_of
from zicha.casework.certificates.independence import identity_of, why_not_decide
from zicha.casework.certificates.legality import legal_now, standing_of
from zicha.casework.certificates.models import Notice, Proposal, Step
from zicha.casework.certificates.records import find, newest_rows, reflections
from zicha.casework.certificates.selectors import TABS, ProposalFilter, filter_from
from zicha.casework.certificates.services import newest_decisions
from zicha.casework.leads.models import Lead
from zicha.casework.leads.timeline import life_of, timeline
from zicha.casework.refused import Refused
from zicha.casework.tenancy.models import Member
from zicha.reference.regions import PROVINCES, province_of
from zicha.reference.status_changes import ACTIONS
from zicha.web.access import MemberRequest
from zicha.web.certificates.forms import DecideForm, WithdrawForm
from zicha.web.trace.entries import latest_of

SIZE = 50
TONES = {"proposed": "todo", "approved": "doing", "rejected": "muted", "withdrawn": "muted"}
STATUS_TONES = {
    "valid": "ok",
    "suspended": "warn",
    "revoked": "bad",
    "cancelled": "muted",
    "expired": "muted",
}


ENDING_TONES = dict(zip(WARNINGS, ("info", "warn", "bad"), strict=True))


def tone_of(proposal: Proposal) -> str:
    """待决定, 办理中, 已办结 …"""
    if proposal.is_approved and not proposal.next_step:
        return "ok"
    return TONES[proposal.state]


def ending_tone(proposal: Proposal) -> str:
    """How much the end of a suspension stands out; empty where it is far off or nothing is suspended."""
    warning = warning_of(proposal, timezone.localdate())
    return "" if warning is None else ENDING_TONES[warning]


def proposals(request: MemberRequest) -> dict[str, Any]:
    """The list: overdue first, tabs with counts, filters that stand in the address."""
    wanted = filter_from(request.GET.dict())
    page = Paginator(selectors.proposals_matching(wanted), SIZE).get_page(request.GET.get("page"))
    shown = list(page.object_list)
    seen = reflections(request.member.body_id, [one for one in shown if one.is_approved])
    amounts = selectors.amounts_by_tab()
    return {
        "filter": wanted,
        "page": page,
        "rows": [
            {
                "proposal": one,
                "tone": tone_of(one),
                "reflection": seen.get(one.pk),
                "ending": ending_tone(one),
            }
            for one in shown
        ],
        "tabs": [
            {"label": label, "number": amounts[name], "here": name == wanted.tab, "query": _tab(wanted, name)}
            for name, (label, _) in TABS.items()
        ],
        "late": amounts["late"],
        "ending": amounts["ending"],
        "ending_tone": "bad" if amounts["ending_at_once"] else "warn",
        "actions": ACTIONS.items(),
        "provinces": PROVINCES.items(),
        "campaigns": list(Campaign.objects.values_list("pk", "title")),
        "waiting": _waiting(),
    }


def proposal(request: MemberRequest, shown: Proposal) -> dict[str, Any]:
    """One proposal: the certificate as it was, clocks, decision, what followed, what the data say of it."""
    member, notices = request.member, list(shown.notices.all())
    done = {notice.kind: notice for notice in notices}
    content: dict[str, Any] = {
        "proposal": shown,
        "tone": tone_of(shown),
        "clocks": clocks_of(shown, notices),
        "notices": notices,
        "left": [kind for kind in Notice.KINDS if kind.value not in done] if shown.is_approved else [],
        "leads": selectors.leads_of(shown),
        "entries": latest_of(shown),
        "province": province_of(shown.region_code),
        "reflection": reflections(member.body_id, [shown]).get(shown.pk) if shown.is_approved else None,
        "status_tones": STATUS_TONES,
    }
    if shown.is_waiting:
        content |= deciding(member, shown)
    if shown.meeting:
        deciders = deciders_of([shown.meeting])[shown.meeting.pk]
        content["rests_on"] = told_of(shown.meeting, deciders)
        content["asked_to_confirm"] = any(
            one.member.pk == member.pk and not one.recorded and one.confirmation is None for one in deciders
        )
    return content


def deciding(member: Member, shown: Proposal) -> dict[str, Any]:
    """The forms of a proposal that waits, and why this member may not decide on it."""
    fresh = {"version": shown.version}
    known_as = identity_of(member)
    decides = member.may("certificate.decide")
    return {
        "decide_form": DecideForm(initial=fresh, known_as=known_as) if decides else None,
        "why_not": why_not_decide(shown, member, (), known_as=known_as, declared=True),
        "withdraw_form": WithdrawForm(initial=fresh),
        "may_withdraw": shown.proposed_by_id == member.pk or member.may("certificate.publish"),
    }


def certificate(request: MemberRequest, number: str) -> dict[str, Any] | None:
    """A certificate with its life, its leads and its decisions; None when neither data nor decisions know it."""
    body_id = request.member.body_id
    decisions = selectors.of_certificate(number)
    try:
        found = find(body_id, [number]).get(number)
    except Refused:
        found = None
    leads, amount = selectors.leads_of_certificate(number)
    if found is None and not decisions and not leads:
        return None
    today = timezone.localdate()
    seen = reflections(body_id, [one for one in decisions if one.is_approved])
    content: dict[str, Any] = {
        "number": number,
        "found": found,
        "decisions": [
            {"proposal": one, "tone": tone_of(one), "reflection": seen.get(one.pk)} for one in decisions
        ],
        "leads": leads,
        "leads_amount": amount,
        "open": next((one for one in decisions if one.is_waiting), None),
    }
    if found is not None:
        standing = standing_of(found, newest_decisions([number]).get(number), today)
        with newest_rows(body_id) as newest:
            life = life_of(number, newest[1]) if newest else None
        content |= {
            "certificate": found.certificate,
            "organisation": found.organisation,
            "standing": standing,
            "standing_tone": STATUS_TONES.get(standing.status, "muted"),
            "legal": list(dict.fromkeys(one.chinese for one in legal_now(found, standing))),
            "events": timeline(life, as_of=today) if life else [],
        }
    return content


def numbers_asked(request: MemberRequest) -> tuple[list[str], list[Lead], Any]:
    """Certificate numbers, leads and problem a link to the form names (建议的来源)."""
    from zicha.casework.problems.models import Problem

    asked = [number for number in request.GET.getlist("number") if number][:100]
    leads = list(Lead.objects.filter(pk__in=_keys(request.GET.getlist("lead"))).order_by("pk")[:200])
    problem = Problem.objects.filter(pk__in=_keys(request.GET.getlist("problem"))[:1]).first()
    if problem is not None and not leads:
        leads = list(Lead.objects.filter(problem_links__problem=problem).order_by("pk")[:200])
    asked += [lead.certificate_no for lead in leads if lead.certificate_no]
    return list(dict.fromkeys(asked)), leads, problem


def _keys(said: list[str]) -> list[int]:
    return [int(one) for one in said if one.isascii() and one.isdigit() and len(one) < 16]


def _tab(wanted: ProposalFilter, name: str) -> str:
    return replace(wanted, tab=name, late="", ending="", decided="").query


def _waiting() -> list[dict[str, Any]]:
    """The steps somebody can do now, with how many certificates wait for each."""
    amounts = selectors.amounts_waiting()
    return [{"kind": kind, "number": amounts[kind.value]} for kind in Notice.KINDS if kind != Step.DECIDE]
