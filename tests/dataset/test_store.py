"""A delivery becomes a version that stays, and only what it changes becomes another."""

from __future__ import annotations

import json
import threading
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from filelock import FileLock

from tests.dataset.delivering import BODIES, ORGANISATIONS, delivery, delivery_of, rows_of
from zicha.contract import VERSION
from zicha.contract.errors import UnusableInput, ZichaError
from zicha.contract.table import table
from zicha.contract.tables import TABLES
from zicha.dataset import commit as commit_module
from zicha.dataset.store import Store
from zicha.dataset.verification import verify
from zicha.dataset.version import MOST_SAMPLED_ROWS, CellChange, TableChange


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "数据集")


def test_a_first_delivery_becomes_version_one_with_everything_said_about_it(store):
    outcome = store.commit(delivery(bodies=BODIES, organisations=ORGANISATIONS))
    version = store.head()
    assert outcome.version == version
    assert not outcome.unchanged
    assert version.id == f"v0001-{version.fingerprint[:12]}"
    assert (version.number, version.parent, version.contract_version) == (1, None, VERSION)
    assert {name: stored.rows for name, stored in version.tables.items()} == {"bodies": 3, "organisations": 2}
    assert [source.name for source in version.sources] == ["one.csv"]
    assert version.counts[0].accepted == 5
    assert verify(store) == []


def test_a_table_is_stored_sorted_by_its_key_in_the_columns_of_the_contract_with_the_source(store):
    version = store.commit(delivery(bodies=BODIES)).version
    stored = pq.read_table(version.path("bodies"))
    assert stored.schema.equals(TABLES["bodies"].stored_schema)
    assert stored["body_id"].to_pylist() == ["b1", "b2", "b3"]
    assert stored["source_row"].to_pylist() == [2, 3, 4]
    assert pq.ParquetFile(version.path("bodies")).metadata.row_group(0).column(0).compression == "ZSTD"


def test_every_type_of_the_contract_comes_back_as_it_went_in(store):
    audit = {
        "audit_id": "a", "body_id": "b", "org_id": "o", "scheme": "QMS", "kind": "initial", "sequence": -1,
        "started_at": datetime(2025, 3, 1, 9, 30, 0, 1), "onsite_days": Decimal("-0.000001"),
        "report_issued_on": date(1949, 10, 1),
    }  # fmt: skip
    sign_in = {
        "sign_in_id": "s",
        "audit_id": "a",
        "kind": "opening",
        "signed_at": datetime(2025, 3, 1),
        "latitude": 39.9,
    }
    tables = {
        "audits": rows_of("audits", [audit]),
        "sign_ins": rows_of("sign_ins", [sign_in]),
        "audit_sites": rows_of(
            "audit_sites", [{"audit_id": "a", "site_id": "s", "central": True, "random": False}]
        ),
    }
    version = store.commit(delivery_of(tables)).version
    assert {name: pq.read_table(version.path(name)) for name in tables} == tables


def test_the_same_records_again_make_no_new_version_and_say_so(store):
    first = store.commit(delivery(bodies=BODIES, organisations=ORGANISATIONS)).version
    lines = BODIES.strip().splitlines()
    shuffled = "\n".join([lines[0], *reversed(lines[1:])])
    outcome = store.commit(delivery("other.csv", bodies=shuffled, organisations=ORGANISATIONS))
    assert outcome.unchanged
    assert outcome.version == first
    assert store.versions() == [first]
    assert outcome.changes == (
        TableChange("bodies", added=0, changed=0, unchanged=3),
        TableChange("organisations", added=0, changed=0, unchanged=2),
    )


def test_columns_in_another_order_make_no_new_version(store):
    first = store.commit(delivery(bodies=BODIES))
    rows = delivery(bodies=BODIES).tables["bodies"]
    turned = rows.select(rows.column_names[::-1])
    assert store.commit(delivery_of({"bodies": turned})).unchanged
    assert (
        Store(store.folder.with_name("other")).commit(delivery_of({"bodies": turned})).version
        == first.version
    )


