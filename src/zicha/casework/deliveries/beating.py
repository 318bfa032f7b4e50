"""A sign of life of a job while it works (心跳), so that one whose worker was killed can be told from a slow one."""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

from django.db import connection
from django.utils import timezone

from zicha.casework.deliveries.models import Delivery, Run
from zicha.casework.tenancy.scope import scope

EVERY = 10.0
SILENT = timedelta(seconds=90)
"""Without a sign of life for so long, the worker that had the job is gone."""

log = logging.getLogger("zicha.jobs")


@contextmanager
def beating(row: type[Run] | type[Delivery], *, pk: int, body_id: int) -> Iterator[None]:
    """Write the time into the row every few seconds, from a thread of its own, for as long as the block lasts."""
    over = threading.Event()

    def beat() -> None:
        while not over.wait(EVERY):
            try:
                with scope(body_id):
                    row.objects.filter(pk=pk).update(beat_at=timezone.now())
            except Exception:
                # The database restarts, for example; the next beat is soon.
                log.warning("no sign of life could be written", exc_info=True)
        connection.close()

    thread = threading.Thread(target=beat, name="beat", daemon=True)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()
