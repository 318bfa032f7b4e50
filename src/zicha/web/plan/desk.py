"""What the desk tells of the plan (工作台：自查方案): how far it is, and what a member has to do, overdue first."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.db.models import Count, Q, QuerySet, Window
from django.utils import timezone
from django.utils.translation import gettext

from zicha.casework.campaigns.models import Campaign
from zicha.casework.campaigns.selectors import SOON, Progress, progress_of, work_of
from zicha.casework.tenancy.models import Member
from zicha.web.home.desk import Card, Figure, Step, address_of, card, figure, step
from zicha.web.templatetags.zicha import count

SHOWN = 8


@step(order=10, permission="campaign.view")
def plan(member: Member, campaign: Campaign | None) -> Step:
    name, url = gettext("自查方案"), address_of("plan")
    if campaign is None:
        hint = gettext("先按监管通知启动一次自查，确定牵头部门、人员和日期。")
        return Step(name, gettext("尚未启动"), url, hint=hint, mine=member.may("campaign.manage"))
    progress = _progress(campaign)
    said = {
        "tasks": count(progress.tasks.open),
        "questions": count(progress.questions.open),
        "nobody": progress.tasks.unassigned + progress.questions.unassigned,
    }
    if said["nobody"] and member.may("campaign.manage"):
        note = gettext("%(nobody)s 项未分派") % said
        return Step(name, note, url, hint=gettext("把任务和问询项分派到人，定下期限。"))
    note = gettext("任务待办 %(tasks)s 项，问询项未答 %(questions)s 个") % said
    # Work that is with somebody goes on beside the other stretches: no hint, so that the way leads on.
    return Step(name, note, url, done=not (progress.tasks.open or progress.questions.open))


@figure(order=15, permission="campaign.manage")
def overdue(member: Member, campaign: Campaign | None) -> Figure | None:
    """Tasks and questions of the whole plan that are late."""
    if campaign is None:
        return None
    late = _progress(campaign).overdue
    return Figure(late, gettext("任务和问询项已逾期"), address_of("plan"), tone="bad" if late else "")


@card(order=5, permission="campaign.view")
def my_work(member: Member, campaign: Campaign | None) -> Card | None:
    """Tasks and questions of mine, by their day; those of the next seven days are told apart."""
    if campaign is None:
        return None
    found = [_nearest(rows) for rows in work_of(member)]
    rows = sorted((row for few in found for row in few), key=lambda one: one.due_on)
    content: dict[str, Any] = {"rows": rows[:SHOWN]}
    if rows:
        firsts = [few[0] for few in found if few]
        content |= {
            name: sum(getattr(one, f"n_{name}") for one in firsts) for name in ("all", "late", "soon")
        }
        content["tasks_url"] = f"{address_of('plan-tasks', campaign.pk)}?assignee=me"
        content["questions_url"] = f"{address_of('plan-questions', campaign.pk)}?assignee=me"
    return Card(gettext("我的任务和问询项"), "plan/desk_work.html", content, count=content.get("all"))


def _nearest(rows: QuerySet) -> list[Any]:
    """The first of them, each with how many there are of all: one statement."""
    today = timezone.localdate()
    late, soon = Q(due_on__lt=today), Q(due_on__range=(today, today + timedelta(days=SOON)))
    counted = rows.annotate(
        n_all=Window(Count("pk")),
        n_late=Window(Count("pk", filter=late)),
        n_soon=Window(Count("pk", filter=soon)),
    )
    return list(counted[:SHOWN])


def _progress(campaign: Campaign) -> Progress:
    """Asked once a page."""
    if not hasattr(campaign, "_desk_plan"):
        campaign._desk_plan = progress_of(campaign)
    return campaign._desk_plan
