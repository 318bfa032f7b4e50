"""The invented nation (全国规模的示例数据): an invented body given a longer past, then copied, each copy its own body.

Whole nation: 40 bodies of 100 000 certificates; about 4 million certificates, 20 million audits, 40 million team rows,
60 million sign-ins. A share of it has fewer bodies, below 1/40 one smaller body.

Past    follow-up audits once more three years earlier, three in ten also six years earlier, with every row that hangs
        on them; people are registered and qualified as long
Signs   members of a team sign in beside the leader, a minute or two apart, each with a photo of its own
Copies  keys, references, numbers and names made another body's; certificate numbers keep their form (the serial gets
        two digits more, the 5th and 6th digit of a CCC number change), credit codes their check digits; other keys
        get a suffix ~7, which no check reads. The copy lies a little elsewhere on the map. Free texts are shared.
"""

from __future__ import annotations

import json
import time
from datetime import date
from pathlib import Path

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from benchmarks.credit_codes import credit_codes_of_copy
from zicha.contract.table import DEGREES, Column, ContractTable, Type
from zicha.contract.tables import TABLES
from zicha.demo.identifiers import photo_hashes
from zicha.demo.world import build_world

AS_OF = date(2026, 6, 30)
COPIES = 40
CERTIFICATES = 100_000
ROUND = "H"
"""Marks the keys of the past: AUD-000017H1."""
THREE_YEARS = 156
"""Weeks, so that a Monday stays a Monday."""
SECOND_ROUND_PER_CENT = 30
FIRST_NEW_PHOTO = 1_000_000

# Their items are shared words, or point at rows of another copy when made unique.
SHARED = {"scheme", "kind", "field_code", "process", "activity", "model", "standard", "period", "clause"}
NAMES = {
    "name", "org_name", "payer", "registration_no", "combined_group", "device_id", "document_no", "from_body_id",
    "data_hash", "product_model",
}  # fmt: skip
CERTIFICATE_NUMBERS = {"certificate_no", "old_certificate_no", "new_certificate_no", "target_id"}

MACROS = """
CREATE MACRO certificate_number(value, copy) AS CASE
    WHEN regexp_matches(value, '^[0-9]{5}[A-Za-z]+[0-9]+R[0-9][SML]$')
    THEN regexp_replace(value, '^([0-9]{5}[A-Za-z]+[0-9]+)(R[0-9][SML])$', '\\1' || lpad(copy::VARCHAR, 2, '0') || '\\2')
    WHEN regexp_matches(value, '^[0-9]{16}$') THEN value[1:4] || lpad(copy::VARCHAR, 2, '0') || value[7:]
    ELSE value || '~' || copy END;
"""


def nation(folder: Path, share: float) -> dict[str, Path]:
    """The Parquet files of that share of the nation, made when they are not there yet."""
    copies = max(1, round(COPIES * share))
    certificates = max(1_000, min(CERTIFICATES, round(CERTIFICATES * COPIES * share / copies)))
    done = folder / "made.json"
    if not done.exists():
        started = time.perf_counter()
        folder.mkdir(parents=True, exist_ok=True)
        rows = _make(folder, certificates, copies)
        seconds = round(time.perf_counter() - started, 1)
        told = {"copies": copies, "certificates_of_each": certificates, "seconds": seconds, "rows": rows}
        done.write_text(json.dumps(told, indent=1), encoding="utf-8")
    return {path.stem: path for path in sorted(folder.glob("*.parquet"))}


def rows_of(folder: Path) -> dict[str, int]:
    """Table → rows of a nation that is made."""
    return dict(json.loads((folder / "made.json").read_text(encoding="utf-8"))["rows"])


def _make(folder: Path, certificates: int, copies: int) -> dict[str, int]:
    with duckdb.connect() as connection:
        connection.execute("SET enable_progress_bar = false")
        connection.execute(f"SET temp_directory = '{folder / 'spill'}'")
        connection.execute(MACROS)
        for name, made in build_world(certificates=certificates, planted=True, as_of=AS_OF).tables.items():
            connection.register("made", made)
            connection.execute(f"CREATE TABLE {name} AS SELECT * FROM made")
            connection.unregister("made")
        _give_a_past(connection)
        _sign_more_often(connection)
        _give_codes(connection, copies)
        return {
            name: _copied(connection, TABLES[name], copies, folder / f"{name}.parquet") for name in TABLES
        }


def _give_a_past(connection: duckdb.DuckDBPyConnection) -> None:
    """Follow-up audits again three and six years earlier; people are at home in their fields since before that."""
    connection.execute(
        f"""CREATE TABLE past AS
            SELECT audit_id, round FROM audits, range(1, 3) AS rounds(round)
            WHERE kind IN ('surveillance', 'factory_followup') AND ended_at IS NOT NULL
            AND (round = 1 OR right(coalesce(combined_group, audit_id), 2) < '{SECOND_ROUND_PER_CENT:02d}')"""
    )
    for table in TABLES.values():
        hangs = table.name == "audits" or any(column.refers_to == "audits" for column in table.columns)
        if hangs:
            cells = ", ".join(_in_the_past(table, column) for column in table.columns)
            connection.execute(
                f"INSERT INTO {table.name} BY NAME SELECT {cells} FROM {table.name} JOIN past USING (audit_id)"
            )
    earlier = f"INTERVAL '{4 * THREE_YEARS} weeks'"
    connection.execute(
        f"UPDATE people SET registered_from = (registered_from - {earlier})::DATE, joined_on = (joined_on - {earlier})::DATE"
    )
    connection.execute(f"UPDATE qualifications SET valid_from = (valid_from - {earlier})::DATE")


