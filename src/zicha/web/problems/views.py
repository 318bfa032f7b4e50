"""The list of problems, a problem, and opening one (问题清单、问题、立项)."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib import messages
from django.core.paginator import Paginator
from django.db import transaction
from django.db.models import Exists, OuterRef
from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from zicha.casework.campaigns.models import Campaign
from zicha.casework.leads.filters import filter_from
from zicha.casework.leads.models import Lead
from zicha.casework.leads.selectors import current_campaign, leads_matching
from zicha.casework.problems import services
from zicha.casework.problems.models import LinkKind, Problem, ProblemLead
from zicha.casework.problems.selectors import leads_of, sweeps_of
from zicha.casework.refused import Refused
from zicha.web.access import MemberRequest, may
from zicha.web.problems import pages
from zicha.web.problems.forms import MeasuresForm, NewForm
from zicha.web.problems.sources import source_of


@may("problem.view")
@require_GET
def problems(request: MemberRequest) -> HttpResponse:
    campaign = current_campaign()
    if campaign is None:
        return render(request, "problems/no_campaign.html")
    return render(request, "problems/problems.html", pages.listed(request, campaign))


@may("problem.view")
@require_GET
def problem(request: MemberRequest, problem_id: int) -> HttpResponse:
    return render(request, "problems/problem.html", pages.one(request, held(problem_id)))


@may("problem.view")
@require_GET
def found(request: MemberRequest, problem_id: int) -> HttpResponse:
    """Every lead of a problem, grounds or found by its sweeps, a page at a time."""
    shown = held(problem_id)
    kind = LinkKind.GROUND if request.GET.get("kind") == LinkKind.GROUND else LinkKind.SWEEP
    page = Paginator(leads_of(shown, kind), 100).get_page(request.GET.get("page"))
    return render(request, "problems/found.html", {"problem": shown, "page": page, "kind": kind})


@may("problem.view")
@require_GET
def sweeping(request: MemberRequest, problem_id: int) -> HttpResponse:
    """How far a sweep is, asked for by the page every few seconds."""
    shown = held(problem_id)
    sweeps = sweeps_of(shown)
    answer = render(request, "problems/parts/sweeps.html", {"problem": shown, "sweeps": sweeps})
    if not any(sweep.under_way for sweep in sweeps):
        # Its leads stand elsewhere on the page as well.
        answer["HX-Refresh"] = "true"
    return answer


@may("problem.manage")
@require_http_methods(["GET", "POST"])
def new(request: MemberRequest) -> HttpResponse:
    """Open a problem on leads that were chosen, on a question, or on a description alone."""
    campaign = current_campaign()
    if campaign is None:
        return redirect("problems")
    chosen = _chosen(request, campaign)
    leads = chosen.leads
    source = source_of(request)
    bound = request.method == "POST"
    initial = pages.suggested(leads, campaign)
    if source is not None:
        initial |= pages.suggested_by(source, campaign)
    form = NewForm(request.POST if bound else None, campaign=campaign, initial=initial)
    if form.is_valid():
        try:
            with transaction.atomic():
                opened = services.open_problem(
                    campaign_id=campaign.pk,
                    lead_ids=[lead.pk for lead in leads],
                    source=source,
                    by=request.member,
                    **form.cleaned_data,
                )
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("已立项：问题 %(number)s。") % {"number": opened.number})
            return redirect("problem", opened.pk)
    shown = {
        "form": form,
        "leads": leads,
        "are_more": chosen.are_more,
        "taken": chosen.taken,
        "source": source,
        "campaign": campaign,
    }
    return render(request, "problems/new.html", shown, status=422 if bound else 200)


@may("problem.act")
@require_POST
def measures(request: MemberRequest, problem_id: int) -> HttpResponse:
    shown = held(problem_id)
    form = MeasuresForm(request.POST)
    if form.is_valid():
        try:
            with transaction.atomic():
                services.save_measures(problem_id=problem_id, by=request.member, **form.measures)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("整改内容已保存。"))
            return redirect("problem", problem_id)
    # What was typed stays on the page, whatever was wrong with it.
    return render(request, "problems/problem.html", pages.one(request, shown, measures=form), status=422)


def held(problem_id: int) -> Problem:
    rows = Problem.objects.select_related(
        "campaign", "owner__account", "opened_by__account", "submitted_by__account", "verified_by__account",
        "effect_by__account", "closed_by__account",
    )  # fmt: skip
    return get_object_or_404(rows, pk=problem_id)


@dataclass(frozen=True, slots=True)
class Chosen:
    """The leads a problem is to rest on (选中的线索).

    are_more  whether there are more than one problem takes
    taken     how many were left out because another problem rests on them
    """

    leads: list[Lead]
    are_more: bool
    taken: int


def _chosen(request: MemberRequest, campaign: Campaign) -> Chosen:
    """The leads that were ticked, or all a filter of the queue finds."""
    said = request.POST if request.method == "POST" else request.GET
    if "all" in said:
        wanted = filter_from(QueryDict(said.get("query", "")).dict())
        rows = leads_matching(wanted, campaign=campaign, by=request.member).rows
    else:
        keys = [int(pk) for pk in said.getlist("lead") if pk.isascii() and pk.isdigit() and len(pk) < 16]
        rows = Lead.objects.filter(pk__in=keys)
    taken = 0
    if request.method == "GET":
        # What was sent stays as it was shown: the service says which of it somebody was quicker with.
        grounds = Exists(ProblemLead.objects.filter(lead=OuterRef("pk"), kind=LinkKind.GROUND))
        taken = rows.filter(grounds).order_by()[: services.MOST_LEADS].count()
        rows = rows.filter(~grounds)
    leads = list(rows.order_by("rank", "pk").defer("evidence")[: services.MOST_LEADS + 1])
    return Chosen(leads[: services.MOST_LEADS], len(leads) > services.MOST_LEADS, taken)
