"""An upload from its files to the dataset (上传向导)."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST
from django_htmx.http import HttpResponseClientRedirect
from filelock import FileLock

from zicha.casework.deliveries import kept_reading, selectors, services
from zicha.casework.deliveries.models import Delivery
from zicha.casework.places import upload_folder
from zicha.casework.refused import Refused
from zicha.reports.lists import write_rejected
from zicha.reports.mending import write_mending
from zicha.web.access import MemberRequest, may
from zicha.web.data import pages
from zicha.web.data.forms import UploadForm
from zicha.web.data.pages import BadCells
from zicha.web.leads.deciding import is_htmx

PER_PAGE = 100
PATIENCE = 120
"""Seconds to wait for the same file being made for somebody else."""


@may("data.deliver")
@require_POST
def upload(request: MemberRequest) -> HttpResponse:
    form = UploadForm(request.POST, request.FILES, kept=selectors.kept_profiles())
    if not form.is_valid():
        raise Refused(_("选择的映射方案不在了，请重新选择。"))
    received = services.receive_delivery(
        files=form.cleaned_data["files"], profiles=form.given_profiles, by=request.member
    )
    if is_htmx(request):
        return HttpResponseClientRedirect(reverse("delivery", args=[received.pk]))
    return redirect("delivery", received.pk)


@may("data.view")
@require_GET
def deliveries(request: MemberRequest) -> HttpResponse:
    page = Paginator(selectors.latest_deliveries(), PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "data/deliveries.html", {"page": page})


@may("data.view")
@require_GET
def delivery(request: MemberRequest, delivery_id: int) -> HttpResponse:
    found = get_object_or_404(
        Delivery.objects.select_related("received_by__account", "settled_by__account"), pk=delivery_id
    )
    return render(request, "data/delivery.html", pages.delivery(found))


@may("data.view")
@require_GET
def progress(request: MemberRequest, delivery_id: int) -> HttpResponse:
    """What is under way, asked for every other second; the page is loaded again when it is over."""
    found = get_object_or_404(Delivery, pk=delivery_id)
    answer = render(request, "data/parts/delivery_progress.html", {"delivery": found})
    if not found.under_way:
        answer["HX-Refresh"] = "true"
    return answer


@may("data.view")
@require_GET
def bad_cells(request: MemberRequest, delivery_id: int) -> HttpResponse:
    found = get_object_or_404(Delivery, pk=delivery_id)
    cells = BadCells(_folder(found), found.bad_cells)
    page = Paginator(cells, PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "data/bad_cells.html", {"delivery": found, "page": page})


@may("data.view")
@require_GET
def rejected(request: MemberRequest, delivery_id: int) -> HttpResponse:
    found = get_object_or_404(Delivery, pk=delivery_id)
    return _made_once(
        found, "rejected.csv", lambda target: write_rejected(kept_reading.bad_cells(_folder(found)), target)
    )


@may("data.view")
@require_GET
def mending(request: MemberRequest, delivery_id: int) -> HttpResponse:
    """The refused rows under their own headings, with what is wrong and how to mend it."""
    found = get_object_or_404(Delivery, pk=delivery_id)
    files = [_folder(found) / file.place for file in found.files.all() if not file.is_profile]
    profiles = [_folder(found) / file.place for file in found.files.all() if file.is_profile]
    return _made_once(
        found,
        "mending.xlsx",
        lambda target: write_mending(
            files, kept_reading.bad_cells(_folder(found)), target, profiles=profiles
        ),
    )


@may("data.deliver")
@require_POST
def commit(request: MemberRequest, delivery_id: int) -> HttpResponse:
    get_object_or_404(Delivery, pk=delivery_id)
    services.commit_delivery(delivery_id=delivery_id, by=request.member)
    return redirect("delivery", delivery_id)


@may("data.deliver")
@require_POST
def compare(request: MemberRequest, delivery_id: int) -> HttpResponse:
    get_object_or_404(Delivery, pk=delivery_id)
    services.compare_again(delivery_id=delivery_id, by=request.member)
    return redirect("delivery", delivery_id)


@may("data.deliver")
@require_POST
def withdraw(request: MemberRequest, delivery_id: int) -> HttpResponse:
    get_object_or_404(Delivery, pk=delivery_id)
    services.withdraw_delivery(delivery_id=delivery_id, by=request.member)
    messages.success(request, _("已放弃这次上传，数据集没有改动。"))
    return redirect("data")


def _folder(found: Delivery) -> Path:
    return upload_folder(found.body_id, found.pk)


def _made_once(found: Delivery, name: str, write: Callable[[Path], None]) -> FileResponse:
    """A file made of what was read, kept beside it under the hash of the reading."""
    if not found.bad_cells:
        raise Http404
    target = _folder(found) / "made" / f"{found.kept_sha256[:16]}-{name}"
    target.parent.mkdir(mode=0o700, exist_ok=True)
    with FileLock(target.with_suffix(".lock"), timeout=PATIENCE):
        if not target.is_file():
            fresh = target.with_name(f"new-{target.name}")
            write(fresh)
            fresh.replace(target)
    title = {"rejected.csv": _("错误单元格"), "mending.xlsx": _("退回更正表")}[name]
    return FileResponse(
        target.open("rb"), as_attachment=True, filename=f"{title}-{found.number}{target.suffix}"
    )
