"""The typed sheets as tables of one DuckDB session, cleaned once, so that every topic reads the same (暂存).

Tables  `report`   a row of 证书信息表: identifiers cleaned, scheme and organisation settled, `business_on` its last
                   own business date, `rank` its place among the rows of its certificate, 1 = newest
        `member`   a row of 审核结果信息表, likewise; `plan` of 审核计划信息表; `inspection` of 工厂检查结果信息表
Lists   what a word means is asked of a variable, because a cell may hold several codes: see `meaning`
Order   nothing depends on the order of rows. Newest is the greatest business_on; between rows of one day the report
        that reaches further, then its name, then the content of the row decide.
"""

from __future__ import annotations

from collections.abc import Mapping

import duckdb
import pyarrow as pa
import pyarrow.compute as pc
from stdnum.cn import uscc

from zicha.contract.table import ContractTable
from zicha.contract.tables import TABLES
from zicha.intake.cnca import codes
from zicha.intake.cnca.forms import AUDIT_PLANS, AUDIT_RESULTS, CERTIFICATES, FACTORY_INSPECTIONS, unused
from zicha.intake.cnca.schemes import scheme_of

_NUMBERS_AND_CODES = """
    RZJG_ID CERT_NUMBER ORG_CODE AUTH_PROJ_CODE IS_COMB CHG_TYP_CODE EXCHANGE_CAUSE O_AWARD_JG O_CERTI_NUM ACC_SYMBOL
    PAUSE_CAUSE CANCEL_CAUSE BUSI_SCOP_CODE BEL_INDUSTRY ORG_DISTRICT APT_CERTI_NUM ID_CODE AUDIT_PLAN_CODE
    AUDIT_APPLY_NO FAC_AREA_CODE FAC_ORG_CODE FAC_NO CERT_NO
"""
_IDENTIFIERS = frozenset(_NUMBERS_AND_CODES.split())
"""Columns of numbers and codes: compared after full-width characters were made plain and letters upper-case."""

_TEAMS = frozenset(("AUDIT_INSPECTOR", "AUDIT_INSPECT_ZJ"))

_NAMES = {"ORG_NAME": "ORG_NAME_KEY", "FAC_NAME": "FAC_NAME_KEY"}
_CODES = {"ORG_CODE": "ORG_CODE_VALID", "FAC_ORG_CODE": "FAC_ORG_CODE_VALID"}

_MEANINGS = {
    "change": codes.CHANGES,
    "exchange": codes.EXCHANGES,
    "suspension": codes.SUSPENSION_REASONS,
    "withdrawal": codes.WITHDRAWAL_REASONS,
    "mark": codes.MARKS,
    "stage": codes.STAGES,
    "role": codes.ROLES,
    "factory_role": codes.FACTORY_ROLES,
}


def open_session(tables: Mapping[str, pa.Table]) -> duckdb.DuckDBPyConnection:
    """A session holding the delivered sheets; a sheet that was not delivered is an empty one."""
    session = duckdb.connect()
    session.execute("SET preserve_insertion_order = false")
    for form in (CERTIFICATES, AUDIT_RESULTS, AUDIT_PLANS, FACTORY_INSPECTIONS):
        delivered = tables.get(form.name)
        session.register(form.name, _readable(form, delivered))
    for name, listed in _MEANINGS.items():
        words = codes.meanings(listed)
        session.execute(
            f"SET VARIABLE means_{name} = map($words, $means)",
            {"words": list(words), "means": list(words.values())},
        )
    session.register("scheme_of", _schemes(session))
    _stage_reports(session)
    _stage_members(session)
    return session