def _in_the_past(table: ContractTable, column: Column) -> str:
    name = column.name
    is_own = column.key and not column.refers_to
    if (is_own and column.type is Type.TEXT) or name in ("audit_id", "combined_group", "document_no"):
        return f"{name} || '{ROUND}' || round AS {name}"
    if column.type in (Type.DATE, Type.TIME):
        kind = "DATE" if column.type is Type.DATE else "TIMESTAMP"
        return f"({name} - round * INTERVAL '{THREE_YEARS} weeks')::{kind} AS {name}"
    return name


def _sign_more_often(connection: duckdb.DuckDBPyConnection) -> None:
    """Two more sign-ins beside each, a third beside one in ten, by the members of the team in turn."""
    connection.execute(
        """CREATE TABLE signed AS
           WITH team AS (
               SELECT audit_id, person_id AS member, count(*) OVER (PARTITION BY audit_id) AS members,
                   row_number() OVER (PARTITION BY audit_id ORDER BY role <> 'leader', person_id) - 1 AS place
               FROM audit_team WHERE role <> 'observer')
           SELECT s.* REPLACE (
               sign_in_id || 'S' || again AS sign_in_id, member AS person_id,
               signed_at + again * INTERVAL '2 minutes' AS signed_at,
               round(longitude + again * 0.0001, 6) AS longitude, round(latitude + again * 0.0001, 6) AS latitude,
               CASE WHEN member = person_id THEN device_id ELSE 'DEV-' || member END AS device_id)
           FROM sign_ins s, range(1, 4) AS repeats(again), team
           WHERE team.audit_id = s.audit_id AND team.place = again % team.members
           AND (again < 3 OR right(regexp_replace(sign_in_id, 'H.$', ''), 1) = '0')"""
    )
    connection.execute("INSERT INTO signed SELECT * FROM sign_ins WHERE contains(sign_in_id, 'H')")
    connection.execute("DELETE FROM sign_ins WHERE contains(sign_in_id, 'H')")
    more = connection.execute("SELECT * FROM signed").to_arrow_table()
    place = more.schema.get_field_index("photo_hash")
    prints = photo_hashes(np.arange(FIRST_NEW_PHOTO, FIRST_NEW_PHOTO + more.num_rows))
    prints = pc.if_else(more.column(place).is_null(), pa.scalar(None, pa.string()), prints)
    connection.register("more", more.set_column(place, "photo_hash", prints))
    connection.execute("INSERT INTO sign_ins BY NAME SELECT * FROM more")
    connection.unregister("more")


def _give_codes(connection: duckdb.DuckDBPyConnection, copies: int) -> None:
    """codes: each credit code of the body as each copy has it."""
    named = [
        f"SELECT {c.name} AS code FROM {t.name}"
        for t in TABLES.values()
        for c in t.columns
        if c.type is Type.USCC
    ]
    found = (
        f"SELECT DISTINCT code FROM ({' UNION '.join(named)}) WHERE length(code) = 18 AND code[9:10] = 'XX'"
    )
    codes = connection.execute(found).to_arrow_table()["code"].combine_chunks()
    connection.execute("CREATE TABLE codes (code VARCHAR, copied VARCHAR, copy INTEGER)")
    for copy in range(copies):
        made = pa.table({"code": codes, "copied": credit_codes_of_copy(codes, copy)})  # noqa: F841 read by name below
        connection.execute(f"INSERT INTO codes SELECT code, copied, {copy} FROM made")


def _copied(connection: duckdb.DuckDBPyConnection, table: ContractTable, copies: int, path: Path) -> int:
    """Write the rows once per copy, body after body as deliveries come; how many they are."""
    bodies = []
    for copy in range(copies):
        cells = ", ".join(f'{_in_copy(table, column, copy)} AS "{column.name}"' for column in table.columns)
        origin = "'' AS source_file, '' AS source_sheet, CAST(0 AS BIGINT) AS source_row"
        codes = "".join(
            f" LEFT JOIN codes AS of_{c.name} ON of_{c.name}.code = t.{c.name} AND of_{c.name}.copy = {copy}"
            for c in table.columns
            if c.type is Type.USCC
        )
        bodies.append(f"SELECT {cells}, {origin} FROM {table.name} AS t{codes}")
    (rows,) = connection.execute(
        f"COPY ({' UNION ALL '.join(bodies)}) TO '{path}.part' (FORMAT parquet, COMPRESSION zstd)"
    ).fetchone() or (0,)
    Path(f"{path}.part").rename(path)
    connection.execute(f"DROP TABLE {table.name}")
    return int(rows)


def _in_copy(table: ContractTable, column: Column, copy: int) -> str:
    name = f't."{column.name}"'
    if column.unit == DEGREES:
        return f"{name} + {copy} * 0.0031"
    if column.type is Type.USCC:
        return f"coalesce(of_{column.name}.copied, {name} || '~{copy}')"
    if column.name in CERTIFICATE_NUMBERS:
        return f"certificate_number({name}, {copy})"
    if column.name == "team":
        return f"replace({name}, ';', '~{copy};') || '~{copy}'"
    is_name = column.key or bool(column.refers_to) or column.name in NAMES
    if column.type is Type.TEXT and is_name and not column.codes and column.name not in SHARED:
        return f"{name} || '~{copy}'"
    return name