def test_part_of_the_records_again_makes_no_new_version(store):
    store.commit(delivery(bodies=BODIES, organisations=ORGANISATIONS))
    assert store.commit(delivery(organisations="org_id | name \n o2 | 二厂")).unchanged


def test_a_later_row_takes_the_place_of_the_earlier_one_and_the_change_is_named(store):
    first = store.commit(delivery(bodies=BODIES)).version
    outcome = store.commit(
        delivery(
            "two.csv",
            bodies="""
                body_id | name       | region_code
                b2      | 乙认证中心 |
                b4      | 丁认证     |
            """,
        )
    )
    assert outcome.changes == (
        TableChange(
            "bodies",
            added=1,
            changed=1,
            unchanged=2,
            cells=(
                CellChange("b2", "name", "乙认证", "乙认证中心"),
                CellChange("b2", "region_code", "310000", None),
            ),
        ),
    )
    stored = pq.read_table(outcome.version.path("bodies"))
    assert stored["name"].to_pylist() == ["甲认证", "乙认证中心", "丙认证", "丁认证"]
    assert stored["source_file"].to_pylist() == ["one.csv", "two.csv", "one.csv", "two.csv"]
    assert (outcome.version.number, outcome.version.parent) == (2, first.id)


def test_changed_values_are_shown_as_a_person_writes_them(store):
    def site(central: bool) -> pa.Table:
        return rows_of("audit_sites", [{"audit_id": "a", "site_id": "s", "central": central}])

    def team(days: str) -> pa.Table:
        return rows_of(
            "audit_team", [{"audit_id": "a", "person_id": "p", "role": "leader", "days": Decimal(days)}]
        )

    store.commit(delivery_of({"audit_sites": site(True), "audit_team": team("10")}))
    outcome = store.commit(delivery_of({"audit_sites": site(False), "audit_team": team("1.5")}))
    assert [cell for change in outcome.changes for cell in change.cells] == [
        CellChange("a|s", "central", "是", "否"),
        CellChange("a|p", "days", "10", "1.5"),
    ]


def test_counts_are_complete_where_samples_are_capped(store):
    def organisations(mark: str) -> pa.Table:
        return rows_of("organisations", [{"org_id": f"o{at:03}", "name": f"{mark}{at}"} for at in range(100)])

    store.commit(delivery_of({"organisations": organisations("旧")}))
    (change,) = store.commit(delivery_of({"organisations": organisations("新")})).changes
    assert (change.added, change.changed, change.unchanged) == (0, 100, 0)
    assert [cell.key for cell in change.cells] == [f"o{at:03}" for at in range(MOST_SAMPLED_ROWS)]


def test_rows_that_are_not_delivered_again_stay_and_their_file_is_shared(store):
    first = store.commit(delivery(bodies=BODIES, organisations=ORGANISATIONS)).version
    second = store.commit(delivery(bodies="body_id | name \n b9 | 新机构")).version
    assert second.tables["organisations"] == first.tables["organisations"]
    assert second.tables["bodies"].rows == 4
    assert len(list((store.folder / "objects").iterdir())) == 3


def test_an_earlier_version_stays_readable_and_is_found_by_id_or_number(store):
    first = store.commit(delivery(bodies=BODIES)).version
    second = store.commit(delivery(bodies="body_id | name \n b1 | 改名")).version
    assert store.versions() == [first, second]
    assert store.version(first.id) == store.version("v0001") == first
    assert pq.read_table(first.path("bodies"))["name"].to_pylist()[0] == "甲认证"
    with pytest.raises(ZichaError, match="没有版本 v0009"):
        store.version("v0009")


def test_changing_a_row_back_is_a_third_version_with_the_content_of_the_first(store):
    first = store.commit(delivery(bodies=BODIES)).version
    store.commit(delivery(bodies="body_id | name | region_code \n b1 | 改名 | 110000"))
    third = store.commit(
        delivery("three.csv", bodies="body_id | name | region_code \n b1 | 甲认证 | 110000")
    ).version
    assert (third.number, third.fingerprint) == (3, first.fingerprint)
    assert verify(store) == []


