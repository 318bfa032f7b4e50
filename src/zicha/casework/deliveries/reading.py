"""Reading an upload and putting it into the dataset, in the background (读取、入库任务). Both may be run again."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pyarrow.parquet as pq
from django.conf import settings
from django.db import InterfaceError, OperationalError
from django.utils import timezone
from filelock import FileLock, Timeout

from zicha.casework.deliveries.beating import beating
from zicha.casework.deliveries.kept_reading import KeptReading, keep_reading, kept_reading
from zicha.casework.deliveries.models import Delivery, DeliveryFile, DeliveryState
from zicha.casework.deliveries.services import put_back, refuse_delivery, settle_commit, settle_reading
from zicha.casework.places import body_folder, dataset_of, made, upload_folder
from zicha.casework.tenancy.scope import scope
from zicha.contract.errors import Remark, UnusableInput, ZichaError
from zicha.contract.tables import TABLES
from zicha.dataset.preview import changes_by
from zicha.dataset.store import Store
from zicha.dataset.version import Version
from zicha.intake.delivery import Delivery as Read
from zicha.intake.profile.reading import read_profiled
from zicha.intake.reader import require_tables
from zicha.intake.references import KIND as MISSING_PARENT
from zicha.intake.references import missing_parents

log = logging.getLogger("zicha.jobs")

UNEXPECTED = "程序出错（{kind}），文件没有丢。请再试一次；仍然失败时，请系统管理员查看后台日志。"


def work_on_delivery(*, body_id: int, delivery_id: int) -> None:
    """Read or commit, whichever the delivery waits for. Nothing when another worker has it or it is settled."""
    folder = made(upload_folder(body_id, delivery_id))
    try:
        lock = FileLock(folder / "lock", timeout=0)
        lock.acquire()
    except Timeout:
        return
    with lock, beating(Delivery, pk=delivery_id, body_id=body_id):
        with scope(body_id):
            delivery = Delivery.objects.select_related("body").get(pk=delivery_id)
            files = list(delivery.files.all())
        if delivery.state == DeliveryState.RECEIVED:
            _said_plainly(delivery, refuse_delivery, lambda: _read(delivery, files, folder))
        elif delivery.state == DeliveryState.COMMITTING:
            _said_plainly(delivery, put_back, lambda: _commit(delivery, folder))


class Withdrawn(Exception):
    """Somebody gave the delivery up while it was read."""


def _said_plainly(delivery: Delivery, refuse: Callable[..., Delivery], work: Callable[[], None]) -> None:
    try:
        work()
    except Withdrawn:
        return
    except (OperationalError, InterfaceError):
        # The database is away; the job is taken up again when it is back.
        raise
    except ZichaError as error:
        problem = str(error).replace(str(settings.HOME), "数据文件夹")
    except Exception as error:
        log.exception("delivery %s of body %s failed", delivery.pk, delivery.body_id)
        problem = UNEXPECTED.format(kind=type(error).__name__)
    else:
        return
    with scope(delivery.body_id):
        if Delivery.objects.get(pk=delivery.pk).under_way:
            refuse(delivery_id=delivery.pk, error=problem)


def _read(delivery: Delivery, files: list[DeliveryFile], folder: Path) -> None:
    records = [folder / file.place for file in files if not file.is_profile]
    profiles = [folder / file.place for file in files if file.is_profile]
    read = read_profiled(records, profiles, _progress(delivery))
    store = dataset_of(delivery.body_id)
    head = store.head()
    kept = keep_reading(read, folder)
    error = ""
    try:
        require_tables(read, head.tables if head else ())
        changes = changes_by(read.tables, head, memory=settings.MEMORY_LIMIT, folder=folder)
    except UnusableInput as unusable:
        error, changes = str(unusable), ()
    with scope(delivery.body_id):
        if not Delivery.objects.filter(pk=delivery.pk, state=DeliveryState.RECEIVED).exists():
            raise Withdrawn
        settle_reading(
            delivery_id=delivery.pk,
            read=_with_whose(_with_parents(read, head), delivery.body.code),
            kept_sha256=kept,
            changes=changes,
            base=head,
            error=error,
        )


def _with_parents(read: Read, head: Version | None) -> Read:
    """The delivery, its remarks on rows that refer to others made against the dataset too: a supplement is no whole."""
    if head is None:
        return read
    there = {
        name: pq.read_table(head.path(name), columns=[TABLES[name].key[0]]).column(0)
        for name in head.tables
        if name in TABLES
    }
    others = tuple(remark for remark in read.remarks if remark.kind != MISSING_PARENT)
    return replace(read, remarks=(*others, *missing_parents(read.tables, there)))


def _with_whose(read: Read, code: str) -> Read:
    """The delivery, with a remark first where the body itself is not among the bodies it names."""
    if "bodies" not in read.tables:
        return read
    named = [str(one) for one in read.tables["bodies"]["body_id"].to_pylist()]
    if code in named:
        return read
    told = "、".join(named[:3])
    text = f"交来的认证机构是 {told}，不是本机构（{code}）。请核对是否选错了文件"
    return replace(read, remarks=(Remark("other_body", "", "", text, table="bodies"), *read.remarks))


def _progress(delivery: Delivery) -> Callable[[str, float], None]:
    """Say how far the reading is, at most once a second."""
    last = [0.0]

    def tell(what: str, share: float) -> None:
        if time.monotonic() - last[0] < 1 and share < 0.9:
            return
        last[0] = time.monotonic()
        with scope(delivery.body_id):
            waiting = Delivery.objects.filter(pk=delivery.pk, state=DeliveryState.RECEIVED)
            if not waiting.update(done=int(share * 100), doing=what[:200], beat_at=timezone.now()):
                raise Withdrawn

    return tell


def _commit(delivery: Delivery, folder: Path) -> None:
    # One at a time: between the look at the base and the new version no other delivery of the body may come in.
    with FileLock(body_folder(delivery.body_id) / "committing.lock"):
        _commit_alone(delivery, folder)


def _commit_alone(delivery: Delivery, folder: Path) -> None:
    store = dataset_of(delivery.body_id)
    reading = kept_reading(folder, delivery.kept_sha256)
    version, unchanged = _made_already(store, delivery, reading), False
    if version is None:
        head = store.head()
        if (head.id if head else "") != delivery.base_version:
            raise ZichaError("入库之前数据集有了新版本。请点“重新比较”，看过变化再确认。")
        outcome = store.commit_read(
            reading.tables, sources=reading.sources, counts=reading.counts, silent=reading.silent
        )
        version, unchanged = outcome.version, outcome.unchanged
    with scope(delivery.body_id):
        settle_commit(delivery_id=delivery.pk, version=version, unchanged=unchanged)


def _made_already(store: Store, delivery: Delivery, reading: KeptReading) -> Version | None:
    """The version this delivery made before its job was killed: next after the base, of the same files and rows."""
    for version in store.lineage():
        is_next = (version.parent or "") == delivery.base_version
        if is_next and version.sources == reading.sources and version.counts == reading.counts:
            return version
    return None
