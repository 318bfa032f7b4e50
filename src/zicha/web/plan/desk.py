"""What the desk tells of the plan (工作台：自查方案): how far it is, and what a member has to do, overdue first."""

from __future__ import annotations

from datetime import timedelta

from django.db.models import Count, Q, QuerySet
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
        return Step(name, gettext("尚未启动"), url, hint=hint)
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
    return Step(name, note, url, done=True)


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
    tasks, questions = work_of(member)
    rows = sorted([*tasks[:SHOWN], *questions[:SHOWN]], key=lambda one: one.due_on)
    today = timezone.localdate()
    late, soon = Q(due_on__lt=today), Q(due_on__range=(today, today + timedelta(days=SOON)))
    content = {"rows": rows[:SHOWN]}
    if rows:
        counts = [_counted(found, late, soon) for found in (tasks, questions)]
        content |= {name: sum(one[name] for one in counts) for name in ("all", "late", "soon")}
        content["tasks_url"] = f"{address_of('plan-tasks', campaign.pk)}?assignee=me"
        content["questions_url"] = f"{address_of('plan-questions', campaign.pk)}?assignee=me"
    return Card(gettext("我的任务和问询项"), "plan/desk_work.html", content, count=content.get("all"))


def _counted(rows: QuerySet, late: Q, soon: Q) -> dict[str, int]:
    return rows.order_by().aggregate(
        all=Count("pk"), late=Count("pk", filter=late), soon=Count("pk", filter=soon)
    )


def _progress(campaign: Campaign) -> Progress:
    """Asked once a page."""
    if not hasattr(campaign, "_desk_plan"):
        campaign._desk_plan = progress_of(campaign)
    return campaign._desk_plan
