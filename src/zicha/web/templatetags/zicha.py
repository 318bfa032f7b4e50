"""Template tags of every page (模板标签): icons, numbers and dates as Chinese offices write them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from functools import cache
from pathlib import Path

from django import template
from django.conf import settings
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, gettext

from zicha.casework.tenancy.permissions import ROLES
from zicha.contract.verdicts import Severity
from zicha.web.saying import said

register = template.Library()


@cache
def _drawing(name: str) -> str:
    path: Path = settings.ASSETS / "icons" / f"{name}.svg"
    text = path.read_text("utf-8")
    return text[text.index("<svg") :]


@register.simple_tag(name="icon")
def _icon(name: str, label: str = "") -> SafeString:
    """An icon drawn in the page; without a label it is decoration and hidden from screen readers."""
    drawing = mark_safe(_drawing(name))
    if label:
        return format_html('<span class="icon-of" role="img" aria-label="{}">{}</span>', label, drawing)
    return format_html('<span class="icon-of" aria-hidden="true">{}</span>', drawing)


@register.filter
def count(number: int | None) -> str:
    """1,204; nothing known is a dash, never 0."""
    return "—" if number is None else f"{number:,}"


@register.filter
def day(value: date | datetime | None) -> str:
    """2026年6月30日."""
    if value is None:
        return "—"
    if isinstance(value, datetime):
        value = timezone.localtime(value)
    if get_language() == "en":
        return f"{value.day} {value:%b} {value.year}"
    return f"{value.year}年{value.month}月{value.day}日"


@register.filter
def moment(value: datetime | None) -> str:
    """2026年6月30日 14:05, Beijing time."""
    if value is None:
        return "—"
    local = timezone.localtime(value)
    return f"{day(local)} {local:%H:%M}"


@register.simple_tag(takes_context=True)
def may(context: template.Context, permission: str) -> bool:
    """Whether the member who looks at the page has the permission."""
    member = context.get("member")
    return member is not None and member.may(permission)


@register.simple_tag(takes_context=True)
def with_query(context: template.Context, **changes: object) -> str:
    """The address of this page with some of its filters changed; None takes one away."""
    query = context["request"].GET.copy()
    query.pop("page", None)
    for name, value in changes.items():
        if value is None or value == "":
            query.pop(name, None)
        else:
            query[name] = str(value)
    return f"?{query.urlencode()}"


@register.simple_tag
def severity(code: str | Severity) -> SafeString:
    """S1 法律风险, with its colour and its shape."""
    grave = code if isinstance(code, Severity) else Severity(code)
    return format_html(
        '<span class="severity severity-{}">{} {}</span>',
        grave.value.lower(),
        grave.value,
        gettext(grave.label),
    )


TONES = ("bad", "flag", "warn", "info", "doing", "ok", "todo", "muted")


@register.simple_tag
def state(label: object, tone: str = "muted") -> SafeString:
    """A state as a badge: bad 有问题, warn 须注意, info, doing 进行中, ok 已完成, todo 未开始, muted 不再处理."""
    if tone not in TONES:
        raise template.TemplateSyntaxError(f"no such tone: {tone}; there are {', '.join(TONES)}")
    return format_html('<span class="state tone-{}">{}</span>', tone, said(label))


@register.inclusion_tag("web/parts/amounts.html")
def amounts(
    *segments: object, total: int | None = None, unit: str = "", urls: Sequence[str] = ()
) -> dict[str, object]:
    """Progress as counts: label, number, tone in turn; the bar is drawn of the total (default: their sum).

    `urls` are the lists behind the numbers, in the same order, the last one behind the total.
    """
    threes = list(zip(segments[0::3], segments[1::3], segments[2::3], strict=True))
    numbers = [int(str(number or 0)) for _, number, _ in threes]
    whole = sum(numbers) if total is None else total
    blank = [""] * len(threes)
    parts = [
        {
            "label": said(label),
            "number": number,
            "tone": tone,
            "share": round(100 * number / whole, 2) if whole else 0,
            "url": url,
        }
        for (label, _, tone), number, url in zip(threes, numbers, [*urls, *blank][: len(threes)], strict=True)
    ]
    last = urls[-1] if len(urls) > len(threes) else ""
    return {"parts": parts, "total": whole, "unit": unit, "of_words": gettext("共"), "url": last}


@register.simple_block_tag(end_name="endempty")
def empty(content: str, title: str, words: str = "", icon: str = "folder") -> SafeString:
    """Nothing here yet: why, and as the block's content the buttons of what to do next."""
    return format_html(
        '<div class="empty"><div class="empty-icon">{}</div><p class="empty-title">{}</p>'
        '<p class="empty-words">{}</p><div class="empty-action">{}</div></div>',
        _icon(icon),
        title,
        words,
        content,
    )


@register.simple_block_tag(end_name="enddialog")
def dialog(content: str, id: str, title: str, wide: bool = False) -> SafeString:
    """A native dialog; `data-opens="#id"` on a button opens it, `data-closes` inside closes it."""
    return format_html(
        '<dialog class="dialog{}" id="{}" aria-labelledby="{}-title"><div class="dialog-head"><h2 id="{}-title">{}</h2>'
        '<button type="button" class="btn-close" data-closes aria-label="{}"></button></div>'
        '<div class="dialog-body">{}</div></dialog>',
        " dialog-wide" if wide else "",
        id,
        id,
        id,
        title,
        gettext("关闭"),
        content,
    )


@register.filter
def days_left(due: date | None) -> int | None:
    """Days until a day, in Beijing; negative when it is over."""
    return None if due is None else (due - timezone.localdate()).days


@register.simple_tag
def due(on: date | None, done: bool = False) -> SafeString:
    """A deadline: 2026年9月30日, and how far it is; overdue and close ones stand out."""
    if on is None:
        return format_html("—")
    left = (on - timezone.localdate()).days
    if done:
        return format_html('<span class="nowrap">{}</span>', day(on))
    if left < 0:
        words, tone = gettext("已逾期 %(days)s 天") % {"days": -left}, "bad"
    elif left == 0:
        words, tone = gettext("今天到期"), "warn"
    else:
        words, tone = gettext("还剩 %(days)s 天") % {"days": left}, "warn" if left <= 7 else "muted"
    return format_html(
        '<span class="nowrap">{}</span> <span class="state tone-{}">{}</span>', day(on), tone, words
    )


register.filter("said", said)


@register.simple_tag
def roles_of(holder: object) -> str:
    """The roles of a member or an invitation, in words."""
    comma = ", " if get_language() == "en" else "、"
    return comma.join(gettext(ROLES[role]) for role in getattr(holder, "roles", ()) if role in ROLES)
