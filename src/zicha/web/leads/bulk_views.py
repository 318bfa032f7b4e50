"""Bulk actions (批量处理): what, over which leads, what it would do, doing it, what became of each."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from zicha.casework.leads import bulk, selectors, tasks
from zicha.casework.leads.filters import filter_from
from zicha.casework.leads.models import BulkAction
from zicha.web.access import MemberRequest, may
from zicha.web.leads.forms import FORMS

RESULTS_SHOWN = 100


@may("lead.triage")
@require_http_methods(["GET", "POST"])
def assign(request: MemberRequest) -> HttpResponse:
    return _bulk(request, "assign")


@may("lead.triage")
@require_http_methods(["GET", "POST"])
def dismiss(request: MemberRequest) -> HttpResponse:
    return _bulk(request, "dismiss")


@may("lead.triage")
@require_http_methods(["GET", "POST"])
def snooze(request: MemberRequest) -> HttpResponse:
    return _bulk(request, "snooze")


@may("lead.triage")
@require_http_methods(["GET", "POST"])
def confirm(request: MemberRequest) -> HttpResponse:
    return _bulk(request, "confirm")


@may("lead.triage")
@require_GET
def action(request: MemberRequest, action_id: int) -> HttpResponse:
    """How far it got, and what became of each lead: the skipped ones first."""
    return render(request, "leads/bulk_action.html", _progress(request, action_id))


@may("lead.triage")
@require_GET
def progress(request: MemberRequest, action_id: int) -> HttpResponse:
    return render(request, "leads/parts/bulk_progress.html", _progress(request, action_id))


@may("lead.triage")
@require_POST
def undo(request: MemberRequest, action_id: int) -> HttpResponse:
    get_object_or_404(BulkAction, pk=action_id)
    back, moved_on = bulk.take_back_bulk(action_id=action_id, by=request.member)
    said = _("已撤销 %(back)s 条。") % {"back": f"{back:,}"}
    if moved_on:
        said += _("另有 %(number)s 条此后又有变化，没有撤销。") % {"number": f"{moved_on:,}"}
    messages.success(request, said)
    return redirect("leads-bulk", action_id)


def _bulk(request: MemberRequest, kind: str) -> HttpResponse:
    """The form, then its preview, then the action: each step carries the selection with it."""
    said = request.POST if request.method == "POST" else request.GET
    campaign = selectors.current_campaign()
    if campaign is None:
        return redirect("leads")
    wanted = filter_from(QueryDict(said.get("query", "")).dict())
    found = selectors.leads_matching(wanted, campaign=campaign, by=request.member)
    ticked = [int(pk) for pk in said.getlist("lead") if pk.isascii() and pk.isdigit() and len(pk) < 16]
    selection = bulk.selected(found, None if "all" in said else ticked)
    form = FORMS[kind](request.POST if request.method == "POST" else None)
    shown = {
        "kind": kind, "title": bulk.KINDS[kind], "form": form, "selection": selection, "query": wanted.query,
        "all": "all" in said, "ticked": ticked, "amount": len(selection), "campaign": campaign, "remark": found.remark,
    }  # fmt: skip
    if not form.is_valid():
        return render(request, "leads/bulk.html", shown, status=422 if form.is_bound else 200)
    if "apply" not in request.POST:
        decision = bulk.decision_of(kind, form.choices, campaign=campaign)
        shown["preview"] = bulk.preview(selection, decision, by=request.member)
        return render(request, "leads/bulk.html", shown)
    started = bulk.start(
        selection=selection,
        kind=kind,
        choices=form.choices,
        campaign=campaign,
        by=request.member,
        expected=request.POST.get("expected", ""),
        typed=request.POST.get("typed", ""),
    )
    if bulk.in_background(started):
        tasks.leave_to_worker(started)
    else:
        bulk.do_all(action_id=started.pk)
    return redirect("leads-bulk", started.pk)


def _progress(request: MemberRequest, action_id: int) -> dict[str, object]:
    shown = get_object_or_404(BulkAction.objects.select_related("by__account", "campaign"), pk=action_id)
    after = request.GET.get("after", "")
    results = shown.results.select_related("lead").order_by("changed", "pk")
    if request.GET.get("only") == "skipped":
        results = results.filter(changed=False)
    first = int(after) if after.isascii() and after.isdigit() and len(after) < 8 else 0
    rows = list(results[first : first + RESULTS_SHOWN + 1])
    return {
        "action": shown,
        "title": bulk.KINDS.get(shown.kind, shown.kind),
        "results": rows[:RESULTS_SHOWN],
        "next": first + RESULTS_SHOWN if len(rows) > RESULTS_SHOWN else None,
        "mine": shown.by_id == request.member.pk,
        "only": request.GET.get("only", ""),
    }
