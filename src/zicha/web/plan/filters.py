"""Which tasks or questions a list shows (任务、问询项的筛选); stands in the address, so that a list can be sent."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Count, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from zicha.casework.campaigns.models import AT_WORK, Answer, Campaign, Question, Task, TaskState
from zicha.casework.campaigns.selectors import SOON, by_urgency, places_within, without_evidence
from zicha.casework.tenancy.models import Member

MYSELF, NOBODY = "me", "none"
NONE = "none"
OUTSIDE = "outside"
DUE = {
    "overdue": _("已逾期"),
    "soon": _("7 天内到期"),
    "later": _("7 天以后"),
    OUTSIDE: _("不在自查期间内"),
}


@dataclass(frozen=True, slots=True)
class Tab:
    """A state people look at together (标签页)."""

    key: str
    label: str
    holds: Q


TASK_TABS = (
    Tab("open", _("待办"), Q(state__in=AT_WORK)),
    Tab("todo", _("未开始"), Q(state=TaskState.TODO)),
    Tab("doing", _("进行中"), Q(state=TaskState.DOING)),
    Tab("done", _("已完成"), Q(state=TaskState.DONE)),
    Tab("dropped", _("不再进行"), Q(state=TaskState.DROPPED)),
    Tab("all", _("全部"), Q()),
)
QUESTION_TABS = (
    Tab("open", _("未答复"), Q(answer="")),
    Tab(str(Answer.FAILS), _("不符合"), Q(answer=Answer.FAILS)),
    Tab(str(Answer.CONFORMS), _("符合"), Q(answer=Answer.CONFORMS)),
    Tab(str(Answer.NOT_APPLICABLE), _("不适用"), Q(answer=Answer.NOT_APPLICABLE)),
    Tab("all", _("全部"), Q()),
)


@dataclass(frozen=True, slots=True)
class WorkFilter:
    """What was asked for, what cannot be read left out (筛选条件); `bare` asks for answers without evidence."""

    tab: str
    assignee: str
    place: str
    due: str
    bare: bool

    @property
    def is_narrowed(self) -> bool:
        return bool(self.assignee or self.place or self.due or self.bare)


def filter_from(asked: Mapping[str, str], tabs: tuple[Tab, ...]) -> WorkFilter:
    tab, assignee, due = asked.get("state", ""), asked.get("assignee", ""), asked.get("due", "")
    known = assignee in (MYSELF, NOBODY) or (assignee.isascii() and assignee.isdigit() and len(assignee) < 16)
    return WorkFilter(
        tab if tab in {one.key for one in tabs} else "open",
        assignee if known else "",
        asked.get("place", "").replace("\x00", "")[:40],
        due if due in DUE else "",
        asked.get("evidence") == NONE,
    )


def narrowed(rows: QuerySet, wanted: WorkFilter, *, campaign: Campaign, by: Member) -> QuerySet:
    """The rows under every condition but the tab's."""
    if wanted.assignee:
        holder = {MYSELF: by.pk, NOBODY: None}.get(wanted.assignee, wanted.assignee)
        rows = rows.filter(assignee=holder)
    if wanted.place:
        rows = rows.filter(place__in=places_within(campaign, wanted.place))
    if wanted.due:
        today, is_open = timezone.localdate(), _is_open(rows)
        last = today + timedelta(days=SOON)
        day = {
            "overdue": Q(due_on__lt=today),
            "soon": Q(due_on__range=(today, last)),
            "later": Q(due_on__gt=last),
            OUTSIDE: Q(due_on__gt=campaign.due_on) | Q(due_on__lt=campaign.starts_on),
        }
        rows = rows.filter(day[wanted.due] & is_open)
    if wanted.bare and rows.model is Question:
        rows = without_evidence(rows)
    return rows


def under_tab(rows: QuerySet, wanted: WorkFilter, tabs: tuple[Tab, ...]) -> QuerySet:
    """The rows of the tab, what is overdue first."""
    holds = next(tab.holds for tab in tabs if tab.key == wanted.tab)
    return by_urgency(rows.filter(holds))


def counted(rows: QuerySet, tabs: tuple[Tab, ...]) -> list[tuple[Tab, int]]:
    """Every tab with how many rows it holds: one statement."""
    sums = rows.order_by().aggregate(**{f"n_{tab.key}": Count("pk", filter=tab.holds) for tab in tabs})
    return [(tab, sums[f"n_{tab.key}"]) for tab in tabs]


def _is_open(rows: QuerySet) -> Q:
    return Q(state__in=AT_WORK) if rows.model is Task else Q(answer="")
