"""Values and sentences as a manager reads them (措辞)."""

from __future__ import annotations

import math
from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any

from zicha.contract.codes import CODE_LISTS
from zicha.reference.parameters import Parameter, show_value


def shown(value: Any, unit: str = "") -> str:
    """A value with its unit: 1.5 人日, 2026-02-28, 是; empty for nothing."""
    text = _bare(value)
    return f"{text} {unit}" if text and unit and _is_quantity(value) else text


def _bare(value: Any) -> str:
    match value:
        case None:
            return ""
        case bool():
            return "是" if value else "否"
        case datetime():
            return value.strftime("%Y-%m-%d %H:%M:%S" if value.second else "%Y-%m-%d %H:%M")
        case date():
            return value.isoformat()
        case Decimal():
            return format(value.normalize(), "f")
        case float():
            return "" if math.isnan(value) else format(Decimal(repr(round(value, 3))).normalize(), "f")
        case _:
            return str(value)


def _is_quantity(value: Any) -> bool:
    return isinstance(value, int | float | Decimal | Fraction) and not isinstance(value, bool)


def sentence(template: str, row: Mapping[str, Any], thresholds: Mapping[str, Parameter], unit: str) -> str:
    """The template with its fields filled: columns of the row first, then thresholds by name."""
    words: dict[str, str] = {name: threshold_words(parameter) for name, parameter in thresholds.items()}
    words.update({name: _bare(value) for name, value in row.items()})
    if scheme := words.get("scheme"):
        # A manager reads 质量管理体系; the code is for the records.
        words["scheme"] = CODE_LISTS["scheme"].labels.get(scheme, scheme)
    words["observed"] = shown(row.get("observed"), unit if f"{{observed}} {unit}" not in template else "")
    words["expected"] = shown(row.get("expected"), unit if f"{{expected}} {unit}" not in template else "")
    return template.format_map(words)


def threshold_words(parameter: Parameter) -> str:
    """5, or with editions: 15（至 2024-12-31）、12（2025-01-01 起）; shares as percentages where exact."""
    parts = []
    for edition in parameter.editions:
        text = _threshold(parameter, edition.value)
        if parameter.dated:
            since = f"{edition.since} 起" if edition.since else ""
            until = f"至 {edition.until}" if edition.until else ""
            text += f"（{since}{until}）"
        parts.append(text)
    return "、".join(parts)


def _threshold(parameter: Parameter, value: Any) -> str:
    if parameter.unit == "比例" and isinstance(value, Decimal) and value < 1:
        return f"{show_value(value * 100)}%"
    return show_value(value)
