"""Letters as Word files (下载文书)."""

from __future__ import annotations

from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.http import require_GET

from zicha.casework.certificates.models import Meeting, Notice, Proposal, ProposalState, Step
from zicha.reports.document import Document
from zicha.reports.letters import TITLES, announcement, bureau_letter, client_notice, minutes
from zicha.reports.word.rendering import docx
from zicha.web.access import MemberRequest, may
from zicha.web.certificates.letters import handled, minutes_of

MOST_IN_ONE = 2_000
# A letter takes a tenth of a second to write; more of them at once would keep the browser waiting.
LETTERS_A_FILE = 100


@may("certificate.view")
@require_GET
def client_letter(request: MemberRequest, proposal_id: int) -> FileResponse:
    """The notice to the certified organisation."""
    proposal = get_object_or_404(Proposal, pk=proposal_id, state=ProposalState.APPROVED)
    return _word(_client_notice(request, proposal), f"{TITLES[proposal.action]} {proposal.certificate_no}")


@may("certificate.view")
@require_GET
def letters_file(request: MemberRequest, meeting_id: int) -> FileResponse:
    """The notices of the certificates a meeting decided on, one Word file each, a hundred at a time."""
    meeting = get_object_or_404(Meeting, pk=meeting_id)
    decided = meeting.decided.filter(state=ProposalState.APPROVED).order_by("pk")
    part = Paginator(decided, LETTERS_A_FILE).get_page(request.GET.get("part"))
    made = BytesIO()
    with ZipFile(made, "w", ZIP_DEFLATED) as archive:
        for proposal in part.object_list:
            name = f"{proposal.number:05d} {TITLES[proposal.action]} {proposal.certificate_no}"
            archive.writestr(f"{_plain(name)}.docx", docx(_client_notice(request, proposal)))
    made.seek(0)
    return FileResponse(
        made, as_attachment=True, filename=f"通知书 第{meeting.number}次决定会议 {part.number}.zip"
    )


@may("certificate.view")
@require_GET
def minutes_file(request: MemberRequest, meeting_id: int) -> FileResponse:
    meeting = get_object_or_404(Meeting.objects.select_related("recorded_by__account"), pk=meeting_id)
    return _word(
        minutes(request.member.body.name, minutes_of(meeting)), f"会议纪要 第{meeting.number}次决定会议"
    )


@may("certificate.view")
@require_GET
def joint_letter(request: MemberRequest, kind: str) -> HttpResponse | FileResponse:
    """The letter to a bureau, or the announcement, of the decisions named in the address."""
    if kind not in (Step.BUREAU, Step.PUBLICATION):
        raise Http404
    ids = [
        int(one)
        for one in request.GET.getlist("proposal")
        if one.isascii() and one.isdigit() and len(one) < 16
    ]
    rows = Proposal.objects.filter(pk__in=ids[:MOST_IN_ONE], state=ProposalState.APPROVED).order_by("pk")
    told = [handled(proposal) for proposal in rows]
    if not told:
        raise Http404
    number, to = (request.GET.get(name, "")[:200] for name in ("letter_no", "to"))
    body, day = request.member.body.name, timezone.localdate()
    if kind == Step.BUREAU:
        document = bureau_letter(body, to or "属地市场监督管理局", told, number=number, day=day)
        return _word(document, f"通报函 {to or day}")
    return _word(announcement(body, told, number=number, day=day), f"证书处理公告 {day}")


def _client_notice(request: MemberRequest, proposal: Proposal) -> Document:
    sent = (
        Notice.objects.filter(proposal=proposal, kind=Step.CLIENT.value)
        .values_list("done_on", flat=True)
        .first()
    )
    # A letter that has gone out keeps its day.
    day = sent or max(proposal.decided_on or timezone.localdate(), timezone.localdate())
    return client_notice(request.member.body.name, handled(proposal), day=day)


def _word(document: Document, name: str) -> FileResponse:
    return FileResponse(BytesIO(docx(document)), as_attachment=True, filename=f"{_plain(name)}.docx")


def _plain(name: str) -> str:
    """A name every file system takes; certificate numbers may hold anything."""
    return "".join("-" if one in '\\/:*?"<>|' or not one.isprintable() else one for one in name)[:120]
