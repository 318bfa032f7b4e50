"""What is filtered as a list to take away (导出): CSV as it is read, XLSX up to what a sheet holds."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from datetime import datetime
from io import TextIOWrapper
from pathlib import Path
from tempfile import TemporaryDirectory, TemporaryFile
from typing import IO

from django.utils import timezone

from zicha.casework.leads.filters import STATE_LABELS, TABS, LeadFilter, tab_of
from zicha.casework.leads.models import Lead
from zicha.casework.leads.selectors import Matching, check_titles
from zicha.contract.verdicts import Severity
from zicha.findings.csv_cells import guarded
from zicha.reports.sheet_writing import Book, Column

MOST_CSV = 200_000
MOST_XLSX = 50_000
COLUMNS = (
    Column("线索编号", 9, "number"), Column("优先级", 8, "number"), Column("检查项", 8, "centre"),
    Column("检查项名称", 24), Column("严重程度", 12, "centre"), Column("判定", 10, "centre"),
    Column("对象", 24), Column("证书编号", 20), Column("获证组织", 26), Column("人员", 16),
    Column("分支机构", 12), Column("实际", 16), Column("要求", 16), Column("情况", 48), Column("状态", 9, "centre"),
    Column("责任人", 12), Column("核查期限", 12), Column("处理人", 12), Column("处理时间", 17), Column("处理理由", 30),
    Column("证据位置", 40),
)  # fmt: skip


def csv_file(found: Matching) -> IO[bytes]:
    """The list in a file that is gone when it is closed; with a byte-order mark, since people open it with a spreadsheet.

    Written whole before it is sent: who downloads slowly must not keep a transaction open.
    """
    file: IO[bytes] = TemporaryFile(prefix="zicha-leads-")  # noqa: SIM115, FileResponse closes it
    text = TextIOWrapper(file, encoding="utf-8-sig", newline="")
    writer = csv.writer(text)
    writer.writerow([column.heading for column in COLUMNS])
    for cells in _rows(found, MOST_CSV):
        writer.writerow([guarded(cell) if isinstance(cell, str) else cell for cell in cells])
    text.detach().seek(0)
    return file


def workbook_file(found: Matching) -> IO[bytes]:
    """The list as a sheet; text stays text."""
    with TemporaryDirectory(prefix="zicha-leads-") as folder:
        path = Path(folder) / "leads.xlsx"
        now = timezone.localtime()
        book = Book(path, title="线索清单", subject=found.campaign.title, day=now.replace(tzinfo=None))
        notes = [
            f"{found.campaign.title}　筛选条件：{said(found.filter)}　{now:%Y-%m-%d %H:%M} 导出。线索须经人核实后才是问题。"
        ]
        rows = _rows(found, MOST_XLSX)
        book.table("线索", COLUMNS, rows, notes=notes, wide=True, empty="没有符合条件的线索。")
        book.close()
        return path.open("rb")


def said(wanted: LeadFilter) -> str:
    """The filter in words, as far as a list needs them."""
    names = {tab.key: tab.label for tab in TABS}
    told = [names.get(tab_of(wanted), STATE_LABELS[wanted.state])]
    told += [f"{name}={value}" for name, value in wanted.narrowed.items()]
    return "，".join(told)


def file_name(extension: str, now: datetime) -> str:
    return f"线索清单-{now:%Y%m%d-%H%M}.{extension}"


def _rows(found: Matching, most: int) -> Iterator[Sequence[str | int | None]]:
    titles: dict[str, str] = {}
    rows = found.rows.select_related("assignee__account", "decided_by__account")
    for lead in rows.order_by(*dict.fromkeys(found.order))[:most].iterator(chunk_size=2_000):
        if lead.code not in titles:
            titles |= {lead.code: "", **check_titles([lead.code])}
        yield _cells(lead, titles[lead.code])


def _cells(lead: Lead, title: str) -> Sequence[str | int | None]:
    places = [
        f"{row.get('file')}{'!' + row['sheet'] if row.get('sheet') else ''} 第 {row['row']} 行"
        for row in lead.evidence[:5]
        if row.get("row")
    ]
    reason = "：".join(filter(None, [lead.get_decision_reason_display(), lead.decision_text]))
    return (
        lead.pk, lead.priority, lead.code, title, f"{lead.severity} {Severity(lead.severity).label}",
        lead.get_verdict_display(), lead.subject_id, lead.certificate_no, lead.org_name or lead.org_id,
        "、".join(lead.person_ids), lead.branch_id, lead.observed, lead.expected, lead.sentence or lead.reason,
        lead.get_state_display(), lead.assignee.name if lead.assignee else "",
        lead.due_on.isoformat() if lead.due_on else "", lead.decided_by.name if lead.decided_by else "",
        timezone.localtime(lead.decided_at).strftime("%Y-%m-%d %H:%M") if lead.decided_at else "", reason,
        "；".join(places),
    )  # fmt: skip
