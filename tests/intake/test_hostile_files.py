"""Hostile and damaged files: a clear answer that names the file, or bounded work; never a crash, never a guess."""

from __future__ import annotations

import io
import os
import resource
import struct
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
import xlsxwriter

from tests.intake.deliveries import BODY, CERTIFICATES, csv_text, kinds, write_workbook
from zicha.contract.errors import UnusableInput
from zicha.intake.reader import read_delivery, require_tables

GOOD = csv_text(CERTIFICATES)
PACKED = zipfile.ZIP_DEFLATED


def workbook(path: Path) -> Path:
    rows = [list(CERTIFICATES[0]), *(list(row.values()) for row in CERTIFICATES)]
    return write_workbook(path, {"certificates": rows})


def repacked(path: Path, change: Callable[[str, bytes], bytes]) -> Path:
    """The archive with each part changed."""
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    with zipfile.ZipFile(path, "w", PACKED) as archive:
        for name, content in parts.items():
            archive.writestr(name, change(name, content))
    return path


def sheet_of(path: Path, xml: bytes) -> Path:
    """The workbook with this text for its first sheet."""
    return repacked(path, lambda name, content: xml if name.endswith("sheet1.xml") else content)


def refusal(*inputs: Path) -> str:
    with pytest.raises(UnusableInput) as caught:
        require_tables(read_delivery(inputs))
    return str(caught.value)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    place = tmp_path / "交付"
    place.mkdir()
    (place / "bodies.csv").write_text(BODY)
    return place


def test_what_is_not_there_is_named(tmp_path: Path) -> None:
    assert "不存在" in refusal(tmp_path / "没有这个目录")


def test_an_empty_folder_has_nothing_to_read(tmp_path: Path) -> None:
    assert "没有可以读取的文件" in refusal(tmp_path)


def test_a_required_table_without_an_accepted_row_is_named_with_its_first_error(folder: Path) -> None:
    (folder / "certificates.csv").write_text(GOOD.replace("valid", "x").replace("suspended", "x"))
    told = refusal(folder)
    assert "认证证书" in told
    assert "共读 3 行，全部拒收" in told
    assert "不在代码表" in told


def test_a_missing_required_table_is_named(folder: Path) -> None:
    assert "请交付名为“认证证书”" in refusal(folder)


def test_a_zip_bomb_is_not_opened(folder: Path) -> None:
    path = workbook(folder / "certificates.xlsx")
    with zipfile.ZipFile(path, "a", PACKED) as archive, archive.open("xl/media/x.xml", "w") as part:
        for _ in range(200):
            part.write(b" " * (1 << 20))
    assert "压缩炸弹" in refusal(folder)


def crowded(path: Path, parts: int, *, name: str = "", told: int | None = None) -> Path:
    """An archive of so many empty parts, whose last record tells of `told` of them."""
    with zipfile.ZipFile(path, "w") as archive:
        for number in range(parts):
            archive.writestr(f"{name}{number}", b"")
    if told is not None:
        content = bytearray(path.read_bytes())
        struct.pack_into("<2H", content, content.rindex(b"PK\x05\x06") + 8, told, told)
        path.write_bytes(content)
    return path


@pytest.mark.parametrize(
    ("parts", "name", "told"),
    [
        pytest.param(10_001, "", None, id="told"),
        pytest.param(66_000, "", None, id="zip64"),
        pytest.param(66_000, "", 3, id="zip64 beside a small number"),
        pytest.param(12_000, "x" * 700, 3, id="a small number and a long directory"),
    ],
)
def test_an_archive_of_very_many_parts_is_refused_before_the_list_of_them_is_read(
    folder: Path, monkeypatch: pytest.MonkeyPatch, parts: int, name: str, told: int | None
) -> None:
    crowded(folder / "certificates.xlsx", parts, name=name, told=told)

    def read(self: zipfile.ZipFile) -> None:
        raise AssertionError("the list of parts is read")

    monkeypatch.setattr(zipfile.ZipFile, "_RealGetContents", read)
    assert "正常的工作簿不超过 10,000 个" in refusal(folder)


