"""Template tags of the pages of leads (线索页面标签)."""

from __future__ import annotations

from collections.abc import Mapping

from django import template

from zicha.web.leads.tones import TONES

register = template.Library()


@register.filter
def of(named: Mapping[str, str], key: str) -> str:
    """The value of a key; nothing where there is none."""
    return named.get(key, "") if named else ""


@register.filter
def lead_tone(state: str) -> str:
    """The tone a state of a lead is shown in."""
    return TONES.get(state, "muted")
