"""The invented certification body as tables of the contract (示例机构), and the list of what is wrong with it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import pyarrow as pa

from zicha.contract.tables import TABLES
from zicha.demo.bulk import make_bulk
from zicha.demo.planted import plant_all

PLANTED_SCHEMA = pa.schema(
    [(name, pa.string()) for name in ("code", "subject_kind", "subject_id", "kind", "note")]
)


@dataclass(frozen=True)
class World:
    """The tables, and one row for each subject planted: hit, near_miss, undecided or exempt under a check's code."""

    tables: Mapping[str, pa.Table]
    planted: pa.Table


def build_world(
    *,
    certificates: int = 5_000,
    seed: int = 20190321,
    as_of: date = date(2026, 6, 30),
    planted: bool = True,
) -> World:
    """The same world for the same arguments. `planted=False` leaves a body no check finds fault with.

    Raises ValueError for a day outside April to December 2026: cases at a legal date need it to be past.
    """
    if not date(2026, 4, 1) <= as_of <= date(2026, 12, 31):
        raise ValueError(f"as_of is {as_of}; the invented body lives in 2026, April to December")
    tables = make_bulk(certificates, seed, as_of)
    marks: list[dict[str, str]] = []
    if planted:
        draft = plant_all(as_of)
        marks = draft.planted
        for name, rows in draft.tables().items():
            tables[name] = pa.concat_tables([tables[name], rows]).combine_chunks()
    return World(
        {name: tables[name] for name in TABLES},
        pa.Table.from_pylist(marks, schema=PLANTED_SCHEMA),
    )
