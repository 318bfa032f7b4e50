"""Where a body's files lie (文件位置): below ZICHA_HOME/bodies/<id>. Built from keys of the database, never from names."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings

from zicha.dataset.store import Store


def body_folder(body_id: int) -> Path:
    return Path(settings.HOME) / "bodies" / str(int(body_id))


def dataset_of(body_id: int) -> Store:
    """The dataset of the body (数据集); its folder is made with the first commit."""
    return Store(body_folder(body_id) / "dataset", memory=settings.MEMORY_LIMIT)


def upload_folder(body_id: int, delivery_id: int) -> Path:
    """What was uploaded, and what reading it came to (上传的文件)."""
    return body_folder(body_id) / "uploads" / str(int(delivery_id))


def run_folder(body_id: int, run_id: int) -> Path:
    """What a screening leaves (筛查结果)."""
    return body_folder(body_id) / "runs" / str(int(run_id))


def report_folder(body_id: int, version_id: int) -> Path:
    """The files of a frozen version of the report, its seals and receipts (报告文件)."""
    return body_folder(body_id) / "reports" / str(int(version_id))


def made(folder: Path) -> Path:
    """The folder, there and closed to others."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder
