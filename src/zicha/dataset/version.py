"""What a version of a dataset is, and what a delivery did to the one before (数据集版本、变化)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from zicha.intake.delivery import SheetCount, SourceFile

ID_PATTERN = re.compile(r"v\d{4,}-[0-9a-f]{12}")
"""Of version ids; they name folders, so one read from a file is held to it before it is used."""

MOST_SAMPLED_ROWS = 20
"""How many changed rows of a table are shown cell by cell; the counts are always complete."""


@dataclass(frozen=True, slots=True)
class StoredTable:
    """One table of a version (已存数据表).

    sha256       of the file, byte by byte
    fingerprint  of what the rows say: see dataset.fingerprint
    file         below the dataset folder, with forward slashes; shared by versions that hold the same rows
    """

    name: str
    rows: int
    sha256: str
    fingerprint: str
    file: str


@dataclass(frozen=True)
class Version:
    """One immutable state of all records delivered so far (数据集版本).

    id           v0003-<first 12 hex digits of the fingerprint>
    parent       id of the version before; None for the first
    sources      files of the delivery that made this version; `counts` are their rows
    silent       columns, as table.column, that deliveries so far had no field for; no part of the fingerprint
    created_at   information only, no part of the fingerprint
    """

    id: str
    number: int
    parent: str | None
    contract_version: str
    fingerprint: str
    tables: Mapping[str, StoredTable]
    sources: tuple[SourceFile, ...]
    counts: tuple[SheetCount, ...]
    created_at: str = field(compare=False)
    folder: Path = field(compare=False, repr=False)
    parent_manifest_sha256: str = ""
    silent: frozenset[str] = frozenset()

    def path(self, table: str) -> Path:
        """The Parquet file of a table, sorted by its key. Raises KeyError when the version has no row of it."""
        return self.folder / self.tables[table].file

    @property
    def rows(self) -> int:
        return sum(table.rows for table in self.tables.values())


@dataclass(frozen=True, slots=True)
class CellChange:
    """A cell that says something else than before (变更的单元格); an empty cell is None."""

    key: str  # parts joined by |
    column: str
    before: str | None
    after: str | None


@dataclass(frozen=True, slots=True)
class TableChange:
    """What a delivery did to one table (数据表变化).

    unchanged  rows of the earlier version that stand as they were, delivered again or not, so that
               rows before = changed + unchanged + removed, and rows after = added + changed + unchanged
    removed    always 0: a row that is not delivered again stays
    cells      every changed cell of the first MOST_SAMPLED_ROWS changed rows, in the order of the key
    """

    table: str
    added: int
    changed: int
    unchanged: int
    removed: int = 0
    cells: tuple[CellChange, ...] = ()


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a delivery (交付结果): `unchanged` says that `version` was there already."""

    version: Version
    unchanged: bool
    changes: tuple[TableChange, ...]
