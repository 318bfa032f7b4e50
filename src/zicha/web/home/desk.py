"""What the desk is made of (工作台的组成): each area adds its own, nobody edits the desk.

An area puts a module `desk.py` beside its views; `gather` finds it. In it, functions of (member, campaign), the
campaign being the newest open one or None, registered with one of three decorators:

    @step(order=40, permission="lead.view")       one stretch of WAY; gives a Step
    @figure(order=30, permission="lead.view")     a number at the top; gives a Figure, or None to stay away
    @card(order=30, permission="lead.view")       a piece of the page; gives a Card, or None to stay away

Every one may ask the database once or twice: the whole page keeps to 25 queries.
"""

from __future__ import annotations

import pkgutil
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from typing import Any, TypeVar

from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.translation import gettext

import zicha.web
from zicha.casework.campaigns.models import Campaign
from zicha.casework.tenancy.models import Member


@dataclass(frozen=True, slots=True)
class Step:
    """One stretch of the way (步骤): `note` says how far in counts, `hint` what to do next.

    mine     whether the member who looks has that to do; what waits for others is no next step of theirs
    due_on   the first day something of it is due for them
    urgent   before all else, such as a report that came back
    """

    name: str
    note: str
    url: str = ""
    done: bool = False
    hint: str = ""
    mine: bool = True
    due_on: date | None = None
    urgent: bool = False


@dataclass(frozen=True, slots=True)
class Figure:
    """A number somebody must know (数字), or `words` in its place; `tone` as of the badges."""

    number: int
    label: str
    url: str = ""
    unit: str = ""
    tone: str = ""
    words: str = ""


@dataclass(frozen=True, slots=True)
class Card:
    """A piece of the desk (卡片): `template` draws what stands inside the card."""

    title: str
    template: str
    content: Mapping[str, Any] = field(default_factory=dict)
    url: str = ""
    count: int | None = None


Part = Step | Figure | Card
Provider = Callable[[Member, Campaign | None], "Part | None"]
Given = TypeVar("Given", bound=Provider)


@dataclass(frozen=True, slots=True)
class _Registered:
    order: int
    permission: str
    provide: Provider


_REGISTERED: dict[str, list[_Registered]] = {"step": [], "figure": [], "card": []}


def _registrar(kind: str) -> Callable[..., Callable[[Given], Given]]:
    def with_order(*, order: int, permission: str) -> Callable[[Given], Given]:
        def register(provide: Given) -> Given:
            _REGISTERED[kind].append(_Registered(order, permission, provide))
            return provide

        return register

    return with_order


step = _registrar("step")
figure = _registrar("figure")
card = _registrar("card")


@cache
def gather() -> None:
    """Import the `desk` module of every area once."""
    for area in pkgutil.iter_modules(zicha.web.__path__):
        name = f"zicha.web.{area.name}.desk"
        if area.ispkg and area.name != "home" and find_spec(name):
            import_module(name)
    import_module("zicha.web.home.parts")


def given(kind: str, member: Member, campaign: Campaign | None) -> list[Any]:
    """What the areas give to this member, in order."""
    gather()
    parts = []
    for registered in sorted(_REGISTERED[kind], key=lambda one: one.order):
        if member.may(registered.permission):
            part = registered.provide(member, campaign)
            if part is not None:
                parts.append(part)
    return parts


DAYS_SOON = 7
"""What is due within so many days comes before what lies earlier on the way."""

# The whole way, so that a fresh body sees what lies ahead; a stretch nobody fills yet is not begun.
WAY = {10: "自查方案", 20: "上传数据", 30: "筛查", 40: "核查", 50: "整改", 60: "决定", 70: "报告"}


def way(member: Member, campaign: Campaign | None) -> list[Step]:
    """The steps in order (步骤); those the member may not look into are named without counts."""
    gather()
    known = {one.order: one for one in _REGISTERED["step"]}
    steps = []
    for order, name in WAY.items():
        one = known.get(order)
        part = one.provide(member, campaign) if one and member.may(one.permission) else None
        steps.append(
            part if isinstance(part, Step) else Step(gettext(name), gettext("尚未开始") if not one else "")
        )
    return steps


def next_of(steps: Sequence[Step]) -> int | None:
    """Which of the steps this member goes on with (下一步): urgent, then due within days, then the first on the way."""
    soon = timezone.localdate() + timedelta(days=DAYS_SOON)
    # A stretch nothing is to be done on, such as problems where no lead was true, holds nobody up.
    to_do = [at for at, step in enumerate(steps) if not step.done and step.hint and step.mine]

    def rank(at: int) -> tuple[bool, date, int]:
        step = steps[at]
        due = step.due_on if step.due_on and step.due_on <= soon else date.max
        return not step.urgent, due, at

    return min(to_do, key=rank, default=None)


def address_of(route: str, *arguments: object) -> str:
    """The address of a page, empty while its area is not there."""
    try:
        return reverse(route, args=arguments)
    except NoReverseMatch:
        return ""
