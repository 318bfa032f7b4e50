"""What is kept of the subjects a check judged: rows of hits and undecided ones, numbers of the others."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pyarrow.parquet as pq

from tests.screening.test_run import run
from zicha.screening.engines import Engine

AUDITS = """
    audit_id | body_id | org_id | started_at       | ended_at
    held     | B       | O      | 2026-05-12 09:00 | 2026-05-12 17:00
    endless  | B       | O      | 2026-05-12 09:00 |
"""
SIGN_INS = """
    sign_in_id | audit_id | kind    | signed_at
    in_time    | held     | opening | 2026-05-12 09:00
    in_time_2  | held     | closing | 2026-05-12 17:00
    late       | held     | opening | 2026-05-12 11:01
    unknown    | endless  | opening | 2026-05-12 09:00
"""


def test_passes_are_counted_and_hits_and_undecided_keep_their_rows(engine: Engine, tmp_path: Path):
    done = run(engine, tmp_path, {"audits": AUDITS, "sign_ins": SIGN_INS}, codes=["B03"])
    cover = done.coverage["B03"]
    assert (cover.in_scope, cover.hit, cover.passed, cover.undecided) == (4, 1, 2, 1)
    rows = {row["subject_id"]: row for row in pq.read_table(done.rows["B03"]).to_pylist()}
    assert rows.keys() == {"late", "unknown"}
    late = rows["late"]
    assert late["observed"].replace(tzinfo=None) == datetime(2026, 5, 12, 11, 1)
    assert late["expected"] == "2026-05-12 00:00 至 2026-05-12 11:00"
    assert rows["unknown"]["reason"] == "没有末次会议时间"


def test_the_columns_of_the_findings_begin_with_subject_body_and_verdict(engine: Engine, tmp_path: Path):
    done = run(engine, tmp_path, {"audits": AUDITS, "sign_ins": SIGN_INS}, codes=["B03"])
    names = pq.read_schema(done.rows["B03"]).names
    assert names[:6] == ["subject_id", "body_id", "verdict", "reason", "observed", "expected"]
