"""A figure of the report: how it was computed, the rows behind it, and its correction (数字)."""

from __future__ import annotations

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from zicha.casework.campaigns.models import Campaign
from zicha.casework.leads.selectors import current_campaign
from zicha.casework.refused import Refused
from zicha.casework.reporting import services
from zicha.casework.reporting.models import Correction
from zicha.casework.tenancy.models import Member
from zicha.reports.body_facts import label
from zicha.reports.document import shown_cell
from zicha.reports.fact import Fact
from zicha.reports.from_campaign.document import campaign_document, rows_of
from zicha.reports.from_campaign.material import Material, material_of
from zicha.reports.from_campaign.records_behind import narrowed_by, records_behind
from zicha.web.access import MemberRequest, may
from zicha.web.report.cells import cell_address
from zicha.web.report.editing import campaign_or_404
from zicha.web.report.forms import CorrectionForm
from zicha.web.report.showing import url_of

PER_PAGE = 50


@may("report.view")
@require_GET
def all_figures(request: MemberRequest) -> HttpResponse:
    """Every figure with how it was computed, its rows and its correction."""
    campaign = current_campaign()
    if campaign is None:
        return render(request, "report/no_campaign.html")
    material = _material(campaign, request.member)
    lines = [
        {"fact": fact, "url": url_of(rows), "correction": material.corrections.get(fact.key)}
        for fact, rows in material.figures
    ]
    return render(request, "report/figures.html", {"campaign": campaign, "lines": lines})


@may("report.view")
@require_GET
def figure(request: MemberRequest, key: str) -> HttpResponse:
    campaign = campaign_or_404()
    return render(request, "report/figure.html", _page(request, campaign, key))


@may("report.edit")
@require_POST
def correct(request: MemberRequest, key: str) -> HttpResponse:
    campaign = campaign_or_404()
    fact = _material(campaign, request.member).figures.facts.get(key)
    if fact is None:
        raise Http404
    form = CorrectionForm(request.POST)
    if form.is_valid():
        try:
            with transaction.atomic():
                services.correct_figure(
                    campaign_id=campaign.pk,
                    figure=key,
                    label=fact.label,
                    computed=fact.shown,
                    by=request.member,
                    **form.cleaned_data,
                )
            messages.success(request, _("已更正“%(label)s”，报告中标明为人工更正。") % {"label": fact.label})
            return redirect("report-figure", key)
        except Refused as refused:
            form.add_error(None, str(refused))
    return render(request, "report/figure.html", _page(request, campaign, key, form), status=422)


@may("report.edit")
@require_POST
def withdraw(request: MemberRequest, correction_id: int) -> HttpResponse:
    correction = get_object_or_404(Correction, pk=correction_id)
    services.withdraw_correction(correction_id=correction.pk, by=request.member)
    messages.success(request, _("已撤回更正，报告恢复程序计算的数字。"))
    return redirect("report-figure", correction.figure)


def _page(
    request: MemberRequest, campaign: Campaign, key: str, form: CorrectionForm | None = None
) -> dict[str, object]:
    material = _material(campaign, request.member)
    fact, correction = material.figures.facts.get(key), material.corrections.get(key)
    if fact is None and correction is None:
        raise Http404
    number = request.GET.get("page", "1")
    page = int(number) if number.isascii() and number.isdigit() and len(number) < 8 and int(number) else 1
    narrowed = narrowed_by(key, request.GET.dict())
    records = records_behind(key, material, first=(page - 1) * PER_PAGE, most=PER_PAGE, narrowed=narrowed)
    rows = rows_of(key, material)
    return {
        "campaign": campaign,
        "key": key,
        "fact": fact,
        "label": fact.label if fact else correction.label if correction else key,
        "lines": _table(key, fact, material) if fact else [],
        "narrowed": [
            label("certificate_status" if name == "status" else name, code) for name, code in narrowed.items()
        ],
        "correction": correction,
        "rows_url": "" if rows.route == "report-figure" else url_of(rows),
        "parts": _parts(key, material),
        "records": records,
        "page": page,
        "pages": -(-records.total // PER_PAGE) if records else 0,
        "form": form
        or CorrectionForm(
            initial={"shown": correction.shown, "reason": correction.reason} if correction else None
        ),
        "may_edit": request.member.may("report.edit") and campaign.is_open and fact is not None,
        "history": Correction.objects.filter(campaign=campaign, figure=key).select_related(
            "by__account", "withdrawn_by__account"
        ),
    }


def _table(key: str, fact: Fact, material: Material) -> list[list[tuple[str, str]]]:
    """The figure in detail: each cell with the page behind it."""
    return [
        [
            (shown_cell(cell)[0], cell_address(key, str(line[0]), name, cell, material) if at else "")
            for at, (name, cell) in enumerate(zip(fact.head, line, strict=True))
        ]
        for line in fact.lines
    ]


def _parts(key: str, material: Material) -> list[dict[str, object]]:
    """The figures one over several checks is the sum of, each with its own rows."""
    if not key.startswith("found_"):
        return []
    point = material.notice.sub_point(key.removeprefix("found_"))
    keys = [f"leads_confirmed_{line.code}" for line in material.lines_of(point)]
    return [
        {"fact": material.figures.facts[one], "url": url_of(rows_of(one, material))}
        for one in keys
        if one in material.figures.facts and material.figures.facts[one].value
    ]


def _material(campaign: Campaign, member: Member) -> Material:
    """With every figure the report tells."""
    campaign.body = member.body  # read with the member already
    material = material_of(campaign, day=timezone.localdate())
    campaign_document(material)
    return material
