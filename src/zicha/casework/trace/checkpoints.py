"""Checkpoints of the chain (核验点): how long it was and what its last hash was, kept where the machine's operator cannot reach.

The chain itself cannot tell that its last entries were cut off together with what they did; a checkpoint written before
can. A file of them is a text of one JSON object a line, only ever added to:

    {"at": "2026-11-21T16:00:00+08:00", "body": "CNCA-R-2099-001", "entries": 1204, "hash": "…"}
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

from zicha.contract.errors import UnusableInput


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """The end of a body's chain at one moment (核验点); `body` is its 机构批准号."""

    at: str
    body: str
    entries: int
    hash: str

    def __post_init__(self) -> None:
        datetime.fromisoformat(self.at)
        if not isinstance(self.entries, int) or self.entries < 1 or len(bytes.fromhex(self.hash)) != 32:
            raise ValueError("no end of a chain")


def read_checkpoints(file: Path) -> list[Checkpoint]:
    """The checkpoints of a file; none where it is not there. Raises UnusableInput for anything else."""
    try:
        lines = file.read_text("utf-8").splitlines()
    except FileNotFoundError:
        return []
    except (OSError, UnicodeDecodeError) as error:
        raise UnusableInput(f"读不出核验点文件 {file}；请检查文件名和权限。") from error
    found = []
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            found.append(Checkpoint(**json.loads(line)))
        except (ValueError, TypeError) as error:
            raise UnusableInput(
                f"{file} 第 {number} 行不是核验点；请给出以前由 zicha verify --checkpoint 写的文件。"
            ) from error
    return found


def add_checkpoints(file: Path, made: Iterable[Checkpoint]) -> None:
    """Add them at the end. Raises UnusableInput where the file cannot be written."""
    text = "".join(json.dumps(asdict(one), ensure_ascii=False) + "\n" for one in made)
    try:
        with file.open("a", encoding="utf-8") as target:
            target.write(text)
    except OSError as error:
        raise UnusableInput(f"核验点没有写进 {file}（{error.strerror}）；请换一个位置。") from error


def broken_promises(
    earlier: Iterable[Checkpoint], *, bodies: Iterable[str], hash_at: Callable[[str, int], str]
) -> Iterator[str]:
    """What the chain must still contain and does not, a sentence a body: its earliest checkpoint that is not kept."""
    known, told = set(bodies), set()
    for one in sorted(earlier, key=lambda one: one.entries):
        if one.body in told:
            continue
        if one.body not in known:
            told.add(one.body)
            yield f"机构 {one.body} 不见了；{one.at} 的核验点记着它有 {one.entries:,} 条留痕。"
            continue
        found = hash_at(one.body, one.entries)
        if found != one.hash:
            told.add(one.body)
            how = "第 {0:,} 条已被换过" if found else "现在没有第 {0:,} 条，末尾被截去"
            yield f"机构 {one.body} 的留痕与 {one.at} 的核验点不符：{how.format(one.entries)}。"
