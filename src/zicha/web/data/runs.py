"""A screening: started, watched, cancelled; its coverage and its files (筛查)."""

from __future__ import annotations

import shutil
from pathlib import Path

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

import zicha
from zicha.casework.deliveries import selectors
from zicha.casework.deliveries.made_files import files_made, opened
from zicha.casework.deliveries.models import Run, RunState
from zicha.casework.deliveries.outcomes import outcome_of_run
from zicha.casework.deliveries.runs import cancel_run, start_run
from zicha.casework.leads.selectors import current_campaign, last_run
from zicha.casework.refused import Refused
from zicha.contract.errors import ZichaError
from zicha.reports.outputs import OUTPUT_FILES, write_outputs
from zicha.web.access import MemberRequest, may
from zicha.web.data import pages, parameters

PER_PAGE = 50


@may("data.view")
@require_GET
def runs(request: MemberRequest) -> HttpResponse:
    campaign = current_campaign()
    rows = selectors.runs_of(campaign) if campaign else Run.objects.none()
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "data/runs.html", {"page": page, "campaign": campaign})


@may("run.start")
@require_http_methods(["GET", "POST"])
def start(request: MemberRequest) -> HttpResponse:
    """What the screening is over and what it judges by; then it is queued."""
    campaign = current_campaign()
    if campaign is None:
        return render(request, "data/no_campaign.html")
    typed, because = parameters.typed_before(last_run(campaign))
    refused = ""
    if request.method == "POST":
        typed, because = parameters.typed_in(request.POST), request.POST.get("because", "").strip()
        try:
            overrides = parameters.overrides_from(typed, because)
            return redirect(
                "run", start_run(campaign_id=campaign.pk, by=request.member, overrides=overrides).pk
            )
        except Refused as error:
            refused = str(error)
    head, problem = pages.head_of(campaign.body_id)
    shown = {
        "campaign": campaign,
        "head": head,
        "problem": problem,
        "busy": selectors.run_under_way(),
        "areas": parameters.parameters_by_area(campaign.notice, typed),
        "changed": len(typed),
        "because": because,
        "refused": refused,
    }
    return render(request, "data/start.html", shown, status=422 if refused else 200)


@may("data.view")
@require_GET
def run(request: MemberRequest, run_id: int) -> HttpResponse:
    found = _found(run_id)
    shown = pages.coverage(found) if found.state == RunState.FINISHED else {}
    changed = parameters.changed_by(found)
    return render(request, "data/run.html", {"run": found, "overrides": changed, **shown})


@may("data.view")
@require_GET
def progress(request: MemberRequest, run_id: int) -> HttpResponse:
    """How far it is, asked for every other second; the page is loaded again when it is over."""
    found = _found(run_id)
    answer = render(request, "data/parts/run_progress.html", {"run": found})
    if not found.under_way:
        answer["HX-Refresh"] = "true"
    return answer


@may("run.start")
@require_POST
def cancel(request: MemberRequest, run_id: int) -> HttpResponse:
    _found(run_id)
    cancelled = cancel_run(run_id=run_id, by=request.member)
    if cancelled.under_way:
        messages.info(request, _("已要求取消；正在做的一项检查做完即停止。"))
    return redirect("run", run_id)


@may("data.view")
@require_GET
def output(request: MemberRequest, run_id: int, name: str) -> HttpResponse:
    """A file the command line writes too, made when it is first asked for."""
    found = _found(run_id)
    if name not in OUTPUT_FILES:
        raise Http404
    made = files_made(
        run=found, release=zicha.__version__, make=lambda folder: _write(found, folder), by=request.member
    )
    file = opened(made, name)
    if file is None:
        raise Http404
    return FileResponse(file, as_attachment=True, filename=f"{found.number}-{name}")


def _write(found: Run, folder: Path) -> None:
    """What lies there already was left by a making that was never finished, or by a release that kept no hashes."""
    fresh = folder.with_name(f"new-{folder.name}")
    folder.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    shutil.rmtree(fresh, ignore_errors=True)
    shutil.rmtree(folder, ignore_errors=True)
    try:
        write_outputs(outcome_of_run(found), fresh, notice=found.campaign.notice, extra={})
    except ZichaError as error:
        raise Refused(str(error)) from error
    fresh.replace(folder)


def _found(run_id: int) -> Run:
    rows = Run.objects.select_related("campaign", "started_by__account")
    return get_object_or_404(rows, pk=run_id)
