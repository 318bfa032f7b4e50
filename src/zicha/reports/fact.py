"""A figure of the report (报告数字): what it says, how it was computed, from how many rows."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

Cell = str | int | Decimal


@dataclass(frozen=True, slots=True)
class Fact:
    """A figure, frozen (报告事实); the report only renders it.

    value  None = the records it needs were not delivered, which is never 0
    how    Chinese, how it was computed and over which days; completes a footnote with `rows`
    rows   over how many things it was computed, `of` says what they are
    head, lines  the figure in detail, as a table
    """

    key: str
    label: str
    value: int | None
    unit: str
    how: str
    rows: int
    head: tuple[str, ...] = ()
    lines: tuple[tuple[Cell, ...], ...] = ()
    of: str = "行记录"

    @property
    def shown(self) -> str:
        """1,204 张, or 未提供数据."""
        return "未提供数据" if self.value is None else f"{self.value:,} {self.unit}".strip()

    @property
    def footnote(self) -> str:
        return self.how if self.value is None else f"{self.how}依据 {self.rows:,} {self.of}。"
