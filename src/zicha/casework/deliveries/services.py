"""Deliveries on their way into the dataset (交付): received, read, confirmed or given up.

A version of the dataset cannot be a part of a database transaction. So whoever confirms is written down first; then
the version is made, all at once or not at all; then what became of it is written down. A job killed in between is run
again: it finds its version in place, or makes it.
"""

from __future__ import annotations

import os
import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict
from hashlib import sha256
from pathlib import PurePosixPath
from typing import Any, Protocol

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from zicha.casework.deliveries.models import Delivery, DeliveryFile, DeliveryState
from zicha.casework.places import dataset_of, made, upload_folder
from zicha.casework.refused import Refused, Stale
from zicha.casework.tenancy.models import Member
from zicha.casework.trace.actions import Action
from zicha.casework.trace.services import changed_from, record
from zicha.contract.errors import ZichaError
from zicha.dataset.version import TableChange, Version
from zicha.intake.delivery import Delivery as Read
from zicha.intake.profile.tree import MOST_BYTES
from zicha.intake.sheets import READABLE

PROFILES = (".yaml", ".yml")
MOST_FILES = 200
MOST_REMARKS = 1_000
LONGEST_NAME = 120
_LOCK = 20190322


class Uploaded(Protocol):
    """A file as a form carries it (上传的文件)."""

    name: str | None
    size: int | None

    def chunks(self) -> Iterator[bytes]: ...


class FileAgain:
    """A file of an earlier delivery, handed in once more (沿用的文件)."""

    def __init__(self, earlier: DeliveryFile) -> None:
        self.name: str | None = earlier.name
        self.size: int | None = earlier.size
        self._path = upload_folder(earlier.body_id, earlier.delivery_id) / earlier.place

    def chunks(self) -> Iterator[bytes]:
        yield self._path.read_bytes()


@transaction.atomic
def receive_delivery(*, files: Sequence[Uploaded], profiles: Sequence[Uploaded] = (), by: Member) -> Delivery:
    """Keep the files as they are and queue their reading (上传数据). Raises Refused for what is not to be read.

    profiles  mapping profiles, for registers of another form
    """
    from zicha.casework.deliveries.tasks import leave_reading_to_worker

    _refuse_unreadable(files)
    _refuse_no_profiles(profiles)
    _alone(by.body_id)
    last = Delivery.objects.order_by("-number").values_list("number", flat=True).first()
    delivery = Delivery.objects.create(body_id=by.body_id, number=(last or 0) + 1, received_by=by)
    folder = upload_folder(by.body_id, delivery.pk)
    made(folder)
    kept = [_kept(delivery, place, file) for place, file in enumerate(files, start=1)]
    for place, profile in enumerate(profiles, start=len(files) + 1):
        kept.append(_kept(delivery, place, profile))
        kept[-1].is_profile = True
    rows = DeliveryFile.objects.bulk_create(kept)
    record(Action.DELIVERY_RECEIVED, on=delivery, by=by, also=rows)
    leave_reading_to_worker(delivery)
    return delivery


def _kept(delivery: Delivery, place: int, file: Uploaded) -> DeliveryFile:
    """The file written below the upload's folder, each in a folder of its own: two may have one name."""
    name = safe_name(file.name or "")
    folder = made(upload_folder(delivery.body_id, delivery.pk) / "files" / f"{place:03d}")
    digest, size = sha256(), 0
    with (folder / name).open("wb") as target:
        for chunk in file.chunks():
            digest.update(chunk)
            size += len(chunk)
            target.write(chunk)
        target.flush()
        os.fsync(target.fileno())
    return DeliveryFile(
        body_id=delivery.body_id,
        delivery=delivery,
        name=name,
        place=f"files/{place:03d}/{name}",
        sha256=digest.hexdigest(),
        size=size,
    )


