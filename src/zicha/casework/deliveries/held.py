"""What deliveries and screenings leave on disk (交付和筛查的留存物): uploads, readings, screenings, the dataset."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from zicha.casework.deliveries import kept_reading
from zicha.casework.deliveries.made_files import folder_of
from zicha.casework.deliveries.models import Delivery, DeliveryFile, DeliveryState, Run, RunFiles
from zicha.casework.places import dataset_of, run_folder, upload_folder
from zicha.casework.trace.holdings import HeldFile
from zicha.contract.errors import ZichaError
from zicha.dataset.verification import verify
from zicha.findings import kept


def files_of(body_id: int) -> Iterator[HeldFile]:
    for file in DeliveryFile.objects.select_related("delivery").order_by("pk"):
        path = upload_folder(body_id, file.delivery_id) / file.place
        yield HeldFile(path, file.sha256, f"{file.delivery}的文件“{file.name}”")
    # While it is read, or compared once more, the record on disk is being written anew.
    read = Delivery.objects.exclude(kept_sha256="").exclude(state=DeliveryState.RECEIVED)
    for delivery in read.order_by("number"):
        yield from _of_reading(delivery, upload_folder(body_id, delivery.pk))
    for run in Run.objects.exclude(kept_sha256="").order_by("pk"):
        yield from _of_run(run, run_folder(body_id, run.pk))
    for made in RunFiles.objects.select_related("run").order_by("pk"):
        for name, sha256 in sorted(made.files.items()):
            yield HeldFile(folder_of(made.run, made.release) / name, sha256, f"{made}中的“{name}”")


def _of_reading(delivery: Delivery, folder: Path) -> Iterator[HeldFile]:
    record = folder / kept_reading.RECORD
    yield HeldFile(record, delivery.kept_sha256, f"{delivery}的读取结果")
    said = _said(record)
    for name, sha256 in said.get("tables", {}).items():
        yield HeldFile(folder / "tables" / f"{name}.parquet", sha256, f"{delivery}读入的数据表 {name}")
    if "bad_cells" in said:
        yield HeldFile(folder / kept_reading.BAD_CELLS, said["bad_cells"], f"{delivery}的错误单元格")


def _of_run(run: Run, folder: Path) -> Iterator[HeldFile]:
    record = folder / kept.RECORD
    yield HeldFile(record, run.kept_sha256, f"{run}的结果")
    for code, sha256 in _said(record).get("judged", {}).items():
        yield HeldFile(folder / kept.JUDGED / f"{code}.parquet", sha256, f"{run}中检查项 {code} 的结果")


def _said(record: Path) -> dict[str, Any]:
    """What the record names; nothing where it cannot be read, which its own hash tells."""
    try:
        said = json.loads(record.read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    return said if isinstance(said, dict) else {}


def differences_of(body_id: int) -> Iterator[str]:
    store = dataset_of(body_id)
    committed = list(Delivery.objects.filter(state=DeliveryState.COMMITTED).order_by("number"))
    if not store.is_store(store.folder):
        if committed:
            yield f"数据集不见了；{committed[0]}等 {len(committed):,} 次交付已入库。请从备份恢复。"
        return
    yield from (str(problem) for problem in verify(store))
    try:
        fingerprints = {version.id: version.fingerprint for version in store.lineage()}
    except ZichaError:
        return
    for delivery in committed:
        if fingerprints.get(delivery.dataset_version) != delivery.dataset_fingerprint:
            yield (
                f"{delivery}入库的版本 {delivery.dataset_version} 不在数据集中，或指纹不同：数据集被换过。请从备份恢复。"
            )
    for run in Run.objects.order_by("pk"):
        if fingerprints.get(run.dataset_version) != run.dataset_fingerprint:
            yield f"{run}所用的数据集版本 {run.dataset_version} 不在数据集中，或指纹不同。请从备份恢复。"
