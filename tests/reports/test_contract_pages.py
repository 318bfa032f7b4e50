"""The contract page and the empty workbooks say what the contract says, in words people can follow."""

import re
import zipfile
from datetime import date
from pathlib import Path
from xml.sax.saxutils import escape

import pytest
from python_calamine import CalamineWorkbook

from zicha.contract.codes import CODE_LISTS
from zicha.contract.tables import GROUPS, TABLES, tables_of_group
from zicha.intake.reader import read_delivery
from zicha.reports.contract_pages import PAGES, WORDS, contract_page, write_contract_pages
from zicha.reports.contract_rows import WHAT_A_ROW_IS
from zicha.reports.workbooks import NOTES_COLUMNS, NOTES_SHEET, WHOLE_TABLE, write_workbooks

DOCS = Path(__file__).resolve().parents[2] / "docs/reference"


@pytest.fixture(scope="module")
def workbooks(tmp_path_factory: pytest.TempPathFactory) -> dict[str, CalamineWorkbook]:
    """The written workbooks by group."""
    written = write_workbooks(tmp_path_factory.mktemp("workbooks"))
    return {path.stem.split("-", 1)[1]: CalamineWorkbook.from_path(path) for path in written}


@pytest.mark.parametrize("language", PAGES)
def test_the_page_in_the_docs_is_fresh(language):
    assert (DOCS / PAGES[language]).read_text(encoding="utf-8") == contract_page(language), (
        "run `write_contract_pages(Path('docs/reference'))` and commit the pages"
    )


@pytest.mark.parametrize("language", PAGES)
def test_the_page_names_every_table_column_and_code(language):
    page = contract_page(language)
    for table in TABLES.values():
        section = page.split(f'<a id="{table.name}"></a>')[1].split("<a id=")[0]
        assert table.chinese in section
        for column in table.columns:
            assert f"| {column.chinese} | `{column.name}` |" in section, column.label
    for codes in CODE_LISTS.values():
        for code, label in codes.labels.items():
            assert f"| `{code}` | {label} |" in page


@pytest.mark.parametrize("language", PAGES)
def test_every_link_of_the_page_leads_somewhere(language):
    page = contract_page(language)
    anchors = re.findall(r'<a id="([\w-]+)">', page)
    assert len(set(anchors)) == len(anchors)
    assert set(re.findall(r"\(#([\w-]+)\)", page)) <= set(anchors)


@pytest.mark.parametrize("language", PAGES)
def test_the_page_says_how_every_type_is_written(language):
    assert all(how in contract_page(language) for _, how in WORDS[language].types.values())


def test_writing_the_pages_makes_one_file_a_language(tmp_path):
    assert [path.name for path in write_contract_pages(tmp_path)] == list(PAGES.values())


def test_every_table_says_what_one_row_of_it_is():
    assert list(WHAT_A_ROW_IS) == list(TABLES)
    assert all(sentence for sentences in WHAT_A_ROW_IS.values() for sentence in sentences.values())


def test_there_is_one_workbook_a_group_and_one_sheet_a_table(workbooks):
    assert list(workbooks) == list(GROUPS)
    for group, book in workbooks.items():
        assert book.sheet_names == [NOTES_SHEET, *(table.chinese for table in tables_of_group(group))]


def test_the_headings_are_the_exact_chinese_names(workbooks):
    for group, book in workbooks.items():
        for table in tables_of_group(group):
            rows = book.get_sheet_by_name(table.chinese).to_python(skip_empty_area=False)
            assert rows == [[column.chinese for column in table.columns]], table.name


def test_the_notes_explain_every_column_of_the_workbook(workbooks):
    for group, book in workbooks.items():
        rows = book.get_sheet_by_name(NOTES_SHEET).to_python()
        start = rows.index(list(NOTES_COLUMNS)) + 1
        explained = [(row[0], row[1], row[2]) for row in rows[start:] if row[1] != WHOLE_TABLE]
        assert explained == [
            (table.chinese, column.chinese, column.name)
            for table in tables_of_group(group)
            for column in table.columns
        ]


def test_sheet_names_fit_into_a_spreadsheet():
    for name in [NOTES_SHEET, *(table.chinese for table in TABLES.values())]:
        assert len(name) <= 31
        assert not re.search(r"[\[\]:*?/\\']", name)


def test_the_same_contract_gives_the_same_bytes(tmp_path):
    once = [path.read_bytes() for path in write_workbooks(tmp_path / "once")]
    again = [path.read_bytes() for path in write_workbooks(tmp_path / "again")]
    assert once == again


def fill(book: Path, sheet: int, cells: list[str]) -> None:
    """Type one row of text below the heading of a sheet, as a person would."""
    typed = "".join(
        f'<c r="{chr(65 + n)}2" t="inlineStr"><is><t>{escape(cell)}</t></is></c>'
        for n, cell in enumerate(cells)
    )
    with zipfile.ZipFile(book) as old:
        parts = {name: old.read(name) for name in old.namelist()}
    name = f"xl/worksheets/sheet{sheet}.xml"
    parts[name] = parts[name].replace(b"</sheetData>", f'<row r="2">{typed}</row></sheetData>'.encode())
    with zipfile.ZipFile(book, "w") as new:
        for part, content in parts.items():
            new.writestr(part, content)


def test_a_filled_workbook_is_read_back_without_a_refused_row(tmp_path):
    books = write_workbooks(tmp_path)
    fill(books[0], 2, ["CNCA-R-2002-001", "甲认证有限公司", "", "330000", "2002-03-01", "", "有效", "否"])
    # 证书编号 … 认证领域 … 颁证日期, 证书截止日期, 状态; the number keeps its leading zero.
    certificate = ["01219Q00001R0S", "CNCA-R-2002-001", "G1", "", "质量管理体系", "", "", "12", "低", "1", "",
                   "2019-01-05", "2022-01-04", "有效", "CNAS认可"]  # fmt: skip
    fill(books[2], 3, certificate)
    try:
        delivery = read_delivery([tmp_path])
    except NotImplementedError:
        pytest.skip("the intake does not read workbooks yet")
    assert delivery.rejected == ()
    assert {name: table.num_rows for name, table in delivery.tables.items()} == {
        "bodies": 1,
        "certificates": 1,
    }
    (row,) = delivery.tables["certificates"].to_pylist()
    assert row["certificate_no"] == "01219Q00001R0S"
    assert (row["scheme"], row["status"], row["issued_on"]) == ("QMS", "valid", date(2019, 1, 5))
    assert not [remark for remark in delivery.remarks if remark.sheet == NOTES_SHEET]
