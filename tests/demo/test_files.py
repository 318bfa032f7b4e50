"""The invented body's files: every row is in them, in the forms a body hands in."""

from __future__ import annotations

import csv
from pathlib import Path

import pyarrow.parquet
import pytest
from python_calamine import CalamineWorkbook

from zicha.demo.files import write_parquet, write_plain, write_world
from zicha.demo.world import World


def lines(path: Path, encoding: str = "utf-8") -> list[list[str]]:
    with path.open(encoding=encoding, newline="") as file:
        return list(csv.reader(file))


@pytest.fixture(scope="module")
def mixed(planted: World, tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("mixed")
    write_world(planted, folder)
    return folder


def test_a_file_in_gb_18030_with_chinese_headings_and_name(mixed, planted):
    head, first, *rest = lines(mixed / "认证申请受理.csv", "gb18030")
    assert head[:3] == ["申请编号", "认证机构批准号", "组织编号"]
    assert first[3].endswith("体系") or first[3].endswith("认证")
    assert len(rest) + 1 == planted.tables["applications"].num_rows


def test_a_workbook_with_chinese_sheets_and_real_dates(mixed, planted):
    book = CalamineWorkbook.from_path(str(mixed / "认证人员资料.xlsx"))
    assert book.sheet_names == ["认证人员", "专业能力", "认证决定授权"]
    rows = book.get_sheet_by_name("认证人员").to_python()
    assert rows[0][0] == "人员编号"
    assert len(rows) == planted.tables["people"].num_rows + 1


def test_a_table_in_two_files_with_one_row_in_both(mixed, planted):
    first, second = lines(mixed / "audits_1.csv"), lines(mixed / "audits_2.csv")
    assert first[-1] == second[1]
    assert len(first) + len(second) - 2 == planted.tables["audits"].num_rows + 1


def test_dates_with_slashes_and_digits_of_full_width(mixed):
    head, *rows = lines(mixed / "certificates.csv", "utf-8-sig")
    expires, personnel = head.index("expires_on"), head.index("personnel")
    assert all("/" in row[expires] and "-" not in row[expires] for row in rows)
    assert not any(row[expires].split("/")[1].startswith("0") for row in rows)
    assert any(not cell.isascii() for cell in (row[personnel] for row in rows))


def test_plain_and_parquet_hold_every_table(planted, tmp_path):
    write_plain(planted, tmp_path / "plain")
    write_parquet(planted, tmp_path / "parquet")
    for name, table in planted.tables.items():
        assert len(lines(tmp_path / "plain" / f"{name}.csv")) == table.num_rows + 1
        assert pyarrow.parquet.read_table(tmp_path / "parquet" / f"{name}.parquet").equals(table)


def test_an_unknown_style_is_refused_before_anything_is_written(planted, tmp_path):
    with pytest.raises(ValueError, match="mixed, plain, parquet"):
        write_world(planted, tmp_path / "none", style="tidy")
    assert not (tmp_path / "none").exists()
