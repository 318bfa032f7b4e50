"""What zicha profile guesses from headings and values, and what it leaves to a person."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from tests.intake.deliveries import csv_text
from zicha.contract.errors import UnusableInput
from zicha.contract.table import text_rows
from zicha.intake.profile.first_look import first_look
from zicha.intake.profile.guess import Guessed, guess
from zicha.intake.profile.load import load_profile
from zicha.intake.profile.reading import read_profiled
from zicha.intake.profile.shapes import shape_of
from zicha.intake.profile.writing import profile_name, profile_text

ROWS = text_rows("""
    Certificate No. | Holder  | Certification Body | Issue Date | Valid Until | Status    | Colour
    N1              | Acme    | Alpha              | 02/28/2022 | 02/27/2025  | Active    | red
    N2              | Acme    | Alpha              | 02/28/2022 | 02/27/2025  | Withdrawn | blue
    N3              | Theta   | Beta               | 03/01/2022 | 03/01/2028  | Dormant   | red
""")


def guessed(folder: Path, rows: list[dict[str, str]]) -> Guessed:
    path = folder / "register.csv"
    path.write_text(csv_text(rows), encoding="utf-8")
    return guess(path)


def targets(found: Guessed) -> dict[str, str]:
    return {column.heading: str(column.target) for column in found.columns if column.target}


def test_english_headings_are_known(tmp_path: Path) -> None:
    assert targets(guessed(tmp_path, ROWS)) == {
        "Certificate No.": "certificates.certificate_no",
        "Holder": "organisations.name",
        "Certification Body": "bodies.name",
        "Issue Date": "certificates.issued_on",
        "Valid Until": "certificates.expires_on",
        "Status": "certificates.status",
    }


def test_chinese_headings_are_known(tmp_path: Path) -> None:
    names = ("证书号", "获证企业", "发证机构", "发证日期", "有效期止", "证书状态", "颜色")
    rows = [dict(zip(names, row.values(), strict=True)) for row in ROWS]
    assert set(targets(guessed(tmp_path, rows)).values()) == set(targets(guessed(tmp_path, ROWS)).values())


def test_every_guess_has_a_confidence_and_a_reason(tmp_path: Path) -> None:
    for column in guessed(tmp_path, ROWS).columns:
        assert (0.4 <= column.confidence < 1 and column.because) if column.target else not column.confidence


def test_dates_under_a_known_heading_that_are_no_dates_are_not_taken(tmp_path: Path) -> None:
    rows = [{**row, "Issue Date": "soon"} for row in ROWS]
    assert "Issue Date" not in targets(guessed(tmp_path, rows))


def test_a_guess_cannot_be_used_until_its_open_points_are_settled(tmp_path: Path) -> None:
    text = profile_text(guessed(tmp_path, ROWS), "foreign")
    path = tmp_path / "foreign.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(UnusableInput, match="须由人填写"):
        load_profile(path)
    settled = text.replace('Dormant: "?"', "Dormant: suspended").replace('unused: "?"', "unused: 不需要")
    path.write_text(
        settled.replace('certificates.scheme: "?"', "certificates.scheme: PRODUCT"), encoding="utf-8"
    )
    delivery = read_profiled([tmp_path / "register.csv"], [path])
    assert [row["status"] for row in delivery.tables["certificates"].to_pylist()] == [
        "valid",
        "revoked",
        "suspended",
    ]


def test_a_number_that_repeats_beside_one_that_does_not_is_listed_as_repeating(tmp_path: Path) -> None:
    rows = [{**row, "Licence Number": "L1" if at else "L0"} for at, row in enumerate(ROWS)]
    text = profile_text(guessed(tmp_path, rows), "foreign")
    assert 'repeats: ["Licence Number"]' in text


def test_what_stands_out_is_told_before_anything_is_mapped(tmp_path: Path) -> None:
    told = "".join(first_look(guessed(tmp_path, ROWS)))
    assert "Alpha 2022-02-28 2 张" in told
    assert "长于 3 年的 1 张，长于 5 年的 1 张" in told
    assert "列“Certificate No.”没有重复的编号" in told


@pytest.mark.parametrize(
    ("values", "days", "ways"),
    [
        (("2022-02-28", "2022/3/1"), 1.0, ()),
        (("1899-12-31", "2011-07-01"), 1.0, ()),
        (("02/28/2022", "03/01/2022"), 1.0, ("%m/%d/%Y",)),
        (("28/02/2022", "01/03/2022"), 1.0, ("%d/%m/%Y",)),
        (("02/03/2022", "01/03/2022"), 1.0, ("%m/%d/%Y", "%d/%m/%Y")),
        (("28-Feb-22",), 1.0, ("%d-%b-%y",)),
        (("41000", "42000"), 0.0, ()),
        (("12", "soon"), 0.0, ()),
    ],
)
def test_ways_of_writing_a_day_are_told_apart_or_left_open(
    values: tuple[str, ...], days: float, ways: tuple[str, ...]
) -> None:
    shape = shape_of(Counter(values), len(values))
    assert (shape.days, shape.ways) == (days, ways)


def test_day_and_month_that_cannot_be_told_apart_are_left_to_a_person(tmp_path: Path) -> None:
    rows = [{**row, "Issue Date": "02/03/2022"} for row in ROWS]
    assert 'dates: ["?"]  # 分不清，可能是 %m/%d/%Y 或 %d/%m/%Y，请选一个' in profile_text(
        guessed(tmp_path, rows), "foreign"
    )


@pytest.mark.parametrize(
    ("text", "name"),
    [("US-EHR 2011", "us_ehr_2011"), ("登记册", "p"), ("2011年", "p_2011"), ("x" * 60, "x" * 40)],
)
def test_a_file_name_becomes_a_name_a_profile_may_have(text: str, name: str) -> None:
    assert profile_name(text) == name


def test_lists_inside_cells_do_not_mislead_the_separator(tmp_path: Path) -> None:
    rows = [{**row, "Colour": ";".join("abcdefghijklmnop"[: at + 9])} for at, row in enumerate(ROWS)]
    assert guessed(tmp_path, rows).separator == ","


@pytest.mark.parametrize("text", ["", "one heading\n1\n", "a,b\n", "\n\n"])
def test_a_file_without_headings_and_rows_is_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "empty.csv"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(UnusableInput):
        guess(path)
