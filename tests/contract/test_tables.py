"""The contract holds together and says what the design says."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from zicha.contract.codes import CODE_LISTS
from zicha.contract.table import Type
from zicha.contract.tables import GROUPS, TABLES, tables_of_group

DESIGN = Path(__file__).resolve().parents[3] / "shared" / "design" / "contract.yaml"
STORED_AS_TEXT = {Type.LIST: "text", Type.USCC: "text"}


def test_the_contract_has_46_tables_each_in_one_group():
    assert len(TABLES) == 46
    assert sum(len(tables_of_group(group)) for group in GROUPS) == 46


@pytest.mark.parametrize("table", TABLES.values(), ids=lambda table: table.name)
def test_a_table_has_a_key_and_its_columns_have_one_chinese_name_each(table):
    assert table.key
    names = [column.chinese for column in table.columns]
    assert len(set(names)) == len(names)
    assert all(column.required for column in table.columns if column.key)


@pytest.mark.parametrize("table", TABLES.values(), ids=lambda table: table.name)
def test_references_code_lists_and_parents_exist(table):
    for column in table.columns:
        assert not column.codes or column.codes in CODE_LISTS
        assert not column.refers_to or TABLES[column.refers_to].key
    assert not table.part_of or set(TABLES[table.part_of].key) <= set(table.key) | {
        column.name for column in table.columns if column.refers_to == table.part_of
    }


@pytest.mark.parametrize("codes", CODE_LISTS.values(), ids=lambda codes: codes.name)
def test_a_code_is_found_by_itself_and_by_its_label(codes):
    for code, label in codes.labels.items():
        assert codes.code_of(code) == codes.code_of(label) == codes.code_of(code.upper()) == code


def designed() -> dict[str, dict[str, tuple[str, str, str, str, tuple[str, ...]]]]:
    """table → column → (type, mark, table referred to, Chinese name, codes) as the design writes them."""
    tables: dict[str, dict] = {}
    for line in DESIGN.read_text(encoding="utf-8").splitlines():
        if head := re.match(r"^(\w+):\s+# (.*)$", line):
            columns = tables.setdefault(head[1], {})
        elif cell := re.match(r"^  (\w+): (\w+)([*!]?)\s*(?:>(\w+))?\s*# (.*)$", line):
            name, kind, mark, refers_to, words = cell.groups()
            listed = re.search(r"\{(.*?)\}", words)
            codes = tuple(listed[1].split(", ")) if listed else ()
            columns[name] = (kind, mark, refers_to or "", re.split(r"[,(（]", words)[0].strip(), codes)
    return tables


@pytest.mark.skipif(not DESIGN.is_file(), reason="the design is not beside this checkout")
def test_tables_and_columns_are_those_of_the_design():
    design = designed()
    assert set(design) == set(TABLES)
    for name, columns in design.items():
        assert [column.name for column in TABLES[name].columns][: len(columns)] == list(columns)
        for column_name, (kind, mark, refers_to, chinese, codes) in columns.items():
            column = TABLES[name].column(column_name)
            assert STORED_AS_TEXT.get(column.type, column.type.value) == kind, (name, column_name)
            assert (column.key, column.required) == (mark == "*", mark in "*!" and mark != ""), (
                name,
                column_name,
            )
            assert (column.refers_to, column.chinese) == (refers_to, chinese)
            if codes:
                assert set(codes) == set(CODE_LISTS[column.codes].labels), (name, column_name)
