"""Two versions are held against each other table by table (表格差异)."""

from __future__ import annotations

from typing import Any

from zicha.reports.from_campaign.table_differences import CellChange, TableChange, tables_differ

HEAD = ["序号", "检查项", "证书", "件数"]
ONE, TWO = ["1", "A24", "C1", "3"], ["2", "B07", "C2", "1"]


def said(*rows: list[str], caption: str = "线索 2 条", chart: int = 5) -> dict[str, Any]:
    return {
        "tables": [{"section": "二", "caption": caption, "head": HEAD, "rows": list(rows)}],
        "charts": [{"section": "二", "caption": "按月", "head": ["月", "件"], "rows": [["6月", chart]]}],
    }


def changes(old: dict[str, Any], new: dict[str, Any]) -> list[TableChange]:
    return list(tables_differ(old, new))


def test_the_same_tables_differ_in_nothing() -> None:
    assert changes(said(ONE, TWO), said(ONE, TWO)) == []


def test_a_row_that_comes_first_is_added_and_moves_no_other() -> None:
    (change,) = changes(said(ONE, TWO), said(["1", "C01", "C9", "4"], ["2", *ONE[1:]], ["3", *TWO[1:]]))
    assert (change.added, change.gone, change.cells) == (("C01 | C9 | 4",), (), ())


def test_a_row_that_is_left_out_is_gone() -> None:
    (change,) = changes(said(ONE, TWO), said(ONE))
    assert (change.added, change.gone) == ((), ("B07 | C2 | 1",))


def test_a_changed_cell_is_named_with_its_row_and_column() -> None:
    (change,) = changes(said(ONE, TWO), said(["1", "A24", "C1", "8"], TWO))
    assert change.cells == (CellChange("A24", "件数", "3", "8"),)
    assert (change.added, change.gone) == ((), ())


def test_a_table_is_known_whatever_its_caption_counts() -> None:
    (change,) = changes(said(ONE), said(ONE, TWO, caption="线索 1,203 条"))
    assert (change.caption, change.added) == ("线索 1,203 条", ("B07 | C2 | 1",))


def test_a_table_one_version_alone_has_comes_with_all_its_rows() -> None:
    without = said(ONE, TWO) | {"tables": []}
    (come,) = changes(without, said(ONE, TWO))
    (gone,) = changes(said(ONE, TWO), without)
    assert (len(come.added), len(gone.gone)) == (2, 2)


def test_a_chart_is_named_when_its_data_changed() -> None:
    (change,) = changes(said(ONE), said(ONE, chart=6))
    assert (change.is_chart, change.caption) == (True, "按月")
    assert change.cells == (CellChange("6月", "件", "5", "6"),)
