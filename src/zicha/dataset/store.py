"""A dataset folder: versions that never change, and the one way to add another (数据集).

zicha-dataset.json            what this folder is
HEAD                          the last version; replaced last, in one step
versions/<id>/manifest.json   what a version holds
objects/<sha256>.parquet      tables, shared by the versions that hold the same rows
staging/<name>/               what a writer has under way; with journal.json naming what it is about to put in place
.lock                         held by the one writer
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

from filelock import FileLock, Timeout

from zicha.contract.errors import UnusableInput, ZichaError
from zicha.contract.tables import TABLES
from zicha.dataset import disk
from zicha.dataset.commit import Commit
from zicha.dataset.manifest import (
    MARKER,
    AlterationError,
    check_marker,
    manifest_name,
    marker_text,
    read_head,
    read_manifest,
)
from zicha.dataset.merging import Delivered
from zicha.dataset.staging import clean_staging, journalled
from zicha.dataset.version import Outcome, Version
from zicha.intake.delivery import Delivery, SheetCount, SourceFile

# Files a desktop leaves in any folder somebody looks into.
_DESKTOP_FILES = {"thumbs.db", "desktop.ini"}


class Store:
    """A dataset folder (数据集).

    patience  seconds to wait for another writer
    memory    what the engine may take before it goes to disk; not counting the delivery itself
    """

    def __init__(self, folder: Path, *, patience: float = 60.0, memory: str = "2GB") -> None:
        self.folder = Path(folder)
        self.patience = patience
        self.memory = memory

    @classmethod
    def is_store(cls, folder: Path) -> bool:
        return (Path(folder) / MARKER).is_file()

    def head(self) -> Version | None:
        """The last version; None before the first. Raises AlterationError when HEAD or its manifest is not as written."""
        if self.is_store(self.folder):
            check_marker(self.folder)
        head = read_head(self.folder)
        if head is None and set(self.version_folders()) - journalled(self.folder):
            # A writer of the first version may have come to its end since the look at HEAD.
            head = read_head(self.folder)
            if head is None:
                raise AlterationError("HEAD", "不见了")
        return read_manifest(self.folder, head.version, head.manifest_sha256) if head else None

    def lineage(self) -> Iterator[Version]:
        """All versions, newest first, each held to the SHA-256 its successor states. Raises AlterationError."""
        version = self.head()
        while version is not None:
            yield version
            if version.parent is None:
                return
            version = read_manifest(self.folder, version.parent, version.parent_manifest_sha256)

    def versions(self) -> list[Version]:
        """All versions, oldest first."""
        return list(self.lineage())[::-1]

    def version(self, version_id: str) -> Version:
        """The version of that id, or of that number: v0003. Raises ZichaError when there is none."""
        for version in self.lineage():
            if version_id in (version.id, version.id.partition("-")[0]):
                return version
        raise ZichaError(f"数据集 {self.folder} 中没有版本 {version_id}。")

    def commit(self, delivery: Delivery) -> Outcome:
        """Make a delivery the next version; no version when it says nothing new.

        Raises UnusableInput when it cannot be stored, ZichaError when the folder cannot be written or is altered;
        the last version is untouched by either.
        """
        return self._commit(delivery.tables, delivery.files, delivery.counts, silent=delivery.silent)

    def commit_files(self, tables: Mapping[str, Path], sources: tuple[SourceFile, ...] = ()) -> Outcome:
        """Like `commit`, from one Parquet file, or a folder of them, per table; no table is held in memory.

        Columns and types are those of the contract, source columns may lack; without `sources` the files themselves
        are named as such. Required cells are checked here, as no intake did.
        """
        files = {name: _parquet_files(Path(path)) for name, path in tables.items()}
        if not sources:
            sources = tuple(
                SourceFile(path.name, disk.sha256_of(path), path.stat().st_size)
                for paths in files.values()
                for path in paths
            )
        return self._commit(files, sources, (), check_required=True)

    def commit_read(
        self,
        tables: Mapping[str, Path],
        *,
        sources: tuple[SourceFile, ...],
        counts: tuple[SheetCount, ...],
        silent: frozenset[str],
    ) -> Outcome:
        """Like `commit`, of a delivery that was read earlier and whose tables were kept as Parquet files."""
        files = {name: _parquet_files(Path(path)) for name, path in tables.items()}
        return self._commit(files, sources, counts, silent=silent)

    def sources(self) -> list[SourceFile]:
        """The files of every delivery that went into the last version, oldest first, each once."""
        return list(dict.fromkeys(source for version in self.versions() for source in version.sources))

    def version_folders(self) -> list[str]:
        folder = self.folder / "versions"
        return sorted(path.name for path in folder.iterdir()) if folder.is_dir() else []

    def _commit(
        self,
        tables: Mapping[str, Delivered],
        sources: tuple[SourceFile, ...],
        counts: tuple[SheetCount, ...],
        *,
        silent: frozenset[str] = frozenset(),
        check_required: bool = False,
    ) -> Outcome:
        unknown = sorted(set(tables) - set(TABLES))
        if unknown:
            raise UnusableInput(f"数据契约中没有数据表 {'、'.join(unknown)}。没有写入任何内容。")
        if not tables and not self.is_store(self.folder):
            raise UnusableInput("这次交付中没有可用的行，不能形成数据集。没有写入任何内容。")
        with disk.said_plainly(self.folder), self._alone():
            lineage = list(self.lineage())
            clean_staging(self.folder, lineage)
            self._refuse_strangers(lineage)
            head = lineage[0] if lineage else None
            try:
                with Commit(self.folder, head, memory=self.memory, check_required=check_required) as commit:
                    changes = tuple(commit.take(TABLES[name], rows) for name, rows in tables.items())
                    version = commit.publish(sources, counts, silent)
            finally:
                # What cannot be cleared away now, on a disk that fails, the next commit clears away.
                with suppress(OSError, ZichaError):
                    clean_staging(self.folder, list(self.lineage()))
        return Outcome(version, unchanged=version is head, changes=changes)

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """Hold the folder as its one writer, making it a dataset first when it is new."""
        self._refuse_other_folders()
        disk.make_folder(self.folder)
        try:
            with FileLock(self.folder / ".lock", timeout=self.patience):
                if not self.is_store(self.folder):
                    disk.write(self.folder / MARKER, marker_text())
                disk.remove(self.folder / f"{MARKER}.new")
                yield
        except Timeout as error:
            raise ZichaError(
                f"数据集 {self.folder} 正由另一个程序写入，等了 {self.patience:g} 秒仍未结束；请稍后重试。"
            ) from error

    def _refuse_other_folders(self) -> None:
        if not self.folder.is_dir() or self.is_store(self.folder):
            return
        for path in self.folder.iterdir():
            if not path.name.startswith(".") and path.name.lower() not in _DESKTOP_FILES | {f"{MARKER}.new"}:
                raise ZichaError(
                    f"文件夹 {self.folder} 里已有别的文件（{path.name}），不能作为数据集；请另选一个空文件夹。"
                )

    def _refuse_strangers(self, lineage: list[Version]) -> None:
        """A version nobody leads to means that HEAD was put back; the next version must not bury that."""
        known = {version.id for version in lineage}
        for name in self.version_folders():
            if name not in known:
                raise AlterationError(manifest_name(name), "所在的版本不在 HEAD 的来历之中，HEAD 可能被换过")


def _parquet_files(path: Path) -> list[Path]:
    files = sorted(path.glob("*.parquet")) if path.is_dir() else [path]
    if not files or not files[0].is_file():
        raise UnusableInput(f"找不到 Parquet 文件 {path}。没有写入任何内容。")
    return files
