"""Frozen versions (报告版本): freezing with progress, files with hashes, differences."""

from __future__ import annotations

import json
from typing import Any

from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from zicha.casework.leads.selectors import current_campaign
from zicha.casework.places import report_folder
from zicha.casework.refused import Refused
from zicha.casework.reporting.models import ReportVersion, VersionState
from zicha.casework.reporting.selectors import versions_of
from zicha.dataset.disk import sha256_of
from zicha.reports.from_campaign import saying
from zicha.reports.from_campaign.annexes import FILE as ANNEXES
from zicha.reports.from_campaign.differences import differences_between
from zicha.reports.from_campaign.document import annex_title
from zicha.reports.from_campaign.freezing import DOCX, FACTS, FILES, PDF, drafted, freeze
from zicha.web.access import MemberRequest, may
from zicha.web.report.about_to_freeze import about_to_freeze
from zicha.web.report.filing import filing_parts
from zicha.web.report.views import TYPES

LABELS = {PDF: "报告（PDF）", DOCX: "报告（Word）", ANNEXES: "附表（Excel）", FACTS: "报告事实（JSON）"}


@may("report.freeze")
@require_http_methods(["GET", "POST"])
def begin(request: MemberRequest) -> HttpResponse:
    """What is frozen as it stands, summed up; and freezing it."""
    campaign = current_campaign()
    if campaign is None:
        raise Http404
    if request.method != "POST":
        return render(request, "report/freeze.html", about_to_freeze(campaign))
    version = freeze(campaign=campaign, by=request.member)
    return redirect("report-version", version.pk)


@may("report.view")
@require_GET
def versions(request: MemberRequest) -> HttpResponse:
    campaign = current_campaign()
    if campaign is None:
        return render(request, "report/no_campaign.html")
    found = versions_of(campaign).prefetch_related("filings", "seals")
    return render(request, "report/versions.html", {"campaign": campaign, "versions": found})


@may("report.view")
@require_GET
def version(request: MemberRequest, version_id: int) -> HttpResponse:
    found = _found(version_id)
    return render(request, "report/version.html", version_page(request, found))


@may("report.view")
@require_GET
def progress(request: MemberRequest, version_id: int) -> HttpResponse:
    """How far freezing is, asked for every other second; the page is loaded again when it is over."""
    found = _found(version_id)
    answer = render(request, "report/parts/freezing.html", {"version": found})
    if found.state != VersionState.FREEZING:
        answer["HX-Refresh"] = "true"
    return answer


@may("report.view")
@require_GET
def download(request: MemberRequest, version_id: int, name: str) -> HttpResponse:
    """A file of the version, looked at before it is handed out: an altered one is not the version any more."""
    found = _found(version_id)
    if name not in FILES or name not in found.files:
        raise Http404
    path = report_folder(found.body_id, found.pk) / name
    if not path.is_file() or sha256_of(path) != found.files[name]["sha256"]:
        raise Refused(
            _(
                "%(file)s 不在或被改动过，与定稿时登记的 SHA-256 不符。请系统管理员运行 zicha verify 查明并从备份恢复。"
            )
            % {"file": name}
        )
    title = found.campaign.notice.report_title
    title = annex_title(title) if name == ANNEXES else title
    shown = f"{title}-第{found.number}版.{name.rpartition('.')[2]}"
    inline = name == PDF and "download" not in request.GET
    return FileResponse(
        path.open("rb"),
        as_attachment=not inline,
        filename=shown,
        content_type=TYPES.get(f"draft{path.suffix}"),
    )


@may("report.view")
@require_GET
def differences(request: MemberRequest, version_id: int) -> HttpResponse:
    """Against the version before, or of the draft against this one."""
    found = _found(version_id)
    if request.GET.get("with") == "draft":
        document, material = drafted(found.campaign, day=timezone.localdate())
        older, newer = facts_of_version(found), saying.said_by(document, material)
        names = (str(found), _("现在的草稿"))
    else:
        if found.before is None or not found.before.is_frozen or not found.is_frozen:
            raise Http404
        older, newer = facts_of_version(found.before), facts_of_version(found)
        names = (str(found.before), str(found))
    page = {"version": found, "names": names, "differences": differences_between(older, newer)}
    return render(request, "report/differences.html", page)


def facts_of_version(found: ReportVersion) -> dict[str, Any]:
    """What the version says. Raises Refused when its file is gone or altered."""
    path = report_folder(found.body_id, found.pk) / FACTS
    if not path.is_file() or sha256_of(path) != found.hashes.get(FACTS):
        raise Refused(_("%(version)s的事实文件不在或被改动过，不能比较。") % {"version": found})
    return json.loads(path.read_bytes())


def version_page(request: MemberRequest, found: ReportVersion) -> dict[str, Any]:
    """Files, seals, filings, and what can be done next."""
    files = [
        {"name": name, "label": _(LABELS[name]), **found.files[name]} for name in FILES if name in found.files
    ]
    return {
        "version": found,
        "campaign": found.campaign,
        "files": files,
        "may_freeze": request.member.may("report.freeze"),
        "compares": found.before is not None and found.before.is_frozen and found.is_frozen,
        **(filing_parts(found, request.member) if found.is_frozen else {}),
    }


def _found(version_id: int) -> ReportVersion:
    rows = ReportVersion.objects.select_related("campaign__leader__account", "asked_by__account", "before")
    return get_object_or_404(rows, pk=version_id)
