"""The work of a screening in the background (筛查任务): judge, keep what was judged, take the leads in.

Killed at any time it goes on where it was: finished checks lie in the run's folder, leads already taken in are found
unchanged. It holds a file lock while it works, so that two workers never share a run.
"""

from __future__ import annotations

import logging
from contextlib import closing
from pathlib import Path

from django.conf import settings
from django.db import InterfaceError, OperationalError
from django.utils import timezone
from filelock import FileLock, Timeout

from zicha.casework.deliveries.beating import beating
from zicha.casework.deliveries.models import Run
from zicha.casework.deliveries.runs import begin_run, end_cancelled_run, fail_run, finish_run, overrides_of
from zicha.casework.places import dataset_of, made, run_folder
from zicha.casework.tenancy.scope import scope
from zicha.contract.errors import ZichaError
from zicha.dataset.verification import altered_since
from zicha.dataset.version import Version
from zicha.findings.inspecting import thresholds
from zicha.findings.kept import JUDGED, keep
from zicha.intake.delivery import refused_rows
from zicha.screening.engines import DuckDBEngine
from zicha.screening.run import Screening, screen

log = logging.getLogger("zicha.jobs")

UNEXPECTED = (
    "程序在筛查时出错（{kind}），已做完的检查没有丢。请再次开始筛查；仍然失败时，请系统管理员查看后台日志，"
    "并报告筛查编号 {number}。"
)


class Cancelled(Exception):
    """Somebody asked the run to stop."""


def work_on_run(*, body_id: int, run_id: int) -> None:
    """Screen and take the leads in; what stops it is said in the run. Nothing when another worker has it."""
    folder = made(run_folder(body_id, run_id))
    try:
        lock = FileLock(folder / "lock", timeout=0)
        lock.acquire()
    except Timeout:
        return
    with lock, beating(Run, pk=run_id, body_id=body_id):
        with scope(body_id):
            run = begin_run(run_id=run_id)
        if run is None:
            return
        try:
            _work(run, folder)
        except Cancelled:
            with scope(body_id):
                end_cancelled_run(run_id=run_id)
        except (OperationalError, InterfaceError):
            # The database is away: nothing can be said now. The job is taken up again when it is back.
            raise
        except ZichaError as error:
            _fail(run, str(error))
        except OSError as error:
            _fail(run, f"读写文件失败（{error.strerror or error}）。请检查磁盘空间和权限，然后再次开始筛查。")
        except Exception as error:
            log.exception("run %s of body %s failed", run_id, body_id)
            _fail(run, UNEXPECTED.format(kind=type(error).__name__, number=run_id))


def _work(run: Run, folder: Path) -> None:
    from zicha.casework.leads.intake import take_in

    version = dataset_of(run.body_id).version(run.dataset_version)
    screening = _judge(run, version, folder)
    kept = keep(screening, dataset_id=version.id, dataset_fingerprint=version.fingerprint, folder=folder)
    take_in(run, screening, version, tell=lambda what: _tell(run, what=what))
    with scope(run.body_id):
        finish_run(run_id=run.pk, screening=screening, kept_sha256=kept)


def _judge(run: Run, version: Version, folder: Path) -> Screening:
    store = dataset_of(run.body_id)
    if altered := altered_since(store, version):
        raise ZichaError(
            f"数据集被改动过，不能筛查：{altered}。请系统管理员运行 zicha verify 查明并从备份恢复。"
        )
    counts = [count for one in store.versions() if one.number <= version.number for count in one.counts]
    engine = DuckDBEngine(folder=made(folder / "work"), memory_limit=settings.MEMORY_LIMIT)
    with closing(engine):
        return screen(
            {name: version.path(name) for name in version.tables},
            as_of=run.as_of,
            engine=engine,
            folder=made(folder / JUDGED),
            thresholds=thresholds(overrides_of(run)),
            silent=version.silent,
            refused=refused_rows(counts),
            dataset=version.fingerprint,
            progress=lambda done, total, what: _progress(run, done, total, what),
        )


def _progress(run: Run, done: int, total: int, what: str) -> None:
    """Say how far it is, and stop when somebody asked for it. All checks done is no place to stop any more."""
    with scope(run.body_id):
        row = Run.objects.select_for_update().get(pk=run.pk)
        if row.cancel_asked and done < total:
            raise Cancelled
        row.done, row.total, row.doing, row.beat_at = done, total, what[:200], timezone.now()
        row.save(update_fields=["done", "total", "doing", "beat_at"])


def _tell(run: Run, *, what: str) -> None:
    with scope(run.body_id):
        Run.objects.filter(pk=run.pk).update(doing=what[:200], beat_at=timezone.now())


def _fail(run: Run, error: str) -> None:
    with scope(run.body_id):
        fail_run(run_id=run.pk, error=error)
