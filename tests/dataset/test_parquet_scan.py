"""Exactly the named file is read, wherever a dataset lies."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from zicha.dataset.parquet_scan import parquet_scan


@pytest.mark.parametrize("folder", ["h*", "g[1]", "what?", "status=revoked", "it's", "a[!b]c", "**", "{a,b}"])
def test_a_folder_name_is_neither_a_pattern_nor_a_column(tmp_path: Path, folder: str):
    for name in (folder, "hA", "g1", "whatX", "abc"):
        (tmp_path / name).mkdir(exist_ok=True)
        pq.write_table(pa.table({"status": [name]}), tmp_path / name / "t.parquet")
    pq.write_table(pa.table({"status": [folder]}), tmp_path / folder / "t.parquet")
    read = duckdb.sql(f"SELECT * FROM {parquet_scan(tmp_path / folder / 't.parquet')}").fetchall()
    assert read == [(folder,)]
