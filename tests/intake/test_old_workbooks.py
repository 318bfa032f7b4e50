"""XLS workbooks, written here record by record: the values, and what the reader does not tell apart."""

from __future__ import annotations

import struct
from decimal import Decimal
from pathlib import Path

import pytest

from tests.intake.deliveries import BODY, CERTIFICATES, csv_text
from zicha.contract.errors import UnusableInput
from zicha.intake.delivery import Delivery
from zicha.intake.reader import read_delivery
from zicha.intake.sheets import read_sheets

END, FREE, TABLE = 0xFFFFFFFE, 0xFFFFFFFF, 0xFFFFFFFD
GENERAL, PERCENT = 0, 1  # the two cell styles written


def record(kind: int, content: bytes) -> bytes:
    return struct.pack("<HH", kind, len(content)) + content


def label(row: int, column: int, text: str) -> bytes:
    return record(0x0204, struct.pack("<4HB", row, column, GENERAL, len(text), 1) + text.encode("utf-16-le"))


def number(row: int, column: int, value: float, style: int = GENERAL) -> bytes:
    return record(0x0203, struct.pack("<3Hd", row, column, style, value))


def error(row: int, column: int, code: int) -> bytes:
    return record(0x0205, struct.pack("<3HBB", row, column, GENERAL, code, 1))


def failed_formula(row: int, column: int, code: int) -> bytes:
    result = struct.pack("<BBBBHH", 2, 0, code, 0, 0, 0xFFFF)
    return record(0x0006, struct.pack("<3H", row, column, GENERAL) + result + bytes(6) + struct.pack("<H", 0))


def old_workbook(title: str, cells: list[bytes], *, date_1904: bool = False) -> bytes:
    """The bytes of an XLS file with one sheet."""
    begin = record(0x0809, struct.pack("<4H2I", 0x0600, 0x0005, 0, 0, 0, 0))
    styles = [record(0xE0, struct.pack("<3H", 0, form, 0) + bytes(14)) for form in (0, 9)]
    top = begin + record(0x22, struct.pack("<H", date_1904)) + b"".join(styles)
    named = struct.pack("<BB", len(title), 1) + title.encode("utf-16-le")
    start = len(top) + 4 + 6 + len(named) + 4
    top += record(0x85, struct.pack("<IBB", start, 0, 0) + named) + record(0x0A, b"")
    sheet = (
        record(0x0809, struct.pack("<4H2I", 0x0600, 0x0010, 0, 0, 0, 0)) + b"".join(cells) + record(0x0A, b"")
    )
    return in_file_system((top + sheet).ljust(8192, b"\x00"))


