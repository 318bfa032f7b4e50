"""The first page of the section (数据与筛查): the dataset as it stands, uploads, screenings."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from zicha.casework.deliveries import selectors
from zicha.casework.leads.selectors import current_campaign
from zicha.casework.places import dataset_of
from zicha.contract.errors import ZichaError
from zicha.contract.tables import TABLES
from zicha.web.access import MemberRequest, may
from zicha.web.data import pages
from zicha.web.data.forms import UploadForm

PER_PAGE = 50


@may("data.view")
@require_GET
def data(request: MemberRequest) -> HttpResponse:
    campaign = current_campaign()
    head, problem = pages.head_of(request.member.body_id)
    shown = {
        "campaign": campaign,
        "head": head,
        "head_at": datetime.fromisoformat(head.created_at) if head else None,
        "problem": problem,
        "tables": [(TABLES[name], table.rows) for name, table in head.tables.items()] if head else [],
        "deliveries": selectors.latest_deliveries()[: selectors.SHOWN],
        "runs": selectors.runs_of(campaign)[: selectors.SHOWN] if campaign else [],
        "busy": selectors.run_under_way(),
        "waiting": selectors.waiting_deliveries(),
        "form": UploadForm(kept=(kept := selectors.kept_profiles())),
        "kept_profiles": kept,
        "most_bytes": settings.UPLOAD_LIMIT,
    }
    return render(request, "data/data.html", shown)


@may("data.view")
@require_GET
def versions(request: MemberRequest) -> HttpResponse:
    """Every version of the dataset, the newest first (数据集版本)."""
    store = dataset_of(request.member.body_id)
    problem, found = "", []
    try:
        found = list(store.lineage())
    except ZichaError as error:
        problem = str(error)
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    made_by = selectors.deliveries_of_versions([version.id for version in page.object_list])
    lines = [
        (version, datetime.fromisoformat(version.created_at), made_by.get(version.id))
        for version in page.object_list
    ]
    return render(request, "data/versions.html", {"page": page, "lines": lines, "problem": problem})
