"""Making a backup (备份) while the site runs: the database first, then the files.

Files are named by their content or by a row's key and do not change once a row names them, so whatever the database
knew at its moment still lies there when the files are read. Only the HEAD of a dataset moves: it is taken together
with the versions it leads to, and what comes in meanwhile stays out.
"""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

from zicha import __version__
from zicha.contract.errors import UnusableInput, ZichaError
from zicha.dataset.manifest import MARKER, manifest_name
from zicha.dataset.store import Store
from zicha.web.backup.archive import BODIES, DUMP, FILES, SECRET_KEY, Manifest, Writer
from zicha.web.backup.dump import dump, moment_of
from zicha.web.operations.notes import BACKUP_NOTE

Tell = Callable[[str], None]

# What only a running process needs: locks, work under way, writers that have not come to their end.
_PASSING = {"staging", "work", "lock", ".lock"}
_UNDER_WAY = (".part-", "new-")
DATASET = "dataset"
HEAD = "HEAD"
TELLS_EVERY = 500


def make_backup(*, home: Path, url: str, target: Path, tell: Tell = lambda what: None) -> Manifest:
    """Write the archive, whole or not at all. Raises UnusableInput for a place that cannot be used."""
    _refuse_place(home, target)
    try:
        return _made(home, url, target, tell)
    except OSError as error:
        raise ZichaError(
            f"备份没有写成（{error.strerror or error}），没有留下不完整的文件；请检查 {target.parent} 的剩余空间和权限后重试。"
        ) from error


def _made(home: Path, url: str, target: Path, tell: Tell) -> Manifest:
    made_at = datetime.now(UTC).isoformat(timespec="seconds")
    # Beside the target, so that the last step is a renaming; a killed backup leaves a name that says what it is.
    with tempfile.TemporaryDirectory(dir=target.parent, prefix=f".{target.name}.part-") as folder:
        part = Path(folder) / "archive"
        with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            writer = Writer(file)
            tell("正在转储数据库")
            with moment_of(url) as (snapshot, rows):
                dump(url, snapshot, Path(folder) / DUMP)
            writer.add(DUMP, Path(folder) / DUMP)
            (Path(folder) / DUMP).unlink()
            for number, (name, content) in enumerate(files_of(home), start=1):
                if number % TELLS_EVERY == 1:
                    tell(f"正在复制文件，已复制 {number - 1:,} 个")
                if isinstance(content, bytes):
                    writer.add_bytes(FILES + name, content)
                    continue
                # One that is gone was a passing one; had a row named it, restoring would say so.
                with suppress(FileNotFoundError):
                    writer.add(FILES + name, content)
            writer.finish(release=__version__, made_at=made_at, rows=rows)
            file.flush()
            os.fsync(file.fileno())
        _refuse_place(home, target)
        part.replace(target)
    (home / BACKUP_NOTE).write_text(json.dumps({"at": made_at, "size": target.stat().st_size}), "utf-8")
    return Manifest(__version__, made_at, rows, writer.parts)


def files_of(home: Path) -> Iterator[tuple[str, Path | bytes]]:
    """Every file of the data folder that is not the database's or a passing one: its name below it, and what it holds."""
    if (home / SECRET_KEY).is_file():
        yield SECRET_KEY, home / SECRET_KEY
    bodies = home / BODIES
    for body in sorted(bodies.iterdir()) if bodies.is_dir() else []:
        dataset = body / DATASET
        taken = dict(_dataset_files(dataset)) if Store.is_store(dataset) else None
        for path in _walk(body):
            if taken is None or dataset not in path.parents:
                yield path.relative_to(home).as_posix(), path
        for name, content in (taken or {}).items():
            yield (dataset / name).relative_to(home).as_posix(), content


def _dataset_files(folder: Path) -> Iterator[tuple[str, Path | bytes]]:
    """A dataset as its HEAD has it at one moment; an altered one is taken as it lies there, for people to look into."""
    store, head = Store(folder), folder / HEAD
    yield MARKER, folder / MARKER
    while True:
        before = head.read_bytes() if head.is_file() else b""
        try:
            versions = list(store.lineage()) if before else []
        except ZichaError:
            yield from ((path.relative_to(folder).as_posix(), path) for path in _walk(folder))
            return
        if before == (head.read_bytes() if head.is_file() else b""):
            break
    if before:
        yield HEAD, before
    for version in versions:
        yield manifest_name(version.id), folder / manifest_name(version.id)
        for table in version.tables.values():
            yield table.file, folder / table.file


def _walk(top: Path) -> Iterator[Path]:
    for folder, folders, names in os.walk(top):
        folders[:] = sorted(set(folders) - _PASSING)
        for name in sorted(set(names) - _PASSING):
            path = Path(folder) / name
            if not name.startswith(_UNDER_WAY) and path.is_file() and not path.is_symlink():
                yield path


def _refuse_place(home: Path, target: Path) -> None:
    if target.exists():
        raise UnusableInput(f"{target} 已经存在；备份不覆盖旧文件，请换一个文件名。")
    if not target.parent.is_dir():
        raise UnusableInput(f"文件夹 {target.parent} 不存在；请先建立它。")
    if not os.access(target.parent, os.W_OK):
        raise UnusableInput(f"文件夹 {target.parent} 不能写入；请换一个文件夹。")
    if home.resolve() in target.resolve().parents:
        raise UnusableInput("备份不要放在数据文件夹里面，磁盘坏了会一起丢；请放到别处，最好是另一台机器。")
