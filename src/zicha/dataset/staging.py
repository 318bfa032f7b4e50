"""What a writer has under way, and clearing it away after a writer that died (暂存).

A writer prepares everything in a folder of its own below staging/, then writes into it a journal of what it is about
to put in place, then puts it in place, HEAD last. Whoever finds such a folder while holding the lock knows that its
writer is dead, and by the journal and HEAD whether its version counts.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path

from zicha.dataset import disk
from zicha.dataset.manifest import AlterationError
from zicha.dataset.version import ID_PATTERN, Version

JOURNAL = "journal.json"
_OBJECT = re.compile(r"objects/[0-9a-f]{64}\.parquet")


@dataclass(frozen=True, slots=True)
class Journal:
    """What a writer is about to put in place (写入计划): its version, and files that were not there before."""

    version: str
    files: tuple[str, ...]  # below the dataset folder


def write_journal(staging: Path, journal: Journal) -> None:
    disk.write(staging / JOURNAL, json.dumps(asdict(journal)).encode())


def journals(folder: Path) -> list[Journal]:
    """Of writers at work or dead."""
    found = []
    for path in sorted((folder / "staging").glob(f"*/{JOURNAL}")):
        # Its writer may be done with it between the listing and the reading.
        with suppress(FileNotFoundError):
            found.append(_journal(path))
    return found


def _journal(path: Path) -> Journal:
    """Raises AlterationError when it names anything a writer does not put in place: what it names gets removed."""
    try:
        said = json.loads(path.read_bytes())
        journal = Journal(said["version"], tuple(said["files"]))
        if ID_PATTERN.fullmatch(journal.version) and all(_OBJECT.fullmatch(file) for file in journal.files):
            return journal
    except (ValueError, KeyError, TypeError):
        pass
    raise AlterationError(f"staging/{path.parent.name}/{JOURNAL}", "不是本程序写的内容")


def journalled(folder: Path) -> set[str]:
    """Ids of versions that may be in place without counting yet."""
    return {journal.version for journal in journals(folder)}


def clean_staging(folder: Path, lineage: Sequence[Version]) -> None:
    """Remove what dead writers left. Call it only while holding the lock."""
    counted = {version.id for version in lineage}
    in_use = {table.file for version in lineage for table in version.tables.values()}
    for journal in journals(folder):
        if journal.version not in counted:
            # The version first: without it, objects nobody refers to are merely of no use.
            disk.remove(folder / "versions" / journal.version)
            for file in set(journal.files) - in_use:
                disk.remove(folder / file)
    disk.remove(folder / "staging")
