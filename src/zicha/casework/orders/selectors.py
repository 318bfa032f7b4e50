"""Reading orders (查看整改通知), and how many there are of what."""

from __future__ import annotations

from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from zicha.casework.campaigns.models import Campaign
from zicha.casework.orders.models import TO_SETTLE, WAITING, Order, OrderReply, OrderState
from zicha.casework.problems.models import Problem


def order_counts(campaign: Campaign) -> dict[str, int]:
    """Orders by state, and how many wait past their day; one question (整改通知情况)."""
    overdue = Q(state__in=WAITING, due_on__lt=timezone.localdate())
    sums = {state: Count("pk", filter=Q(state=state)) for state in OrderState.values}
    return Order.objects.filter(campaign=campaign).aggregate(
        all=Count("pk"), overdue=Count("pk", filter=overdue), **sums
    )


def to_settle(counts: dict[str, int]) -> int:
    """How many wait for the body to say what it makes of the answer, the refusal or the silence (待处理)."""
    return sum(counts[str(state)] for state in TO_SETTLE)


def orders_of(campaign: Campaign) -> QuerySet[Order]:
    """The orders of a campaign, newest first."""
    return Order.objects.filter(campaign=campaign).select_related("problem", "issued_by__account")


def orders_of_problem(problem: Problem) -> list[Order]:
    return list(Order.objects.filter(problem=problem).order_by("number"))


def replies_of(order: Order) -> list[OrderReply]:
    """Every version of the answer, newest first."""
    rows = OrderReply.objects.filter(order=order).select_related("recorded_by__account")
    return list(rows.order_by("-pk"))