def safe_name(name: str) -> str:
    """The last part of what a browser calls a file, fit to be a name on any disk; its ending stays."""
    last = re.split(r"[/\\]", unicodedata.normalize("NFC", name))[-1]
    last = "".join(c for c in last if unicodedata.category(c)[0] != "C" and c not in '<>:"|?*').strip(" .")
    stem, ending = PurePosixPath(last).stem, PurePosixPath(last).suffix
    if last.startswith("~$") or f".{last.lower()}" in READABLE:
        stem, ending = "未命名", ending or f".{last}"
    # A name on disk has at most 255 bytes, a Chinese character three of them.
    while len(f"{stem}{ending}".encode()) > LONGEST_NAME * 2 or len(stem) > LONGEST_NAME:
        stem = stem[:-1]
    return f"{stem or '未命名'}{ending[:20]}"


def _refuse_unreadable(files: Sequence[Uploaded]) -> None:
    if not files:
        raise Refused("请选择要上传的文件。")
    if len(files) > MOST_FILES:
        raise Refused(f"一次最多上传 {MOST_FILES} 个文件，这次有 {len(files):,} 个。请分几次上传。")
    size, most = sum(file.size or 0 for file in files), settings.UPLOAD_LIMIT
    if size > most:
        raise Refused(
            f"这次的文件共 {size / 2**20:,.1f} MB，超过一次 {most / 2**20:,.0f} MB 的上限。"
            "请分几次上传，或请系统管理员调大环境变量 ZICHA_UPLOAD_LIMIT_MB。"
        )
    for file in files:
        name = safe_name(file.name or "")
        if not name.lower().endswith(READABLE):
            raise Refused(
                f"文件“{name}”不是可以读取的格式。请上传 CSV、XLSX、XLS 或 Parquet 文件；压缩包请先解压。"
            )
        if not file.size:
            raise Refused(f"文件“{name}”是空的。请检查后重新上传。")


def _refuse_no_profiles(profiles: Sequence[Uploaded]) -> None:
    for profile in profiles:
        name = safe_name(profile.name or "")
        if not name.lower().endswith(PROFILES):
            raise Refused(
                f"“{name}”不是映射方案。映射方案是 zicha profile 命令写出的 YAML 文件（{'、'.join(PROFILES)}）。"
            )
        if not 0 < (profile.size or 0) <= MOST_BYTES:
            raise Refused(f"映射方案“{name}”是空的或超过 {MOST_BYTES // 1024} KB，请检查是否选错了文件。")


@transaction.atomic
def settle_reading(
    *,
    delivery_id: int,
    read: Read,
    kept_sha256: str,
    changes: Iterable[TableChange],
    base: Version | None,
    error: str = "",
) -> Delivery:
    """What reading came to (读取完成); with an error, why it cannot go into the dataset."""
    delivery = _held(delivery_id, DeliveryState.RECEIVED)
    before = changed_from(delivery)
    delivery.rows_read = sum(count.read for count in read.counts)
    delivery.accepted = sum(count.accepted for count in read.counts)
    delivery.repeated = sum(count.repeated for count in read.counts)
    delivery.rejected = sum(count.rejected for count in read.counts)
    delivery.bad_cells = len(read.rejected)
    delivery.dialect = read.dialect[:80]
    known = {(one.file, one.sheet): asdict(one) for one in read.columns}
    delivery.sheets = [known.get((count.file, count.sheet), {}) | asdict(count) for count in read.counts]
    delivery.remarks = [asdict(remark) for remark in read.remarks[:MOST_REMARKS]]
    delivery.changes = [_change(change, read) for change in changes]
    delivery.base_version = base.id if base else ""
    delivery.kept_sha256, delivery.error = kept_sha256, error
    delivery.read_at = timezone.now()
    return _moved(delivery, DeliveryState.UNUSABLE if error else DeliveryState.READ, before)


def _change(change: TableChange, read: Read) -> dict[str, Any]:
    delivered_again = read.tables[change.table].num_rows - change.added
    return asdict(change) | {"absent": change.changed + change.unchanged - delivered_again}


@transaction.atomic
def refuse_delivery(*, delivery_id: int, error: str) -> Delivery:
    """It could not be read at all; `error` says why and what to do (不能使用)."""
    delivery = _held(delivery_id, DeliveryState.RECEIVED)
    before = changed_from(delivery)
    delivery.error, delivery.read_at = error, timezone.now()
    return _moved(delivery, DeliveryState.UNUSABLE, before)


