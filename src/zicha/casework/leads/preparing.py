"""Which look-ups are there (备好查找文件): of the versions people look into now, made in the background, the rest cleared away.

A version's tables that did not change are shared with the version before, and so are their look-ups.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pyarrow as pa
from django.conf import settings
from filelock import FileLock, Timeout

from zicha.casework.campaigns.models import Campaign
from zicha.casework.deliveries.models import Run, RunState
from zicha.casework.leads.lookup import differs, is_in_use, make, place_of, rows_folder
from zicha.casework.places import body_folder, dataset_of, made
from zicha.casework.tenancy.scope import scope
from zicha.contract.errors import ZichaError
from zicha.contract.tables import TABLES
from zicha.dataset import disk

log = logging.getLogger("zicha.jobs")


def prepare(body_id: int) -> int:
    """Make the look-ups of a body that lack, clear away those nobody needs; how many were made.

    Pages work without them, so what fails here is logged and tried again at the next time.
    """
    if not _has_dataset(body_id):
        return 0
    folder = made(rows_folder(body_folder(body_id)))
    try:
        with FileLock(folder / "lock", timeout=0):
            return _prepare(body_id, folder)
    except Timeout:
        return 0
    except (OSError, ZichaError, duckdb.Error):
        log.warning("look-ups of body %s could not be made", body_id, exc_info=True)
        return 0


def altered(body_id: int) -> Iterator[str]:
    """A sentence for each look-up that does not say what the dataset says, or of which that cannot be told."""
    if not _has_dataset(body_id):
        return
    try:
        wanted = _files_in_use(body_id)
    except (OSError, ZichaError) as error:
        yield f"查找文件没有核对：读不出数据集的版本。{error}"
        return
    for table, file in wanted:
        try:
            is_altered = differs(table, file, memory=settings.MEMORY_LIMIT)
        except (OSError, ZichaError, duckdb.Error, pa.ArrowException) as error:
            yield f"数据表 {table} 的查找文件 {place_of(file)} 没有核对：{_first_line(error)}。请检查磁盘和数据集后再核验。"
            continue
        if is_altered:
            yield (
                f"数据表 {table} 的查找文件 {place_of(file)} 与数据集不符，线索页的证据行可能不对。"
                "请删除这个文件夹，系统会按数据集重新生成。"
            )


def _first_line(error: Exception) -> str:
    return next(iter(str(error).splitlines()), type(error).__name__).rstrip("。.!")


def _has_dataset(body_id: int) -> bool:
    store = dataset_of(body_id)
    return store.is_store(store.folder)


def _prepare(body_id: int, folder: Path) -> int:
    wanted = _files_in_use(body_id)
    places = {place_of(file) for _, file in wanted}
    # Of versions nobody looks into now, of an earlier format, of a worker that was killed, found damaged by a page.
    for entry in folder.iterdir():
        if entry.is_dir():
            for left in set(entry.iterdir()) - places:
                if not is_in_use(left):
                    disk.remove(left)
    return sum(make(table, file, memory=settings.MEMORY_LIMIT) for table, file in wanted)


def _files_in_use(body_id: int) -> list[tuple[str, Path]]:
    """The tables of the newest version and of those the campaigns' last screenings judged."""
    store = dataset_of(body_id)
    with scope(body_id):
        ids = {_last_judged(campaign, state) for campaign in Campaign.objects.all() for state in _LOOKED_INTO}
    found: dict[tuple[str, Path], None] = {}
    for at, version in enumerate(store.lineage()):
        if at == 0 or version.id in ids:
            tables = [name for name in version.tables if name in TABLES]
            found |= dict.fromkeys((name, version.path(name)) for name in tables)
    return list(found)


# A screening that is taking its leads in is the last one in a moment.
_LOOKED_INTO = (RunState.RUNNING, RunState.FINISHED)


def _last_judged(campaign: Campaign, state: object) -> str:
    runs = Run.objects.filter(campaign=campaign, state=state).order_by("-number")
    return runs.values_list("dataset_version", flat=True).first() or ""