def test_a_mark_within_the_end_record_hides_no_parts(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the directory begins may read like the mark of the record's beginning; the library reads on regardless."""
    path = folder / "certificates.xlsx"
    crowded(path, 10_001, name="", told=None)
    written = path.read_bytes()
    path.write_bytes(written[:-6] + b"PK\x05\x06" + written[-2:])
    monkeypatch.setattr(
        zipfile.ZipFile, "_RealGetContents", lambda self: pytest.fail("the list of parts is read")
    )
    assert "正常的工作簿不超过 10,000 个" in refusal(folder)


def test_an_archive_that_lies_about_its_sizes_is_not_opened(folder: Path) -> None:
    path = workbook(folder / "certificates.xlsx")
    lying = sheet_of(path, b"<worksheet>" + b" " * 5_000_000 + b"</worksheet>").read_bytes()
    true, told = struct.pack("<I", 5_000_023), struct.pack("<I", 1_000)
    path.write_bytes(lying.replace(true, told))
    assert "certificates.xlsx" in refusal(folder)


def test_a_document_type_is_not_read(folder: Path) -> None:
    entity = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>'
    path = workbook(folder / "certificates.xlsx")
    repacked(path, lambda name, content: entity + content if name.endswith("sharedStrings.xml") else content)
    assert "DTD" in refusal(folder)


def test_a_cell_in_the_last_corner_does_not_fill_the_memory(folder: Path) -> None:
    with xlsxwriter.Workbook(folder / "certificates.xlsx") as book:
        sheet = book.add_worksheet("certificates")
        sheet.write(0, 0, "certificate_no")
        sheet.write(1_048_575, 16_383, "x")
    assert "超过 1,000 列" in refusal(folder)


def test_a_cell_far_below_and_aside_does_not_fill_the_memory(folder: Path) -> None:
    with xlsxwriter.Workbook(folder / "certificates.xlsx") as book:
        sheet = book.add_worksheet("certificates")
        sheet.write(0, 0, "certificate_no")
        sheet.write(1_048_575, 500, "x")
    assert "1,048,576 行" in refusal(folder)


def test_rows_out_of_order_do_not_hide_a_far_cell(folder: Path) -> None:
    rows = b"".join(b'<row r="%d"><c r="ZZ%d"><v>1</v></c></row>' % (row, row) for row in (1, 1_048_576, 2))
    sheet_of(
        workbook(folder / "certificates.xlsx"), b"<worksheet><sheetData>" + rows + b"</sheetData></worksheet>"
    )
    assert "certificates" in refusal(folder)


def test_a_million_formatted_blank_columns_are_no_columns(folder: Path) -> None:
    path = folder / "certificates.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet, grey = book.add_worksheet("certificates"), book.add_format({"bg_color": "#eeeeee"})
        for number, row in enumerate([list(CERTIFICATES[0]), *(list(row.values()) for row in CERTIFICATES)]):
            sheet.write_row(number, 0, row)
            for column in range(100, 16_384):
                sheet.write_blank(number, column, None, grey)
    assert read_delivery([folder]).tables["certificates"].num_rows == 3


def test_a_csv_of_a_million_commas_is_refused(folder: Path) -> None:
    (folder / "certificates.csv").write_text(GOOD.replace("\n", "," * 1_000_000 + "\n"))
    assert "超过 1,000 列" in refusal(folder)


def test_a_million_commas_in_a_row_of_data_refuse_that_row(folder: Path) -> None:
    (folder / "certificates.csv").write_text(GOOD + "C9," + "x," * 1_000_000 + "\n")
    delivery = read_delivery([folder])
    assert [(bad.row, bad.column) for bad in delivery.rejected] == [(5, "整行")]
    assert "1000002" in delivery.rejected[0].problem
    assert len(delivery.rejected[0].value) < 100


def test_a_shared_text_used_a_million_times_is_counted_each_time(folder: Path) -> None:
    path = workbook(folder / "certificates.xlsx")
    long = b"<si><t>" + b"x" * 1_000_000 + b"</t></si>"
    cells = b"".join(
        b'<row r="%d"><c r="A%d" t="s"><v>0</v></c></row>' % (row, row) for row in range(1, 5_000)
    )
    sheet_of(path, b"<worksheet><sheetData>" + cells + b"</sheetData></worksheet>")
    repacked(path, lambda name, content: b"<sst>" + long + b"</sst>" if "sharedStrings" in name else content)
    assert "压缩炸弹" in refusal(folder)


def test_an_archive_with_a_password_says_so(folder: Path) -> None:
    path = workbook(folder / "certificates.xlsx")
    content = bytearray(path.read_bytes())
    at = content.find(b"PK\x01\x02")
    while at >= 0:
        content[at + 8] |= 1
        at = content.find(b"PK\x01\x02", at + 4)
    path.write_bytes(content)
    assert "密码" in refusal(folder)


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9, 0.99])
def test_a_truncated_workbook_is_called_damaged(folder: Path, share: float) -> None:
    path = workbook(folder / "certificates.xlsx")
    content = path.read_bytes()
    path.write_bytes(content[: int(len(content) * share)])
    assert "不是完整的工作簿" in refusal(folder)


