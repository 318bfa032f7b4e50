"""How far a freeze is (定稿进度), told from a thread of its own: the work itself sits in one long transaction."""

from __future__ import annotations

import logging
import threading
from types import TracebackType

from django.db import connection

from zicha.casework.reporting.freezing import tell
from zicha.casework.reporting.models import ReportVersion
from zicha.casework.tenancy.scope import scope

EVERY = 1.0

log = logging.getLogger("zicha.jobs")


class Telling:
    """Writes progress and a sign of life into the version every second while its block lasts."""

    def __init__(self, version: ReportVersion) -> None:
        self._version = version
        self._now = (0, "")
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._tell, name="telling", daemon=True)

    def __enter__(self) -> Telling:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._over.set()
        self._thread.join()

    def __call__(self, done: int, doing: str) -> None:
        self._now = (done, doing)

    def _tell(self) -> None:
        while not self._over.wait(EVERY):
            done, doing = self._now
            try:
                with scope(self._version.body_id):
                    tell(version_id=self._version.pk, done=done, doing=doing)
            except Exception:
                # The database restarts, for example; the next word is soon.
                log.warning("no progress could be written", exc_info=True)
        connection.close()
