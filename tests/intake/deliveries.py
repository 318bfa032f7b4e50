"""What the tests of intake deliver, and how they look at what came of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import xlsxwriter

from zicha.contract.table import text_rows
from zicha.intake.delivery import Delivery

BODY = "批准号,机构名称\nCNCA-R-2002-001,示例认证\n"

CERTIFICATES = text_rows("""
    certificate_no | body_id         | org_id | scheme | issued_on  | expires_on | status
    C1             | CNCA-R-2002-001 | O1     | QMS    | 2026-01-05 | 2029-01-04 | valid
    C2             | CNCA-R-2002-001 | O2     | EMS    | 2026-02-05 | 2029-02-04 | suspended
    C3             | CNCA-R-2002-001 | O3     | QMS    | 2026-03-05 | 2029-03-04 | valid
""")


def csv_text(rows: Sequence[Mapping[str, object]]) -> str:
    """Rows as CSV text; cells with a comma, a quote or a line break are quoted."""
    lines = [list(rows[0]), *([str(cell) for cell in row.values()] for row in rows)]
    return "".join(",".join(map(_quoted, line)) + "\n" for line in lines)


def _quoted(cell: str) -> str:
    return '"' + cell.replace('"', '""') + '"' if any(sign in cell for sign in ',"\n\r') else cell


def write_workbook(path: Path, sheets: Mapping[str, Sequence[Sequence[object]]]) -> Path:
    """A workbook with these sheets, rows of plain values."""
    with xlsxwriter.Workbook(path) as book:
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            for number, row in enumerate(rows):
                sheet.write_row(number, 0, row)
    return path


def said(delivery: Delivery, table: str) -> list[tuple[object, ...]]:
    """What the accepted rows of a table say, places aside, in the order of their content."""
    names = [name for name in delivery.tables[table].column_names if not name.startswith("source_")]
    rows = (tuple(row[name] for name in names) for row in delivery.tables[table].to_pylist())
    return sorted(rows, key=repr)


def kinds(delivery: Delivery) -> set[str]:
    return {remark.kind for remark in delivery.remarks}
