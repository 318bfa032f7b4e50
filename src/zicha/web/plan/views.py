"""The campaign and its plan (自查活动、自查方案): overview, opening, changing, closing, the plan as a document."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from zicha.casework.campaigns import selectors, services
from zicha.casework.campaigns.models import Campaign
from zicha.reference.notices import NOTICES
from zicha.web.access import MemberRequest, may
from zicha.web.plan import document, pages
from zicha.web.plan.forms import ChangeForm, OpenForm, ReasonForm
from zicha.web.plan.trying import status_of, tried


@may("campaign.view")
@require_GET
def current(request: MemberRequest) -> HttpResponse:
    """The newest open campaign, else the newest; without any, how to begin."""
    # Open ones before closed ones.
    campaign = pages.with_leader().order_by("-state", "-starts_on", "-pk").first()
    if campaign is None:
        return render(request, "plan/nothing.html", {"notices": NOTICES.values()})
    return render(request, "plan/plan.html", pages.plan(request, campaign))


@may("campaign.view")
@require_GET
def plan(request: MemberRequest, campaign_id: int) -> HttpResponse:
    campaign = get_object_or_404(pages.with_leader(), pk=campaign_id)
    return render(request, "plan/plan.html", pages.plan(request, campaign))


@may("campaign.view")
@require_GET
def campaigns(request: MemberRequest) -> HttpResponse:
    """Every round there was (历次自查)."""
    return render(
        request, "plan/campaigns.html", {"page": pages.paged(request, selectors.campaigns_with_counts())}
    )


@may("campaign.manage")
@require_http_methods(["GET", "POST"])
def open_(request: MemberRequest) -> HttpResponse:
    """Choose the notice, say who and until when; tasks and questions come from the notice."""
    key = request.GET.get("notice") or list(NOTICES)[-1]
    if key not in NOTICES:
        raise Http404
    members = selectors.members_who_work()
    form = OpenForm(request.POST or None, initial=pages.proposed(NOTICES[key], request.member))
    form.offer(members)
    opened = tried(
        form,
        lambda: services.open_campaign(
            notice_key=key,
            by=request.member,
            **{name: said for name, said in form.cleaned_data.items() if name != "version"},
        ),
    )
    if opened is not None:
        messages.success(request, _("自查已启动；任务和问询项已按通知生成，请核对并分派到人。"))
        return redirect("plan-of", opened.pk)
    shown = pages.opening(NOTICES[key], form)
    return render(request, "plan/open.html", shown, status=status_of(form))


@may("campaign.manage")
@require_http_methods(["GET", "POST"])
def change(request: MemberRequest, campaign_id: int) -> HttpResponse:
    campaign = get_object_or_404(pages.with_leader(), pk=campaign_id)
    form = ChangeForm(request.POST or None, initial=pages.as_entered(campaign))
    form.offer(selectors.members_who_work(), campaign.leader)
    changed = tried(
        form,
        lambda: services.change_campaign(campaign_id=campaign.pk, by=request.member, **form.cleaned_data),
    )
    if changed is not None:
        messages.success(request, _("方案已保存。"))
        if beyond := selectors.progress_of(changed).outside:
            messages.warning(
                request, _("有 %(n)s 项任务或问询项的期限不在新的自查期间内，请调整。") % {"n": beyond}
            )
        return redirect("plan-of", campaign.pk)
    shown = {"campaign": campaign, "form": form, "departments": pages.departments()}
    return render(request, "plan/change.html", shown, status=status_of(form))


@may("campaign.manage")
@require_http_methods(["GET", "POST"])
def close(request: MemberRequest, campaign_id: int) -> HttpResponse:
    """End the campaign, or take it up again, with why (结束、重新打开)."""
    campaign = get_object_or_404(Campaign, pk=campaign_id)
    form = ReasonForm(request.POST or None, initial={"version": campaign.version})
    act = services.close_campaign if campaign.is_open else services.reopen_campaign
    done = tried(form, lambda: act(campaign_id=campaign.pk, by=request.member, **form.cleaned_data))
    if done is not None:
        messages.success(request, _("自查已重新打开。") if done.is_open else _("自查已结束，方案只能查看。"))
        return redirect("plan-of", campaign.pk)
    shown = {"campaign": campaign, "form": form, "progress": selectors.progress_of(campaign)}
    return render(request, "plan/close.html", shown, status=status_of(form))


@may("campaign.view")
@require_GET
def as_document(request: MemberRequest, campaign_id: int) -> HttpResponse:
    """The plan as a Word file to print and sign (自查工作方案)."""
    campaign = get_object_or_404(pages.with_leader().select_related("body"), pk=campaign_id)
    return document.answer(campaign)
