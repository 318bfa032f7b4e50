"""Small records of a body, delivered by hand, and a screening of them without a worker (小数据集)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from zicha.casework.campaigns.models import Campaign
from zicha.casework.deliveries.models import Run
from zicha.casework.deliveries.runs import start_run
from zicha.casework.deliveries.screening import work_on_run
from zicha.casework.places import dataset_of
from zicha.casework.tenancy.models import Member
from zicha.contract.tables import TABLES

BODY = "CNCA-R-2099-001"
Row = dict[str, Any]

ORGANISATIONS: Sequence[Row] = (
    {"org_id": "O1", "name": "甲制造有限公司", "employees": 200},
    {"org_id": "O2", "name": "乙制造有限公司", "employees": 50},
)


def certificate(number: str, *, years: int = 3, org: str = "O1", **others: Any) -> Row:
    """A certificate; of more than three years it is a hit of A24."""
    return {
        "certificate_no": number,
        "body_id": BODY,
        "org_id": org,
        "scheme": "QMS",
        "issued_on": date(2024, 1, 1),
        "expires_on": date(2023 + years, 12, 31),
        "status": "valid",
        "personnel": 190,
    } | others


def deliver(body_id: int, **tables: Sequence[Row]) -> None:
    """Make the rows the next version of the body's dataset."""
    with TemporaryDirectory() as folder:
        files = {}
        for name, rows in tables.items():
            placed = [
                {"source_file": f"{name}.csv", "source_sheet": "", "source_row": number} | row
                for number, row in enumerate(rows, start=2)
            ]
            files[name] = Path(folder) / f"{name}.parquet"
            pq.write_table(pa.Table.from_pylist(placed, schema=TABLES[name].stored_schema), files[name])
        dataset_of(body_id).commit_files(files)


def deliver_certificates(body_id: int, *certificates: Row) -> None:
    deliver(
        body_id,
        bodies=[{"body_id": BODY, "name": "虚构认证有限公司"}],
        organisations=ORGANISATIONS,
        certificates=certificates,
    )


def screened(campaign: Campaign, by: Member) -> Run:
    """A run started and worked off, as it is afterwards."""
    run = start_run(campaign_id=campaign.pk, by=by)
    work_on_run(body_id=campaign.body_id, run_id=run.pk)
    run.refresh_from_db()
    return run
