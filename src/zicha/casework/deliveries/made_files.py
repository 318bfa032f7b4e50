"""Lists and drafts made of a screening (筛查结果文件): their hashes are written down when they are made.

What they are made of cannot be altered unseen; without their own hashes they could be, between the making and the
hundredth download.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO

from django.db import connection, transaction

from zicha.casework.deliveries.models import Run, RunFiles
from zicha.casework.places import run_folder
from zicha.casework.refused import Refused
from zicha.casework.tenancy.models import Member
from zicha.casework.trace.actions import Action
from zicha.casework.trace.services import record
from zicha.dataset import disk

# Of pg_advisory_xact_lock, beside the run: who asks for the same files waits for them.
_LOCK = 20190522
_KEYS = 2**31


def folder_of(run: Run, release: str) -> Path:
    return run_folder(run.body_id, run.pk) / "outputs" / f"{run.kept_sha256[:16]}-{release}"


@transaction.atomic
def files_made(*, run: Run, release: str, make: Callable[[Path], None], by: Member) -> RunFiles:
    """The files of a run by this release, made now where nobody has asked for them yet (生成筛查结果文件)."""
    rows = RunFiles.objects.filter(run=run, release=release)
    if found := rows.first():
        return found
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [_LOCK, run.pk % _KEYS])
    if found := rows.first():
        return found
    folder = folder_of(run, release)
    make(folder)
    hashes = {path.name: disk.sha256_of(path) for path in sorted(folder.iterdir()) if path.is_file()}
    made = RunFiles.objects.create(body_id=run.body_id, run=run, release=release, files=hashes)
    record(Action.RUN_FILES_MADE, on=made, by=by)
    return made


def opened(made: RunFiles, name: str) -> BinaryIO | None:
    """The file as it was made, open at its beginning; None for a name it does not have. Raises Refused when altered."""
    if name not in made.files:
        return None
    altered = Refused(
        f"{made}中的“{name}”不见了或被改动过，不能下载。请系统管理员运行 zicha verify 查明，并从备份恢复。"
    )
    try:
        file = (folder_of(made.run, made.release) / name).open("rb")
    except OSError as error:
        raise altered from error
    if hashlib.file_digest(file, "sha256").hexdigest() != made.files[name]:
        file.close()
        raise altered
    file.seek(0)
    return file
