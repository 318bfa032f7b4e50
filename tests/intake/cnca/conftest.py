"""Invented sheets of the national report as text tables, typed by the core's own cell readers."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import pyarrow as pa
import pytest

from zicha.contract.errors import Remark
from zicha.contract.table import ContractTable, text_rows
from zicha.intake.cells import parse_column
from zicha.intake.cnca import CNCA
from zicha.intake.cnca.forms import AUDIT_PLANS, AUDIT_RESULTS, CERTIFICATES, FACTORY_INSPECTIONS

BODY = "CNCA-R-2015-001"

# What a row says when the test does not care.
DEFAULTS: Mapping[str, Mapping[str, str]] = {
    CERTIFICATES.name: {
        "RZJG_ID": BODY,
        "ORG_NAME": "示例一公司",
        "CERT_NUMBER": "C1",
        "AUTH_PROJ_CODE": "A010103",
        "AWARD_DATE": "2024-03-01",
        "CERTI_E_DATE": "2027-02-28",
        "CERTI_STATUS": "01",
        "APPR_AC_CODE": "01",
    },
    AUDIT_RESULTS.name: {
        "RZJG_ID": BODY,
        "CERT_NUMBER": "C1",
        "APPR_STAGE": "0102",
        "APPR_M_ROLE": "01",
        "QUA_CODE": "02",
        "FULL_NAME": "审核员甲",
    },
    AUDIT_PLANS.name: {
        "RZJG_ID": BODY,
        "AUDIT_PLAN_CODE": "P1",
        "AUDIT_ACT_TYPE": "0102",
        "ORG_NAME": "示例一公司",
        "AUTH_PROJ_CODE": "A0101",
    },
    FACTORY_INSPECTIONS.name: {
        "AUDIT_PLAN_CODE": "F1",
        "AUDIT_ACT_TYPE": "03",
        "FAC_NAME": "示例工厂",
        "AUDIT_START_DATE": "2024-06-03",
        "AUDIT_END_DATE": "2024-06-04",
    },
}


@dataclass(frozen=True)
class Outcome:
    """What the sheets became."""

    tables: Mapping[str, pa.Table]
    remarks: list[Remark]

    def column(self, table: str, name: str) -> list[object]:
        return self.tables[table][name].to_pylist() if table in self.tables else []

    def rows(self, table: str, *names: str) -> set[tuple[object, ...]]:
        """The rows of a table as a set, dates and times as text, decimals as numbers."""
        return {
            tuple(map(_plain, row)) for row in zip(*(self.column(table, name) for name in names), strict=True)
        }

    def said(self, kind: str) -> list[str]:
        return [remark.text for remark in self.remarks if remark.kind == kind]

    def rows_said(self, kind: str) -> int:
        return sum(remark.rows for remark in self.remarks if remark.kind == kind)


def _plain(value: object) -> object:
    if value is None or isinstance(value, str | int | bool | float):
        return value
    text = str(value)
    try:
        return float(text)
    except ValueError:
        return text.removesuffix(" 00:00:00")


def typed(form: ContractTable, text: str) -> pa.Table:
    """A typed sheet. Beside field codes a text table may name `file`; `\\n` in a cell is not interpreted."""
    rows = [
        {**DEFAULTS[form.name], **{k: v for k, v in row.items() if v or k != ""}} for row in text_rows(text)
    ]
    unknown = {name for row in rows for name in row} - {column.name for column in form.columns} - {"file"}
    assert not unknown, f"no columns of {form.name}: {unknown}"
    columns = {}
    for column in form.columns:
        cells = pa.array([row.get(column.name, "") for row in rows], pa.string())
        parsed = parse_column(cells, column, CNCA.code_lists)
        assert not parsed.bad, parsed.bad
        columns[column.name] = parsed.values
    columns["source_file"] = pa.array([row.get("file", "月报.xlsx") for row in rows])
    columns["source_sheet"] = pa.array([form.chinese] * len(rows))
    columns["source_row"] = pa.array(range(2, len(rows) + 2), pa.int64())
    return pa.table(columns, schema=form.stored_schema)


@pytest.fixture
def convert() -> Callable[..., Outcome]:
    """convert(certificates=…, results=…, plans=…, factories=…): text tables in, contract tables and remarks out."""

    def convert(
        certificates: str = "",
        results: str = "",
        plans: str = "",
        factories: str = "",
        *,
        reverse: bool = False,
    ) -> Outcome:
        given = {
            CERTIFICATES: certificates,
            AUDIT_RESULTS: results,
            AUDIT_PLANS: plans,
            FACTORY_INSPECTIONS: factories,
        }
        sheets = {form.name: typed(form, text) for form, text in given.items() if text}
        if reverse:
            sheets = {name: rows.take(list(range(len(rows)))[::-1]) for name, rows in sheets.items()}
        tables, remarks = CNCA.to_contract(sheets)
        return Outcome(tables, remarks)

    return convert
