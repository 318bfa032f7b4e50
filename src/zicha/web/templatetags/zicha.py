"""Template tags of every page (模板标签): icons, numbers and dates as Chinese offices write them."""

from __future__ import annotations

from datetime import date, datetime
from functools import cache
from pathlib import Path

from django import template
from django.conf import settings
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

register = template.Library()


@cache
def _drawing(name: str) -> str:
    path: Path = settings.ASSETS / "icons" / f"{name}.svg"
    text = path.read_text("utf-8")
    return text[text.index("<svg") :]


@register.simple_tag
def icon(name: str, label: str = "") -> SafeString:
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
    return f"{value.year}年{value.month}月{value.day}日"


@register.filter
def moment(value: datetime | None) -> str:
    """2026年6月30日 14:05, Beijing time."""
    if value is None:
        return "—"
    local = timezone.localtime(value)
    return f"{local.year}年{local.month}月{local.day}日 {local:%H:%M}"


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
