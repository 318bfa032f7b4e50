"""The worker's process (后台任务进程): `python -m zicha.web.serving.worker JOBS`.

A job whose worker was killed is given to the next one; a job that kills its worker again and again is given up.
"""

from __future__ import annotations

import asyncio
import logging
import os
import sys
from typing import cast

import django

from zicha.web.serving.leash import hold_on_to_supervisor

HEARTBEAT = 5.0
GONE_AFTER = 20.0
LOOKS_EVERY = 5.0
MOST_ATTEMPTS = 5
KEPT_HOURS = 30 * 24
# Jobs work in short transactions and resume; there is no sense in waiting for hours of screening.
GRACE = 8.0

log = logging.getLogger("zicha.worker")


async def work(jobs: int) -> None:
    from procrastinate.contrib.django import app
    from procrastinate.contrib.django.django_connector import DjangoConnector

    connector = cast(DjangoConnector, app.connector).get_worker_connector()
    with app.replace_connector(connector):
        async with app.open_async():
            returning = asyncio.create_task(_take_back_jobs(app))
            try:
                await app.run_worker_async(
                    concurrency=jobs,
                    update_heartbeat_interval=HEARTBEAT,
                    stalled_worker_timeout=GONE_AFTER,
                    shutdown_graceful_timeout=GRACE,
                )
            finally:
                returning.cancel()


async def _take_back_jobs(app) -> None:  # type: ignore[no-untyped-def]
    """Queue again, every few seconds, what workers that are gone had begun; forget what ended long ago."""
    while True:
        try:
            await take_back_jobs(app)
            await app.job_manager.delete_old_jobs(
                nb_hours=KEPT_HOURS, include_failed=True, include_cancelled=True, include_aborted=True
            )
        except Exception:
            # The database restarts, for example; the next look is soon.
            log.warning("looking for jobs of lost workers failed", exc_info=True)
        await asyncio.sleep(LOOKS_EVERY)


async def take_back_jobs(app) -> None:  # type: ignore[no-untyped-def]
    from procrastinate.exceptions import UniqueViolation
    from procrastinate.jobs import Status

    for job in await app.job_manager.get_stalled_jobs(seconds_since_heartbeat=GONE_AFTER):
        if job.attempts >= MOST_ATTEMPTS:
            log.error(
                "job %s (%s) lost its worker %s times; given up", job.id, job.task_name, job.attempts + 1
            )
            await app.job_manager.finish_job(job, status=Status.FAILED, delete_job=False)
            continue
        try:
            await app.job_manager.retry_job(job)
        except UniqueViolation:
            # The same thing was queued again in the meantime; one of them is enough.
            await app.job_manager.finish_job(job, status=Status.ABORTED, delete_job=False)
        else:
            log.warning("job %s (%s) lost its worker and is queued again", job.id, job.task_name)


def main(jobs: int) -> None:
    hold_on_to_supervisor()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "zicha.web.settings")
    django.setup()
    asyncio.run(work(jobs))
    # A thread in the middle of a job would keep the process; the job is resumed by the next worker.
    os._exit(0)


if __name__ == "__main__":
    main(int(sys.argv[1]))