def _readable(form: ContractTable, delivered: pa.Table | None) -> pa.Table:
    """The sheet with plain identifiers and, beside each name and organisation code, what it is compared by."""
    sheet = (
        form.stored_schema.empty_table() if delivered is None else delivered.select(form.stored_schema.names)
    )
    for name in sheet.column_names:
        if name in _IDENTIFIERS:
            plain = pc.utf8_upper(pc.utf8_normalize(sheet[name], form="NFKC"))
            sheet = sheet.set_column(sheet.column_names.index(name), name, plain)
        if name in _TEAMS:
            plain = pc.utf8_normalize(sheet[name], form="NFKC")
            sheet = sheet.set_column(sheet.column_names.index(name), name, plain)
    for name, key in _NAMES.items():
        if name in sheet.column_names:
            plain = pc.utf8_lower(pc.utf8_normalize(sheet[name], form="NFKC"))
            sheet = sheet.append_column(key, pc.replace_substring_regex(plain, r"[^\p{L}\p{N};]", ""))
    for name, valid in _CODES.items():
        if name in sheet.column_names:
            sheet = sheet.append_column(valid, _valid_codes(sheet[name]))
    return sheet


def _valid_codes(column: pa.ChunkedArray) -> pa.Array:
    """18-character codes with a right check character and 9-character ones as they are; else empty.

    Looked at once per distinct value: a check digit is a loop of its own.
    """
    bare = pc.replace_substring_regex(column, r"[^0-9A-Z]", "").combine_chunks().dictionary_encode()
    if isinstance(bare, pa.ChunkedArray):
        bare = bare.combine_chunks()
    valid = [
        code if code and (len(code) == 9 or (len(code) == 18 and uscc.is_valid(code))) else None
        for code in bare.dictionary.to_pylist()
    ]
    return pa.array(valid, pa.string()).take(bare.indices)


def _schemes(session: duckdb.DuckDBPyConnection) -> pa.Table:
    """The scheme of every pair of project code and standard that occurs; there are few."""
    pairs = session.execute("""
        SELECT DISTINCT coalesce(AUTH_PROJ_CODE, ''), coalesce(AUTH_PROJ_CODEDEC, '') FROM cnca_certificates
        UNION SELECT DISTINCT trim(item), '' FROM (
            SELECT unnest(regexp_split_to_array(AUTH_PROJ_CODE, '[；;]')) AS item FROM cnca_audit_plans)
    """).fetchall()
    return pa.table(
        {
            "code": pa.array([code for code, _ in pairs], pa.string()),
            "standard": pa.array([standard for _, standard in pairs], pa.string()),
            "scheme": pa.array([scheme_of(*pair) for pair in pairs], pa.string()),
        }
    )


def fill(session: duckdb.DuckDBPyConnection, name: str, query: str) -> pa.Table:
    """Rows of a contract table from a query; columns the query does not name stay empty."""
    table = TABLES[name]
    rows = session.sql(f"SELECT * FROM ({query}) ORDER BY {', '.join(table.key)}").to_arrow_table()
    columns = [
        rows[field.name].cast(field.type)
        if field.name in rows.column_names
        else pa.nulls(len(rows), field.type)
        for field in table.stored_schema
    ]
    return pa.Table.from_arrays(columns, schema=table.stored_schema)


def meaning(listed: str, word: str) -> str:
    """SQL: what a word means in a code list; empty where the list does not know it."""
    return f"getvariable('means_{listed}')[lower({word})]"


def items(column: str, marks: str = "；;\\n") -> str:
    """SQL: the items of a list cell, blank ones left out."""
    return f"list_filter(list_transform(regexp_split_to_array({column}, '[{marks}]'), x -> trim(x)), x -> x <> '')"


def region(column: str) -> str:
    """SQL: a region code of six digits; anything else is not one."""
    return f"CASE WHEN regexp_full_match(trim({column}), '[0-9]{{6}}') THEN trim({column}) END"


ANY_MARK = "；;，,、 \\n"
"""What stands between codes or names in one cell."""


# Without a code an organisation is known by its name within the body. With one it is known by characters 9 to 17 of
# the credit code, which are the older 9-character code of the same organisation. A name of two parts is a unit without
# a code of its own behind the parent whose code is given: the parent's units must not become one organisation.
def org_id_of(prefix: str) -> str:
    """SQL: the organisation of a row that knows its body; `prefix` is ORG or FAC."""
    code = "ORG_CODE_VALID" if prefix == "ORG" else "FAC_ORG_CODE_VALID"
    key, short = f"{prefix}_NAME_KEY", f"right(left({code}, 17), 9)"
    return (
        f"CASE WHEN {code} IS NULL THEN body_id || '/' || replace({key}, ';', '') "
        f"WHEN contains({key}, ';') THEN {short} || '/' || regexp_extract({key}, '[^;]*$') ELSE {short} END"
    )


