"""Audit time of management systems (审核时间表): IAF MD 5:2019, tables QMS 1, EMS 1 and OH&SMS 1.

Rows    one head-count band; bands touch and never overlap
Units   people_*: effective personnel (有效人数); the other columns: auditor-days of 8 h, stage 1 + stage 2 (初次审核)
Source  IAF MD 5:2019, adopted word for word as CNAS-CC105:2020, applied from 2020-05-07
Read    QMS 1: whole column against a national copy (GOST R 54318-2021) and three transcriptions; OH&SMS 1: against
        two transcriptions; EMS 1: against two transcriptions
?       behind a cell: the transcriptions disagree (626 to 875 people, EMS limited: 6 or 6.5; the progression says
        6.5), so the cell is not confirmed

Above the last band the standard says "follow progression". That is not a number, so it is not judged.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache

import pyarrow as pa

from zicha.contract.table import text_rows

EDITION = "IAF MD 5:2019"
SOURCE = (
    "IAF MD 5:2019 表 QMS 1、EMS 1、OH&SMS 1（等同采用为 CNAS-CC105:2020，2020-04-07 发布，2020-05-07 实施）"
)
SINCE = date(2020, 5, 7)
UNTIL: date | None = None  # MD 5:2023 exists; what it changes has not been read

QMS_1 = """
    people_from | people_to | days
    1           | 5         | 1.5
    6           | 10        | 2
    11          | 15        | 2.5
    16          | 25        | 3
    26          | 45        | 4
    46          | 65        | 5
    66          | 85        | 6
    86          | 125       | 7
    126         | 175       | 8
    176         | 275       | 9
    276         | 425       | 10
    426         | 625       | 11
    626         | 875       | 12
    876         | 1175      | 13
    1176        | 1550      | 14
    1551        | 2025      | 15
    2026        | 2675      | 16
    2676        | 3450      | 17
    3451        | 4350      | 18
    4351        | 5450      | 19
    5451        | 6800      | 20
    6801        | 8500      | 21
    8501        | 10700     | 22
"""

EMS_1 = """
    people_from | people_to | high | medium | low | limited
    1           | 5         | 3    | 2.5    | 2.5 | 2.5
    6           | 10        | 3.5  | 3      | 3   | 3
    11          | 15        | 4.5  | 3.5    | 3   | 3
    16          | 25        | 5.5  | 4.5    | 3.5 | 3
    26          | 45        | 7    | 5.5    | 4   | 3
    46          | 65        | 8    | 6      | 4.5 | 3.5
    66          | 85        | 9    | 7      | 5   | 3.5
    86          | 125       | 11   | 8      | 5.5 | 4
    126         | 175       | 12   | 9      | 6   | 4.5
    176         | 275       | 13   | 10     | 7   | 5
    276         | 425       | 15   | 11     | 8   | 5.5
    426         | 625       | 16   | 12     | 9   | 6
    626         | 875       | 17   | 13     | 10  | 6.5 ?
    876         | 1175      | 19   | 15     | 11  | 7
    1176        | 1550      | 20   | 16     | 12  | 7.5
    1551        | 2025      | 21   | 17     | 12  | 8
    2026        | 2675      | 23   | 18     | 13  | 8.5
    2676        | 3450      | 25   | 19     | 14  | 9
    3451        | 4350      | 27   | 20     | 15  | 10
    4351        | 5450      | 28   | 21     | 16  | 11
    5451        | 6800      | 30   | 23     | 17  | 12
    6801        | 8500      | 32   | 25     | 19  | 13
    8501        | 10700     | 34   | 27     | 20  | 14
