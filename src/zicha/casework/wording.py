"""How sentences for people are written (文字): a day as an office writes it."""

from __future__ import annotations

from datetime import date


def in_words(day: date) -> str:
    """2026年6月30日."""
    return f"{day.year}年{day.month}月{day.day}日"
