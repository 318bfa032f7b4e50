"""Template tags of the plan (方案页面标签)."""

from __future__ import annotations

from datetime import date

from django import template
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from zicha.casework.campaigns.days import DaysLeft, days_left, is_day_off
from zicha.casework.campaigns.models import Answer, Task, TaskState
from zicha.casework.campaigns.selectors import SOON
from zicha.web.templatetags.zicha import day

register = template.Library()

ANSWER_TONES = {Answer.CONFORMS: "ok", Answer.FAILS: "bad", Answer.NOT_APPLICABLE: "muted"}
TASK_TONES = {
    TaskState.TODO: "todo",
    TaskState.DOING: "doing",
    TaskState.DONE: "ok",
    TaskState.DROPPED: "muted",
}


@register.simple_tag
def deadline(on: date, done: bool = False) -> SafeString:
    """A day of the plan: 2026年9月30日, 还剩 12 天（8 个工作日）; overdue and close ones stand out."""
    if done:
        return format_html('<span class="nowrap">{}</span>', day(on))
    left = days_left(on, timezone.localdate())
    tone = "bad" if left.is_over else "warn" if left.days <= SOON else "muted"
    off = format_html(' <span class="hint">{}</span>', gettext("非工作日")) if is_day_off(on) else ""
    return format_html(
        '<span class="nowrap">{}</span> <span class="state tone-{}">{}</span>{}',
        day(on),
        tone,
        told(left),
        off,
    )


def told(left: DaysLeft) -> str:
    """How far a day is, in words."""
    if left.days == 0:
        return gettext("今天到期")
    said = {"days": abs(left.days), "working": abs(left.working or 0)}
    if left.working is None:
        return (gettext("已逾期 %(days)s 天") if left.is_over else gettext("还剩 %(days)s 天")) % said
    if left.is_over:
        return gettext("已逾期 %(days)s 天（%(working)s 个工作日）") % said
    return gettext("还剩 %(days)s 天（%(working)s 个工作日）") % said


@register.filter
def days_told(left: DaysLeft) -> str:
    return told(left)


@register.filter
def answer_tone(answer: str) -> str:
    return ANSWER_TONES.get(Answer(answer), "todo") if answer else "todo"


@register.filter
def task_tone(state: str) -> str:
    return TASK_TONES.get(TaskState(state), "muted")


@register.filter
def is_task(row: object) -> bool:
    return isinstance(row, Task)


@register.filter
def at(numbers: dict[int, int], key: int) -> int:
    """The number of a row."""
    return numbers.get(key, 0)
