"""What each type of column makes of values as people type them."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

import pyarrow as pa
import pytest
from stdnum.cn import uscc

from zicha.contract.table import Column, Type, table
from zicha.intake.cells import parse_column
from zicha.intake.registration import organisation_check_digit
from zicha.intake.sheets import UNSAVED_FORMULA

FORM = table(
    "form",
    "表单",
    columns="""
    column         | type   | refers to | unit | codes              | 中文 | remark
    form_id        | text*  |           |      |                    | 编号
    name           | text   |           |      |                    | 名称
    day            | date   |           |      |                    | 日期
    moment         | time   |           |      |                    | 时间
    people         | int    |           | 人    |                    | 人数
    days           | number |           | 人日   |                    | 人日数
    reduction      | number |           | %    |                    | 减少比例
    amount         | number |           | 元    |                    | 金额
    longitude      | number |           | °    |                    | 经度
    latitude       | number |           | °    |                    | 纬度
    passed         | flag   |           |      |                    | 是否合格
    code           | uscc   |           |      |                    | 统一社会信用代码
    status         | text   |           |      | certificate_status | 状态
    reason         | text   |           |      | status_reason      | 原因
    accreditation  | text   |           |      | accreditation      | 认可标识
    team           | list   |           |      |                    | 成员
    must           | text!  |           |      |                    | 必填项
