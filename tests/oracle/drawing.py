"""How the random worlds draw their values (取值): near the limits, with gaps."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal
from random import Random
from typing import Any, TypeVar

AS_OF = date(2026, 6, 30)
SCHEMES = ["QMS", "EMS", "OHSMS", "ISMS", "FSMS", "CCC", "SERVICE"]
FIELDS = ["01.01", "02.02"]
DAYS_OF_INTEREST = [
    date(2024, 2, 29),
    date(2024, 12, 31),
    date(2025, 1, 1),
    date(2025, 12, 31),
    date(2026, 1, 1),
]
# Two towns a road apart, one that takes a train.
TOWNS = [(120.1, 30.2), (120.1, 30.2), (121.5, 31.2), (114.3, 30.6)]
Rows = list[dict[str, Any]]
T = TypeVar("T")


class Draw:
    """Random values; `gap` is the chance of an empty cell. Two seeds draw no equal certificate number or place."""

    def __init__(self, seed: int, as_of: date) -> None:
        self.seed = seed
        self.as_of = as_of
        self.gone = f"gone{seed}"
        self.random = Random(seed)
        self.gap = self.random.choice([0.0, 0.05, 0.25])

    def one(self, values: list[T]) -> T:
        return self.random.choice(values)

    def maybe(self, value: T, gap: float | None = None) -> T | None:
        return None if self.chance(self.gap if gap is None else gap) else value

    def chance(self, of: float) -> bool:
        return self.random.random() < of

    def key(self, letter: str, below: int) -> str:
        """One of letter0, letter1 … below that number."""
        return f"{letter}{self.random.randrange(below)}"

    def organisation_name(self, number: str) -> str:
        return f"示例（{self.seed}-{number}）ABC有限公司"

    def same_name(self, number: str) -> str:
        """The same once normalised."""
        return f"示例({self.seed}—{number})ａｂｃ 有限公司"

    def day(self, first: date = date(2023, 1, 1), last: date = date(2026, 8, 31)) -> date:
        if self.chance(0.15):
            return self.one(DAYS_OF_INTEREST)
        return first + timedelta(days=self.random.randrange((last - first).days + 1))

    def near(self, centre: date, *steps: int) -> date:
        return centre + timedelta(days=self.one(list(steps) or [-1, 0, 1]))

    def at(self, on: date) -> datetime:
        return datetime(on.year, on.month, on.day, self.one([0, 8, 9, 12, 17, 23]), self.one([0, 0, 30, 59]))

    def around(self, moment: datetime, *minutes: int) -> datetime:
        return moment + timedelta(minutes=self.one(list(minutes)))

    def half(self, top: int) -> Decimal:
        return (
            Decimal(self.random.randrange(top * 20)) / 20
            if self.chance(0.3)
            else Decimal(self.random.randrange(top * 2)) / 2
        )

    def point(self) -> dict[str, Any]:
        """Coordinates on a grid of a few kilometres, now and then off it by less than the sixth decimal."""
        east, north = self.one(TOWNS)
        east += self.one([0.0, 0.03, 0.052, 0.06]) + self.one([0.0, 0.0, 2e-7])
        return {
            "longitude": self.maybe(east + self.seed % 100 / 2),
            "latitude": self.maybe(north + self.one([0.0, 0.02, 0.045])),
        }