def in_file_system(stream: bytes, title: str = "Workbook") -> bytes:
    sectors = -(-len(stream) // 512)
    header = bytes.fromhex("D0CF11E0A1B11AE1") + bytes(16)
    header += struct.pack("<5H", 0x3E, 3, 0xFFFE, 9, 6) + bytes(6)
    header += struct.pack("<9I", 0, 1, 1, 0, 4096, END, 0, END, 0)
    header += struct.pack("<I", 0) + struct.pack("<I", FREE) * 108
    chain = [TABLE, END, *range(3, 2 + sectors), END]
    table = struct.pack(f"<{len(chain)}I", *chain).ljust(512, b"\xff")
    entries = [("Root Entry", 5, 1, END, 0), (title, 2, FREE, 2, len(stream))]
    folder = b"".join(
        name.encode("utf-16-le").ljust(64, b"\x00")
        + struct.pack("<HBB3I", len(name) * 2 + 2, kind, 1, FREE, FREE, child)
        + bytes(36)
        + struct.pack("<IQ", start, size)
        for name, kind, child, start, size in entries
    )
    return header + table + folder.ljust(512, b"\x00") + stream.ljust(sectors * 512, b"\x00")


HEAD = ["audit_id", "body_id", "org_id", "scheme", "kind", "started_at", "planned_days", "reduction_pct"]
AUDIT = ["A1", "CNCA-R-2002-001", "O1", "QMS", "第二阶段审核"]
TEXTS = [label(0, at, text) for at, text in enumerate(HEAD)] + [
    label(1, at, text) for at, text in enumerate(AUDIT)
]


def delivered(folder: Path, cells: list[bytes], **options: bool) -> Delivery:
    (folder / "bodies.csv").write_text(BODY)
    (folder / "certificates.csv").write_text(csv_text(CERTIFICATES))
    (folder / "审核.xls").write_bytes(old_workbook("审核检查项目", [*TEXTS, *cells], **options))
    return read_delivery([folder])


def test_an_old_workbook_is_read_like_a_new_one(tmp_path: Path) -> None:
    delivery = delivered(tmp_path, [number(1, 5, 46027.5), number(1, 6, 2.5), number(1, 7, 0.25, PERCENT)])
    (row,) = delivery.tables["audits"].to_pylist()
    assert (row["kind"], row["planned_days"], row["reduction_pct"]) == ("stage2", Decimal("2.5"), Decimal(25))
    assert row["started_at"].isoformat() == "2026-01-05T12:00:00"


def test_days_of_an_old_workbook_may_be_counted_from_1904(tmp_path: Path) -> None:
    delivery = delivered(tmp_path, [number(1, 5, 46027 - 1462)], date_1904=True)
    assert delivery.tables["audits"].column("started_at")[0].as_py().isoformat() == "2026-01-05T00:00:00"


@pytest.mark.parametrize("cell", [error(1, 6, 0x17), failed_formula(1, 6, 0x17)])
def test_an_error_value_of_an_old_workbook_is_a_bad_cell(tmp_path: Path, cell: bytes) -> None:
    (bad,) = delivered(tmp_path, [cell]).rejected
    assert (bad.file, bad.sheet, bad.row, bad.value) == ("审核.xls", "审核检查项目", 2, "#REF!")


def test_a_new_workbook_under_an_old_name_and_the_reverse_are_read(tmp_path: Path) -> None:
    path = tmp_path / "audits.xlsx"
    path.write_bytes(old_workbook("audits", TEXTS))
    (sheet,) = read_sheets(path, path.name)
    assert list(sheet.head[0]) == HEAD


@pytest.mark.parametrize("sector", [1, 2, 9])
def test_a_chain_of_sectors_that_runs_in_a_circle_ends(tmp_path: Path, sector: int) -> None:
    content = bytearray(old_workbook("audits", TEXTS))
    struct.pack_into("<I", content, 512 + 4 * sector, 1 if sector == 1 else 2)
    path = tmp_path / "audits.xls"
    path.write_bytes(content)
    with pytest.raises(UnusableInput, match="不是完整的工作簿"):
        list(read_sheets(path, path.name))


def test_a_list_of_tables_that_runs_in_a_circle_ends(tmp_path: Path) -> None:
    content = bytearray(old_workbook("audits", TEXTS))
    struct.pack_into("<I", content, 68, 3)
    content[512 * 5 - 4 : 512 * 5] = struct.pack("<I", 3)
    path = tmp_path / "audits.xls"
    path.write_bytes(content)
    with pytest.raises(UnusableInput):
        list(read_sheets(path, path.name))


def test_a_password_of_an_old_workbook_is_told(tmp_path: Path) -> None:
    path = tmp_path / "audits.xls"
    path.write_bytes(
        old_workbook("audits", [*TEXTS]).replace(record(0x22, b"\x00\x00"), record(0x2F, b"\x00\x00"))
    )
    with pytest.raises(UnusableInput, match="密码"):
        list(read_sheets(path, path.name))


def test_a_workbook_locked_with_a_password_is_told_from_a_damaged_one(tmp_path: Path) -> None:
    path = tmp_path / "audits.xlsx"
    path.write_bytes(in_file_system(bytes(8192), "EncryptedPackage"))
    with pytest.raises(UnusableInput, match="密码"):
        list(read_sheets(path, path.name))


def test_a_cell_or_size_beyond_the_format_does_not_fill_the_memory(tmp_path: Path) -> None:
    path = tmp_path / "audits.xls"
    for cell in (label(65_535, 65_535, "x"), record(0x0200, struct.pack("<2I3H", 0, 1 << 31, 0, 65_535, 0))):
        path.write_bytes(old_workbook("audits", [*TEXTS, cell]))
        with pytest.raises(UnusableInput, match="不是完整的工作簿"):
            list(read_sheets(path, path.name))
