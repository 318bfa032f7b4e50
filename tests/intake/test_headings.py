"""Which table a sheet is, and where its columns stand."""

from __future__ import annotations

import pytest

from zicha.contract.errors import UnusableInput
from zicha.contract.tables import TABLES
from zicha.intake.headings import Recognised, form_named, recognise
from zicha.intake.sheets import Sheet

CERTIFICATES = [column.chinese for column in TABLES["certificates"].columns]


def seen(*rows: list[str], file: str = "导出.csv", sheet: str = "") -> Recognised | None:
    return recognise(Sheet(file, sheet, rows, lambda after, width: iter(())), TABLES)


@pytest.mark.parametrize(
    ("name", "table"),
    [
        ("audits", "audits"),
        ("audits_1", "audits"),
        ("audits-2025", "audits"),
        ("Audits (2)", "audits"),
        ("审核检查项目（2）", "audits"),
        ("审核检查项目表", "audits"),
        ("认证证书2025年", "certificates"),
        ("audit_team", "audit_team"),
        ("certificate_fields_3", "certificate_fields"),
        ("Ａｕｄｉｔｓ", "audits"),
        ("people（人员）", "people"),
        ("auditsx", None),
        ("认证证书状态变化", None),
        ("Sheet1", None),
    ],
)
def test_a_table_is_known_by_its_name_with_a_suffix(name: str, table: str | None) -> None:
    form = form_named(name, TABLES)
    assert (form.name if form else None) == table


@pytest.mark.parametrize("table", TABLES.values(), ids=lambda table: table.name)
def test_every_table_is_known_by_its_headings_alone_in_both_languages(table) -> None:
    for headings in ([c.name for c in table.columns], [c.chinese for c in table.columns]):
        found = seen(headings)
        assert found is not None
        assert found.form is table
        assert list(found.columns.values()) == list(range(len(table.columns)))


def test_a_name_wins_over_headings() -> None:
    found = seen(["认证证书编号", "专业代码", "证书编号"], file="certificate_fields.csv")
    assert found is not None
    assert found.form.name == "certificate_fields"


def test_a_sheet_name_wins_over_the_file_name() -> None:
    found = seen(["人员编号", "认证机构批准号"], file="certificates.xlsx", sheet="people")
    assert found is not None
    assert found.form.name == "people"


def test_headings_that_fit_no_table_or_several_are_not_guessed() -> None:
    assert seen(["姓名", "电话"]) is None
    assert seen(["记录编号", "组织编号"]) is None


def test_a_sheet_that_is_only_called_like_a_table_is_not_that_table() -> None:
    assert seen(["姓名", "电话"], file="certificates.csv") is None


@pytest.mark.parametrize(
    "heading",
    [" 证书编号 ", "证书\n编号", "1、证书编号", "12.证书编号", "证书编号*", "＊证书编号", "证书编号（必填）", "证书编号(必填)*",
     "\ufeff证书编号", "证 书 编 号", "CERTIFICATE_NO", "ｃｅｒｔｉｆｉｃａｔｅ_ｎｏ", "certificate_no（证书编号）"],
)  # fmt: skip
def test_a_heading_is_known_however_it_is_dressed(heading: str) -> None:
    found = seen([heading, *CERTIFICATES[1:]])
    assert found is not None
    assert found.columns["certificate_no"] == 0


def test_a_unit_in_brackets_is_part_of_a_heading_only_when_it_is_the_columns_own() -> None:
    headings = [column.chinese for column in TABLES["expenses"].columns]
    at = headings.index("金额")
    headings[at] = "金额（元）"
    assert seen(headings, file="expenses.csv").columns["amount"] == at
    headings[at] = "金额（万元）"
    assert "金额（万元）" in seen(headings, file="expenses.csv").unknown


def test_unknown_headings_are_named_and_missing_ones_too() -> None:
    found = seen(["备注", *CERTIFICATES[:-2]], file="certificates.csv")
    assert found.unknown == ("备注",)
    assert [column.name for column in found.missing] == ["status"]


def test_titles_above_the_headings_are_passed_over() -> None:
    found = seen(["2025年证书一览"], [], ["单位：示例认证", "", "制表日期"], CERTIFICATES)
    assert (found.heading_row, found.first_row) == (4, 5)


def test_headings_over_two_rows_are_read_together() -> None:
    upper = ["人员编号", "认证机构批准号", "注册", "", "注册有效期", ""]
    lower = ["", "", "号", "级别", "自", "至"]
    found = seen(upper, lower, file="people.csv")
    assert found.columns == {
        "person_id": 0,
        "body_id": 1,
        "registration_no": 2,
        "registration_grade": 3,
        "registered_from": 4,
        "registered_to": 5,
    }
    assert found.first_row == 3


def test_a_second_row_of_headings_in_the_other_language_is_no_data() -> None:
    names = [column.name for column in TABLES["certificates"].columns]
    assert seen(names, CERTIFICATES, ["C1"]).first_row == 3
    assert seen(CERTIFICATES, names, ["C1"]).first_row == 3


def test_rows_that_tell_about_the_columns_are_no_data() -> None:
    head = [
        ["103010", "字段名称", *(column.name for column in TABLES["certificates"].columns)],
        ["模版", "字段含义", *(f"{at}、{name}" for at, name in enumerate(CERTIFICATES, 1))],
        ["", "数据类型", "VARCHAR2"],
        ["", "最大长度（字符）", "30"],
        ["证书", "填表说明", "必填"],
        ["", "校验级别", "1"],
        ["", "是否公开", "是"],
        ["从C8元格开始填写上报信息", "", "C1"],
    ]
    found = seen(*head)
    assert found.form.name == "certificates"
    assert found.first_row == 8
    assert found.columns["certificate_no"] == 2
    assert found.unknown == ()


def test_one_column_under_two_headings_is_refused() -> None:
    with pytest.raises(UnusableInput, match="第 1 列和第 16 列"):
        seen([*CERTIFICATES, "certificate_no"])
