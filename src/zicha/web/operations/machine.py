"""The machine the site runs on (运行环境): disk, database, last backup."""

from __future__ import annotations

import json
import shutil
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.utils import timezone

from zicha.web.operations.health import LEAST_FREE, last_heartbeat, look
from zicha.web.operations.notes import BACKUP_NOTE, VERIFICATION_NOTE

BACKUP_EVERY = timedelta(days=7)
COMFORTABLE_FREE = 5 * 2**30


@dataclass(frozen=True)
class Backup:
    """The last backup that was finished (备份)."""

    at: datetime
    size: int

    @property
    def is_old(self) -> bool:
        return timezone.now() - self.at > BACKUP_EVERY


@dataclass(frozen=True)
class Verified:
    """The last time the whole site was held to its trace (核验)."""

    at: datetime
    is_whole: bool


@dataclass(frozen=True)
class Machine:
    """What the page shows of it."""

    database_ok: bool
    queue_ok: bool
    heartbeat: datetime | None
    disk_free: int
    disk_total: int
    database_size: int
    database_version: str
    backup: Backup | None
    verified: Verified | None

    @property
    def disk_tone(self) -> str:
        if self.disk_free < LEAST_FREE:
            return "bad"
        return "warn" if self.disk_free < COMFORTABLE_FREE else "ok"


def look_around() -> Machine:
    health = look()
    disk = shutil.disk_usage(settings.HOME)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_database_size(current_database()), current_setting('server_version')")
        size, version = cursor.fetchone()
    return Machine(
        database_ok=health.database,
        queue_ok=health.queue,
        heartbeat=last_heartbeat(),
        disk_free=disk.free,
        disk_total=disk.total,
        database_size=size,
        database_version=version.split()[0],
        backup=last_backup(Path(settings.HOME)),
        verified=last_verification(Path(settings.HOME)),
    )


def last_backup(home: Path) -> Backup | None:
    """What `zicha backup` noted; nothing when it never ran or the note cannot be read."""
    try:
        told = json.loads((home / BACKUP_NOTE).read_text("utf-8"))
        return Backup(datetime.fromisoformat(told["at"]), int(told["size"]))
    except (OSError, ValueError, KeyError, TypeError):
        return None


def last_verification(home: Path) -> Verified | None:
    """What `zicha verify` noted, likewise."""
    try:
        told = json.loads((home / VERIFICATION_NOTE).read_text("utf-8"))
        return Verified(datetime.fromisoformat(told["at"]), told["is_whole"] is True)
    except (OSError, ValueError, KeyError, TypeError):
        return None
