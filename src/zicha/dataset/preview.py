"""What a delivery would do to a dataset (预演): the same comparison as a commit, and nothing is written to it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory

from zicha.contract.errors import UnusableInput
from zicha.contract.tables import TABLES
from zicha.dataset import disk
from zicha.dataset.merging import Delivered, engine, merge
from zicha.dataset.version import TableChange, Version


def changes_by(
    tables: Mapping[str, Delivered], head: Version | None, *, memory: str, folder: Path | None = None
) -> tuple[TableChange, ...]:
    """What these rows would change against a version; None is a dataset still empty. Raises UnusableInput.

    folder  where intermediate tables may lie
    """
    unknown = sorted(set(tables) - set(TABLES))
    if unknown:
        raise UnusableInput(f"数据契约中没有数据表 {'、'.join(unknown)}。")
    with TemporaryDirectory(prefix="zicha-preview-", dir=folder) as place:
        work = Path(place)
        with disk.said_plainly(work), engine(memory, work / "overflow") as connection:
            found = []
            for name, rows in tables.items():
                target = work / f"{name}.parquet"
                earlier = head.path(name) if head is not None and name in head.tables else None
                found.append(merge(connection, TABLES[name], rows, earlier, target).change)
                disk.remove(target)
            return tuple(found)
