"""Is a dataset still what was written, byte by byte (核验)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pyarrow as pa

from zicha.contract import VERSION
from zicha.contract.errors import ZichaError
from zicha.contract.tables import TABLES
from zicha.dataset import disk
from zicha.dataset.fingerprint import content_of, dataset_fingerprint
from zicha.dataset.manifest import AlterationError, Head, manifest_name, read_head, version_id
from zicha.dataset.staging import journals
from zicha.dataset.store import Store
from zicha.dataset.version import StoredTable, Version


@dataclass(frozen=True, slots=True)
class Problem:
    """One file that is not as written (核验问题); `file` is below the dataset folder."""

    file: str
    problem: str  # Chinese, completes 数据集文件 X …
    mend: str

    def __str__(self) -> str:
        return f"数据集文件 {self.file} {self.problem}。{self.mend}。"


_RESTORE = "请从备份恢复这个文件；不要自行修改"


def verify(store: Store) -> list[Problem]:
    """Every problem, the newest version first; empty when all is as written.

    Each manifest is held to the SHA-256 its successor or HEAD states, each object to the one its manifest states,
    each fingerprint to the rows it stands for, and nothing else may lie among them.
    """
    if not store.is_store(store.folder):
        raise ZichaError(f"{store.folder} 不是数据集。")
    while True:
        head = _head_if_any(store)
        problems = list(_problems(store))
        # A version that came in between looks like a stranger: look again.
        if not problems or _head_if_any(store) == head:
            return problems


def _head_if_any(store: Store) -> Head | None:
    try:
        return read_head(store.folder)
    except AlterationError:
        return None


def altered_since(store: Store, version: Version) -> str:
    """What of this version is not as it was written, in words; empty when its files are whole and HEAD leads to all.

    The SHA-256 of every file it names, not more: `verify` also looks into the files and at every earlier version.
    """
    known = {one.id for one in store.lineage()}
    for folder in store.version_folders():
        if folder not in known:
            return f"{manifest_name(folder)} 不在 HEAD 的来历之中，HEAD 可能被换过"
    for table in version.tables.values():
        path = version.path(table.name)
        if path.is_symlink() or not path.is_file():
            return f"{table.file}（数据表 {table.name}）不在了"
        if disk.sha256_of(path) != table.sha256:
            return f"{table.file}（数据表 {table.name}）与登记的散列值不符"
    return ""


def _problems(store: Store) -> Iterator[Problem]:
    seen: dict[str, StoredTable] = {}
    versions: set[str] = set()
    try:
        for version in store.lineage():
            versions.add(version.id)
            yield from _version_problems(version, seen)
    except AlterationError as error:
        # What lies behind a broken link cannot be told from what was put there.
        yield Problem(error.file, error.problem, _RESTORE)
        return
    try:
        yield from _strangers(store, versions, set(seen))
    except AlterationError as error:
        yield Problem(error.file, error.problem, "请把这个文件夹移到别处保存，再核验一次")


def _version_problems(version: Version, seen: dict[str, StoredTable]) -> Iterator[Problem]:
    manifest = manifest_name(version.id)
    stated = {name: table.fingerprint for name, table in version.tables.items()}
    fingerprint = dataset_fingerprint(version.contract_version, stated)
    if fingerprint != version.fingerprint or version.id != version_id(version.number, fingerprint):
        yield Problem(manifest, "写的指纹与其中各表的指纹不符", _RESTORE)
    for table in version.tables.values():
        if seen.get(table.file) != table:
            seen[table.file] = table
            yield from _object_problems(version, table)


def _object_problems(version: Version, table: StoredTable) -> Iterator[Problem]:
    where = f"（版本 {version.id} 的数据表 {table.name}）"
    try:
        problem = _object_problem(version, table)
    except (OSError, pa.ArrowException) as error:
        problem = f"读不出来：{error}"
    if problem:
        yield Problem(table.file, problem + where, _RESTORE)


def _object_problem(version: Version, table: StoredTable) -> str:
    path = version.path(table.name)
    if not path.is_file():
        return "不见了"
    if disk.sha256_of(path) != table.sha256:
        return "的内容与登记的 SHA-256 不符"
    if version.contract_version != VERSION:
        # Columns may have been other ones then; the file is still held to its SHA-256.
        return ""
    # A manifest can be made to fit an altered file; the fingerprint a run recorded cannot.
    content = content_of(path, TABLES[table.name])
    if (content.rows, content.fingerprint) != (table.rows, table.fingerprint):
        return "的内容与清单中的行数、指纹不符"
    return ""


def _strangers(store: Store, versions: set[str], files: set[str]) -> Iterator[Problem]:
    """Versions and objects no version leads to, unless a writer at work or dead put them there."""
    under_way = journals(store.folder)
    expected = versions | {journal.version for journal in under_way}
    for name in store.version_folders():
        if name not in expected:
            yield Problem(
                manifest_name(name),
                "所在的版本不在 HEAD 的来历之中",
                "HEAD 可能被换成了较早的；请从备份恢复 HEAD，或移走这个版本的文件夹",
            )
    files = files | {file for journal in under_way for file in journal.files}
    objects = store.folder / "objects"
    for path in sorted(objects.iterdir()) if objects.is_dir() else []:
        file = f"objects/{path.name}"
        if file not in files:
            yield Problem(file, "不属于任何版本", "请移走这个文件")
