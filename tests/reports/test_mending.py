"""Refused rows as a workbook: what is wrong beside each, harmless to open, and handed in again once mended."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Mapping
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from tests.intake.deliveries import BODY, csv_text, write_workbook
from tests.intake.profile.test_loading import GOOD as PROFILE
from tests.intake.profile.test_reading import ROWS as REGISTER
from zicha.contract.table import NOTES_SHEET
from zicha.intake.delivery import Delivery
from zicha.intake.profile.reading import read_profiled
from zicha.reports.mending import ADDED, write_mending

HEADINGS = ["certificate_no", "body_id", "org_id", "scheme", "issued_on", "expires_on", "status", "personnel"]
BODY_NO = "CNCA-R-2002-001"


def row(number: str, **cells: str) -> list[str]:
    said = {
        "certificate_no": number, "body_id": BODY_NO, "org_id": "O1", "scheme": "QMS", "issued_on": "2026-01-05",
        "expires_on": "2029-01-04", "status": "valid", "personnel": "12",
    } | cells  # fmt: skip
    return [said[name] for name in HEADINGS]


def read(folder: Path, profile: str = "") -> Delivery:
    return read_profiled(sorted((folder / "given").iterdir()), profiles(folder, profile))


def profiles(folder: Path, profile: str) -> list[Path]:
    if not profile:
        return []
    (folder / "foreign.yaml").write_text(profile, encoding="utf-8")
    return [folder / "foreign.yaml"]


def mended(folder: Path, delivery: Delivery, profile: str = "") -> Path:
    target = folder / "退回更正表.xlsx"
    files = sorted((folder / "given").iterdir())
    write_mending(files, delivery.rejected, target, profiles=profiles(folder, profile))
    return target


def pages(target: Path) -> Mapping[str, list[list[object]]]:
    """The rows of every sheet."""
    book = CalamineWorkbook.from_path(target)
    return {name: book.get_sheet_by_name(name).to_python() for name in book.sheet_names}


def xml_of(target: Path, number: int) -> str:
    with zipfile.ZipFile(target) as archive:
        return archive.read(f"xl/worksheets/sheet{number}.xml").decode()


@pytest.fixture
def given(tmp_path: Path) -> Path:
    folder = tmp_path / "given"
    folder.mkdir()
    (folder / "bodies.csv").write_text(BODY, encoding="utf-8")
    return folder


def test_the_refused_rows_stand_under_their_own_headings_with_what_is_wrong_and_how_to_mend_it(
    given: Path, tmp_path: Path
) -> None:
    bad = [row("C2", expires_on="2026-02-30"), row("C3", personnel="许多", status="?")]
    write_workbook(given / "证书.xlsx", {"认证证书": [HEADINGS, row("C1"), *bad, row("C4")]})
    delivery = read(tmp_path)
    target = mended(tmp_path, delivery)
    found = pages(target)
    assert list(found) == [NOTES_SHEET, "认证证书"]
    head, first, second = found["认证证书"]
    assert head == [*HEADINGS, *ADDED]
    assert [line[:8] for line in (first, second)] == bad
    assert "2026-02-30" in str(first[8])
    assert str(first[9])
    assert str(second[8]).count("\n") == 1  # two bad cells
    assert [first[10:], second[10:]] == [["证书.xlsx!认证证书", 3], ["证书.xlsx!认证证书", 4]]
    # In the first row the bad cell alone looks otherwise than its neighbours.
    looks = re.findall(r'<c r="[A-H]2" s="(\d+)"', xml_of(target, 2))
    (marked,) = {look for look in looks if looks.count(look) == 1}
    assert looks.index(marked) == HEADINGS.index("expires_on")


def test_mended_it_is_handed_in_as_it_is(given: Path, tmp_path: Path) -> None:
    (given / "certificates.csv").write_text(
        "\n".join(",".join(line) for line in [HEADINGS, row("C1"), row("C2", expires_on="2026-02-30")]),
        encoding="utf-8",
    )
    target = mended(tmp_path, read(tmp_path))
    found = pages(target)
    found["certificates"][1][HEADINGS.index("expires_on")] = "2026-02-28"
    write_workbook(given / "更正.xlsx", found)
    (given / "certificates.csv").unlink()
    again = read(tmp_path)
    assert again.rejected == ()
    assert again.tables["certificates"]["certificate_no"].to_pylist() == ["C2"]
    assert {remark.kind for remark in again.remarks} <= {"unknown_column", "missing_parent"}


@pytest.mark.parametrize("formula", ['=HYPERLINK("http://x")', "+1+1", "-2", "@SUM(1)", "=cmd|' /C calc'!A0"])
def test_what_looks_like_a_formula_is_text(formula: str, given: Path, tmp_path: Path) -> None:
    (given / "certificates.csv").write_text(
        csv_text([dict(zip(HEADINGS, row("C1", expires_on=formula, org_id=formula), strict=True))]),
        encoding="utf-8",
    )
    target = mended(tmp_path, read(tmp_path))
    assert formula in pages(target)["certificates"][1]
    assert "<f>" not in xml_of(target, 2)
    assert "hyperlink" not in xml_of(target, 2).lower().replace("=hyperlink", "")


def test_a_required_column_that_lacks_is_added_and_all_rows_wait_for_it(given: Path, tmp_path: Path) -> None:
    without = [line[:-2] for line in (HEADINGS, row("C1"), row("C2"))]
    write_workbook(given / "certificates.xlsx", {"certificates": without})
    delivery = read(tmp_path)
    assert [cell.row for cell in delivery.rejected] == [1]
    head, *rows = pages(mended(tmp_path, delivery))["certificates"]
    assert head == [*HEADINGS[:-2], "状态", *ADDED]
    assert [line[0] for line in rows] == ["C1", "C2"]
    assert all("必填" in str(line[7]) for line in rows)


def test_a_row_that_could_not_be_cut_into_cells_is_named_by_its_place(given: Path, tmp_path: Path) -> None:
    text = "\n".join(",".join(line) for line in [HEADINGS, row("C1"), [*row("C2"), "多", "出"]])
    (given / "certificates.csv").write_text(text, encoding="utf-8")
    (_, line) = pages(mended(tmp_path, read(tmp_path)))["certificates"]
    assert line[:8] == [""] * 8
    assert "10 个单元格" in str(line[8])
    assert line[11] == 3


def test_a_register_read_by_a_profile_is_mended_under_its_own_headings(given: Path, tmp_path: Path) -> None:
    (given / "bodies.csv").unlink()
    rows = [*REGISTER[:2], {**REGISTER[2], "Ends": "never"}]
    (given / "register.csv").write_text(csv_text(rows), encoding="utf-8")
    delivery = read(tmp_path, PROFILE)
    head, line = pages(mended(tmp_path, delivery, PROFILE))["register"]
    assert head == [*REGISTER[0], *ADDED]
    assert line[0] == "N3"
    assert "never" in str(line[8])


def test_two_files_of_one_name_get_a_sheet_each(given: Path, tmp_path: Path) -> None:
    for folder in ("001", "002"):
        (given / folder).mkdir()
        write_workbook(
            given / folder / "证书.xlsx",
            {"认证证书": [HEADINGS, row(f"C{folder}", expires_on="从不")]},
        )
    files = [given / "001" / "证书.xlsx", given / "002" / "证书.xlsx"]
    delivery = read_profiled(files, [])
    target = tmp_path / "更正.xlsx"
    write_mending(files, delivery.rejected, target)
    found = pages(target)
    assert list(found) == [NOTES_SHEET, "认证证书", "认证证书(2)"]
    assert {page[1][0] for page in list(found.values())[1:]} == {"C001", "C002"}
