"""The draft of the report (报告草稿): outline with what is missing at the left, the page at the right."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from zicha.casework.leads.selectors import current_campaign
from zicha.casework.reporting.selectors import versions_of
from zicha.reports.from_campaign.annexes import FILE as ANNEXES
from zicha.reports.from_campaign.annexes import annex_file
from zicha.reports.from_campaign.document import annex_title
from zicha.reports.from_campaign.freezing import drafted
from zicha.reports.typeset.rendering import pdf, preview
from zicha.reports.word.rendering import docx
from zicha.web.access import MemberRequest, may
from zicha.web.report.showing import address, draft_page

TYPES = {
    "draft.pdf": "application/pdf",
    "draft.docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ANNEXES: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


@may("report.view")
@require_GET
def report(request: MemberRequest) -> HttpResponse:
    campaign = current_campaign()
    if campaign is None:
        return render(request, "report/no_campaign.html")
    return render(
        request, "report/report.html", draft_page(campaign, request.member, request.GET.get("section", ""))
    )


@may("report.view")
@require_GET
def pages(request: MemberRequest) -> HttpResponse:
    """The draft as the pages it will be, from the same typesetter as the PDF."""
    campaign = current_campaign()
    if campaign is None:
        return render(request, "report/no_campaign.html")
    document, material = drafted(campaign, day=timezone.localdate())
    made = preview(document, link=lambda key: address(key, material))
    return render(request, "report/pages.html", {"campaign": campaign, "pages": made.svgs})


@may("report.view")
@require_GET
def draft(request: MemberRequest, name: str) -> HttpResponse:
    """The draft as a file, marked as one."""
    campaign = current_campaign()
    if campaign is None or name not in TYPES:
        raise Http404
    document, material = drafted(campaign, day=timezone.localdate())
    made = {"draft.pdf": pdf, "draft.docx": docx}
    content = made[name](document) if name in made else annex_file(material, version="草稿")
    number = versions_of(campaign).count() + 1
    title = campaign.notice.report_title
    title = annex_title(title) if name == ANNEXES else title
    answer = HttpResponse(content, content_type=TYPES[name])
    shown = "inline" if name == "draft.pdf" else "attachment"
    answer["Content-Disposition"] = f"{shown}; filename*=UTF-8''{_quoted(title, number, name)}"
    return answer


def _quoted(title: str, number: int, name: str) -> str:
    from urllib.parse import quote

    return quote(f"{title}-草稿-{number}.{name.rpartition('.')[2]}")
