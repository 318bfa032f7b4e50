"""One commit under way: tables taken one by one, then put in place all at once (提交)."""

from __future__ import annotations

import uuid
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType

from zicha.contract import VERSION
from zicha.contract.errors import UnusableInput
from zicha.contract.table import ContractTable
from zicha.contract.tables import TABLES
from zicha.dataset import disk
from zicha.dataset.fingerprint import content_of, dataset_fingerprint
from zicha.dataset.manifest import (
    AlterationError,
    Head,
    head_text,
    manifest_name,
    manifest_text,
    object_name,
    version_id,
)
from zicha.dataset.merging import Delivered, engine, merge, repeated_key, rewrite
from zicha.dataset.staging import Journal, write_journal
from zicha.dataset.version import StoredTable, TableChange, Version
from zicha.intake.delivery import SheetCount, SourceFile


class Commit:
    """A commit under way (提交). Whoever makes one holds the lock of the folder."""

    def __init__(self, folder: Path, head: Version | None, *, memory: str, check_required: bool) -> None:
        self.folder = folder
        self.head = head
        self.check_required = check_required
        self.staging = folder / "staging" / uuid.uuid4().hex
        self._tables = dict(head.tables) if head else {}
        self._checked: set[str] = set()
        self._memory = memory
        self._open = ExitStack()

    def __enter__(self) -> Commit:
        disk.make_folder(self.staging)
        self._engine = self._open.enter_context(engine(self._memory, self.staging / "overflow"))
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._open.close()

    def take(self, table: ContractTable, rows: Delivered) -> TableChange:
        """Lay the delivered rows of a table over those of the version before."""
        target = self._draft(table)
        merged = merge(self._engine, table, rows, self._earlier(table), target)
        if merged.written:
            self._tables[table.name] = self._stored(table, target)
        return merged.change

    def publish(
        self,
        sources: tuple[SourceFile, ...],
        counts: tuple[SheetCount, ...],
        silent: frozenset[str] = frozenset(),
    ) -> Version:
        """Put the new version in place; the one before when there is nothing new."""
        if not self._tables:
            raise UnusableInput("这次交付中没有可用的行，不能形成数据集。没有写入任何内容。")
        self._follow_the_contract()
        fingerprints = {name: table.fingerprint for name, table in self._tables.items()}
        fingerprint = dataset_fingerprint(VERSION, fingerprints)
        if self.head is not None and self.head.fingerprint == fingerprint:
            return self.head
        number = self.head.number + 1 if self.head else 1
        version = Version(
            id=version_id(number, fingerprint),
            number=number,
            parent=self.head.id if self.head else None,
            contract_version=VERSION,
            fingerprint=fingerprint,
            tables={name: self._tables[name] for name in TABLES if name in self._tables},
            sources=sources,
            counts=counts,
            created_at=datetime.now(UTC).isoformat(timespec="seconds"),
            folder=self.folder,
            parent_manifest_sha256=self._sha256_of_parent(),
            silent=silent | (self.head.silent if self.head else frozenset()),
        )
        self._put_in_place(version)
        return version

    def _put_in_place(self, version: Version) -> None:
        """Everything a crash may interrupt; until the last line the version before is the last one."""
        manifest = self.staging / "version" / "manifest.json"
        disk.make_folder(manifest.parent)
        disk.write(manifest, manifest_text(version))
        head = Head(version.id, disk.sha256_of(manifest))
        new = [table for table in version.tables.values() if (self.staging / Path(table.file).name).exists()]
        write_journal(self.staging, Journal(version.id, tuple(table.file for table in new)))
        disk.make_folder(self.folder / "objects")
        for table in new:
            disk.move(self.staging / Path(table.file).name, self.folder / table.file)
        disk.make_folder(self.folder / "versions")
        disk.move(manifest.parent, self.folder / "versions" / version.id)
        disk.write(self.staging / "HEAD", head_text(head))
        disk.move(self.staging / "HEAD", self.folder / "HEAD")

    def _earlier(self, table: ContractTable) -> Path | None:
        """The table in the version before. Raises AlterationError: a new version must not make altered rows respectable."""
        if self.head is None or table.name not in self.head.tables:
            return None
        stored, path = self.head.tables[table.name], self.head.path(table.name)
        if not path.is_file():
            raise AlterationError(stored.file, "不见了")
        if disk.sha256_of(path) != stored.sha256:
            raise AlterationError(stored.file, "的内容与登记的 SHA-256 不符")
        return path

    def _follow_the_contract(self) -> None:
        """Tables carried over from a version under another contract get the columns of this one."""
        if self.head is None or self.head.contract_version == VERSION:
            return
        for name, stored in list(self._tables.items()):
            if stored is self.head.tables.get(name):
                table, target = TABLES[name], self._draft(TABLES[name])
                earlier = self._earlier(table)
                assert earlier is not None
                rewrite(self._engine, table, earlier, target)
                self._tables[name] = self._stored(table, target)

    def _draft(self, table: ContractTable) -> Path:
        return self.staging / f"{table.name}.parquet"

    def _stored(self, table: ContractTable, draft: Path) -> StoredTable:
        """Read a written table back, check its keys, and name the file after its SHA-256."""
        disk.sync(draft)
        content = content_of(draft, table)
        for column in table.columns:
            if (column.key or (column.required and self.check_required)) and content.empty[column.name]:
                raise UnusableInput(
                    f"数据表 {table.name}（{table.chinese}）有 {content.empty[column.name]} 行的必填列 {column.label} 是空的。没有写入任何内容。"
                )
        if content.repeated_key is not None:
            raise repeated_key(table, content.repeated_key)
        sha256 = disk.sha256_of(draft)
        file = object_name(sha256)
        if (self.folder / file).exists():
            if disk.sha256_of(self.folder / file) != sha256:
                raise AlterationError(file, "的内容与登记的 SHA-256 不符")
            disk.remove(draft)
        else:
            disk.move(draft, self.staging / Path(file).name)
        return StoredTable(table.name, content.rows, sha256, content.fingerprint, file)

    def _sha256_of_parent(self) -> str:
        return disk.sha256_of(self.folder / manifest_name(self.head.id)) if self.head else ""
