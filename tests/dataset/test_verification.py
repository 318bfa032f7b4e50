"""Whoever touches a file of a dataset is found out, and the file is named."""

from __future__ import annotations

import json
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from tests.dataset.delivering import BODIES, ORGANISATIONS, delivery
from zicha.contract.errors import ZichaError
from zicha.contract.tables import TABLES
from zicha.dataset.disk import sha256_of
from zicha.dataset.manifest import MARKER, AlterationError
from zicha.dataset.store import Store
from zicha.dataset.verification import verify


@pytest.fixture
def store(tmp_path: Path) -> Store:
    """Two versions: the second changes the bodies and keeps the organisations."""
    store = Store(tmp_path / "dataset")
    store.commit(delivery(bodies=BODIES, organisations=ORGANISATIONS))
    store.commit(delivery("two.csv", bodies="body_id | name \n b1 | 改名"))
    return store


def files_named(store: Store) -> list[str]:
    return [problem.file for problem in verify(store)]


def flip_a_byte(path: Path, at: int) -> None:
    content = bytearray(path.read_bytes())
    content[at] ^= 1
    path.write_bytes(content)


def test_a_dataset_as_written_has_no_problem(store):
    assert verify(store) == []


@pytest.mark.parametrize("version", [0, 1])
@pytest.mark.parametrize("at", [0, 100, -1])
def test_an_altered_byte_of_a_table_is_found_in_any_version(store, version, at):
    altered = store.versions()[version].tables["bodies"].file
    flip_a_byte(store.folder / altered, at)
    (problem,) = verify(store)
    assert problem.file == altered
    assert "SHA-256 不符" in str(problem)


def test_a_missing_table_is_found(store):
    missing = store.head().tables["organisations"].file
    (store.folder / missing).unlink()
    assert files_named(store) == [missing]


@pytest.mark.parametrize("version", [0, 1])
def test_an_altered_or_missing_manifest_is_found_in_any_version(store, version):
    name = f"versions/{store.versions()[version].id}/manifest.json"
    flip_a_byte(store.folder / name, 20)
    assert files_named(store) == [name]
    (store.folder / name).unlink()
    assert files_named(store) == [name]


def test_a_file_swapped_together_with_its_manifest_and_head_is_found_by_the_fingerprint(store):
    """Who rewrites every hash still cannot make the fingerprint fit, and that one stands in the reports."""
    head = store.head()
    rows = pq.read_table(head.path("bodies"))
    forged = rows.set_column(1, rows.schema.field(1), [["假名"] * len(rows)])
    pq.write_table(forged, store.folder / "forged.parquet")
    sha256 = sha256_of(store.folder / "forged.parquet")
    (store.folder / "forged.parquet").rename(store.folder / f"objects/{sha256}.parquet")
    head.path("bodies").unlink()
    manifest = store.folder / "versions" / head.id / "manifest.json"
    manifest.write_text(manifest.read_text("utf-8").replace(head.tables["bodies"].sha256, sha256), "utf-8")
    said = json.loads((store.folder / "HEAD").read_text())
    (store.folder / "HEAD").write_text(json.dumps({**said, "manifest_sha256": sha256_of(manifest)}))
    assert files_named(store) == [f"objects/{sha256}.parquet"]


@pytest.mark.parametrize(
    "content", ["", "{}", "v0001", '{"version": "v0009-0", "manifest_sha256": ""}', "[1]"]
)
def test_a_foreign_head_is_found(store, content):
    (store.folder / "HEAD").write_text(content)
    assert len(verify(store)) == 1
    with pytest.raises(AlterationError, match="zicha verify"):
        store.head()


def test_a_missing_head_is_no_empty_dataset(store):
    (store.folder / "HEAD").unlink()
    assert files_named(store) == ["HEAD"]
    with pytest.raises(AlterationError, match="HEAD 不见了"):
        store.commit(delivery(bodies=BODIES))


def test_a_head_put_back_to_an_earlier_version_is_found_and_nothing_is_written_over_it(store):
    first, second = store.versions()
    manifest = store.folder / "versions" / first.id / "manifest.json"
    said = {"version": first.id, "manifest_sha256": sha256_of(manifest)}
    (store.folder / "HEAD").write_text(json.dumps(said))
    assert files_named(store) == [f"versions/{second.id}/manifest.json", second.tables["bodies"].file]
    with pytest.raises(AlterationError, match=second.id):
        store.commit(delivery(bodies="body_id | name \n b7 | 新"))
    assert second.path("bodies").exists()


def test_a_file_that_belongs_to_no_version_is_found(store):
    (store.folder / "objects" / "stranger.parquet").touch()
    assert files_named(store) == ["objects/stranger.parquet"]


def test_an_altered_marker_is_found_and_one_of_a_later_zicha_is_said(store):
    marker = store.folder / MARKER
    written = marker.read_text("utf-8")
    marker.write_text(written.replace("自查", "别的"), "utf-8")
    assert files_named(store) == [MARKER]
    marker.write_text(written.replace('"format": 1', '"format": 2'), "utf-8")
    with pytest.raises(ZichaError, match="请升级后再打开"):
        store.head()


@pytest.mark.parametrize(
    "journal",
    [
        {"version": "..", "files": []},
        {"version": "v0009-000000000000", "files": ["../precious.txt"]},
        {"version": "v0009-000000000000", "files": [""]},
        {},
    ],
)
def test_a_forged_journal_removes_nothing(store, journal):
    precious = store.folder.parent / "precious.txt"
    precious.touch()
    (store.folder / "staging" / "x").mkdir(parents=True)
    (store.folder / "staging" / "x" / "journal.json").write_text(json.dumps(journal))
    assert files_named(store) == ["staging/x/journal.json"]
    with pytest.raises(AlterationError, match=r"journal\.json"):
        store.commit(delivery(bodies="body_id | name \n b2 | 改名"))
    assert precious.exists()
    assert store.head().path("bodies").exists()


def test_a_manifest_or_head_that_leads_out_of_the_dataset_is_not_followed(store):
    head = store.head()
    manifest = store.folder / "versions" / head.id / "manifest.json"
    manifest.write_text(manifest.read_text("utf-8").replace("objects/", "../objects/"), "utf-8")
    said = {"version": head.id, "manifest_sha256": sha256_of(manifest)}
    (store.folder / "HEAD").write_text(json.dumps(said))
    assert files_named(store) == [f"versions/{head.id}/manifest.json"]
    (store.folder / "HEAD").write_text(json.dumps({**said, "version": "../elsewhere"}))
    assert files_named(store) == ["HEAD"]


def test_an_altered_table_of_an_old_version_is_not_taken_up_again(store):
    """The third version says what the first said; it must not share the first one's altered file."""
    flip_a_byte(store.versions()[0].path("bodies"), 100)
    with pytest.raises(AlterationError, match="SHA-256 不符"):
        store.commit(delivery(bodies="body_id | name | region_code \n b1 | 甲认证 | 110000"))


def test_no_version_is_built_upon_an_altered_table(store):
    flip_a_byte(store.head().path("bodies"), 100)
    before = store.head()
    with pytest.raises(AlterationError, match="SHA-256 不符"):
        store.commit(delivery("three.csv", bodies="body_id | name \n b2 | 改名"))
    assert store.head() == before


def test_a_folder_that_is_no_dataset_is_said(tmp_path):
    with pytest.raises(ZichaError, match="不是数据集"):
        verify(Store(tmp_path))


def test_a_stored_table_holds_no_more_than_the_contract_says(store):
    assert pq.read_schema(store.head().path("bodies")).names == TABLES["bodies"].stored_schema.names
