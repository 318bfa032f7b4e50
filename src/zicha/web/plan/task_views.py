"""Tasks of the plan (自查任务)."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from zicha.casework.campaigns import selectors, tasking
from zicha.casework.campaigns.models import Campaign, Task
from zicha.web.access import MemberRequest, may
from zicha.web.plan import pages
from zicha.web.plan.filters import TASK_TABS
from zicha.web.plan.forms import GiveForm, ReportForm, TaskForm
from zicha.web.plan.giving import back_to, chosen
from zicha.web.plan.trying import status_of, tried
from zicha.web.trace.entries import latest_of


@may("campaign.view")
@require_GET
def tasks(request: MemberRequest, campaign_id: int) -> HttpResponse:
    campaign = get_object_or_404(Campaign, pk=campaign_id)
    shown = pages.work(request, campaign, selectors.tasks_of(campaign), TASK_TABS, "tasks")
    return render(request, "plan/tasks.html", shown)


@may("campaign.view")
@require_http_methods(["GET", "POST"])
def task(request: MemberRequest, task_id: int) -> HttpResponse:
    """The task; whoever holds it says how far it is."""
    found = _found(task_id)
    manages = request.member.may("campaign.manage")
    seen = {"state": found.state, "note": found.note, "version": found.version}
    form = ReportForm(request.POST or None, initial=seen, manages=manages)
    if tried(form, lambda: tasking.report_on_task(task_id=found.pk, by=request.member, **form.cleaned_data)):
        messages.success(request, _("进展已保存。"))
        return redirect("task", found.pk)
    shown = {
        "task": _found(task_id),
        "form": form,
        "may_report": found.campaign.is_open and (manages or found.assignee_id == request.member.pk),
        "entries": latest_of(found),
    }
    return render(request, "plan/task.html", shown, status=status_of(form))


@may("campaign.manage")
@require_http_methods(["GET", "POST"])
def add(request: MemberRequest, campaign_id: int) -> HttpResponse:
    campaign = get_object_or_404(Campaign, pk=campaign_id)
    form = TaskForm(request.POST or None, initial={"place": request.GET.get("place", "")})
    form.offer(campaign, selectors.members_who_work())
    del form.fields["reason"], form.fields["version"]
    made = tried(
        form, lambda: tasking.add_task(campaign_id=campaign.pk, by=request.member, **form.cleaned_data)
    )
    if made is not None:
        messages.success(request, _("任务已增加。"))
        return redirect("task", made.pk)
    shown = {
        "campaign": campaign,
        "form": form,
        "title": _("增加任务"),
        "act": _("增加"),
        "back": "plan-tasks",
    }
    return render(request, "plan/small_form.html", shown, status=status_of(form))


@may("campaign.manage")
@require_http_methods(["GET", "POST"])
def change(request: MemberRequest, task_id: int) -> HttpResponse:
    found = _found(task_id)
    names = ("title", "description", "place", "due_on", "version")
    seen = {name: getattr(found, name) for name in names} | {"assignee": found.assignee_id}
    form = TaskForm(request.POST or None, initial=seen)
    form.offer(found.campaign, selectors.members_who_work(), found.assignee)
    if tried(form, lambda: tasking.change_task(task_id=found.pk, by=request.member, **form.cleaned_data)):
        messages.success(request, _("任务已保存。"))
        return redirect("task", found.pk)
    shown = {
        "campaign": found.campaign,
        "form": form,
        "title": _("修改任务"),
        "act": _("保存"),
        "task": found,
    }
    return render(request, "plan/small_form.html", shown, status=status_of(form))


@may("campaign.manage")
@require_POST
def give(request: MemberRequest, campaign_id: int) -> HttpResponse:
    """Several tasks to one member, or another day for them."""
    campaign = get_object_or_404(Campaign, pk=campaign_id)
    form = GiveForm(request.POST)
    form.offer(selectors.members_who_work())
    ticked = chosen(request, "task")
    given = tried(
        form,
        lambda: tasking.give_tasks(
            campaign_id=campaign.pk, task_ids=ticked, by=request.member, **form.cleaned_data
        ),
    )
    return back_to(request, "plan-tasks", campaign, form, given, len(ticked))


def _found(task_id: int) -> Task:
    rows = Task.objects.select_related("campaign", "assignee__account", "finished_by__account")
    return get_object_or_404(rows, pk=task_id)
