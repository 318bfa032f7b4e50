"""Excel workbooks: values as Excel shows them, and what Excel hides."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time
from pathlib import Path

import pytest
import xlsxwriter

from tests.intake.deliveries import BODY, CERTIFICATES, write_workbook
from zicha.intake.delivery import Delivery
from zicha.intake.reader import read_delivery
from zicha.intake.sheets import read_sheets
from zicha.intake.workbook import text_of

Write = Callable[[xlsxwriter.Workbook, xlsxwriter.worksheet.Worksheet], None]
AUDITS = ["audit_id", "body_id", "org_id", "scheme", "kind", "started_at", "planned_days", "reduction_pct"]
AUDIT = ["A1", "CNCA-R-2002-001", "O1", "QMS", "stage2"]


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (12.0, "12"),
        (0.1 + 0.2, "0.3"),
        (1.5, "1.5"),
        (0.00001, "0.00001"),
        (999_999_999_999_999.0, "999999999999999"),
        (123_456_789_012_345_678.0, "1.23456789012346E+17"),
        (True, "TRUE"),
        (date(2026, 1, 5), "2026-01-05"),
        (datetime(2026, 1, 5), "2026-01-05"),
        (datetime(2026, 1, 5, 14, 29, 59, 999_997), "2026-01-05 14:30:00"),
        (time(14, 30), "14:30:00"),
    ],
)
def test_a_cell_is_read_as_it_is_shown(value: object, text: str) -> None:
    assert text_of(value) == text


@pytest.fixture
def audits(tmp_path: Path) -> Callable[..., Delivery]:
    """audits(write, options): the delivery of a workbook whose sheet `audits` is written by `write`."""

    def deliver(write: Write, **options: object) -> Delivery:
        (tmp_path / "bodies.csv").write_text(BODY)
        rows = [list(CERTIFICATES[0]), *(list(row.values()) for row in CERTIFICATES)]
        write_workbook(tmp_path / "certificates.xlsx", {"certificates": rows})
        with xlsxwriter.Workbook(tmp_path / "book.xlsx", options) as book:
            sheet = book.add_worksheet("audits")
            sheet.write_row(0, 0, AUDITS)
            sheet.write_row(1, 0, AUDIT)
            write(book, sheet)
        return read_delivery([tmp_path])

    return deliver


def value_of(delivery: Delivery, column: str) -> object:
    return delivery.tables["audits"].column(column)[0].as_py()


@pytest.mark.parametrize("is_1904", [False, True])
def test_days_are_the_same_in_both_calendars_of_excel(audits: Callable[..., Delivery], is_1904: bool) -> None:
    moment = datetime(2026, 1, 5, 14, 30)

    def formatted(book: xlsxwriter.Workbook, sheet: xlsxwriter.worksheet.Worksheet) -> None:
        sheet.write_datetime(1, 5, moment, book.add_format({"num_format": "yyyy-mm-dd hh:mm"}))

    def bare(book: xlsxwriter.Workbook, sheet: xlsxwriter.worksheet.Worksheet) -> None:
        sheet.write_number(1, 5, 46027.6041666667 - (1462 if is_1904 else 0))

    assert value_of(audits(formatted, date_1904=is_1904), "started_at") == moment
    assert value_of(audits(bare, date_1904=is_1904), "started_at") == moment


def test_a_percentage_is_read_as_it_is_shown(audits: Callable[..., Delivery]) -> None:
    def write(book: xlsxwriter.Workbook, sheet: xlsxwriter.worksheet.Worksheet) -> None:
        sheet.write_number(1, 7, 0.25, book.add_format({"num_format": "0.0%"}))

    assert value_of(audits(write), "reduction_pct") == 25


def test_the_stored_result_of_a_formula_is_used(audits: Callable[..., Delivery]) -> None:
    assert (
        value_of(audits(lambda book, sheet: sheet.write_formula(1, 6, "=1+1.5", None, 2.5)), "planned_days")
        == 2.5
    )


def test_a_formula_without_a_stored_result_is_a_bad_cell(audits: Callable[..., Delivery]) -> None:
    delivery = audits(lambda book, sheet: sheet.write_formula(1, 6, "=1+1.5", None, ""))
    (bad,) = delivery.rejected
    assert (bad.file, bad.sheet, bad.row, bad.problem) == ("book.xlsx", "audits", 2, "公式没有保存结果")
    assert "粘贴为数值" in bad.mend


@pytest.mark.parametrize("error", ["#REF!", "#DIV/0!", "#VALUE!"])
def test_an_error_value_is_a_bad_cell(audits: Callable[..., Delivery], error: str) -> None:
    (bad,) = audits(lambda book, sheet: sheet.write_formula(1, 6, "=1/0", None, error)).rejected
    assert bad.value == error


def test_a_record_over_merged_rows_is_reported_and_not_guessed(audits: Callable[..., Delivery]) -> None:
    def write(book: xlsxwriter.Workbook, sheet: xlsxwriter.worksheet.Worksheet) -> None:
        for row in (1, 2, 3):
            sheet.write_row(row, 0, [f"A{row}", *AUDIT[1:]])
        sheet.merge_range(1, 2, 2, 2, "O1")

    delivery = audits(write)
    assert delivery.tables["audits"].column("audit_id").to_pylist() == ["A3"]
    assert {(bad.row, bad.column) for bad in delivery.rejected if "合并" in bad.problem} == {
        (2, "org_id（组织编号）"),
        (3, "org_id（组织编号）"),
    }
    count = next(count for count in delivery.counts if count.form == "audits")
    assert (count.read, count.accepted, count.rejected) == (3, 1, 2)


def test_row_numbers_are_those_of_the_spreadsheet(audits: Callable[..., Delivery]) -> None:
    delivery = audits(lambda book, sheet: sheet.write_row(9, 0, ["A9", *AUDIT[1:], "不是时间"]))
    assert [bad.row for bad in delivery.rejected] == [10]


def test_a_sheet_may_start_anywhere(tmp_path: Path) -> None:
    with xlsxwriter.Workbook(tmp_path / "x.xlsx") as book:
        book.add_worksheet("certificates").write(4, 3, "x")
    (sheet,) = read_sheets(tmp_path / "x.xlsx", "x.xlsx")
    assert sheet.head[4][3] == "x"
    (batch,) = sheet.rows(4, 5)
    assert (batch.numbers.to_pylist(), [column.to_pylist() for column in batch.columns]) == (
        [5],
        [[""], [""], [""], ["x"], [""]],
    )


def test_the_official_templates_are_found_empty(shared_data: Path) -> None:
    for path in (shared_data / "cnca/templates").glob("*.xls"):
        for sheet in read_sheets(path, path.name):
            assert "字段名称" in sheet.head[0][1]


def test_messy_workbooks_of_authorities_are_read_to_the_end(shared_data: Path) -> None:
    for path in (shared_data / "messy/tw_labour_lists").glob("*.xlsx"):
        for sheet in read_sheets(path, path.name):
            width = max(len(row) for row in sheet.head)
            rows = sum(len(batch.numbers) for batch in sheet.rows(0, width))
            assert rows >= len(sheet.head)