def test_rows_of_many_row_groups_are_stored_in_the_order_of_the_key_however_they_came(tmp_path):
    shuffled = [f"o{number}" for number in np.random.default_rng(1).permutation(250_000)]
    stored = []
    for keys in (shuffled, shuffled[::-1]):
        place = tmp_path / f"from {keys[0]}"
        pq.write_table(pa.table({"org_id": keys, "name": keys}), f"{place}.parquet")
        stored.append(Store(place).commit_files({"organisations": Path(f"{place}.parquet")}).version)
    assert stored[0].fingerprint == stored[1].fingerprint
    for version in stored:
        assert pq.ParquetFile(version.path("organisations")).num_row_groups > 1
        assert pq.read_table(version.path("organisations"))["org_id"].to_pylist() == sorted(shuffled)


def test_all_source_files_that_led_to_the_last_version_are_known(store):
    store.commit(delivery("one.csv", bodies=BODIES))
    store.commit(delivery("two.csv", bodies="body_id | name \n b1 | 改名"))
    assert [source.name for source in store.sources()] == ["one.csv", "two.csv"]


def test_the_fingerprint_does_not_depend_on_when_or_where(tmp_path):
    made = [
        Store(tmp_path / name).commit(delivery(f"{name}.csv", bodies=BODIES)).version for name in ("a", "b")
    ]
    assert made[0].fingerprint == made[1].fingerprint
    assert made[0].id == made[1].id


def test_parquet_files_become_a_version_equal_to_the_same_delivery(store, tmp_path):
    rows = delivery(bodies=BODIES).tables["bodies"]
    parts = tmp_path / "year=2025" / "bodies"  # a name the engine would take for a column
    parts.mkdir(parents=True)
    contract_columns = rows.select(["name", "body_id", "region_code"])
    pq.write_table(contract_columns.slice(2), parts / "1.parquet")
    pq.write_table(contract_columns.slice(0, 2), parts / "2.parquet")
    outcome = store.commit_files({"bodies": parts})
    assert outcome.version.tables["bodies"].rows == 3
    assert [source.name for source in outcome.version.sources] == ["1.parquet", "2.parquet"]
    assert store.commit(delivery(bodies=BODIES)).unchanged


@pytest.mark.parametrize(
    ("columns", "said"),
    [
        ({"body_id": ["b", "b"], "name": ["n", "m"]}, "主键 b 出现了不止一行"),
        ({"body_id": ["b", None], "name": ["n", "m"]}, "1 行的必填列 body_id"),
        ({"body_id": ["b", "c"], "name": ["n", None]}, "1 行的必填列 name"),
        ({"name": ["n"]}, "缺少主键列：body_id"),
        ({"body_id": ["b"], "name": ["n"], "nick": ["x"]}, "没有的列：nick"),
        ({"body_id": [1], "name": ["n"]}, "列 body_id 是 int64，数据契约要求 string"),
    ],
)
def test_parquet_files_that_do_not_keep_the_contract_are_refused_and_leave_nothing(
    store, tmp_path, columns, said
):
    pq.write_table(pa.table(columns), tmp_path / "bodies.parquet")
    for _ in range(2):
        with pytest.raises(UnusableInput, match=said):
            store.commit_files({"bodies": tmp_path / "bodies.parquet"})
        assert store.head() is None
        assert not list(store.folder.rglob("*.parquet"))


def test_a_key_that_comes_twice_is_refused_over_an_earlier_version_too(store, tmp_path):
    first = store.commit(delivery(bodies=BODIES)).version
    pq.write_table(
        pa.table({"body_id": ["b1", "b1"], "name": ["甲认证", "改名"]}), tmp_path / "bodies.parquet"
    )
    with pytest.raises(UnusableInput, match="主键 b1 出现了不止一行"):
        store.commit_files({"bodies": tmp_path / "bodies.parquet"})
    assert store.head() == first