""",
)


def read(column: str, text: str | None, **options: bool) -> object:
    """The value a cell gives; its problem, in a set, when it is refused."""
    parsed = parse_column(pa.array([text], pa.string()), FORM.column(column), **options)
    assert all(cell.mend for cell in parsed.bad), "a bad cell says how to mend it"
    return {cell.problem for cell in parsed.bad} or parsed.values[0].as_py()


def refused(column: str, text: str | None) -> bool:
    return isinstance(read(column, text), set)


@pytest.mark.parametrize(
    "typed",
    ["2026-01-05", "2026/1/5", "2026.1.5", "2026年1月5日", "2026年1月5号", "20260105", "2026-01-05 00:00:00", "46027",
     "46027.0", "２０２６／１／５", " 2026-1-5\u200b", "2026-01-05T00:00:00+08:00", "2026-01-04T16:00:00Z",
     "2026 年 1 月 5 日", "2026-01-05 24:00"],
)  # fmt: skip
def test_a_day_may_be_typed_in_many_ways(typed: str) -> None:
    assert read("day", typed) == date(2026, 1, 5)


@pytest.mark.parametrize(
    "typed",
    ["2026-02-30", "2019/2/30", "2026-13-01", "26/1/5", "1/5/2026", "2026年1月", "103.12.24", "1899-12-31", "长期",
     "19999", "80001", "2026-01-05 25:00", "2026/1/59:00", "#REF!", "########"],
)  # fmt: skip
def test_a_day_that_is_none_or_could_be_several_is_refused(typed: str) -> None:
    assert refused("day", typed)


def test_a_serial_number_of_a_1904_workbook_is_four_years_later() -> None:
    assert read("day", "44565", date_1904=True) == date(2026, 1, 5)


def test_a_time_of_day_in_a_column_of_days_is_dropped_and_noted() -> None:
    parsed = parse_column(pa.array(["2026-01-05 14:30"]), FORM.column("day"))
    assert parsed.values[0].as_py() == date(2026, 1, 5)
    assert list(parsed.notes) == ["time_dropped"]


@pytest.mark.parametrize(
    ("typed", "moment"),
    [
        ("2026-01-05 14:30", datetime(2026, 1, 5, 14, 30)),
        ("2026/1/5 14:30:15", datetime(2026, 1, 5, 14, 30, 15)),
        ("2026-01-05T14:30:15.250", datetime(2026, 1, 5, 14, 30, 15, 250000)),
        ("2026年1月5日14时30分", datetime(2026, 1, 5, 14, 30)),
        ("2026/1/5 下午 2:30", datetime(2026, 1, 5, 14, 30)),
        ("2026/1/5 2:30 PM", datetime(2026, 1, 5, 14, 30)),
        ("2026-01-05 24:00", datetime(2026, 1, 6)),
        ("2026-01-05", datetime(2026, 1, 5)),
        ("46027.604166666664", datetime(2026, 1, 5, 14, 30)),
        ("2026-01-05T06:30:00Z", datetime(2026, 1, 5, 14, 30)),
        ("2026-01-05 14:30+0800", datetime(2026, 1, 5, 14, 30)),
        ("2026-01-05T01:30:00-05:00", datetime(2026, 1, 5, 14, 30)),
        ("２０２６－０１－０５　１４：３０", datetime(2026, 1, 5, 14, 30)),
    ],
)
def test_a_moment_is_wall_clock_of_shanghai(typed: str, moment: datetime) -> None:
    assert read("moment", typed) == moment


@pytest.mark.parametrize("typed", ["14:30", "2026-01-05 24:01", "2026-01-05 14:60", "昨天"])
def test_a_moment_without_a_day_or_off_the_clock_is_refused(typed: str) -> None:
    assert refused("moment", typed)


@pytest.mark.parametrize(
    ("column", "typed", "number"),
    [
        ("people", "12", 12),
        ("people", "12.0", 12),
        ("people", "１２", 12),
        ("people", "1,234", 1234),
        ("people", "1，234", 1234),
        ("people", "12人", 12),
        ("people", "-3", -3),
        ("days", "1.5", Decimal("1.5")),
        ("days", "1.5人日", Decimal("1.5")),
        ("days", ".5", Decimal("0.5")),
        ("reduction", "30%", Decimal(30)),
        ("reduction", "30％", Decimal(30)),
        ("reduction", "30", Decimal(30)),
        ("amount", "￥1,234.50", Decimal("1234.5")),
        ("amount", "1.2E+3", Decimal(1200)),
        ("longitude", "120.123456", 120.123456),
        ("latitude", "-30.5", -30.5),
    ],
)
def test_a_number_may_be_typed_in_many_ways(column: str, typed: str, number: object) -> None:
    assert read(column, typed) == number


@pytest.mark.parametrize(
    ("column", "typed"),
    [
        ("people", "12.5"),
        ("people", "十二"),
        ("people", "30%"),
        ("people", "12,34"),
        ("days", "nan"),
        ("days", "inf"),
        ("days", "1.5天"),
        ("days", "5³"),
        ("days", "1.2.3"),
        ("amount", "1" * 13),
        ("longitude", "180.1"),
        ("latitude", "120.5"),
        ("people", "#DIV/0!"),
    ],
)
def test_what_is_no_number_or_out_of_range_is_refused(column: str, typed: str) -> None:
    assert refused(column, typed)


def test_more_than_six_decimals_are_rounded_half_up_and_noted() -> None:
    parsed = parse_column(pa.array(["0.1234565", "0.5"]), FORM.column("days"))
    assert parsed.values.to_pylist() == [Decimal("0.123457"), Decimal("0.500000")]
    assert parsed.notes["rounded"].tolist() == [0]


@pytest.mark.parametrize("typed", ["是", "√", "Y", "yes", "1", "TRUE", "Ｙ", "对", "合格"])
def test_yes_has_many_words(typed: str) -> None:
    assert read("passed", typed) is True


@pytest.mark.parametrize("typed", ["否", "×", "N", "no", "0", "false", "不合格", "未合格"])
def test_no_has_many_words(typed: str) -> None:
    assert read("passed", typed) is False


def test_a_word_that_is_neither_yes_nor_no_is_refused() -> None:
    assert refused("passed", "也许")


@pytest.mark.parametrize(
    ("column", "typed", "code"),
    [
        ("status", "valid", "valid"),
        ("status", "Valid", "valid"),
        ("status", "有效", "valid"),
        ("status", " 暂停　", "suspended"),
        ("status", "ｖａｌｉｄ", "valid"),
        ("status", "/", None),
        ("accreditation", "无", "none"),
        ("reason", "厂房装修", "厂房装修"),
    ],
)
def test_codes_are_read_by_code_label_and_other_words(column: str, typed: str, code: str | None) -> None:
    assert read(column, typed) == code


def test_a_word_outside_a_closed_code_list_is_refused_and_the_list_is_told() -> None:
    parsed = parse_column(pa.array(["在用"]), FORM.column("status"))
    assert "有效（valid）" in parsed.bad[0].mend


def test_lists_are_joined_by_plain_semicolons() -> None:
    assert read("team", "Ａ１； A2;;　A3；") == "A1;A2;A3"


@pytest.mark.parametrize("typed", ["", "  ", "　", "\u200b\ufeff", None])
def test_blanks_are_empty_in_every_column(typed: str | None) -> None:
    assert all(read(column.name, typed) is None for column in FORM.columns if not column.required)
    assert read("must", typed) == {"是必填项而为空"}


@pytest.mark.parametrize("typed", ["/", "-", "——", "无", "N/A", "#N/A", "null", "－", "／"])
def test_words_for_nothing_are_empty_outside_text(typed: str) -> None:
    assert [read(name, typed) for name in ("day", "moment", "people", "days", "passed", "code")] == [None] * 6


def test_words_for_nothing_stay_in_text() -> None:
    assert read("name", "无") == "无"
    assert refused("name", "#N/A")


@pytest.mark.parametrize(
    ("column", "typed", "kept"),
    [
        ("name", "\ufeff浙江\u200b某某（集团）有限公司\xa0", "浙江某某（集团）有限公司"),
        ("name", "第一行\r\n第二行", "第一行\n第二行"),
        ("name", "ＡＢＣ公司", "ＡＢＣ公司"),
        ("form_id", "ＡＢＣ－００１　", "ABC-001"),
        ("form_id", '="00123"', "00123"),
    ],
)
def test_text_keeps_its_form_but_identifiers_become_plain(column: str, typed: str, kept: str) -> None:
    assert read(column, typed) == kept


@pytest.mark.parametrize("typed", ["1.23457E+17", "9.11E+17"])
def test_an_identifier_in_scientific_notation_has_lost_its_digits(typed: str) -> None:
    assert refused("form_id", typed)
    assert refused("code", typed)


@pytest.mark.parametrize("typed", ["a\x00b", "有\ufffd", UNSAVED_FORMULA, "#REF!", "#NAME?"])
def test_damaged_cells_are_refused_in_every_column(typed: str) -> None:
    assert all(refused(column.name, typed) for column in FORM.columns)


VALID = "91110000600037341L"


@pytest.mark.parametrize(
    "typed", [VALID, VALID.lower(), "９１１１００００６０００３７３４１Ｌ", "9111 0000 6000 3734 1L"]
)
def test_a_credit_code_is_mended_to_its_plain_form(typed: str) -> None:
    assert read("code", typed) == VALID


@pytest.mark.parametrize(
    "typed",
    [VALID[:-1] + "M", VALID[:-1], "I" + VALID[1:], "123456789", "1234567890123A", "11010519491231002X"],
)
def test_a_credit_code_with_a_wrong_check_digit_or_length_is_refused(typed: str) -> None:
    assert refused("code", typed)


def test_a_farmers_cooperative_code_with_a_letter_up_front_is_right() -> None:
    body = "N2330600MA2XXXXX0"
    assert read("code", body + uscc.calc_check_digit(body)) == body + uscc.calc_check_digit(body)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [("7109250324"[:8] + "-" + organisation_check_digit("71092503"), None), ("330600000012345", None),
     ("3306002001234", None)],
)  # fmt: skip
def test_older_numbers_are_kept_and_noted(typed: str, kept: None) -> None:
    parsed = parse_column(pa.array([typed]), FORM.column("code"))
    assert parsed.values[0].as_py() == typed.replace("-", "")
    assert list(parsed.notes) == ["legacy_number"]


def test_an_organisation_code_has_a_check_digit_of_its_own() -> None:
    wrong = "0" if organisation_check_digit("71092503") != "0" else "1"
    assert refused("code", f"71092503-{wrong}")


def test_typed_values_of_parquet_are_read_like_their_text() -> None:
    instants = pa.array([datetime(2026, 1, 5, 6, 30)], pa.timestamp("ms", "UTC"))
    assert parse_column(instants, FORM.column("moment")).values[0].as_py() == datetime(2026, 1, 5, 14, 30)
    assert parse_column(pa.array([12.0]), FORM.column("people")).values[0].as_py() == 12
    assert parse_column(pa.array([True]), FORM.column("passed")).values[0].as_py() is True
    assert parse_column(pa.array([["A", "B"]]), FORM.column("team")).values[0].as_py() == "A;B"
    assert parse_column(pa.array([{"a": 1}]), FORM.column("name")).bad
    assert parse_column(pa.array([float("nan")]), FORM.column("days")).bad


def test_the_type_of_a_column_read_is_the_type_it_is_stored_in() -> None:
    for column in FORM.columns:
        assert parse_column(pa.array([], pa.string()), column).values.type == column.arrow
    assert {column.type for column in FORM.columns} == set(Type)
    assert isinstance(FORM.columns[0], Column)
