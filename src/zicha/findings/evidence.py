"""Where the rows behind a finding stand in the delivered files (证据定位)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path

import duckdb
import pyarrow as pa

from zicha.contract.subjects import KEY_SEPARATOR
from zicha.contract.tables import TABLES
from zicha.dataset.parquet_scan import parquet_scan
from zicha.findings.finding import EvidenceRow, Finding


def located(findings: Iterable[Finding], files: Mapping[str, Path]) -> list[Finding]:
    """The same findings, their evidence rows with file, sheet and row; a key of no delivered row stays without."""
    kept = list(findings)
    wanted: dict[str, set[str]] = {}
    for finding in kept:
        for row in finding.evidence:
            wanted.setdefault(row.table, set()).add(row.key)
    places = {table: _places(table, keys, files[table]) for table, keys in wanted.items() if table in files}
    return [
        replace(finding, evidence=tuple(_placed(row, places) for row in finding.evidence)) for finding in kept
    ]


def _placed(row: EvidenceRow, places: Mapping[str, Mapping[str, tuple[str, str, int]]]) -> EvidenceRow:
    place = places.get(row.table, {}).get(row.key)
    return row if place is None else replace(row, file=place[0], sheet=place[1], row=place[2])


def _places(table: str, keys: set[str], parquet: Path) -> dict[str, tuple[str, str, int]]:
    key = f" || '{KEY_SEPARATOR}' || ".join(f'CAST("{name}" AS VARCHAR)' for name in TABLES[table].key)
    asked = pa.table({"evidence_key": pa.array(sorted(keys), pa.string())})
    with duckdb.connect() as connection:
        connection.register("asked", asked)
        rows = connection.execute(
            f"""SELECT asked.evidence_key, source_file, source_sheet, source_row
                FROM (SELECT {key} AS evidence_key, source_file, source_sheet, source_row
                      FROM {parquet_scan(parquet)}) JOIN asked USING (evidence_key)"""
        ).fetchall()
    return {name: (file or "", sheet or "", row or 0) for name, file, sheet, row in rows}
