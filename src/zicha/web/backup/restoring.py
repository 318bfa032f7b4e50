"""Restoring a backup (恢复) into an empty place: held to its hashes before anything is touched, checked afterwards."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg

from zicha.contract.errors import UnusableInput, ZichaError
from zicha.web.backup.archive import DUMP, FILES, Damaged, Manifest, Part, Reader
from zicha.web.backup.dump import load, rows_of
from zicha.web.database import embedded, refuse_unreachable


@dataclass(frozen=True)
class Restored:
    """What was restored and checked (恢复结果)."""

    manifest: Manifest
    tables: int
    rows: int
    files: int


def restore(*, archive: Path, home: Path) -> Restored:
    """Restore into `home`, which is not there or empty, and into DATABASE_URL where it is given.

    Everything is built beside the place and moved there at the end. Raises Damaged, UnusableInput or NoDatabase; then
    nothing has changed.
    """
    _refuse_place(home)
    outside = os.environ.get("DATABASE_URL", "").strip()
    if outside:
        refuse_unreachable(outside)
        _refuse_full_database(outside)
    with Reader(archive) as reader, _beside(home) as building:
        dumped = Path(building) / DUMP
        reader.extract(_dump_part(reader), dumped)
        files = 0
        for part in reader.files():
            reader.extract(part, building / part.name.removeprefix(FILES))
            files += 1
        if outside:
            _load(outside, dumped, reader.manifest)
        else:
            with embedded(building) as url:
                _load(url, dumped, reader.manifest)
        dumped.unlink()
        _put_in_place(building, home)
        rows = reader.manifest.rows
        return Restored(reader.manifest, len(rows), sum(rows.values()), files)


def _dump_part(reader: Reader) -> Part:
    return next(part for part in reader.manifest.parts if part.name == DUMP)


def _load(url: str, dumped: Path, manifest: Manifest) -> None:
    load(url, dumped)
    found = rows_of(url)
    differing = sorted(
        name for name in {*found, *manifest.rows} if found.get(name) != manifest.rows.get(name)
    )
    if differing:
        raise Damaged(
            f"恢复后的行数与备份不一致：{'、'.join(differing[:5])}。没有启用这份恢复；请换一份备份。"
        )


def _refuse_place(home: Path) -> None:
    if home.exists() and not home.is_dir():
        raise UnusableInput(f"--home {home} 是一个文件，请给出文件夹。")
    if home.is_dir() and any(home.iterdir()):
        raise UnusableInput(f"--home {home} 不是空文件夹；恢复不覆盖已有数据，请给出一个新的或空的文件夹。")


def _refuse_full_database(url: str) -> None:
    with psycopg.connect(url) as connection:
        found = connection.execute("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'").fetchone()
    if found and found[0]:
        raise UnusableInput("DATABASE_URL 指向的数据库里已经有表；恢复不覆盖已有数据，请给出一个空的数据库。")


@contextmanager
def _beside(home: Path) -> Iterator[Path]:
    """A folder on the same disk as the place, gone afterwards unless it was moved there."""
    try:
        home.parent.mkdir(parents=True, exist_ok=True)
        building = Path(tempfile.mkdtemp(prefix=f".{home.name}-", dir=home.parent))
    except OSError as error:
        raise UnusableInput(f"{home.parent} 不能写入（{error.strerror}）；请换一个文件夹。") from error
    try:
        yield building
    except OSError as error:
        raise ZichaError(f"恢复时读写文件失败（{error.strerror}），没有改动任何数据；请检查磁盘。") from error
    finally:
        shutil.rmtree(building, ignore_errors=True)


def _put_in_place(building: Path, home: Path) -> None:
    for lock in building.glob("postgres.*.lock"):
        lock.unlink()
    if home.exists():
        home.rmdir()
    building.rename(home)