@pytest.mark.parametrize("part", ["_rels/.rels", "xl/workbook.xml", "xl/worksheets/sheet1.xml"])
def test_a_workbook_with_a_broken_part_is_answered(folder: Path, part: str) -> None:
    path = workbook(folder / "certificates.xlsx")
    repacked(path, lambda name, content: content[: len(content) // 2] if name == part else content)
    refusal(folder)


@pytest.mark.parametrize("name", ["certificates.xlsx", "certificates.xls"])
@pytest.mark.parametrize("content", [b"<html><table></table></html>", b"a,b\n1,2\n", b"", b"\x00" * 5000])
def test_what_only_looks_like_a_workbook_is_refused(folder: Path, name: str, content: bytes) -> None:
    (folder / name).write_bytes(content)
    assert name in refusal(folder)


@pytest.mark.parametrize("share", [0.02, 0.3, 0.7])
def test_a_truncated_old_workbook_is_answered(folder: Path, shared_data: Path, share: float) -> None:
    content = (shared_data / "cnca/templates/audit_plan_upload_template.xls").read_bytes()
    (folder / "certificates.xls").write_bytes(content[: int(len(content) * share)])
    refusal(folder)


def test_an_old_workbook_whose_chain_of_sectors_runs_in_a_circle_ends(
    folder: Path, shared_data: Path
) -> None:
    content = bytearray((shared_data / "cnca/templates/audit_plan_upload_template.xls").read_bytes())
    first_table = struct.unpack_from("<I", content, 76)[0]
    start = (first_table + 1) * 512
    for sector in range(128):
        struct.pack_into("<I", content, start + 4 * sector, sector)  # each sector follows itself
    (folder / "certificates.xls").write_bytes(content)
    assert "不是完整的工作簿" in refusal(folder)


def test_a_binary_file_called_csv_is_no_text(folder: Path) -> None:
    (folder / "certificates.csv").write_bytes((bytes(7) + b"\x01") * 5000)
    assert "不是文本文件" in refusal(folder)


def test_a_nul_byte_refuses_its_row_only(folder: Path) -> None:
    (folder / "certificates.csv").write_text(GOOD.replace("O2", "O\x002"))
    delivery = read_delivery([folder])
    assert [(bad.row, bad.column[:6]) for bad in delivery.rejected] == [(3, "org_id")]


def test_an_open_quote_is_named_with_its_line(folder: Path) -> None:
    (folder / "certificates.csv").write_text(GOOD.replace("C2,", '"C2,'))
    assert "第 3 行" in refusal(folder)


def test_a_quote_closed_by_a_later_one_is_named_with_its_line(folder: Path) -> None:
    text = GOOD.replace("O1,", '"O1,').replace("O3,", '"O3",')
    (folder / "certificates.csv").write_text(text)
    assert "第 2 行" in refusal(folder)


def test_a_quote_inside_a_cell_without_quotes_is_text(folder: Path) -> None:
    (folder / "certificates.csv").write_text(GOOD.replace("O2", '5"管'))
    assert '5"管' in read_delivery([folder]).tables["certificates"].column("org_id").to_pylist()


def test_a_row_longer_than_a_block_is_answered(folder: Path) -> None:
    (folder / "certificates.csv").write_text(GOOD + "C9," + "x" * 20_000_000 + "\n")
    assert "无法分行" in refusal(folder)


def test_a_damaged_parquet_file_is_answered(folder: Path) -> None:
    (folder / "certificates.parquet").write_bytes(b"PAR1" + b"x" * 100 + b"PAR1")
    assert "Parquet" in refusal(folder)


def test_links_that_run_in_a_circle_end(folder: Path) -> None:
    (folder / "certificates.csv").write_text(GOOD)
    (folder / "circle").symlink_to(folder, target_is_directory=True)
    (folder / "itself.csv").symlink_to(folder / "itself.csv")
    delivery = read_delivery([folder])
    assert [file.name for file in delivery.files] == ["bodies.csv", "certificates.csv"]
    assert kinds(delivery) >= {"not_used"}


def test_a_pipe_is_not_waited_for(folder: Path) -> None:
    (folder / "certificates.csv").write_text(GOOD)
    os.mkfifo(folder / "audits.csv")
    assert read_delivery([folder]).tables["certificates"].num_rows == 3


def test_wrong_columns_of_a_huge_file_do_not_pile_up_errors(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("zicha.intake.accept.MOST_BAD_CELLS", 100)
    rows = "".join(f"C{number},CNCA-R-2002-001,O1,QMS,x,y,z\n" for number in range(200))
    (folder / "certificates.csv").write_text(",".join(CERTIFICATES[0]) + "\n" + rows)
    assert "超过 100 个" in refusal(folder)


@pytest.mark.slow
def test_three_hundred_megabytes_of_csv_are_read_in_bounded_memory(folder: Path) -> None:
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with (folder / "certificates.csv").open("w") as file:
        file.write("certificate_no,body_id,org_id,scheme,issued_on,expires_on,status,备注\n")
        block = io.StringIO()
        for number in range(1_000_000):
            block.write(
                f"C{number},CNCA-R-2002-001,O{number % 1000},QMS,2026-01-05,2029-01-04,valid,{'说明' * 35}\n"
            )
        file.write(block.getvalue())
    assert read_delivery([folder]).tables["certificates"].num_rows == 1_000_000
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    assert grown < 1_500_000, f"{grown} kB"
