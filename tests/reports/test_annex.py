"""An annex: rows as a workbook, nothing in it a formula, no row lost, the same bytes every time."""

from __future__ import annotations

import io
import zipfile
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from python_calamine import CalamineWorkbook

from zicha.reports.annex import AnnexColumn, Kind, Sheet, annex

DAY = date(2026, 6, 30)
COLUMNS = (
    AnnexColumn("编号"),
    AnnexColumn("数量", Kind.WHOLE),
    AnnexColumn("金额", Kind.AMOUNT),
    AnnexColumn("占比", Kind.SHARE),
    AnnexColumn("日期", Kind.DAY),
    AnnexColumn("时间", Kind.MOMENT),
    AnnexColumn("是否", Kind.CENTRED),
)
ROW = ("C1", 1204, Decimal("12.50"), 0.25, DAY, datetime(2026, 6, 30, 9, 30), True)


def made(*sheets: Sheet, **others) -> bytes:
    return annex(sheets, title="附件", subject="自查", day=DAY, **others)


def read(book: bytes, name: str) -> list[list]:
    return CalamineWorkbook.from_filelike(io.BytesIO(book)).get_sheet_by_name(name).to_python()


def names(book: bytes) -> list[str]:
    return CalamineWorkbook.from_filelike(io.BytesIO(book)).sheet_names


def xml(book: bytes) -> str:
    with zipfile.ZipFile(io.BytesIO(book)) as parts:
        return "".join(parts.read(name).decode() for name in parts.namelist() if name.endswith(".xml"))


def one(cell) -> object:
    return read(made(Sheet("表", (AnnexColumn("甲"),), [(cell,)])), "表")[1][0]


def test_every_kind_of_cell_is_what_a_reader_expects():
    book = made(Sheet("附件一", COLUMNS, [ROW], note="说明"))
    note, heading, row = read(book, "附件一")
    assert note[0] == "说明"
    assert heading == [column.heading for column in COLUMNS]
    assert row == ["C1", 1204.0, 12.5, 0.25, DAY, datetime(2026, 6, 30, 9, 30), "是"]


@pytest.mark.parametrize(
    "text",
    [
        "=1+1",
        "+1",
        "-1+2",
        "@SUM(A1)",
        '=HYPERLINK("http://x")',
        "{=1}",
        "\t=1",
        "http://x.example",
        "mailto:a@b",
    ],
)
def test_text_that_a_spreadsheet_would_run_stays_text(text):
    book = made(Sheet("表", (AnnexColumn("甲"),), [(text,)], note=text, empty=text))
    assert [row[0].strip() for row in read(book, "表")] == [text.strip(), "甲", text.strip()]
    assert "<f>" not in xml(book)
    assert "hyperlink" not in xml(book)


def test_numbers_longer_than_excel_counts_stay_as_they_are():
    assert one(123456789012345678) == "123456789012345678"
    assert one(999_999_999_999_999) == 999_999_999_999_999


@pytest.mark.parametrize("number", [float("nan"), float("inf"), Decimal("NaN")])
def test_what_is_no_number_is_written_in_words(number):
    assert one(number) == str(number)


def test_days_excel_does_not_know_are_written_in_words():
    assert one(date(1900, 2, 28)) == "1900-02-28"
    assert read(made(Sheet("表", (AnnexColumn("甲", Kind.DAY),), [(date(1900, 3, 1),)])), "表")[1][0] == date(
        1900, 3, 1
    )


def test_a_moment_is_the_one_of_its_own_clock():
    book = made(Sheet("表", (AnnexColumn("甲", Kind.MOMENT),), [(datetime(2026, 6, 30, 1, 2, tzinfo=UTC),)]))
    assert read(book, "表")[1][0] == datetime(2026, 6, 30, 1, 2)


def test_text_longer_than_a_cell_says_that_it_goes_on():
    told = one("字" * 40_000)
    assert len(told) == 32_767
    assert told.endswith("……（全文 40,000 字，一格放不下）")


def test_letters_no_file_can_hold_are_left_out():
    assert one("前\x00\x0b\ud800后") == "前后"


def test_names_become_names_excel_takes():
    columns = (AnnexColumn("甲"),)
    book = made(
        *(Sheet(name, columns, []) for name in ("a/b:[c]", "A_b__c_", "", "History", "字" * 40, "字" * 50))
    )
    assert names(book) == ["a_b__c_", "A_b__c_（2）", "表", "History（2）", "字" * 31, "字" * 28 + "（2）"]


def test_rows_that_do_not_fit_go_on_in_the_next_sheet():
    rows = [(str(number),) for number in range(25)]
    book = made(Sheet("长", (AnnexColumn("甲"),), rows, note="注"), most_rows=13)
    assert names(book) == ["长", "长（2）", "长（3）"]
    parts = [read(book, name) for name in names(book)]
    assert all(part[:2] == [["注"], ["甲"]] or part[1] == ["甲"] for part in parts)
    assert [row[0] for part in parts for row in part[2:]] == [str(number) for number in range(25)]


def test_a_sheet_that_is_just_full_needs_no_second_one():
    book = made(Sheet("满", (AnnexColumn("甲"),), [(str(n),) for n in range(10)]), most_rows=12)
    assert names(book) == ["满"]
    assert len(read(book, "满")) == 11


def test_without_rows_it_says_so():
    assert (
        read(made(Sheet("空", (AnnexColumn("甲"), AnnexColumn("乙")), [], empty="未发现。")), "空")[1][0]
        == "未发现。"
    )


def test_an_annex_without_sheets_is_refused():
    with pytest.raises(ValueError, match="no sheet"):
        made()


def test_a_row_with_too_few_cells_is_refused():
    with pytest.raises(ValueError, match="zip"):
        made(Sheet("表", COLUMNS, [("只有一格",)]))


def test_the_same_sheets_give_the_same_bytes():
    sheet = Sheet("附件一", COLUMNS, [ROW] * 50, note="说明")
    assert made(sheet) == made(sheet)
    with zipfile.ZipFile(io.BytesIO(made(sheet))) as parts:
        assert len({part.date_time for part in parts.infolist()}) == 1
    assert "2026-06-30T00:00:00Z" in xml(made(sheet))
