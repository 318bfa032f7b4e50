"""Whole files: the official layout, plain sheets in any order, and the real samples, in aggregates only."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
import xlsxwriter

from zicha.contract.errors import UnusableInput
from zicha.intake.cnca.forms import AUDIT_RESULTS, CERTIFICATES, FORMS, USED
from zicha.intake.reader import read_delivery, require_tables

CERTIFICATE = {
    "RZJG_ID": "CNCA-R-2015-001",
    "ORG_NAME": "示例一公司",
    "CERT_NUMBER": "C1",
    "AUTH_PROJ_CODE": "A010103",
    "APPR_AC_CODE": "01",
    "APPR_S_DATE": "2024-01-08",
    "APPR_E_DATE": "2024-01-24",
    "AWARD_DATE": "2024-03-01",
    "CERTI_E_DATE": "2027-02-28",
    "CERTI_STATUS": "01",
    "RELA_PEOP_NUM": "30",
}
RESULT = {
    "RZJG_ID": "CNCA-R-2015-001",
    "CERT_NUMBER": "C1",
    "APPR_STAGE": "0102",
    "APPR_S_DATE": "2024-01-22 09:00:00",
    "APPR_E_DATE": "2024-01-24 17:00:00",
    "FULL_NAME": "审核员甲",
    "APPR_M_ROLE": "01",
    "QUA_CODE": "02",
}


def official_sheet(book, form, row):
    """The layout of the blank workbooks: codes, numbered headings, five rows about the columns, data from C8."""
    sheet = book.add_worksheet(form.chinese)
    official = [column for column in form.columns if "†" not in column.remark]
    sheet.write(0, 0, "103010")
    sheet.merge_range(1, 0, 3, 0, "管理体系及服务认证信息上报数据模版")
    sheet.merge_range(4, 0, 6, 0, form.chinese)
    about = ("字段名称", "字段含义", "数据类型", "最大长度（字符）", "填表说明", "校验级别", "是否公开")
    for at, word in enumerate(about):
        sheet.write(at, 1, word)
    for at, column in enumerate(official, start=2):
        cells = (
            column.name,
            f"{at - 1}、{column.chinese}",
            "VARCHAR2",
            "30",
            "必填，格式：YYYY-MM-DD",
            1,
            "是",
        )
        for line, cell in enumerate(cells):
            sheet.write(line, at, cell)
        sheet.write(7, at, row.get(column.name, ""))
    sheet.write(7, 0, "从C8元格开始填写上报信息")


def plain_sheet(book, form, row, headings):
    sheet = book.add_worksheet(form.chinese)
    for at, (heading, name) in enumerate(headings):
        sheet.write(0, at, heading)
        sheet.write(1, at, row.get(name, ""))


def assert_read(delivery):
    assert delivery.dialect == "cnca"
    assert not delivery.rejected
    assert delivery.tables["certificates"].select(["certificate_no", "personnel"]).to_pylist() == [
        {"certificate_no": "C1", "personnel": 30}
    ]
    assert delivery.tables["audits"]["audit_id"].to_pylist() == ["C1/stage2/R0"]


def test_the_official_workbook_is_read_from_its_eighth_row_on(tmp_path):
    with xlsxwriter.Workbook(tmp_path / "上报.xlsx") as book:
        official_sheet(book, CERTIFICATES, CERTIFICATE)
        official_sheet(book, AUDIT_RESULTS, RESULT)
    delivery = read_delivery([tmp_path / "上报.xlsx"])
    assert_read(delivery)
    assert delivery.tables["certificates"]["source_row"].to_pylist() == [8]
    assert [count.read for count in delivery.counts] == [1, 1]


@pytest.mark.parametrize("heading", ["name", "chinese"])
def test_plain_sheets_are_read_by_field_code_or_chinese_heading_in_any_order(tmp_path, heading):
    with xlsxwriter.Workbook(tmp_path / "月报.xlsx") as book:
        for form, row in ((AUDIT_RESULTS, RESULT), (CERTIFICATES, CERTIFICATE)):
            named = [(getattr(column, heading), column.name) for column in form.columns if column.name in row]
            plain_sheet(book, form, row, reversed(named))
    assert_read(read_delivery([tmp_path / "月报.xlsx"]))


def test_a_status_that_is_no_code_refuses_the_row_and_names_the_cell(tmp_path):
    with xlsxwriter.Workbook(tmp_path / "月报.xlsx") as book:
        sheet = book.add_worksheet("证书信息表")
        columns = [column for column in CERTIFICATES.columns if column.name in CERTIFICATE]
        for at, column in enumerate(columns):
            sheet.write(0, at, column.chinese)
            sheet.write(1, at, CERTIFICATE[column.name])
            sheet.write(2, at, {**CERTIFICATE, "CERT_NUMBER": "C2", "CERTI_STATUS": "77"}[column.name])
    delivery = read_delivery([tmp_path / "月报.xlsx"])
    assert [(bad.row, bad.column, bad.value) for bad in delivery.rejected] == [
        (3, "CERTI_STATUS（证书状态）", "77")
    ]
    assert delivery.tables["certificates"]["certificate_no"].to_pylist() == ["C1"]


def test_the_forms_are_the_official_fields_under_their_official_headings(shared_data):
    with (shared_data / "cnca" / "cnca_upload_field_dictionary.csv").open(encoding="utf-8-sig") as file:
        official = [(row["数据表"], row["字段名称"], row["字段含义"]) for row in csv.DictReader(file)]
    ours = [
        (form.chinese, column.name, column.chinese)
        for form in FORMS.values()
        for column in form.columns
        if "†" not in column.remark
    ]
    assert sorted(ours) == sorted(official)


def test_every_column_said_to_be_used_is_a_column_of_its_form():
    for form in FORMS.values():
        assert USED[form.name] <= {column.name for column in form.columns}


def test_the_blank_official_workbooks_hold_no_rows(shared_data):
    blank = shared_data / "cnca" / "templates"
    with pytest.raises(UnusableInput):
        require_tables(read_delivery([blank / "management_system_upload_template.xls"]))


def samples(shared_data: Path, *names: str) -> list[Path]:
    files = [shared_data / "cnca" / f"sample_body_reports_{name}.xlsx" for name in names]
    if missing := [file.name for file in files if not file.is_file()]:
        pytest.skip(f"real reports are not beside this checkout: {missing}")
    return files


@pytest.fixture(scope="module")
def real(shared_data):
    return read_delivery(samples(shared_data, "cc", "one", "jd", "zt"))


def said(delivery, kind: str, table: str) -> int:
    return sum(remark.rows for remark in delivery.remarks if remark.kind == kind and remark.table == table)


def test_every_row_of_the_real_certificate_sheets_is_a_certificate_or_explained(real):
    read = sum(count.read for count in real.counts if count.form == "cnca_certificates")
    repeated = sum(count.repeated for count in real.counts if count.form == "cnca_certificates")
    certificates = real.tables["certificates"].num_rows
    assert read == repeated + certificates + said(real, "superseded", "certificates") + said(
        real, "not_mapped", "certificates"
    )


def test_every_row_of_the_real_result_sheets_is_a_team_membership_or_explained(real):
    accepted = sum(count.accepted for count in real.counts if count.form == "cnca_audit_results")
    members = real.tables["audit_team"].num_rows
    # One row differs between two uploads of one month and counts once.
    assert accepted - members - said(real, "no_certificate", "audits") - said(
        real, "no_role", "audit_team"
    ) in (0, 1)


def test_no_real_audit_ends_before_it_starts_or_lasts_half_a_year(real):
    spans = [
        (audit["ended_at"] - audit["started_at"]).days
        for audit in real.tables["audits"].select(["started_at", "ended_at"]).to_pylist()
        if audit["started_at"] and audit["ended_at"]
    ]
    assert min(spans) >= 0
    assert max(spans) <= 183


def test_the_order_of_the_real_files_does_not_matter(shared_data, real):
    other = read_delivery(samples(shared_data, "zt", "jd", "one", "cc"))
    for name, rows in real.tables.items():
        assert other.tables[name].equals(rows), name
