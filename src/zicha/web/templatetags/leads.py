"""Template tags of the pages of leads (线索页面标签)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from django import template
from django.utils.html import format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext

from zicha.web.leads.tones import TONES
from zicha.web.saying import said
from zicha.web.templatetags.zicha import amounts

CHOSEN = mark_safe(" selected")

register = template.Library()


@register.filter
def of(named: Mapping[str, str], key: str) -> str:
    """The value of a key; nothing where there is none."""
    return named.get(key, "") if named else ""


@register.filter
def lead_tone(state: str) -> str:
    """The tone a state of a lead is shown in."""
    return TONES.get(state, "muted")


@register.inclusion_tag("web/parts/amounts.html")
def progress_of(parts: Iterable[tuple[str, int, str, str]]) -> dict[str, object]:
    """How many leads stand where (核查进度): label, number, tone and list of each."""
    given = list(parts)
    three = [one for label, number, tone, _ in given for one in (label, number, tone)]
    return amounts(*three, unit=gettext(" 条"), urls=[address for *_, address in given])


@register.simple_tag
def options(choices: Iterable[tuple[str, str]], chosen: str) -> SafeString:
    """The options of a list to choose from; as a tag because every page of leads has hundreds."""
    return format_html_join(
        "",
        '<option value="{}"{}>{}</option>',
        ((key, CHOSEN if key == chosen else "", said(words)) for key, words in choices),
    )
