"""What follows a decision: telling the client, the bureau, the public, the authority (通知、通报、公布、上报)."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from zicha.casework.certificates import selectors
from zicha.casework.certificates.clocks import notice_clock
from zicha.casework.certificates.models import Notice, Proposal, Step
from zicha.casework.certificates.notices import place_of, record_notices, record_receipt
from zicha.casework.refused import Refused
from zicha.reference.regions import province_of
from zicha.web.access import MemberRequest, may
from zicha.web.certificates.forms import NoticeForm, ReceiptForm

MOST_ON_A_PAGE = 500
HINTS = {
    Step.CLIENT: "每张证书各有一份通知书。先下载通知书，盖章发出后在这里登记日期和方式。",
    Step.BUREAU: "同一个市的证书合并成一份通报函。获证组织通知之后才能通报。",
    Step.PUBLICATION: "通报属地监管部门之后公布。公告文本可以下载，公布后登记日期和位置。",
    Step.REPORT: "在认证信息上报系统报送之后登记日期。",
}


@may("certificate.publish")
@require_http_methods(["GET", "POST"])
def follow(request: MemberRequest, kind: str) -> HttpResponse:
    """The decisions that wait for this step, and the form that records it for the chosen ones."""
    step = _step(kind)
    place = request.POST.get("place", "")
    form = NoticeForm(request.POST or None, kind=step, auto_id=f"id_{place}_%s")
    if request.method == "POST" and form.is_valid():
        ids = [
            int(one)
            for one in request.POST.getlist("proposal")
            if one.isascii() and one.isdigit() and len(one) < 16
        ]
        try:
            made = _record(step, ids, form, request)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            told = {"n": f"{len(made):,}", "step": _(step.label)}
            messages.success(request, _("已登记 %(n)s 张证书：%(step)s。") % told)
            return redirect("certificates-follow", kind)
    content = {
        "step": step,
        "hint": _(HINTS[step]),
        "kinds": [(one, selectors.waiting_for(one).count()) for one in Notice.KINDS],
        **_groups(step, form, place),
    }
    return render(request, "certificates/follow.html", content, status=422 if form.is_bound else 200)


@may("certificate.publish")
@require_POST
def receipt(request: MemberRequest, notice_id: int) -> HttpResponse:
    notice = get_object_or_404(Notice, pk=notice_id)
    form = ReceiptForm(request.POST)
    if form.is_valid():
        record_receipt(notice_id=notice_id, by=request.member, **form.cleaned_data)
        messages.success(request, _("已登记回执。"))
    else:
        messages.error(request, _("没有登记回执：请写明回执内容和日期。"))
    return redirect("certificate-proposal", notice.proposal_id)


def _step(kind: str) -> Step:
    for step in Notice.KINDS:
        if step.value == kind:
            return step
    raise Http404


def _record(step: Step, ids: list[int], form: NoticeForm, request: MemberRequest) -> list[Notice]:
    from django.db import transaction

    with transaction.atomic():
        return record_notices(kind=step, proposal_ids=ids, by=request.member, **form.cleaned_data)


def _groups(step: Step, sent: NoticeForm, place: str) -> dict[str, Any]:
    """The decisions that wait, those of one city together where a bureau is told; each group with its form."""
    waiting = list(selectors.waiting_for(step)[:MOST_ON_A_PAGE])
    by_place: dict[str, list[Proposal]] = {}
    for one in waiting:
        by_place.setdefault(place_of(one.region_code) if step == Step.BUREAU else "", []).append(one)
    groups = []
    for key, rows in sorted(by_place.items()):
        form = sent if sent.is_bound and key == place else _fresh(step, key)
        groups.append(
            {
                "place": key,
                "name": _place_name(key) if step == Step.BUREAU else "",
                "form": form,
                "rows": [(one, notice_clock(step, one.decided_on).due_on) for one in rows if one.decided_on],
            }
        )
    # Where nothing of the group waits any more, its form is gone and the answer stands above.
    lost = sent if sent.is_bound and place not in by_place else None
    return {"groups": groups, "total": len(waiting), "cut": len(waiting) == MOST_ON_A_PAGE, "lost": lost}


def _fresh(step: Step, place: str) -> NoticeForm:
    """A form of a group; fields of several groups on a page must not share an id."""
    known = {"to": selectors.last_bureau(place)} if step == Step.BUREAU and place else {}
    return NoticeForm(kind=step, initial=known, auto_id=f"id_{place}_%s")


def _place_name(place: str) -> str:
    if not place:
        return _("数据中没有行政区划代码")
    province = province_of(place) or ""
    return _("%(province)s（行政区划代码 %(code)s 开头）") % {"province": province, "code": place}