@pytest.mark.parametrize("content", [None, b"not parquet"])
def test_a_file_that_is_not_there_or_not_parquet_is_said(store, tmp_path, content):
    path = tmp_path / "bodies.parquet"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(UnusableInput, match="Parquet"):
        store.commit_files({"bodies": path})


def test_a_delivery_without_a_row_makes_nothing(store):
    with pytest.raises(UnusableInput, match="没有可用的行"):
        store.commit(delivery())
    assert not store.folder.exists()


def test_a_table_the_contract_does_not_know_is_refused(store):
    with pytest.raises(UnusableInput, match="没有数据表 nonsense"):
        store.commit(delivery_of({"nonsense": pa.table({"a": [1]})}))
    assert not store.folder.exists()


def test_a_folder_of_other_things_is_not_taken_over(tmp_path):
    (tmp_path / "certificates.csv").write_text("certificate_no\n")
    with pytest.raises(ZichaError, match=r"已有别的文件（certificates\.csv）"):
        Store(tmp_path).commit(delivery(bodies=BODIES))
    assert [path.name for path in tmp_path.iterdir()] == ["certificates.csv"]


def test_a_file_in_the_place_of_the_folder_is_said(tmp_path):
    (tmp_path / "file").touch()
    for place in (tmp_path / "file", tmp_path / "file" / "below"):
        with pytest.raises(ZichaError, match="请换一个文件夹"):
            Store(place).commit(delivery(bodies=BODIES))


def test_a_dataset_is_known_by_its_marker(store, tmp_path):
    assert not Store.is_store(store.folder)
    assert Store(tmp_path).head() is None
    store.commit(delivery(bodies=BODIES))
    assert Store.is_store(store.folder)
    assert not Store.is_store(tmp_path)


def test_a_new_contract_makes_a_new_version_in_which_every_table_has_its_columns(store, monkeypatch):
    first = store.commit(delivery(bodies=BODIES, organisations=ORGANISATIONS)).version
    wider = table(
        "organisations",
        "获证组织",
        columns="""
            column    | type  | refers to | unit | codes | 中文 | remark
            org_id    | text* |           |      |       | 组织编号
            name      | text! |           |      |       | 组织名称
            founded   | date  |           |      |       | 成立日期
        """,
    )
    monkeypatch.setattr(commit_module, "VERSION", "2")
    monkeypatch.setitem(TABLES, "organisations", wider)
    second = store.commit(delivery(bodies=BODIES)).version
    assert (second.number, second.contract_version) == (2, "2")
    assert pq.read_schema(second.path("organisations")).equals(wider.stored_schema)
    assert second.tables["organisations"].fingerprint == first.tables["organisations"].fingerprint


def test_a_second_writer_gets_a_clear_answer_when_its_patience_ends(store):
    first = store.commit(delivery(bodies=BODIES)).version
    with FileLock(store.folder / ".lock"):
        blocked: list[Exception] = []

        def write() -> None:
            try:
                Store(store.folder, patience=0.05).commit(delivery(organisations=ORGANISATIONS))
            except ZichaError as error:
                blocked.append(error)

        writer = threading.Thread(target=write)
        writer.start()
        writer.join()
    assert "正由另一个程序写入" in str(blocked[0])
    assert store.head() == first


def test_two_writers_at_once_come_one_after_the_other(store):
    deliveries = [delivery(bodies=BODIES), delivery(organisations=ORGANISATIONS)]
    writers = [threading.Thread(target=Store(store.folder).commit, args=(each,)) for each in deliveries]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    assert len(store.versions()) == 2
    assert set(store.head().tables) == {"bodies", "organisations"}
    assert verify(store) == []


def test_the_manifest_is_plain_json_a_person_can_read(store):
    version = store.commit(delivery(bodies=BODIES)).version
    said = json.loads((store.folder / "versions" / version.id / "manifest.json").read_text("utf-8"))
    assert said["tables"][0]["file"] == f"objects/{said['tables'][0]['sha256']}.parquet"
    assert said["counts"][0]["read"] == 3
