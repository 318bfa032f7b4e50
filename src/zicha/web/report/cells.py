"""Where a plain number of a table leads (表格数字的明细): the records or the leads it counts."""

from __future__ import annotations

from urllib.parse import urlencode

from django.urls import reverse

from zicha.contract.codes import CODE_LISTS
from zicha.reports.document import Cell
from zicha.reports.from_campaign.figures import leads
from zicha.reports.from_campaign.material import Material

ALL_SCHEMES, ALL_STATUSES = "合计", "发证总量"
_VERDICTS = {"疑点": "hit", "无法判定": "undecided"}
_COUNTED_ONLY = {"应查", "通过", "免查"}


def cell_address(of: str, row: str, column: str, cell: Cell, material: Material) -> str:
    """The page behind a number, by what its table counts and where in it the number stands; empty where there is none."""
    if not isinstance(cell, int) or not cell:
        return ""
    match of:
        case "certificates_total":
            return _certificates(row, column)
        case "coverage" if material.run is not None:
            return _coverage(row.split()[0], column, material.run.pk)
    return ""


def _certificates(scheme: str, status: str) -> str:
    wanted = {
        "scheme": "" if scheme == ALL_SCHEMES else _code("scheme", scheme),
        "status": "" if status == ALL_STATUSES else _code("certificate_status", status),
    }
    query = urlencode({name: code for name, code in wanted.items() if code})
    address = reverse("report-figure", args=["certificates_total"])
    return f"{address}?{query}#rows" if query else f"{address}#rows"


def _coverage(code: str, column: str, run_id: int) -> str:
    """Leads by their verdict; what is only counted stands on the coverage page, which says why."""
    if verdict := _VERDICTS.get(column):
        return f"{reverse('leads')}?{leads(state='any', verdict=verdict, code=code).query}"
    return f"{reverse('run', args=[run_id])}#check-{code}" if column in _COUNTED_ONLY else ""


def _code(codes: str, label: str) -> str:
    """The code of a label; of an open list it is its own."""
    return next((code for code, name in CODE_LISTS[codes].labels.items() if name == label), label)
