"""Orders nobody answered (逾期未答复): looked through every hour, so that a machine switched off at night misses none."""

from __future__ import annotations

from django.utils import timezone
from procrastinate.contrib.django import app

from zicha.casework.orders.models import WAITING, Order
from zicha.casework.orders.services import note_silence
from zicha.casework.tenancy.scope import scope, scope_all


@app.periodic(cron="7 * * * *")
@app.task(name="orders.every_hour", queue="default", pass_context=False)
def look_after_orders(timestamp: int) -> None:
    """Record silence after the due day (登记逾期未答复)."""
    today = timezone.localdate()
    with scope_all(reason="which bodies have orders past their day"):
        due = Order.objects.filter(state__in=WAITING, due_on__lt=today)
        bodies = list(due.order_by().values_list("body_id", flat=True).distinct())
    for body_id in bodies:
        with scope(body_id):
            note_silence(body_id=body_id, today=today)
