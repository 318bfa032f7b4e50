"""Small random worlds full of limits, gaps and ties (随机小数据): every value is drawn near where a rule turns.

No key, reference, number, name or place of one world occurs in another, so a check judges many worlds laid
side by side as it would judge each alone; the plain rules judge them one by one.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from tests.oracle import worlds_audits, worlds_bodies, worlds_certificates, worlds_outside, worlds_people
from tests.oracle.drawing import AS_OF, Draw
from tests.oracle.reading import Tables

__all__ = ["AS_OF", "side_by_side", "world"]

_MATCHED_BY = {
    "combined_group",
    "data_hash",
    "document_no",
    "employer_uscc",
    "licence_no",
    "registration_no",
    "report_no",
    "rule_no",
    "uscc",
}


def world(seed: int, as_of: date = AS_OF) -> Tables:
    """One small world, limits before that judging date; the same seed gives the same one."""
    draw = Draw(seed, as_of)
    tables: Tables = {}
    for part in (worlds_bodies, worlds_people, worlds_certificates, worlds_audits, worlds_outside):
        part.add(draw, tables)
    return {
        name: [{column: _marked(column, value, seed) for column, value in row.items()} for row in rows]
        for name, rows in tables.items()
    }


def _marked(column: str, value: Any, seed: int) -> Any:
    if value is not None and (column.endswith("_id") or column in _MATCHED_BY):
        return f"{seed}-{value}"
    return value


def side_by_side(worlds: Iterable[Tables]) -> Tables:
    laid: Tables = {}
    for tables in worlds:
        for name, rows in tables.items():
            laid.setdefault(name, []).extend(rows)
    return laid