"""

OHSMS_1 = """
    people_from | people_to | high | medium | low
    1           | 5         | 3    | 2.5    | 2.5
    6           | 10        | 3.5  | 3      | 3
    11          | 15        | 4.5  | 3.5    | 3
    16          | 25        | 5.5  | 4.5    | 3.5
    26          | 45        | 7    | 5.5    | 4
    46          | 65        | 8    | 6      | 4.5
    66          | 85        | 9    | 7      | 5
    86          | 125       | 11   | 8      | 5.5
    126         | 175       | 12   | 9      | 6
    176         | 275       | 13   | 10     | 7
    276         | 425       | 15   | 11     | 8
    426         | 625       | 16   | 12     | 9
    626         | 875       | 17   | 13     | 10
    876         | 1175      | 19   | 15     | 11
    1176        | 1550      | 20   | 16     | 12
    1551        | 2025      | 21   | 17     | 12
    2026        | 2675      | 23   | 18     | 13
    2676        | 3450      | 25   | 19     | 14
    3451        | 4350      | 27   | 20     | 15
    4351        | 5450      | 28   | 21     | 16
    5451        | 6800      | 30   | 23     | 17
    6801        | 8500      | 32   | 25     | 19
    8501        | 10700     | 34   | 27     | 20
"""

_PAGES = {"QMS": QMS_1, "EMS": EMS_1, "OHSMS": OHSMS_1}


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of a table (表中一格). `complexity` is empty in QMS 1, which knows none."""

    scheme: str
    complexity: str
    people_from: int
    people_to: int
    days: Decimal
    confirmed: bool

    @property
    def half_days(self) -> int:
        """The days in half days, which every cell is a whole number of."""
        return int(self.days * 2)


@dataclass(frozen=True, slots=True)
class RuleSet:
    """A Chinese rule that says how long an audit takes (审核时间所依规则), and whether its table is the one above."""

    number: str
    schemes: tuple[str, ...]
    since: date | None
    until: date | None
    same_table: bool
    confirmed: bool
    source: str


RULE_SETS = (
    RuleSet(
        "公告2016年第20号（质量管理体系认证规则）附录A", ("QMS",), None, date(2025, 12, 31), True, True,
        "tongzhongweb.cn/xykx/3881.html；en.zrcln.com/?ann_31/218.html",
    ),
    RuleSet(
        "CNCA-QMS-01:2025", ("QMS",), date(2026, 1, 1), None, True, False,
        "附表全文未见，是否与表 QMS 1 相同待确认",
    ),
    RuleSet(
        "CNAS-CC105:2020", ("QMS", "EMS", "OHSMS"), date(2020, 5, 7), None, True, True,
        "guifanku.com/736710.html",
    ),
)  # fmt: skip


def _cells() -> Iterator[Cell]:
    for scheme, page in _PAGES.items():
        for row in text_rows(page):
            people_from, people_to = int(row.pop("people_from")), int(row.pop("people_to"))
            for heading, text in row.items():
                yield Cell(
                    scheme=scheme,
                    complexity="" if heading == "days" else heading,
                    people_from=people_from,
                    people_to=people_to,
                    days=Decimal(text.removesuffix("?").strip()),
                    confirmed=not text.endswith("?"),
                )


CELLS: tuple[Cell, ...] = tuple(_cells())

BAND_STARTS: tuple[int, ...] = tuple(cell.people_from for cell in CELLS if cell.scheme == "QMS")
"""First head-count of each band, rising; the three tables share them."""

LAST_BAND_END = 10700
"""Head-counts above it are not judged."""

HALF_DAYS: dict[tuple[str, str, int], int] = {
    (cell.scheme, cell.complexity, cell.people_from): cell.half_days for cell in CELLS
}
"""Half days by scheme, complexity (empty for QMS) and first head-count of the band."""


@cache
def audit_time_bands() -> pa.Table:
    """The tables as rows, to be joined on scheme, complexity and band (= people_from)."""
    return pa.table(
        {
            "scheme": pa.array([cell.scheme for cell in CELLS], pa.string()),
            "complexity": pa.array([cell.complexity for cell in CELLS], pa.string()),
            "band": pa.array([cell.people_from for cell in CELLS], pa.int64()),
            "people_from": pa.array([cell.people_from for cell in CELLS], pa.int64()),
            "people_to": pa.array([cell.people_to for cell in CELLS], pa.int64()),
            "half_days": pa.array([cell.half_days for cell in CELLS], pa.int64()),
            "edition": pa.array([EDITION] * len(CELLS), pa.string()),
            "confirmed": pa.array([cell.confirmed for cell in CELLS], pa.bool_()),
        }
    )
