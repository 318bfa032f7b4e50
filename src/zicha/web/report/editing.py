"""Writing in the report (撰写): places, and the grounds for 未发现问题."""

from __future__ import annotations

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from zicha.casework.campaigns.models import Campaign
from zicha.casework.leads.selectors import current_campaign
from zicha.casework.refused import Refused, Stale
from zicha.casework.reporting import services
from zicha.casework.reporting.models import NoFinding, SectionText
from zicha.casework.tenancy.models import Member
from zicha.reference.notices.notice import SubPoint
from zicha.reports.editing import places
from zicha.reports.from_campaign.completeness import found_on, ground_problem, leads_waiting, point_problem
from zicha.reports.from_campaign.document import campaign_document, more_of, recipient_place
from zicha.reports.from_campaign.lead_parts import coverage_of
from zicha.reports.from_campaign.lead_sums import STATES
from zicha.reports.from_campaign.material import Material, material_of
from zicha.web.access import MemberRequest, may
from zicha.web.report.forms import GroundForm, TextForm
from zicha.web.report.showing import address_of_place, bureau_of, url_of


@may("report.edit")
@require_http_methods(["GET", "POST"])
def write(request: MemberRequest) -> HttpResponse:
    """The form of one place; what was typed is never lost to somebody who wrote at the same time."""
    campaign = campaign_or_404()
    place = (request.POST if request.method == "POST" else request.GET).get("place", "")
    what = _known_places(campaign).get(place)
    if what is None:
        raise Http404
    written = SectionText.objects.filter(campaign=campaign, place=place).select_related("by__account").first()
    shown = {
        "place": place,
        "version": written.version if written else 0,
        "text": written.text if written else _suggested(place, request.member),
    }
    form = TextForm(request.POST) if request.method == "POST" else TextForm(initial=shown)
    status, theirs = 200, None
    if request.method == "POST":
        if form.is_valid():
            try:
                with transaction.atomic():
                    services.write_section(campaign_id=campaign.pk, by=request.member, **form.cleaned_data)
                return _back(request, address_of_place(place, campaign.notice))
            except Stale as stale:
                form = TextForm(initial=form.cleaned_data | {"version": shown["version"]})
                status, theirs = 409, (str(stale), written)
        else:
            status = 422
    page = {
        "form": form,
        "what": what,
        "theirs": theirs,
        "back": address_of_place(place, campaign.notice),
        "written": written,
    }
    template = "report/parts/write_form.html" if request.htmx else "report/write.html"
    return render(request, template, page, status=status)


@may("report.view")
@require_GET
def point(request: MemberRequest, code: str) -> HttpResponse:
    """One point of the notice: its coverage, its leads, and the ground for 未发现问题."""
    campaign = campaign_or_404()
    return render(request, "report/point.html", _point_page(request, campaign, _point(campaign, code)))


@may("report.edit")
@require_POST
def state(request: MemberRequest, code: str) -> HttpResponse:
    campaign = campaign_or_404()
    wanted = _point(campaign, code)
    form = GroundForm(request.POST)
    if form.is_valid():
        material = material_of(campaign, day=timezone.localdate())
        if problem := ground_problem(form.cleaned_data["ground"], wanted, material):
            form.add_error("ground", problem)
        else:
            try:
                with transaction.atomic():
                    services.state_no_finding(
                        campaign_id=campaign.pk, point=code, by=request.member, **form.cleaned_data
                    )
                messages.success(request, _("已写明 %(code)s 未发现问题的依据。") % {"code": code})
                return redirect(address_of_place(f"point:{code}", campaign.notice))
            except Refused as refused:
                form.add_error(None, str(refused))
    return render(request, "report/point.html", _point_page(request, campaign, wanted, form), status=422)


@may("report.edit")
@require_POST
def withdraw_ground(request: MemberRequest, no_finding_id: int) -> HttpResponse:
    stated = get_object_or_404(NoFinding, pk=no_finding_id)
    services.withdraw_no_finding(no_finding_id=stated.pk, by=request.member)
    messages.success(request, _("已撤回 %(code)s 未发现问题的依据。") % {"code": stated.point})
    return redirect("report-point", stated.point)


def _point_page(
    request: MemberRequest, campaign: Campaign, wanted: SubPoint, form: GroundForm | None = None
) -> dict[str, object]:
    material = material_of(campaign, day=timezone.localdate())
    stated = material.no_findings.get(wanted.code)
    initial = (
        {"version": stated.version, "ground": stated.ground, "text": stated.text}
        if stated
        else {"version": 0}
    )
    codes = [one.code for one in campaign.notice.sub_points()]
    at = codes.index(wanted.code)
    return {
        "point": wanted,
        "area": campaign.notice.area_of(wanted.code),
        "coverage": coverage_of(wanted, material),
        "lines": _lines(wanted, material),
        "confirmed": material.confirmed_on(wanted),
        "found": found_on(wanted, material),
        "queues": [
            {"code": code, "state": STATES[state], "number": number, "url": url_of(rows)}
            for state, code, number, rows in leads_waiting(wanted, material)
        ],
        "problem": point_problem(wanted, material),
        "stated": stated,
        "form": form or GroundForm(initial=initial),
        "may_edit": request.member.may("report.edit") and campaign.is_open,
        "next": codes[at + 1] if at + 1 < len(codes) else "",
    }


def _lines(wanted: SubPoint, material: Material) -> list[dict[str, object]]:
    return [
        {
            "line": line,
            "confirmed": material.leads.of(states=["confirmed"], code=line.code),
            "dismissed": material.leads.of(states=["dismissed"], code=line.code),
            "open": material.leads.of(states=["open"], code=line.code),
            "snoozed": material.leads.of(states=["snoozed"], code=line.code),
        }
        for line in material.lines_of(wanted)
    ]


def _known_places(campaign: Campaign) -> dict[str, str]:
    """The places of the report as it stands, with what belongs there; nothing else may be written."""
    document = campaign_document(material_of(campaign, day=timezone.localdate()))
    known = {one.key: one.what for one in places(document) if not one.key.startswith("point:")}
    more = {more_of(str(one.number)): _("补充说明") for one in campaign.notice.report_sections}
    return more | known


def campaign_or_404() -> Campaign:
    """The campaign people work on."""
    campaign = current_campaign()
    if campaign is None:
        raise Http404
    return campaign


def _suggested(place: str, member: Member) -> str:
    """What probably belongs there, to be confirmed by saving it: the bureau of the province of registration."""
    if not place.startswith(recipient_place("")):
        return ""
    return bureau_of(member)


def _point(campaign: Campaign, code: str) -> SubPoint:
    try:
        return campaign.notice.sub_point(code)
    except KeyError:
        raise Http404 from None


def _back(request: MemberRequest, url: str) -> HttpResponse:
    if not request.htmx:
        return redirect(url)
    answer = HttpResponse(status=204)
    # The whole page: numbers of tables, outline and gate may all have moved.
    answer["HX-Refresh"] = "true"
    return answer
