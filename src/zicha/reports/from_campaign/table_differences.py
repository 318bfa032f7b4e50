"""What is different in the tables and charts of two versions (表格差异): rows come and gone, cells changed."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

Row = tuple[str, ...]
_COUNTED = re.compile(r"[\d,.]+")
_RUNNING = ("序号", "编号")


@dataclass(frozen=True, slots=True)
class CellChange:
    """A cell that says something else (单元格改动); `row` is what its row begins with."""

    row: str
    column: str
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class TableChange:
    """A table, or the data of a chart, that changed (表格变化)."""

    section: str
    caption: str
    is_chart: bool
    added: tuple[str, ...]
    gone: tuple[str, ...]
    cells: tuple[CellChange, ...]

    @property
    def number(self) -> int:
        return len(self.added) + len(self.gone) + len(self.cells)


def tables_differ(old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[TableChange]:
    """Tables, then charts, in the order of the report; matched by section and caption, whatever is counted in it."""
    for kind in ("tables", "charts"):
        before, after = _named(old[kind]), _named(new[kind])
        for name in dict.fromkeys((*after, *before)):
            was, now = before.get(name), after.get(name)
            change = _change(was, now, kind == "charts")
            if change.number:
                yield change


def _named(tables: Sequence[Mapping[str, Any]]) -> dict[tuple[str, str, int], Mapping[str, Any]]:
    seen: Counter[tuple[str, str]] = Counter()
    named = {}
    for table in tables:
        name = (table["section"], _COUNTED.sub("#", table["caption"]))
        named[(*name, seen[name])] = table
        seen[name] += 1
    return named


def _change(was: Mapping[str, Any] | None, now: Mapping[str, Any] | None, is_chart: bool) -> TableChange:
    there = now or was or {}
    before, after = _rows(was), _rows(now)
    # Rows that stand in both are the same wherever they stand; what is left is matched by how it begins.
    gone, added = _left(before, after), _left(after, before)
    cells: list[CellChange] = []
    if was and now and was["head"] == now["head"]:
        head = [name for name in now["head"] if name not in _RUNNING] or list(now["head"])
        for old in list(gone):
            new = next((row for row in added if _same_row(old, row, before, after)), None)
            if new is None:
                continue
            gone.remove(old)
            added.remove(new)
            cells += [
                CellChange(new[0], column, one, other)
                for column, one, other in zip(head, old, new, strict=True)
                if one != other
            ]
    return TableChange(
        there["section"], there["caption"], is_chart, tuple(map(_told, added)), tuple(map(_told, gone)), tuple(cells)
    )  # fmt: skip


def _rows(table: Mapping[str, Any] | None) -> list[Row]:
    """Rows without their running numbers, which move with every row that comes."""
    if table is None:
        return []
    kept = [at for at, name in enumerate(table["head"]) if name not in _RUNNING] or list(
        range(len(table["head"]))
    )
    return [tuple(str(row[at]) for at in kept) for row in table["rows"]]


def _left(rows: Sequence[Row], others: Sequence[Row]) -> list[Row]:
    there, left = Counter(others), []
    for row in rows:
        if there[row]:
            there[row] -= 1
        else:
            left.append(row)
    return left


def _same_row(old: Row, new: Row, before: Sequence[Row], after: Sequence[Row]) -> bool:
    """Rows that begin alike: no other row does, or most of their cells agree."""
    if old[:1] != new[:1]:
        return False
    if all(sum(row[:1] == old[:1] for row in rows) == 1 for rows in (before, after)):
        return True
    return sum(one == other for one, other in zip(old, new, strict=True)) * 2 > len(old)


def _told(row: Row) -> str:
    return " | ".join(cell or "—" for cell in row)