@transaction.atomic
def commit_delivery(*, delivery_id: int, by: Member) -> Delivery:
    """Confirm that what was shown goes into the dataset (确认入库). Raises Stale when that has changed since."""
    from zicha.casework.deliveries.tasks import leave_commit_to_worker

    delivery = _held(delivery_id, DeliveryState.READ)
    try:
        head = dataset_of(by.body_id).head()
    except ZichaError as error:
        raise Refused(str(error)) from error
    if (head.id if head else "") != delivery.base_version:
        raise Stale("您查看之后数据集有了新版本，变化已不同。请点“重新比较”，看过再确认。")
    before = changed_from(delivery)
    delivery.state, delivery.settled_by = DeliveryState.COMMITTING, by
    delivery.done, delivery.doing = 0, "等待入库"
    delivery.beat_at = timezone.now()
    delivery.save()
    record(Action.DELIVERY_COMMIT_ASKED, on=delivery, by=by, before=before)
    leave_commit_to_worker(delivery)
    return delivery


@transaction.atomic
def settle_commit(*, delivery_id: int, version: Version, unchanged: bool) -> Delivery:
    """The version is in place (已入库); `unchanged` says it was there before and nothing new was said."""
    delivery = _held(delivery_id, DeliveryState.COMMITTING)
    before = changed_from(delivery)
    delivery.state, delivery.settled_at = DeliveryState.COMMITTED, timezone.now()
    delivery.dataset_version, delivery.dataset_fingerprint = version.id, version.fingerprint
    delivery.unchanged, delivery.doing = unchanged, ""
    delivery.save()
    record(Action.DELIVERY_COMMITTED, on=delivery, by=delivery.settled_by, before=before)
    return delivery


@transaction.atomic
def put_back(*, delivery_id: int, error: str) -> Delivery:
    """The version could not be made; the delivery waits for a decision again and says why (退回待确认)."""
    delivery = _held(delivery_id, DeliveryState.COMMITTING)
    before = changed_from(delivery)
    delivery.error, delivery.settled_by, delivery.doing = error, None, ""
    return _moved(delivery, DeliveryState.READ, before)


@transaction.atomic
def compare_again(*, delivery_id: int, by: Member) -> Delivery:
    """Read once more, against the dataset as it is now (重新比较)."""
    from zicha.casework.deliveries.tasks import leave_reading_to_worker

    delivery = _held(delivery_id, DeliveryState.READ)
    before = changed_from(delivery)
    delivery.state, delivery.error = DeliveryState.RECEIVED, ""
    delivery.done, delivery.doing = 0, ""
    delivery.save()
    record(Action.DELIVERY_READ, on=delivery, by=by, before=before, reason="与新的数据集版本重新比较")
    leave_reading_to_worker(delivery)
    return delivery


@transaction.atomic
def withdraw_delivery(*, delivery_id: int, by: Member) -> Delivery:
    """Give a delivery up before it went into the dataset (放弃上传); its files stay as they were handed in."""
    delivery = Delivery.objects.select_for_update().get(pk=delivery_id)
    if delivery.state not in (DeliveryState.RECEIVED, DeliveryState.READ, DeliveryState.UNUSABLE):
        raise Refused(f"{delivery}{delivery.get_state_display()}，不能放弃。")
    before = changed_from(delivery)
    delivery.state, delivery.settled_by = DeliveryState.WITHDRAWN, by
    delivery.settled_at = timezone.now()
    delivery.save()
    record(Action.DELIVERY_WITHDRAWN, on=delivery, by=by, before=before)
    return delivery


def _held(delivery_id: int, state: Any) -> Delivery:
    delivery = Delivery.objects.select_for_update(of=("self",)).get(pk=delivery_id)
    if delivery.state != state:
        raise Refused(f"{delivery}{delivery.get_state_display()}，不能这样处理。")
    return delivery


def _moved(delivery: Delivery, state: Any, before: Any) -> Delivery:
    delivery.state, delivery.doing = state, ""
    delivery.save()
    record(Action.DELIVERY_READ, on=delivery, by=None, before=before, reason=delivery.error)
    return delivery


def _alone(body_id: int) -> None:
    """Uploads of one body are numbered one after the other."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [_LOCK, body_id])
