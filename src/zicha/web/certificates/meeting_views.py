"""Meetings that decide on certificates (决定会议)."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from zicha.casework.certificates import selectors
from zicha.casework.certificates.confirming import confirm_meeting, deciders_of, told_of
from zicha.casework.certificates.meetings import Outcome, hold_meeting
from zicha.casework.certificates.models import Meeting, MeetingItem, Proposal
from zicha.casework.refused import Refused
from zicha.web.access import MemberRequest, may
from zicha.web.certificates.downloads import LETTERS_A_FILE
from zicha.web.certificates.forms import MeetingForm
from zicha.web.trace.entries import latest_of

MOST_ON_A_PAGE = 500
ITEMS = 100
LATER = "later"


@may("certificate.view")
@require_GET
def meetings(request: MemberRequest) -> HttpResponse:
    page = Paginator(selectors.meetings(), 50).get_page(request.GET.get("page"))
    return render(request, "certificates/meetings.html", {"page": page})


@may("certificate.view")
@require_GET
def meeting(request: MemberRequest, meeting_id: int) -> HttpResponse:
    shown = get_object_or_404(selectors.meetings(), pk=meeting_id)
    items = shown.items.select_related("proposal").order_by("pk")
    deciders = deciders_of([shown])[shown.pk]
    content = {
        "meeting": shown,
        "deciders": deciders,
        "observers": list(shown.attendees.filter(decides=False).select_related("member__account")),
        "rests_on": told_of(shown, deciders),
        "asked": any(
            one.member.pk == request.member.pk and not one.recorded and one.confirmation is None
            for one in deciders
        ),
        "page": Paginator(items, ITEMS).get_page(request.GET.get("page")),
        "entries": latest_of(shown),
        "parts": range(1, -(-shown.approved // LETTERS_A_FILE) + 1),
    }
    return render(request, "certificates/meeting.html", content)


@may("certificate.decide")
@require_POST
def confirm(request: MemberRequest, meeting_id: int) -> HttpResponse:
    """One of those who decided says whether the record is right."""
    get_object_or_404(Meeting, pk=meeting_id)
    agrees = request.POST.get("agrees") == "yes"
    confirm_meeting(
        meeting_id=meeting_id, agrees=agrees, text=request.POST.get("text", "")[:2_000], by=request.member
    )
    messages.success(
        request, _("已确认会议记录。") if agrees else _("已登记您的异议，会议页面和纪要都会写明。")
    )
    return redirect("certificate-meeting", meeting_id)


@may("certificate.decide")
@require_http_methods(["GET", "POST"])
def new(request: MemberRequest) -> HttpResponse:
    """Who met, on what ground, and the result of each certificate."""
    asked = [
        int(one)
        for one in request.GET.getlist("proposal")
        if one.isascii() and one.isdigit() and len(one) < 16
    ]
    waiting = selectors.to_decide(asked)
    proposals = list(waiting[:MOST_ON_A_PAGE])
    form = MeetingForm(request.POST or None, by=request.member)
    if request.method == "POST" and form.is_valid():
        try:
            held = _hold(request, form)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            left = held.items.filter(result=MeetingItem.Result.LEFT).count()
            told = _("已登记%(meeting)s。") % {"meeting": held}
            messages.success(request, told)
            if left:
                messages.warning(request, _("有 %(n)s 张没有决定，原因见逐件结果。") % {"n": left})
            return redirect("certificate-meeting", held.pk)
    content = {
        "form": form,
        "rows": [_row(one, request, bool(asked)) for one in proposals],
        "more": waiting.count() - len(proposals),
    }
    return render(request, "certificates/meeting_new.html", content, status=422 if form.is_bound else 200)


def _hold(request: MemberRequest, form: MeetingForm) -> Any:
    from django.db import transaction

    said, posted = form.cleaned_data, request.POST
    outcomes, versions = {}, {}
    for name, value in posted.items():
        key = name.removeprefix("result-")
        if name == key or value == LATER or not (key.isascii() and key.isdigit() and len(key) < 16):
            continue
        outcomes[int(key)] = Outcome(value == "approved", posted.get(f"why-{key}", "")[:500])
        version = posted.get(f"version-{key}", "")
        versions[int(key)] = (
            int(version) if version.isascii() and version.isdigit() and len(version) < 9 else None
        )
    with transaction.atomic():
        return hold_meeting(
            held_on=said["held_on"],
            place=said["place"],
            topic=said["topic"],
            grounds=said["grounds"],
            deciders=form.chosen("deciders"),
            observers=form.chosen("observers"),
            outcomes=outcomes,
            versions={pk: version for pk, version in versions.items() if version is not None},
            declared=said["declared"],
            all_or_none=said["all_or_none"],
            by=request.member,
        )


def _row(proposal: Proposal, request: MemberRequest, asked: bool) -> dict[str, Any]:
    """A certificate of the form as it was sent, or on the agenda where it was named."""
    default = "approved" if asked else LATER
    return {
        "proposal": proposal,
        "result": request.POST.get(f"result-{proposal.pk}", default),
        "why": request.POST.get(f"why-{proposal.pk}", ""),
    }
