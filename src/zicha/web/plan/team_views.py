"""Who works on the campaign (自查工作人员)."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from zicha.casework.campaigns import selectors, teaming
from zicha.casework.campaigns.models import Campaign, TeamMember
from zicha.web.access import MemberRequest, may
from zicha.web.plan.forms import DutyForm, JoinForm, LeaveForm
from zicha.web.plan.trying import status_of, tried


@may("campaign.manage")
@require_http_methods(["GET", "POST"])
def join(request: MemberRequest, campaign_id: int) -> HttpResponse:
    campaign = get_object_or_404(Campaign, pk=campaign_id)
    form = JoinForm(request.POST or None)
    on_it = set(TeamMember.objects.filter(campaign=campaign).values_list("member_id", flat=True))
    form.fields["member"].offer(one for one in selectors.members_who_work() if one.pk not in on_it)
    joined = tried(
        form, lambda: teaming.join_team(campaign_id=campaign.pk, by=request.member, **form.cleaned_data)
    )
    if joined is not None:
        messages.success(request, _("已增加工作人员%(name)s。") % {"name": joined.member})
        return redirect("plan-of", campaign.pk)
    shown = {"campaign": campaign, "form": form, "title": _("增加工作人员"), "act": _("增加")}
    return render(request, "plan/small_form.html", shown, status=status_of(form))


@may("campaign.manage")
@require_http_methods(["GET", "POST"])
def duty(request: MemberRequest, team_member_id: int) -> HttpResponse:
    one = _one(team_member_id)
    form = DutyForm(request.POST or None, initial={"duty": one.duty})
    if tried(
        form, lambda: teaming.change_duty(team_member_id=one.pk, by=request.member, **form.cleaned_data)
    ):
        messages.success(request, _("分工已保存。"))
        return redirect("plan-of", one.campaign_id)
    shown = {
        "campaign": one.campaign,
        "form": form,
        "title": _("%(name)s的分工") % {"name": one.member},
        "act": _("保存"),
    }
    return render(request, "plan/small_form.html", shown, status=status_of(form))


@may("campaign.manage")
@require_http_methods(["GET", "POST"])
def leave(request: MemberRequest, team_member_id: int) -> HttpResponse:
    """Take somebody off the team; what they hold goes to a successor."""
    one = _one(team_member_id)
    form = LeaveForm(request.POST or None)
    form.fields["successor"].offer(
        member for member in selectors.members_who_work() if member.pk != one.member_id
    )
    handed = tried(
        form, lambda: teaming.leave_team(team_member_id=one.pk, by=request.member, **form.cleaned_data)
    )
    if handed is not None:
        said = _("%(name)s已移出；移交任务 %(tasks)s 项、问询项 %(questions)s 个。")
        messages.success(request, said % {"name": one.member, "tasks": handed[0], "questions": handed[1]})
        return redirect("plan-of", one.campaign_id)
    holding = next(held for held in selectors.team_of(one.campaign) if held.member.pk == one.member_id)
    shown = {"campaign": one.campaign, "one": one, "holding": holding, "form": form}
    return render(request, "plan/leave.html", shown, status=status_of(form))


def _one(team_member_id: int) -> TeamMember:
    rows = TeamMember.objects.select_related("campaign", "member__account")
    return get_object_or_404(rows, pk=team_member_id)
