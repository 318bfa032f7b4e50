"""Is the site well (健康检查): its database, its queue, its disk."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import Error, connection
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateWorker

# Workers say that they live every five seconds; see serving/worker.py.
SILENT_AFTER = timedelta(seconds=30)
# PostgreSQL stops writing when the disk is full; below this it is about to.
LEAST_FREE = 500 * 2**20


@dataclass(frozen=True)
class Health:
    """What was found (健康状况)."""

    database: bool
    queue: bool
    disk: bool

    @property
    def is_well(self) -> bool:
        return self.database and self.queue and self.disk


def look() -> Health:
    """Look at the three; nothing raises, an unreachable database is what is to be told."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        heard = last_heartbeat()
    except Error:
        return Health(database=False, queue=False, disk=free_bytes() >= LEAST_FREE)
    is_heard = heard is not None and timezone.now() - heard < SILENT_AFTER
    return Health(database=True, queue=is_heard, disk=free_bytes() >= LEAST_FREE)


def last_heartbeat() -> datetime | None:
    """When a worker last said that it lives."""
    return (
        ProcrastinateWorker.objects.order_by("-last_heartbeat")
        .values_list("last_heartbeat", flat=True)
        .first()
    )


def free_bytes() -> int:
    return shutil.disk_usage(settings.HOME).free
