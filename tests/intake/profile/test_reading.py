"""Files read by a profile: the same bad cells, counts and merging as any other input."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from tests.intake.deliveries import BODY, csv_text, kinds, write_workbook
from tests.intake.profile.test_loading import GOOD
from zicha.contract.errors import UnusableInput
from zicha.contract.table import text_rows
from zicha.intake.delivery import Delivery
from zicha.intake.profile.reading import read_profiled
from zicha.intake.profile.to_contract import plain_name
from zicha.intake.reader import require_tables

ROWS = text_rows("""
    Number | Country | Holder      | Body  | Issued     | Ends       | State | Colour
    N1     | NO      | Acme, Inc.  | Alpha | 02/28/2022 | 2025-02-27 | live  | red
    N2     | FR      | ACME Inc    | Alpha | 02/28/2022 | 2025-02-27 | dead  | blue
    N3     | FR      | Théta       | Beta  | 2022-03-01 | 2028-03-01 | LIVE  |
""")


def delivered(folder: Path, rows: list[dict[str, str]], profile: str = GOOD) -> Delivery:
    (folder / "given").mkdir(exist_ok=True)
    (folder / "given/register.csv").write_text(csv_text(rows), encoding="utf-8")
    (folder / "foreign.yaml").write_text(profile, encoding="utf-8")
    return read_profiled([folder / "given"], [folder / "foreign.yaml"])


def changed(row: int, **cells: str) -> list[dict[str, str]]:
    return [{**given, **cells} if at == row else given for at, given in enumerate(ROWS)]


def certificates(delivery: Delivery) -> dict[str, dict[str, object]]:
    return {row["certificate_no"]: row for row in delivery.tables["certificates"].to_pylist()}


def test_each_row_becomes_a_certificate_with_its_body_and_holder(tmp_path: Path) -> None:
    delivery = delivered(tmp_path, ROWS)
    first = certificates(delivery)["N1"]
    assert (first["body_id"], first["org_id"], first["scheme"]) == ("ALPHA", "ACME INC", "PRODUCT")
    assert (first["issued_on"], first["expires_on"]) == (date(2022, 2, 28), date(2025, 2, 27))
    assert (first["status"], first["standard"]) == ("valid", "Norway")
    assert (first["source_file"], first["source_row"]) == ("register.csv", 2)
    assert not delivery.rejected
    assert delivery.dialect == "profile:foreign"


def test_names_that_differ_in_spelling_alone_are_one_holder_and_that_is_said(tmp_path: Path) -> None:
    delivery = delivered(tmp_path, ROWS)
    assert delivery.tables["organisations"].to_pylist()[0]["name"] == "Acme, Inc."
    assert delivery.tables["organisations"].num_rows == 2
    assert any("ACME Inc / Acme, Inc." in remark.text for remark in delivery.remarks)


@pytest.mark.parametrize(
    ("name", "other"),
    [
        ("Acme, Inc.", "ACME INC"),
        ("THALÈS", "Thales"),
        ("示例（北京）有限公司", "示例(北京)有限公司"),
        ("A & B", "A B"),
    ],
)
def test_the_plain_form_of_a_name_passes_over_spelling(name: str, other: str) -> None:
    assert plain_name(name) == plain_name(other)


@pytest.mark.parametrize(("name", "other"), [("ガス", "カス"), ("甲公司", "乙公司"), ("&&", "++")])
def test_the_plain_form_keeps_different_names_apart(name: str, other: str) -> None:
    assert plain_name(name) != plain_name(other)


@pytest.mark.parametrize(
    ("column", "value", "problem"),
    [
        ("State", "frozen", "不在代码表“状态的对应写法”中"),
        ("Issued", "28/02/2022", "不在代码表“日期写法 月/日/年”中"),
        ("Issued", "2022/02/28", "不在代码表“日期写法 月/日/年”中"),
        ("Issued", "12/31/1899", "不在代码表"),
        ("Ends", "03/04/2025", "不是能认出的日期"),
        ("Ends", "1899-12-31", "年份早于 1900 年"),
        ("Country", "DE", "不在代码表"),
        ("Holder", "", "是必填项而为空"),
        ("Number", "1.2E+11", "科学计数法"),
    ],
)
def test_a_value_the_profile_does_not_know_is_a_bad_cell(
    tmp_path: Path, column: str, value: str, problem: str
) -> None:
    delivery = delivered(tmp_path, changed(1, **{column: value}))
    (bad,) = delivery.rejected
    assert (bad.row, bad.column.startswith(column), bad.value) == (3, True, value)
    assert problem in bad.problem
    assert set(certificates(delivery)) == {"N1", "N3"}


def test_a_bad_day_says_which_ways_of_writing_are_read(tmp_path: Path) -> None:
    (bad,) = delivered(tmp_path, changed(0, Issued="yesterday")).rejected
    assert bad.mend == "填写其中之一：年-月-日（例如 2026-02-28）、月/日/年（例如 02/28/2026）"


def test_rows_with_one_number_and_different_content_are_all_refused(tmp_path: Path) -> None:
    delivery = delivered(tmp_path, changed(1, Number="N1"))
    assert [bad.row for bad in delivery.rejected] == [2, 3]
    assert set(certificates(delivery)) == {"N3"}
    (count,) = delivery.counts
    assert (count.read, count.accepted, count.repeated, count.rejected) == (3, 1, 0, 2)


def test_identical_rows_count_once(tmp_path: Path) -> None:
    (count,) = delivered(tmp_path, [*ROWS, ROWS[0]]).counts
    assert (count.read, count.accepted, count.repeated, count.rejected) == (4, 3, 1, 0)


def test_a_number_put_together_keeps_rows_apart_and_repeats_are_told(tmp_path: Path) -> None:
    profile = GOOD.replace("Number: {to: certificates.certificate_no}", "Number: {}").replace(
        "keys:\n",
        'repeats: Number\nkeys:\n  certificates.certificate_no: {from: [Number, Holder], between: "+"}\n',
    )
    delivery = delivered(tmp_path, changed(1, Number="N1"), profile)
    assert set(certificates(delivery)) == {"N1+Acme, Inc.", "N1+ACME Inc", "N3+Théta"}
    assert any("列“Number”有 1 个编号重复，共 2 行" in remark.text for remark in delivery.remarks)


def test_numbers_that_would_read_the_same_put_together_are_refused(tmp_path: Path) -> None:
    profile = GOOD.replace("Number: {to: certificates.certificate_no}", "Number: {}").replace(
        "keys:\n", "keys:\n  certificates.certificate_no: {from: [Number, Holder]}\n"
    )
    rows = changed(0, Number="a/b", Holder="c")
    rows[1] = {**rows[1], "Number": "a", "Holder": "b/c"}
    with pytest.raises(UnusableInput, match="换一个连接符"):
        delivered(tmp_path, rows, profile)


def test_the_busiest_days_and_long_validity_are_told(tmp_path: Path) -> None:
    texts = {remark.kind: remark.text for remark in delivered(tmp_path, ROWS).remarks}
    assert "ALPHA 2022-02-28 2 张；BETA 2022-03-01 1 张" in texts["busiest_days"]
    assert "长于 3 年的 1 张，长于 5 年的 1 张" in texts["validity"]


def test_what_no_cell_of_the_source_says_is_told(tmp_path: Path) -> None:
    profile = GOOD.replace("Ends: {to: certificates.expires_on}", "Ends: {unused: 不可靠}")
    profile += "missing:\n  certificates.expires_on: 登记册没有可靠的截止日期\n"
    delivery = delivered(tmp_path, ROWS, profile)
    texts = {remark.kind: remark.text for remark in delivery.remarks}
    assert "登记册没有可靠的截止日期" in texts["missing_column"]
    assert "写定的“PRODUCT”" in texts["fixed_value"]
    assert "Ends（不可靠）；Colour（不需要）" in texts["unused_column"]
    assert "certificates.expires_on" in delivery.silent
    assert certificates(delivery)["N1"]["expires_on"] is None


def test_a_column_the_profile_does_not_name_is_reported(tmp_path: Path) -> None:
    delivery = delivered(tmp_path, [{**row, "Extra": "x"} for row in ROWS])
    assert any("列“Extra”不是“映射方案 foreign”的列" in remark.text for remark in delivery.remarks)


def test_a_mapped_column_without_a_value_is_reported(tmp_path: Path) -> None:
    rows = [{name: cell for name, cell in row.items() if name != "Country"} for row in ROWS]
    delivery = delivered(tmp_path, rows)
    assert any("列“Country”在来源中没有，或没有一个值" in remark.text for remark in delivery.remarks)


def test_a_profile_that_fits_no_sheet_is_refused(tmp_path: Path) -> None:
    rows = [{"Nr" if name == "Number" else name: cell for name, cell in row.items()} for row in ROWS]
    with pytest.raises(UnusableInput, match=r"没有用上.*Number"):
        delivered(tmp_path, rows)


def test_a_workbook_is_read_and_a_day_of_excel_needs_no_way_of_writing(tmp_path: Path) -> None:
    rows = [list(ROWS[0]), *([*row.values()] for row in ROWS)]
    path = write_workbook(tmp_path / "register.xlsx", {"Sheet1": rows})
    (tmp_path / "foreign.yaml").write_text(GOOD, encoding="utf-8")
    delivery = read_profiled([path], [tmp_path / "foreign.yaml"])
    assert set(certificates(delivery)) == {"N1", "N2", "N3"}


def test_contract_tables_beside_the_register_are_read_as_ever_and_stand_first(tmp_path: Path) -> None:
    (tmp_path / "given").mkdir()
    (tmp_path / "given/bodies.csv").write_text(BODY.replace("CNCA-R-2002-001", "ALPHA"), encoding="utf-8")
    delivery = delivered(tmp_path, ROWS)
    names = {row["body_id"]: row["name"] for row in delivery.tables["bodies"].to_pylist()}
    assert names == {"ALPHA": "示例认证", "BETA": "Beta"}


def test_the_profile_is_among_the_files_of_the_delivery(tmp_path: Path) -> None:
    assert [file.name for file in delivered(tmp_path, ROWS).files] == ["register.csv", "foreign.yaml"]


def test_lists_inside_cells_do_not_hide_the_separator_a_profile_names(tmp_path: Path) -> None:
    rows = [{**row, "Colour": ";".join("abcdefghijklmnop")} for row in ROWS]
    delivery = delivered(tmp_path, rows, GOOD.replace("columns:", 'separator: ","\ncolumns:'))
    assert set(certificates(delivery)) == {"N1", "N2", "N3"}


def test_without_profiles_nothing_changes(tmp_path: Path) -> None:
    path = tmp_path / "认证机构.csv"
    path.write_text(BODY, encoding="utf-8")
    with pytest.raises(UnusableInput, match="认证证书"):
        require_tables(read_profiled([path], []))
    assert "not_used" not in kinds(delivered(tmp_path, ROWS))
