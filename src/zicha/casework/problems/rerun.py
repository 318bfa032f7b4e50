"""Running a pattern's checks again over the newest records (重跑检查), without a new screening of everything.

Killed at any time it starts again; finished checks lie in the sweep's folder. A file lock keeps two workers apart.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

from django.conf import settings
from django.db import InterfaceError, OperationalError
from django.utils import timezone
from filelock import FileLock, Timeout

from zicha.casework.deliveries.runs import overrides_of
from zicha.casework.leads.lead_of import key_of
from zicha.casework.places import body_folder, dataset_of, made
from zicha.casework.problems.models import Sweep
from zicha.casework.problems.sweeping import Pattern, fail_sweep, finish_rerun, last_run, pattern_of
from zicha.casework.tenancy.scope import scope
from zicha.contract.errors import ZichaError
from zicha.contract.verdicts import Verdict
from zicha.findings.inspecting import Override, thresholds
from zicha.findings.raising import Raised, Raising
from zicha.findings.tables import tables_of
from zicha.screening.engines import DuckDBEngine
from zicha.screening.run import screen

log = logging.getLogger("zicha.jobs")

_UNEXPECTED = "程序在重跑检查时出错（{kind}）。请再试一次；仍然失败时，请系统管理员查看后台日志。"


def work_on_sweep(*, body_id: int, sweep_id: int) -> None:
    """Run the checks and link what they find; what stops it is said in the sweep."""
    folder = made(body_folder(body_id) / "sweeps" / str(int(sweep_id)))
    lock = FileLock(folder / "lock", timeout=0)
    try:
        lock.acquire()
    except Timeout:
        return
    with lock:
        with scope(body_id):
            sweep = Sweep.objects.select_for_update().select_related("problem__campaign").get(pk=sweep_id)
            if not sweep.under_way:
                return
            Sweep.objects.filter(pk=sweep_id).update(beat_at=timezone.now())
            pattern = pattern_of(sweep.problem)
            run = last_run(sweep.problem)
            adjusted = overrides_of(run) if run else []
        try:
            keys, told = _found(sweep, pattern, adjusted, folder)
            with scope(body_id):
                finish_rerun(sweep_id=sweep_id, keys=keys, told=told)
        except (OperationalError, InterfaceError):
            # The database is away; the job is queued again when it is back.
            raise
        except ZichaError as error:
            with scope(body_id):
                fail_sweep(sweep_id=sweep_id, error=str(error))
        except Exception as error:
            log.exception("sweep %s of body %s failed", sweep_id, body_id)
            with scope(body_id):
                fail_sweep(sweep_id=sweep_id, error=_UNEXPECTED.format(kind=type(error).__name__))


def _found(
    sweep: Sweep, pattern: Pattern, adjusted: Sequence[Override], folder: Path
) -> tuple[list[str], dict[str, dict[str, str]]]:
    """Keys of the hits that fit, and what each is in words."""
    version = dataset_of(sweep.body_id).version(sweep.dataset_version)
    files = {name: version.path(name) for name in version.tables}
    as_of = sweep.problem.campaign.as_of
    work = made(folder / "work")
    with closing(DuckDBEngine(folder=work, memory_limit=settings.MEMORY_LIMIT)) as engine:
        screening = screen(
            files,
            as_of=as_of,
            engine=engine,
            folder=made(folder / "judged"),
            thresholds=thresholds(adjusted),
            codes=sweep.codes,
            silent=version.silent,
            dataset=version.fingerprint,
        )
    if idle := [cover.reason for cover in screening.coverage.values() if not cover.ran]:
        raise ZichaError(f"检查不能在现有数据上运行：{idle[0]}。")
    told: dict[str, dict[str, str]] = {}
    with tables_of(files, memory=settings.MEMORY_LIMIT, folder=work) as connection:
        raising = Raising(connection, as_of)
        for code, path in screening.rows.items():
            for batch in raising.of_check(code, path, screening.thresholds[code]):
                for raised in batch:
                    if raised.finding.verdict is Verdict.HIT and _fits(raised, sweep.same, pattern):
                        told[key_of(raised)] = _words(raised)
    return list(told), told


def _fits(raised: Raised, same: Sequence[str], pattern: Pattern) -> bool:
    about = raised.context
    return (
        ("branch" not in same or about.branch_id in pattern.branches)
        and ("org" not in same or about.org_id in pattern.orgs)
        and ("person" not in same or not pattern.persons.isdisjoint(about.person_ids))
    )


def _words(raised: Raised) -> dict[str, str]:
    finding = raised.finding
    return {
        "code": finding.code,
        "subject_id": finding.subject_id.replace("\x00", "")[:240],
        "sentence": finding.sentence.replace("\x00", "")[:400],
    }
