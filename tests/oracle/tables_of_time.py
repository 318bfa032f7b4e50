"""The audit-time tables as the plain rules read them (审核时间表), typed apart from reference."""

from __future__ import annotations

from fractions import Fraction

COLUMNS = [
    "QMS",
    "EMS high",
    "EMS medium",
    "EMS low",
    "EMS limited",
    "OHSMS high",
    "OHSMS medium",
    "OHSMS low",
]
TABLE = """
        5  1.5    3  2.5  2.5  2.5    3  2.5  2.5
       10    2  3.5    3    3    3  3.5    3    3
       15  2.5  4.5  3.5    3    3  4.5  3.5    3
       25    3  5.5  4.5  3.5    3  5.5  4.5  3.5
       45    4    7  5.5    4    3    7  5.5    4
       65    5    8    6  4.5  3.5    8    6  4.5
       85    6    9    7    5  3.5    9    7    5
      125    7   11    8  5.5    4   11    8  5.5
      175    8   12    9    6  4.5   12    9    6
      275    9   13   10    7    5   13   10    7
      425   10   15   11    8  5.5   15   11    8
      625   11   16   12    9    6   16   12    9
      875   12   17   13   10  6.5   17   13   10
     1175   13   19   15   11    7   19   15   11
     1550   14   20   16   12  7.5   20   16   12
     2025   15   21   17   12    8   21   17   12
     2675   16   23   18   13  8.5   23   18   13
     3450   17   25   19   14    9   25   19   14
     4350   18   27   20   15   10   27   20   15
     5450   19   28   21   16   11   28   21   16
     6800   20   30   23   17   12   30   23   17
     8500   21   32   25   19   13   32   25   19
    10700   22   34   27   20   14   34   27   20
"""


def table_days(scheme: str, personnel: int, complexity: str | None) -> Fraction | None:
    """Days of the first band that reaches the head-count; None where the table gives none."""
    name = scheme if scheme == "QMS" else f"{scheme} {complexity}"
    if name not in COLUMNS or personnel < 1:
        return None
    for line in TABLE.strip().splitlines():
        upper, *days = line.split()
        if personnel <= int(upper):
            return Fraction(days[COLUMNS.index(name)])
    return None