def _stage_reports(session: duckdb.DuckDBPyConnection) -> None:
    org_id = org_id_of("ORG")
    session.execute(f"""
        CREATE TEMP TABLE report AS
        WITH cleaned AS (
            SELECT *,
                regexp_replace(RZJG_ID, '\\s', '', 'g') AS body_id,
                regexp_replace(CERT_NUMBER, '\\s', '', 'g') AS certificate_no,
                CASE WHEN APPR_AC_CODE IN ('initial', 'recertification', 'surveillance', 'special', 'change')
                     THEN APPR_AC_CODE ELSE 'other' END AS activity,
                coalesce(A_AUTH_TIMES, 0) AS recertifications,
                coalesce(SUSE_TIMES, 0) AS surveillances,
                -- A year mistyped into the future must not keep its row the newest for ever.
                coalesce(list_max(list_filter(
                    [APP_ASS_DATE, AWARD_DATE, PAUSE_S_DATE, CANCEL_DATE, CHG_DATE, EXCHANGE_DATE, APPR_E_DATE],
                    day -> day <= CERTI_E_DATE + 366)), AWARD_DATE) AS business_on,
                md5(row(*COLUMNS(* EXCLUDE (source_file, source_sheet, source_row)))::VARCHAR) AS digest
            FROM cnca_certificates),
        placed AS (
            SELECT cleaned.* EXCLUDE ({", ".join(column.name for column in unused(CERTIFICATES))}), scheme_of.scheme, {org_id} AS own_org_id,
                max(business_on) OVER (PARTITION BY source_file) AS reaches
            FROM cleaned LEFT JOIN scheme_of
              ON scheme_of.code = coalesce(AUTH_PROJ_CODE, '') AND scheme_of.standard = coalesce(AUTH_PROJ_CODEDEC, ''))
        SELECT *, row_number() OVER (PARTITION BY certificate_no ORDER BY
            business_on DESC, reaches DESC, source_file DESC, digest DESC, source_sheet, source_row) AS rank
        FROM placed WHERE scheme IS NOT NULL
    """)
    session.execute("""
        CREATE TEMP TABLE certificate AS
        SELECT *, own_org_id AS org_id FROM report WHERE rank = 1
    """)


def _stage_members(session: duckdb.DuckDBPyConnection) -> None:
    session.execute("""
        CREATE TEMP TABLE member AS
        WITH reach AS (SELECT source_file, max(reaches) AS reaches FROM report GROUP BY source_file)
        SELECT
            coalesce(nullif(regexp_replace(r.RZJG_ID, '\\s', '', 'g'), ''), c.body_id) AS body_id,
            regexp_replace(r.CERT_NUMBER, '\\s', '', 'g') AS certificate_no,
            c.certificate_no IS NOT NULL AS certificate_known,
            r.APPR_STAGE AS kind, r.APPR_S_DATE AS started_at, r.APPR_E_DATE AS ended_at,
            trim(r.FULL_NAME) AS name,
            nullif(regexp_replace(r.APT_CERTI_NUM, '\\s', '', 'g'), '') AS registration_no,
            nullif(r.ID_CODE, '') AS identity,
            r.APPR_M_ROLE AS reported_role, r.QUA_CODE AS qualification, r.OBSERVER_FLAG AS observer_flag,
            r.IS_SPECIAL AS full_time,
            coalesce(reach.reaches, max(CAST(r.APPR_E_DATE AS DATE)) OVER (PARTITION BY r.source_file)) AS reaches,
            r.source_file, r.source_sheet, r.source_row
        FROM cnca_audit_results r
        LEFT JOIN certificate c ON c.certificate_no = regexp_replace(r.CERT_NUMBER, '\\s', '', 'g')
        LEFT JOIN reach ON reach.source_file = r.source_file
    """)
