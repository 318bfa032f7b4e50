"""What the pages of the section show (页面内容)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from zicha.casework.deliveries import selectors
from zicha.casework.deliveries.kept_reading import bad_cells
from zicha.casework.deliveries.models import Delivery, DeliveryState, Run
from zicha.casework.leads.selectors import last_run
from zicha.casework.places import dataset_of, upload_folder
from zicha.contract.errors import BadCell, ZichaError
from zicha.dataset.version import Version
from zicha.reports.lists import CHANGES_FILE
from zicha.reports.self_check_report import REPORT_FILE

FIRST_BAD_CELLS = 10


@dataclass(frozen=True, slots=True)
class BadCells:
    """The bad cells of a delivery, read a page at a time (错误单元格); what Django's Paginator asks for."""

    folder: Path
    number: int

    def count(self) -> int:
        return self.number

    def __len__(self) -> int:
        return self.number

    def __getitem__(self, part: slice) -> Sequence[BadCell]:
        return bad_cells(self.folder, after=part.start, most=part.stop - part.start)


@dataclass(frozen=True, slots=True)
class Step:
    """A step of the wizard (步骤)."""

    name: str
    note: str
    is_done: bool
    is_now: bool


def head_of(body_id: int) -> tuple[Version | None, str]:
    """The last dataset version; or, where the dataset is not as written, what is wrong with it."""
    try:
        return dataset_of(body_id).head(), ""
    except ZichaError as error:
        return None, str(error)


def delivery(found: Delivery) -> dict[str, Any]:
    """A delivery wherever it is on its way (上传向导的一页)."""
    waits = found.state == DeliveryState.READ
    head, problem = head_of(found.body_id) if waits else (None, "")
    folder = upload_folder(found.body_id, found.pk)
    changes = selectors.changes_of(found)
    remarks = [remark for remark in found.remarks if remark["kind"] not in ("not_used", "unknown_column")]
    return {
        "delivery": found,
        "files": found.files.all(),
        "before": selectors.handed_in_before(found) if not found.under_way else [],
        "dialects": selectors.dialects_of(found),
        "sheets": selectors.sheets_of(found),
        "not_used": [remark for remark in found.remarks if remark["kind"] == "not_used"],
        "remarks": remarks,
        "changes": changes,
        "changing": [change for change in changes if change.added or change.changed],
        "steady": [change for change in changes if not (change.added or change.changed)],
        "absent": sum(change.absent for change in changes),
        "is_new": any(change.added or change.changed for change in changes),
        "is_sweeping": any(change.is_sweeping for change in changes),
        "problem": problem,
        "is_stale": waits and not problem and (head.id if head else "") != found.base_version,
        "bad": bad_cells(folder, most=FIRST_BAD_CELLS) if found.bad_cells else (),
        "steps": steps_of(found),
    }


def steps_of(delivery: Delivery) -> list[Step]:
    """上传 → 识别与核对 → 入库."""
    state = delivery.state
    read = state not in (DeliveryState.RECEIVED, DeliveryState.WITHDRAWN) and delivery.read_at is not None
    settled = state == DeliveryState.COMMITTED
    return [
        Step(_("上传文件"), _("文件已原样保存"), True, False),
        Step(_("读取与核对"), _("识别表格，逐格检查"), read, state == DeliveryState.RECEIVED),
        Step(
            _("查看变化并确认"),
            _("与现有数据比较"),
            state in (DeliveryState.COMMITTING, DeliveryState.COMMITTED),
            state in (DeliveryState.READ, DeliveryState.UNUSABLE),
        ),
        Step(_("进入数据集"), _("可以开始筛查"), settled, state == DeliveryState.COMMITTING),
    ]


OUTPUTS = {
    "疑点清单.xlsx": "疑点清单（Excel）",
    "findings.csv": "疑点与无法判定（CSV）",
    "coverage.csv": "覆盖情况（CSV）",
    "changes.csv": "与上次相比（CSV）",
    "run.json": "运行记录（JSON）",
}
"""Files of a run offered on its page; refused cells belong to deliveries."""


def coverage(run: Run) -> dict[str, Any]:
    """How far a finished run got, beside the one before (覆盖情况)."""
    before = selectors.run_before(run)
    areas = selectors.coverage_of(run, before)
    newest = last_run(run.campaign)
    outputs = {REPORT_FILE: "自查报告初稿（Word）", **OUTPUTS}
    return {
        "areas": areas,
        "sums": selectors.sums_of(areas),
        "missing": selectors.not_run(areas),
        "cautions": [line for area in areas for line in area.lines if line.cover.caution],
        "before": before,
        "causes": selectors.causes_of_difference(before, run) if before else [],
        "newest": newest if newest != run else None,
        "outputs": [(name, _(label)) for name, label in outputs.items() if before or name != CHANGES_FILE],
    }
