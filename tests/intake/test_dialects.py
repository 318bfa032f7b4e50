"""Sheets of a dialect beside sheets of the contract, in one delivery."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pytest

from tests.intake.deliveries import BODY, CERTIFICATES, csv_text, kinds, said
from zicha.contract.codes import CODE_LISTS
from zicha.contract.errors import Remark
from zicha.contract.table import table
from zicha.contract.tables import TABLES
from zicha.intake import reader
from zicha.intake.derived import add_derived
from zicha.intake.dialect import CONTRACT, Dialect, Tables

REPORT = table(
    "report",
    "报表",
    columns="""
    column | type  | refers to | unit | codes              | 中文 | remark
    NUMBER | text! |           |      |                    | 号码 |
    DAY    | date! |           |      |                    | 日子 |
    STATE  | text! |           |      | certificate_status | 状况 |
""",
)


def to_contract(tables: Tables) -> tuple[dict[str, pa.Table], list[Remark]]:
    """One certificate a number, the newest row of it."""
    newest = {}
    for row in sorted(tables["report"].to_pylist(), key=lambda row: row["DAY"]):
        newest[row["NUMBER"]] = row
    rows = [
        {
            "certificate_no": row["NUMBER"],
            "body_id": "CNCA-R-2002-001",
            "org_id": "O1",
            "scheme": "QMS",
            "issued_on": row["DAY"],
            "expires_on": row["DAY"],
            "status": row["STATE"],
            **{name: row[name] for name in ("source_file", "source_sheet", "source_row")},
        }
        for row in newest.values()
    ]
    certificates = pa.Table.from_pylist(rows, TABLES["certificates"].stored_schema)
    return {"certificates": certificates}, [Remark("updated", "", "", "后一行取代前一行")]


@pytest.fixture(autouse=True)
def _two_dialects(monkeypatch: pytest.MonkeyPatch) -> None:
    report = Dialect("report", {"report": REPORT}, CODE_LISTS, to_contract)
    monkeypatch.setattr(reader, "DIALECTS", (CONTRACT, report))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "bodies.csv").write_text(BODY)
    (tmp_path / "报表.csv").write_text(
        "号码,日子,状况\nR1,2026-01-05,有效\nR1,2026-02-05,暂停\nR1,2026-02-05,暂停\nR2,x,有效\n"
    )
    return tmp_path


def test_rows_of_a_form_without_key_are_counted_on_the_form_and_settled_by_the_dialect(folder: Path) -> None:
    delivery = reader.read_delivery([folder])
    (count,) = (count for count in delivery.counts if count.form == "report")
    assert (count.read, count.accepted, count.repeated, count.rejected) == (4, 2, 1, 1)
    (row,) = delivery.tables["certificates"].to_pylist()
    assert (row["certificate_no"], row["status"], row["source_file"]) == ("R1", "suspended", "报表.csv")
    assert kinds(delivery) >= {"updated", "repeated_row"}
    assert delivery.dialect == "contract+report"


def test_what_was_delivered_stands_before_what_is_derived(folder: Path) -> None:
    delivered = [{**CERTIFICATES[0], "certificate_no": "R1"}, CERTIFICATES[1]]
    (folder / "certificates.csv").write_text(csv_text(delivered))
    delivery = reader.read_delivery([folder])
    assert [(row[0], row[13]) for row in said(delivery, "certificates")] == [
        ("C2", "suspended"),
        ("R1", "valid"),
    ]
    assert not [bad for bad in delivery.rejected if bad.file == "certificates.csv"]
    assert "superseded" in kinds(delivery)


def test_derived_rows_with_other_keys_are_added_in_their_order() -> None:
    schema = TABLES["bodies"].stored_schema
    delivered = pa.Table.from_pylist([{"body_id": "B2", "name": "乙"}], schema)
    derived = pa.Table.from_pylist([{"body_id": body, "name": "甲"} for body in ("B3", "B2", "B1")], schema)
    together, (remark,) = add_derived(TABLES["bodies"], delivered, derived)
    assert together.select(["body_id", "name"]).to_pylist() == [
        {"body_id": "B2", "name": "乙"},
        {"body_id": "B3", "name": "甲"},
        {"body_id": "B1", "name": "甲"},
    ]
    assert remark.rows == 1


def test_two_forms_of_one_name_are_a_mistake_of_ours(monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
    other = Dialect("other", {"certificates": REPORT}, CODE_LISTS, to_contract)
    monkeypatch.setattr(reader, "DIALECTS", (CONTRACT, other))
    with pytest.raises(ValueError, match="certificates"):
        reader.read_delivery([folder])
