"""The queue of leads and one lead (线索队列、线索)."""

from __future__ import annotations

from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from zicha.casework.leads import selectors, services
from zicha.casework.leads.filters import filter_from
from zicha.casework.leads.models import Lead, SavedView
from zicha.web.access import MemberRequest, may
from zicha.web.leads import deciding, exporting, pages
from zicha.web.leads.deciding import is_htmx
from zicha.web.leads.forms import FORMS, TITLES


@may("lead.view")
@require_GET
def queue(request: MemberRequest) -> HttpResponse:
    campaign = selectors.current_campaign()
    if campaign is None:
        return render(request, "leads/no_campaign.html")
    shown = pages.queue(request, campaign)
    template = "leads/groups.html" if shown["group"] else "leads/queue.html"
    return render(request, template, shown)


@may("lead.view")
@require_GET
def lead(request: MemberRequest, lead_id: int) -> HttpResponse:
    # Who decided it and what it was merged into most leads lack; planning their joins would cost more than asking.
    rows = Lead.objects.select_related("campaign", "assignee__account", "first_run", "last_run")
    return render(request, "leads/lead.html", pages.lead(request, get_object_or_404(rows, pk=lead_id)))


@may("lead.view")
@require_GET
def records(request: MemberRequest, lead_id: int) -> HttpResponse:
    """Evidence and time line, which come from the records and are fetched after the page."""
    found = get_object_or_404(Lead.objects.select_related("campaign", "last_run"), pk=lead_id)
    return render(request, "leads/parts/records.html", pages.records(found))


@may("lead.view")
@require_GET
def following(request: MemberRequest, lead_id: int) -> HttpResponse:
    """On to the lead behind this one in the queue it was opened from."""
    found = get_object_or_404(Lead.objects.select_related("campaign"), pk=lead_id)
    return redirect(deciding.place_of_next(found, filter_from(request.GET.dict()), request.member))


@may("lead.triage")
@require_http_methods(["GET", "POST"])
def decide(request: MemberRequest, lead_id: int, kind: str) -> HttpResponse:
    """The form of a decision, and the decision."""
    if kind not in FORMS:
        raise Http404
    found = get_object_or_404(Lead.objects.select_related("campaign"), pk=lead_id)
    form = deciding.form_for(found, kind, request)
    refused = None
    if form.is_valid() and (refused := deciding.tried(found, kind, form, by=request.member)) is None:
        return deciding.answer(request, found.pk, kind)
    template = "leads/parts/decide_dialog.html" if is_htmx(request) else "leads/decide.html"
    shown = {"lead": found, "form": form, "kind": kind, "title": TITLES[kind], **deciding.came_from(request)}
    return render(request, template, shown, status=(409 if refused else 422) if form.is_bound else 200)


@may("lead.triage")
@require_POST
def undo(request: MemberRequest, lead_id: int) -> HttpResponse:
    get_object_or_404(Lead, pk=lead_id)
    back = services.take_back(lead_id=lead_id, by=request.member)
    messages.success(request, _("已撤销，线索恢复为“%(state)s”。") % {"state": _(back.get_state_display())})
    return redirect("lead", lead_id)


@may("lead.view")
@require_GET
def export(request: MemberRequest) -> HttpResponse | FileResponse:
    """What is filtered, as CSV or XLSX."""
    campaign = selectors.current_campaign()
    if campaign is None:
        return redirect("leads")
    found = selectors.leads_matching(filter_from(request.GET.dict()), campaign=campaign, by=request.member)
    extension = "xlsx" if request.GET.get("format") == "xlsx" else "csv"
    file = exporting.workbook_file(found) if extension == "xlsx" else exporting.csv_file(found)
    name = exporting.file_name(extension, timezone.localtime())
    return FileResponse(file, as_attachment=True, filename=name)


@may("lead.view")
@require_POST
def save(request: MemberRequest) -> HttpResponse:
    query = filter_from(QueryDict(request.POST.get("query", "")).dict()).query
    view = services.save_view(
        name=request.POST.get("name", ""), query=query, shared="shared" in request.POST, by=request.member
    )
    messages.success(request, _("已保存视图“%(name)s”。") % {"name": view.name})
    return redirect(f"{reverse('leads')}?{query}")


@may("lead.view")
@require_POST
def delete(request: MemberRequest, view_id: int) -> HttpResponse:
    get_object_or_404(SavedView, pk=view_id)
    services.delete_view(view_id=view_id, by=request.member)
    messages.success(request, _("已删除视图。"))
    return redirect("leads")
