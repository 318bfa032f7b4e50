"""What the pages of the plan show (方案页面内容)."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django import forms
from django.core.paginator import Page, Paginator
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone

from zicha.casework.campaigns import proposing, selectors
from zicha.casework.campaigns.models import AT_WORK, Answer, Campaign, TaskState
from zicha.casework.evidence.selectors import number_of_evidence
from zicha.casework.tenancy.models import Member
from zicha.reference.notices import NOTICES
from zicha.reference.notices.notice import Notice
from zicha.web.access import MemberRequest
from zicha.web.plan.filters import DUE, MYSELF, NOBODY, Tab, counted, filter_from, narrowed, under_tab
from zicha.web.plan.forms import GiveForm, place_choices
from zicha.web.trace.entries import latest_of

A_PAGE = 50
_ANSWERED = (Answer.CONFORMS, Answer.FAILS, Answer.NOT_APPLICABLE)
URGENT = 8


def plan(request: MemberRequest, campaign: Campaign) -> dict[str, Any]:
    """The overview: who, until when, how far, what presses most."""
    tasks = selectors.tasks_of(campaign).filter(state__in=AT_WORK)
    questions = selectors.questions_of(campaign).filter(answer="")
    urgent = [
        *tasks.order_by("due_on", "position")[:URGENT],
        *questions.order_by("due_on", "position")[:URGENT],
    ]
    team = selectors.team_of(campaign)
    shown = head(campaign)
    # The list of all holds those given up too, which the total leaves out.
    everything = [] if shown["progress"].dropped else ["all"]
    return {
        **shown,
        "leader": campaign.leader,
        "urgent": sorted(urgent, key=lambda one: one.due_on)[:URGENT],
        "team": team,
        "troubled": [one for one in team if one.holds and (one.on_team is None or not one.member.is_active)],
        "lines": selectors.by_clause(campaign),
        "task_urls": _lists("plan-tasks", campaign, "done", "doing", "todo", *everything),
        "question_urls": _lists("plan-questions", campaign, *map(str, _ANSWERED), "open", "all"),
        "bare": selectors.without_evidence(campaign.questions.all()).count(),
        "entries": latest_of(campaign, 6),
    }


def _lists(route: str, campaign: Campaign, *states: str) -> list[str]:
    """The list under each tab, behind the figures of the bar."""
    return [f"{reverse(route, args=[campaign.pk])}?state={state}" for state in states]


def with_leader() -> QuerySet[Campaign]:
    return Campaign.objects.select_related("leader__account")


def head(campaign: Campaign, tab: str = "plan") -> dict[str, Any]:
    """What every page of one campaign shows at its top."""
    return {
        "campaign": campaign,
        "notice": campaign.notice,
        "progress": selectors.progress_of(campaign),
        "tab": tab,
    }


def work(
    request: MemberRequest, campaign: Campaign, rows: QuerySet, tabs: tuple[Tab, ...], tab: str
) -> dict[str, Any]:
    """A list of tasks or of questions, filtered, with the form to give several at once."""
    wanted = filter_from(request.GET.dict(), tabs)
    inside = narrowed(rows, wanted, campaign=campaign, by=request.member)
    page = paged(request, under_tab(inside, wanted, tabs))
    for row in page:
        row.campaign = campaign  # known already; the passage asks for it
    members = selectors.members_who_work()
    give = GiveForm()
    give.offer(members)
    holders = Member.objects.filter(pk__in=rows.order_by().values("assignee")).select_related("account")
    return {
        **head(campaign, tab),
        "wanted": wanted,
        "page": page,
        "tabs": counted(inside, tabs),
        "assignees": [(MYSELF, "我"), (NOBODY, "未分派"), *((str(one.pk), one.name) for one in holders)],
        "places": place_choices(campaign.notice)[1:],
        "dues": DUE.items(),
        "give": give,
        "evidence": number_of_evidence(page),
        "TaskState": TaskState,
    }


def paged(request: MemberRequest, rows: QuerySet) -> Page:
    return Paginator(rows, A_PAGE).get_page(request.GET.get("page"))


def proposed(notice: Notice, by: Member) -> dict[str, object]:
    """What the form to open a campaign starts with."""
    today = timezone.localdate()
    return {
        "title": f"{today.year} 年{notice.report_title.removesuffix('报告').removesuffix('整改')}工作",
        "lead_department": by.department,
        "leader": by.pk,
        "team": [by.pk],
        "starts_on": today,
        "due_on": proposing.due_day_for(notice, today),
        "as_of": _last_day_of_the_month_before(today),
        "goals": notice.goals,
    }


def opening(notice: Notice, form: forms.Form) -> dict[str, Any]:
    """The form, and beside it what the notice would make."""
    asked = proposing.questions_of(notice)
    groups = [
        (
            passage,
            [task for task in notice.tasks if task.place == passage.place],
            [question for question in asked if question.place == passage.place],
        )
        for passage in notice.passages()
    ]
    return {
        "notice": notice,
        "notices": NOTICES.values(),
        "form": form,
        "groups": [group for group in groups if group[1] or group[2]],
        "questions": len(asked),
        "departments": departments(),
        "running": Campaign.objects.filter(state="open").first(),
    }


def as_entered(campaign: Campaign) -> dict[str, object]:
    names = ("title", "lead_department", "goals", "as_of", "starts_on", "due_on", "version")
    return {name: getattr(campaign, name) for name in names} | {"leader": campaign.leader_id}


def departments() -> list[str]:
    """The departments members are in, to choose from while typing."""
    rows = Member.objects.filter(~Q(department=""), is_active=True).order_by("department")
    return list(rows.values_list("department", flat=True).distinct()[:100])


def _last_day_of_the_month_before(day: date) -> date:
    return day.replace(day=1) - timedelta(days=1)
