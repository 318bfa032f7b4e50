"""The fingerprint is that of what the records say: not of their order, their files, or where they came from."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from hashlib import sha256
from pathlib import Path
from struct import pack
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.dataset.delivering import delivery_of, rows_of
from zicha.contract.table import Type, table
from zicha.contract.tables import TABLES
from zicha.dataset.fingerprint import content_of, dataset_fingerprint
from zicha.dataset.store import Store

TEXTS = st.one_of(st.sampled_from(["", "null", "0", "a", "ab", "是", "a\x00b", "NaN"]), st.text(max_size=4))
VALUES = {
    Type.TEXT: TEXTS,
    Type.LIST: TEXTS,
    Type.USCC: TEXTS,
    Type.DATE: st.dates(),
    Type.TIME: st.datetimes(),
    Type.INT: st.integers(-(2**63), 2**63 - 1),
    Type.FLAG: st.booleans(),
    Type.NUMBER: st.decimals(-(10**11), 10**11, places=6),
}
EVERY_TYPE = table(
    "every_type",
    "各种类型",
    columns="""
        column | type   | refers to | unit | codes | 中文 | remark
        key    | text*  |           |      |       | 主键
        part   | int*   |           |      |       | 主键之二
        text   | text   |           |      |       | 文本
        other  | text   |           |      |       | 又一文本
        day    | date   |           |      |       | 日期
        time   | time   |           |      |       | 时间
        int    | int    |           |      |       | 整数
        number | number |           |      |       | 数值
        flag   | flag   |           |      |       | 是否
        degree | number |           | °    |       | 度
    """,
)
KEYS = st.tuples(TEXTS, st.integers(-5, 5))


def values_of(column):
    return st.floats() if column.unit == "°" else VALUES[column.type]


CELLS = st.fixed_dictionaries(
    {column.name: st.none() | values_of(column) for column in EVERY_TYPE.columns if not column.key}
)
ROWS = st.dictionaries(KEYS, CELLS, min_size=1, max_size=12)


@pytest.fixture(autouse=True, scope="module")
def the_table_of_every_type_is_in_the_contract():
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(TABLES, "every_type", EVERY_TYPE)
        yield


def records(rows: Mapping[tuple[str, int], Mapping[str, Any]]) -> pa.Table:
    return rows_of("every_type", [{"key": key, "part": part, **cells} for (key, part), cells in rows.items()])


def store_in(folder: str, *parts: pa.Table) -> Store:
    store = Store(Path(folder) / "dataset")
    for part in parts:
        if part.num_rows:
            store.commit(delivery_of({"every_type": part}))
    return store


@settings(max_examples=8, deadline=None)
@given(rows=ROWS, data=st.data())
def test_rows_in_any_order_columns_in_any_order_in_any_number_of_deliveries_have_one_fingerprint(rows, data):
    delivered = records(rows)
    order = data.draw(st.permutations(range(delivered.num_rows)))
    columns = data.draw(st.permutations(delivered.column_names))
    cut = data.draw(st.integers(0, delivered.num_rows))
    turned = delivered.take(order).select(columns)
    with tempfile.TemporaryDirectory() as one, tempfile.TemporaryDirectory() as other:
        store = store_in(one, delivered)
        split = store_in(other, turned.slice(0, cut), turned.slice(cut))
        assert split.head().fingerprint == store.head().fingerprint
        again = store.commit(delivery_of({"every_type": turned}))
        assert again.unchanged
        assert again.changes[0].unchanged == len(rows)


@settings(max_examples=8, deadline=None)
@given(rows=ROWS, data=st.data())
def test_one_changed_cell_is_another_fingerprint_and_is_named(rows, data):
    key = data.draw(st.sampled_from(sorted(rows)))
    column = data.draw(st.sampled_from([column for column in EVERY_TYPE.columns if not column.key]))
    before = rows[key][column.name]
    after = data.draw((st.none() | values_of(column)).filter(lambda value: not says_the_same(value, before)))
    changed = {**rows, key: {**rows[key], column.name: after}}
    with tempfile.TemporaryDirectory() as folder:
        store = store_in(folder, records(rows))
        first = store.head()
        outcome = store.commit(delivery_of({"every_type": records(changed)}))
    assert outcome.version.fingerprint != first.fingerprint
    (change,) = outcome.changes
    assert (change.added, change.changed, change.unchanged) == (0, 1, len(rows) - 1)
    (cell,) = change.cells
    assert (cell.key, cell.column) == (f"{key[0]}|{key[1]}", column.name)
    assert (cell.before is None, cell.after is None) == (before is None, after is None)


def says_the_same(one: object, other: object) -> bool:
    """Zero has no sign, and not a number is not a number."""
    return one == other or (one != one and other != other)


def fingerprint_of(tmp_path: Path, *rows: Mapping[str, Any]) -> str:
    table_of_rows = rows_of(
        "every_type", [{"key": f"k{at}", "part": 0, **row} for at, row in enumerate(rows)]
    )
    pq.write_table(table_of_rows, tmp_path / "rows.parquet")
    return content_of(tmp_path / "rows.parquet", EVERY_TYPE).fingerprint


def test_empty_is_neither_no_text_nor_the_word_null(tmp_path):
    said = [{}, {"text": ""}, {"text": "null"}, {"text": "None"}, {"other": ""}]
    assert len({fingerprint_of(tmp_path, row) for row in said}) == len(said)


def test_text_cannot_flow_from_one_cell_into_another(tmp_path):
    across_rows = [
        [{"text": "ab"}, {"text": "c"}],
        [{"text": "a"}, {"text": "bc"}],
        [{"text": "abc"}, {"text": ""}],
    ]
    across_columns = [
        [{"text": "ab", "other": "c"}],
        [{"text": "a", "other": "bc"}],
        [{"text": "c", "other": "ab"}],
    ]
    across_empty_cells = [[{"text": "a"}, {}, {"text": "b"}], [{"text": "a"}, {"text": "b"}, {}]]
    for said in (across_rows, across_columns, across_empty_cells):
        assert len({fingerprint_of(tmp_path, *rows) for rows in said}) == len(said)


def test_zero_has_no_sign_and_not_a_number_is_one_value(tmp_path):
    assert fingerprint_of(tmp_path, {"degree": 0.0}) == fingerprint_of(tmp_path, {"degree": -0.0})
    assert fingerprint_of(tmp_path, {"degree": float("nan")}) == fingerprint_of(
        tmp_path, {"degree": -float("nan")}
    )
    assert fingerprint_of(tmp_path, {"degree": float("nan")}) != fingerprint_of(tmp_path, {})


def test_a_column_that_was_not_delivered_is_an_empty_column(tmp_path):
    rows = rows_of("every_type", [{"key": "k", "part": 0, "text": "t"}])
    pq.write_table(rows, tmp_path / "all.parquet")
    pq.write_table(rows.select(["text", "part", "key"]), tmp_path / "some.parquet")
    fingerprints = {
        content_of(tmp_path / name, EVERY_TYPE).fingerprint for name in ("all.parquet", "some.parquet")
    }
    assert len(fingerprints) == 1


def test_the_way_a_file_is_cut_into_row_groups_and_batches_does_not_show(tmp_path, monkeypatch):
    rows = rows_of(
        "every_type", [{"key": f"k{at:04}", "part": 0, "text": "t" * (at % 3) or None} for at in range(1000)]
    )
    pq.write_table(rows, tmp_path / "one.parquet")
    whole = content_of(tmp_path / "one.parquet", EVERY_TYPE)
    pq.write_table(rows, tmp_path / "many.parquet", row_group_size=7)
    monkeypatch.setattr("zicha.dataset.fingerprint._ROWS_A_BATCH", 64)
    assert content_of(tmp_path / "many.parquet", EVERY_TYPE) == whole


@pytest.mark.parametrize("batch", [1, 64])
def test_a_key_that_follows_upon_itself_is_seen_across_batches_too(tmp_path, monkeypatch, batch):
    keys = [f"k{at:04}" for at in range(200)] + ["k0199"]
    pq.write_table(
        rows_of("every_type", [{"key": key, "part": 1} for key in keys]), tmp_path / "twice.parquet"
    )
    monkeypatch.setattr("zicha.dataset.fingerprint._batch_size", lambda file: batch)
    assert content_of(tmp_path / "twice.parquet", EVERY_TYPE).repeated_key == "k0199|1"


def test_a_fingerprint_can_be_worked_out_by_hand(tmp_path):
    """It is for life: runs of years ago name it, so when this fails every dataset written so far is refused."""

    def column(name: str, kind: str, presence: bytes, lengths: bytes, values: bytes) -> str:
        return (
            " ".join([name, kind, *(sha256(each).hexdigest() for each in (presence, lengths, values))]) + "\n"
        )

    rows = rows_of(
        "every_type",
        [
            {"key": "k1", "part": 7, "text": "文", "day": date(1970, 1, 3), "number": Decimal("-1.5")},
            {
                "key": "k22",
                "part": 8,
                "text": "",
                "flag": True,
                "degree": 1.5,
                "time": datetime(1970, 1, 1, 0, 0, 1),
            },
        ],
    )
    pq.write_table(rows, tmp_path / "rows.parquet")
    text = "zicha table 1 2\n" + "".join(
        [
            column("day", "date32[day]", b"\1\0", b"", pack("<i", 2)),
            column("degree", "double", b"\0\1", b"", pack("<d", 1.5)),
            column("flag", "bool", b"\0\1", b"", b"\1"),
            column("key", "string", b"\1\1", pack("<ii", 2, 3), b"k1k22"),
            column(
                "number", "decimal128(18,6)", b"\1\0", b"", (-1_500_000).to_bytes(16, "little", signed=True)
            ),
            column("part", "int64", b"\1\1", b"", pack("<qq", 7, 8)),
            column("text", "string", b"\1\1", pack("<ii", 3, 0), "文".encode()),
            column("time", "timestamp[us]", b"\0\1", b"", pack("<q", 1_000_000)),
        ]
    )
    content = content_of(tmp_path / "rows.parquet", EVERY_TYPE)
    assert content.fingerprint == sha256(text.encode()).hexdigest()
    assert (
        dataset_fingerprint("1", {"b": "22", "a": "11"})
        == sha256(b"zicha dataset 1 1\na 11\nb 22\n").hexdigest()
    )
