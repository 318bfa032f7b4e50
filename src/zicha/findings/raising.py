"""Findings as leads need them (线索素材): located evidence, whom they are about, and a hash of what they rest on.

One check after another, a batch at a time, hits first; DuckDB joins and sorts and goes to disk, so that a million of
them need no more memory than a batch.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pyarrow.parquet as pq

from zicha.checks.registry import EVIDENCE_PREFIX, KEY_BREAK, Check, checks_of
from zicha.contract.subjects import KEY_SEPARATOR
from zicha.contract.table import ContractTable
from zicha.contract.tables import TABLES
from zicha.dataset.parquet_scan import parquet_scan
from zicha.findings.collecting import finding_of
from zicha.findings.contexts import Context, context_query, prepare_contexts
from zicha.findings.finding import EvidenceRow, Finding
from zicha.reference.parameters import Parameter

BATCH_ROWS = 10_000

# No cell holds these: intake takes control characters out.
_CELL_BREAK, _NAME_BREAK = 31, 30
_EVIDENCE, _CONTEXT = "zicha evidence", "zicha context"


@dataclass(frozen=True, slots=True)
class Raised:
    """A finding with its context (线索素材). `inputs` is the SHA-256 of verdict, values and what its evidence says."""

    finding: Finding
    context: Context
    inputs: str


class Raising:
    """The findings of one screening, over the tables it judged (逐项取疑点). Made for one connection of `tables_of`."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, as_of: date) -> None:
        self._connection = connection
        prepare_contexts(connection, as_of)

    def of_check(
        self,
        code: str,
        judged: Path,
        thresholds: Mapping[str, Parameter],
        *,
        batch_rows: int = BATCH_ROWS,
    ) -> Iterator[list[Raised]]:
        """The findings of a check, hits before undecided, then by subject; one of each subject."""
        check = checks_of(code)[-1]
        self._offer(check, judged)
        rows = self._connection.execute(f"""
            SELECT judged.*, evidence AS "{_EVIDENCE}", context AS "{_CONTEXT}"
            FROM judged LEFT JOIN evidence USING (subject_id) LEFT JOIN contexts USING (subject_id)
            ORDER BY verdict, subject_id""").to_arrow_reader(batch_rows)
        for batch in rows:
            yield [_raised(check, thresholds, row) for row in batch.to_pylist()]

    def _offer(self, check: Check, judged: Path) -> None:
        """Make the tables judged, evidence (subject_id, evidence) and contexts (subject_id, context)."""
        # A body may be named twice for one subject; a lead is a check and a subject.
        self._connection.execute(f"""
            CREATE OR REPLACE TEMP TABLE judged AS
            SELECT * REPLACE (coalesce(subject_id, '') AS subject_id) FROM {parquet_scan(judged)}
            QUALIFY row_number() OVER (PARTITION BY coalesce(subject_id, '') ORDER BY verdict, body_id) = 1""")
        self._connection.execute("CREATE OR REPLACE TEMP TABLE asked AS SELECT subject_id FROM judged")
        self._connection.execute(f"""
            CREATE OR REPLACE TEMP TABLE contexts AS
            SELECT subject_id, {{certificate_no: certificate_no, org_id: org_id, org_name: org_name,
                person_ids: person_ids, branch_id: branch_id}} AS context
            FROM ({context_query(self._connection, check.subject.kind)})""")
        self._connection.execute(f"CREATE OR REPLACE TEMP TABLE evidence AS {_evidence(check, judged)}")


def _evidence(check: Check, judged: Path) -> str:
    """subject_id, its evidence rows: the row of the subject itself first, then what the check names, by key."""
    named = [name for name in pq.read_schema(judged).names if name.startswith(EVIDENCE_PREFIX)]
    tables = [name.removeprefix(EVIDENCE_PREFIX) for name in named]
    own = check.subject.table
    refs = [f"SELECT subject_id, 0 AS place, '{own}' AS name, subject_id AS key FROM judged"] if own else []
    refs += [
        f"""SELECT DISTINCT subject_id, {place} AS place, '{table}' AS name, unnest(string_split({column}, '{KEY_BREAK}')) AS key
            FROM judged WHERE {column} IS NOT NULL"""
        for place, (column, table) in enumerate(zip(named, tables, strict=True), start=1)
    ]
    if not refs:
        return "SELECT subject_id, NULL AS evidence FROM judged"
    placed = [
        f"""SELECT r.subject_id, r.place, r.name, r.key, t.source_file AS file, t.source_sheet AS sheet,
                t.source_row AS row, {_row_hash(TABLES[table])} AS hash
            FROM refs AS r LEFT JOIN {table} AS t ON {_key(TABLES[table])} = r.key WHERE r.name = '{table}'"""
        for table in dict.fromkeys([own, *tables] if own else tables)
    ]
    return f"""
        WITH refs AS (SELECT * FROM ({" UNION ALL ".join(refs)})
            WHERE key <> '' AND (place = 0 OR name <> '{own}' OR key <> subject_id))
        SELECT subject_id, list({{name: name, key: key, file: file, sheet: sheet, row: row, hash: hash}}
            ORDER BY place, key) AS evidence
        FROM ({" UNION ALL ".join(placed)}) GROUP BY subject_id"""


def _key(table: ContractTable) -> str:
    return f" || '{KEY_SEPARATOR}' || ".join(f't."{name}"::VARCHAR' for name in table.key)


def _row_hash(table: ContractTable) -> str:
    """What a row says, not where it stood. Empty cells are left out: a column the contract gains changes nothing."""
    cells = ", ".join(
        f"CASE WHEN t.\"{column.name}\" IS NOT NULL THEN '{column.name}' || chr({_NAME_BREAK})"
        f' || t."{column.name}"::VARCHAR END'
        for column in table.columns
    )
    return f"sha256(concat_ws(chr({_CELL_BREAK}), {cells}))"


def _raised(check: Check, thresholds: Mapping[str, Parameter], row: dict[str, Any]) -> Raised:
    evidence, context = row.pop(_EVIDENCE) or (), row.pop(_CONTEXT)
    finding = replace(
        finding_of(check, thresholds, row),
        evidence=tuple(
            EvidenceRow(one["name"], one["key"], one["file"] or "", one["sheet"] or "", one["row"] or 0)
            for one in evidence
        ),
    )
    rests_on = [
        finding.verdict.value,
        finding.observed,
        finding.expected,
        [[one["name"], one["key"], one["hash"]] for one in evidence],
    ]
    said = json.dumps(rests_on, ensure_ascii=False, separators=(",", ":"))
    return Raised(finding, _context(context), hashlib.sha256(said.encode()).hexdigest())


def _context(said: Mapping[str, Any] | None) -> Context:
    if said is None:
        return Context()
    return Context(
        said["certificate_no"], said["org_id"], said["org_name"], tuple(said["person_ids"]), said["branch_id"]
    )
