"""Audit-time tables of the invented body's planners (审核时间表), typed in for the generator alone.

Rows    one head-count band: its upper end, then auditor-days (stage 1 + stage 2) per column
Source  design facts §2.1 (IAF MD 5); the cell EMS limited 626–875 is UNCONFIRMED there (6 or 6.5)
"""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

import numpy as np

from zicha.demo.days import Floats, Ints

COLUMNS = (
    "QMS",
    "EMS high",
    "EMS medium",
    "EMS low",
    "EMS limited",
    "OHSMS high",
    "OHSMS medium",
    "OHSMS low",
)

_TABLE = """
    5     1.5  3    2.5  2.5  2.5  3    2.5  2.5
    10    2    3.5  3    3    3    3.5  3    3
    15    2.5  4.5  3.5  3    3    4.5  3.5  3
    25    3    5.5  4.5  3.5  3    5.5  4.5  3.5
    45    4    7    5.5  4    3    7    5.5  4
    65    5    8    6    4.5  3.5  8    6    4.5
    85    6    9    7    5    3.5  9    7    5
    125   7    11   8    5.5  4    11   8    5.5
    175   8    12   9    6    4.5  12   9    6
    275   9    13   10   7    5    13   10   7
    425   10   15   11   8    5.5  15   11   8
    625   11   16   12   9    6    16   12   9
    875   12   17   13   10   6.5  17   13   10
    1175  13   19   15   11   7    19   15   11
    1550  14   20   16   12   7.5  20   16   12
    2025  15   21   17   12   8    21   17   12
    2675  16   23   18   13   8.5  23   18   13
    3450  17   25   19   14   9    25   19   14
    4350  18   27   20   15   10   27   20   15
    5450  19   28   21   16   11   28   21   16
    6800  20   30   23   17   12   30   23   17
    8500  21   32   25   19   13   32   25   19
    10700 22   34   27   20   14   34   27   20
"""

_ROWS = [[float(cell) for cell in line.split()] for line in _TABLE.split("\n") if line.strip()]
_UPPER = np.array([row[0] for row in _ROWS])
_DAYS = np.array([row[1:] for row in _ROWS])


def table_days(personnel: Ints, column: Ints) -> Floats:
    """Days by head count and number of the column; none above the last band."""
    return _DAYS[np.searchsorted(_UPPER, personnel), column]


def days_of(scheme: str, personnel: int, complexity: str | None = None) -> Decimal:
    """Days for one organisation. Schemes without a table plan by that of QMS, as does a missing complexity."""
    name = f"{scheme} {complexity}"
    column = COLUMNS.index(name) if name in COLUMNS else 0
    return Decimal(str(_DAYS[int(np.searchsorted(_UPPER, min(personnel, 10_700))), column]))


def to_half_day(days: Fraction) -> Decimal:
    """Nearest half day, halves up: 5.25 → 5.5."""
    doubled = Decimal(days.numerator * 2) / Decimal(days.denominator)
    return doubled.quantize(Decimal(1), ROUND_HALF_UP) / 2


def half_days_up(days: Floats) -> Floats:
    """The next half day at or above; a hair of float error does not cost half a day."""
    return np.ceil(np.round(days * 2, 6)) / 2
