"""Evidence of any row (证据): the same part on every page that shows some."""

from __future__ import annotations

from typing import BinaryIO, cast

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from zicha.casework.evidence.models import Evidence
from zicha.casework.evidence.selectors import may_add_files, may_see_files, row_of, row_with_evidence
from zicha.casework.evidence.services import add_evidence, withdraw_evidence
from zicha.casework.refused import Refused
from zicha.casework.tenancy.models import Member
from zicha.casework.tenancy.scoped import BodyModel
from zicha.web.access import MemberRequest, may
from zicha.web.evidence.serving import file_response
from zicha.web.templatetags.evidence import shown_of


@may("evidence.add")
@require_POST
def add(request: MemberRequest, kind: str, row_id: int) -> HttpResponse:
    """Add the files of a form, each for itself: one that is refused does not keep out the others."""
    on = _to_change(request, row_with_evidence(kind, row_id))
    files = request.FILES.getlist("files")
    if not files:
        raise Refused(_("没有收到文件；请选择文件后再上传。"))
    refusals = _add_each(
        on, [cast(BinaryIO, file) for file in files], request.POST.get("note", ""), request.member
    )
    return _answer(request, on, len(files) - len(refusals), refusals)


@may("evidence.view")
@require_GET
def download(request: MemberRequest, evidence_id: int) -> FileResponse:
    return file_response(_seen(request, evidence_id))


@may("evidence.view")
@require_GET
def preview(request: MemberRequest, evidence_id: int) -> FileResponse:
    return file_response(_seen(request, evidence_id), in_place=True)


@may("evidence.add")
@require_POST
def withdraw(request: MemberRequest, evidence_id: int) -> HttpResponse:
    evidence = get_object_or_404(Evidence, pk=evidence_id)
    on = _to_change(request, row_of(evidence))
    withdraw_evidence(
        evidence_id=evidence.pk, on=on, reason=request.POST.get("reason", ""), by=request.member
    )
    return _answer(request, on, 0, [])


def _seen(request: MemberRequest, evidence_id: int) -> Evidence:
    """The file, for who may see what it belongs to."""
    evidence = get_object_or_404(Evidence, pk=evidence_id)
    on = row_of(evidence)
    if on is None:
        raise Http404
    if not may_see_files(request.member, on):
        raise PermissionDenied
    return evidence


def _to_change(request: MemberRequest, on: BodyModel | None) -> BodyModel:
    """The row, for who may add to its files."""
    if on is None:
        raise Http404
    if not may_add_files(request.member, on):
        raise PermissionDenied
    return on


def _add_each(on: BodyModel, files: list[BinaryIO], note: str, by: Member) -> list[str]:
    refusals = []
    for file in files:
        try:
            with transaction.atomic():
                add_evidence(on=on, file=file, note=note, by=by)
        except Refused as refused:
            refusals.append(str(refused))
    return refusals


def _answer(request: MemberRequest, on: BodyModel, added: int, refusals: list[str]) -> HttpResponse:
    """The part anew for htmx, else the page the form stood on."""
    if getattr(request, "htmx", False):
        shown = shown_of(on, request.member, back=request.POST.get("back", "/"), refusals=refusals)
        part = render(request, "evidence/_of.html", shown)
        # What else on the page hangs on the files asks for itself anew.
        part["HX-Trigger"] = "evidence:changed"
        return part
    if added:
        messages.success(request, _("已上传 %(number)s 份证据。") % {"number": added})
    for refusal in refusals:
        messages.error(request, refusal)
    back = request.POST.get("back", "/")
    safe = url_has_allowed_host_and_scheme(back, {request.get_host()}, request.is_secure())
    return redirect(back if safe else "/")
