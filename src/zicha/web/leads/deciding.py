"""From a form to a decision, and where to go then (处理线索): the row of the queue anew, or the next lead."""

from __future__ import annotations

import json

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse, QueryDict
from django.middleware.csrf import get_token
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from zicha.casework.leads import selectors, services
from zicha.casework.leads.filters import LeadFilter, filter_from
from zicha.casework.leads.models import Lead
from zicha.casework.refused import Refused
from zicha.casework.tenancy.models import Member
from zicha.web.access import MemberRequest
from zicha.web.leads.forms import FORMS, AssignForm, DecisionForm

QUEUE = "queue"
UNDOABLE = {"assign", "dismiss", "snooze"}
DONE = {
    "assign": "已指派线索 %(lead)s。",
    "confirm": "线索 %(lead)s 已确认属实。",
    "dismiss": "已排除线索 %(lead)s。",
    "snooze": "已挂起线索 %(lead)s。",
    "merge": "已归并线索 %(lead)s。",
    "reopen": "已重新打开线索 %(lead)s。",
    "note": "已写下备注。",
}


def is_htmx(request: HttpRequest) -> bool:
    return bool(getattr(request, "htmx", False))


def form_for(lead: Lead, kind: str, request: MemberRequest) -> DecisionForm:
    """The form, filled as the lead stands."""
    if request.method == "POST":
        return FORMS[kind](request.POST)
    shown: dict[str, object] = {"version": lead.version}
    if kind == "assign":
        shown |= {"assignee": lead.assignee_id or request.member.pk, "due_on": lead.due_on}
    return FORMS[kind](initial=shown)


def came_from(request: HttpRequest) -> dict[str, str]:
    """Which queue the lead was opened from, and whether its page or its row asks."""
    said = request.POST if request.method == "POST" else request.GET
    query = said.get("query", "") if request.method == "POST" else filter_from(request.GET.dict()).query
    return {"query": query, "origin": said.get("origin", "")}


def tried(lead: Lead, kind: str, form: DecisionForm, *, by: Member) -> Refused | None:
    """Decide; a refusal is written into the form, so that nothing typed is lost."""
    try:
        with transaction.atomic():
            decide(lead, kind, form, by=by)
    except Refused as refused:
        form.add_error(None, str(refused))
        return refused
    return None


def decide(lead: Lead, kind: str, form: DecisionForm, *, by: Member) -> None:
    """Call the service of that kind."""
    said, seen = form.cleaned_data, form.cleaned_data["version"]
    match kind:
        case "assign":
            assert isinstance(form, AssignForm)
            services.assign_lead(
                lead_id=lead.pk, assignee=form.chosen, due_on=said["due_on"], by=by, version=seen
            )
        case "confirm":
            services.confirm_lead(lead_id=lead.pk, text=said["text"], by=by, version=seen)
        case "dismiss":
            services.dismiss_lead(
                lead_id=lead.pk, reason=said["reason"], text=said["text"], by=by, version=seen
            )
        case "snooze":
            services.snooze_lead(lead_id=lead.pk, until=said["until"], text=said["text"], by=by, version=seen)
        case "merge":
            services.merge_leads(
                lead_ids=[lead.pk], into_id=said["into"], text=said["text"], by=by, version=seen
            )
        case "reopen":
            services.reopen_lead(lead_id=lead.pk, text=said["text"], by=by, version=seen)
        case "note":
            services.note_on_lead(lead_id=lead.pk, text=said["text"], by=by)


def answer(request: MemberRequest, lead_id: int, kind: str) -> HttpResponse:
    """The row as it stands now, for the queue; else the next lead, or the same one where that is what is wanted."""
    came = came_from(request)
    told = done(request, lead_id, kind)
    rows = Lead.objects.select_related("campaign", "assignee__account", "decided_by__account")
    lead = rows.get(pk=lead_id)
    if came["origin"] == QUEUE and is_htmx(request):
        return _row(request, lead, came["query"], told)
    messages.success(request, told)
    wanted = filter_from(QueryDict(came["query"]).dict())
    stays = kind in ("note", "assign", "reopen", "confirm")
    to = _address(lead, wanted) if stays else place_of_next(lead, wanted, request.member)
    if not is_htmx(request):
        return redirect(to)
    moved = HttpResponse(status=204)
    # The page's inside alone is exchanged; nothing is loaded twice.
    moved["HX-Location"] = json.dumps(
        {"path": to, "target": "#content", "select": "#content", "swap": "outerHTML show:window:top"}
    )
    moved["HX-Trigger"] = json.dumps({"zicha:close": True})
    return moved


def place_of_next(lead: Lead, wanted: LeadFilter, member: Member) -> str:
    """The address of the lead behind this one; the queue when it was the last."""
    found = selectors.leads_matching(wanted, campaign=lead.campaign, by=member)
    behind = selectors.next_after(lead, found)
    if behind is None:
        return f"{reverse('leads')}?{wanted.query}"
    return _address(behind, wanted)


def done(request: HttpRequest, lead_id: int, kind: str) -> SafeString:
    """What was done, with the button that takes it back where that is possible."""
    words = _(DONE[kind]) % {"lead": lead_id}
    if kind not in UNDOABLE:
        return format_html("{}", words)
    return format_html(
        '{} <form class="d-inline" method="post" action="{}"><input type="hidden" name="csrfmiddlewaretoken" value="{}">'
        '<button class="btn btn-sm" data-shortcut="u" data-shortcut-says="{}">{}</button></form>',
        words,
        reverse("lead-undo", args=[lead_id]),
        get_token(request),
        _("撤销上一步"),
        pgettext("还原", "撤销"),
    )


def _row(request: MemberRequest, lead: Lead, query: str, told: SafeString) -> HttpResponse:
    shown = {"lead": lead, "query": query, "told": told, "titles": selectors.check_titles([lead.code])}
    answered = render(request, "leads/parts/decided_row.html", shown)
    answered["HX-Retarget"] = f"#lead-{lead.pk}"
    answered["HX-Reswap"] = "outerHTML"
    # Not before the swap: closing takes the form away, and htmx looks for the row from where the form stands.
    answered["HX-Trigger-After-Swap"] = json.dumps({"zicha:close": True})
    answered["HX-Trigger-After-Settle"] = json.dumps({"leads:decided": {"lead": lead.pk}})
    return answered


def _address(lead: Lead, wanted: LeadFilter) -> str:
    return f"{reverse('lead', args=[lead.pk])}{'?' + wanted.query if wanted.query else ''}"
