"""Bodies, branches, organisations, certificates and their history out of 证书信息表 (机构、组织、证书及其变化).

A certificate is what its newest row says. Its history is what all rows say together: every row repeats the day of
award, a suspended one its suspension, so events are made from all rows and fold by certificate, kind and day.
"""

from __future__ import annotations

import duckdb
import pyarrow as pa

from zicha.intake.cnca.session import ANY_MARK, fill, items, meaning, region

# Words that make a name in the branch column a branch; the column holds the body's own name where there is none.
_BRANCH = "分公司|分中心|分支|分部|分院|办事处|代表处"


def stage_bodies(session: duckdb.DuckDBPyConnection) -> None:
    """`body`: approval number and, where the branch column gives it away, the name."""
    session.execute(f"""
        CREATE TEMP TABLE body AS
        WITH written AS (
            SELECT body_id, trim(RZJG_KEY_ID) AS written, count(*) AS times FROM report
            WHERE trim(coalesce(RZJG_KEY_ID, '')) <> '' AND NOT regexp_matches(RZJG_KEY_ID, '{_BRANCH}')
            GROUP BY ALL),
        named AS (SELECT body_id, any_value(written) AS name FROM written GROUP BY body_id HAVING count(*) = 1)
        SELECT r.body_id, named.name, r.source_file, r.source_sheet, r.source_row
        FROM (SELECT body_id, source_file, source_sheet, source_row, business_on, digest FROM report
              UNION ALL SELECT body_id, source_file, source_sheet, source_row, CAST(started_at AS DATE), name
              FROM member WHERE body_id IS NOT NULL
              UNION ALL SELECT RZJG_ID, source_file, source_sheet, source_row, CAST(AUDIT_START_DATE AS DATE), AUDIT_PLAN_CODE
              FROM cnca_audit_plans WHERE RZJG_ID <> ''
              UNION ALL SELECT RZJG_ID, source_file, source_sheet, source_row, CAST(AUDIT_START_DATE AS DATE), AUDIT_PLAN_CODE
              FROM cnca_factory_inspections WHERE RZJG_ID <> '') r
        LEFT JOIN named ON named.body_id = r.body_id
        QUALIFY row_number() OVER (PARTITION BY r.body_id
            ORDER BY business_on DESC, digest DESC, r.source_file, r.source_row) = 1
    """)

    # A plan or an inspection that does not name its body belongs to the only one there is, else to the one whose
    # approval number the recommended plan number begins with.
    session.execute("""
        CREATE TEMP MACRO body_of(written, plan_code) AS coalesce(
            nullif(regexp_replace(written, '\\s', '', 'g'), ''),
            (SELECT min(body_id) FROM body HAVING count(*) = 1),
            (SELECT min(body_id) FROM body
             WHERE regexp_extract(plan_code, '^(R0[0-9]{3}|RF0[0-9]{2})') IN (
                 'R0' || regexp_extract(body_id, '^CNCA-R-[0-9]{4}-([0-9]{3})$', 1),
                 'RF0' || regexp_extract(body_id, '^CNCA-RF-[0-9]{4}-([0-9]{2})$', 1)) HAVING count(*) = 1))
    """)


def bodies(session: duckdb.DuckDBPyConnection) -> pa.Table:
    return fill(session, "bodies", "SELECT * REPLACE (coalesce(name, body_id) AS name) FROM body")


def branches(session: duckdb.DuckDBPyConnection) -> pa.Table:
    return fill(
        session,
        "branches",
        f"""
        SELECT {branch_id("r")} AS branch_id, r.body_id, trim(r.RZJG_KEY_ID) AS name,
               r.source_file, r.source_sheet, r.source_row
        FROM report r JOIN body b USING (body_id)
        WHERE {branch_id("r")} IS NOT NULL
        QUALIFY row_number() OVER (PARTITION BY r.body_id, trim(r.RZJG_KEY_ID) ORDER BY r.business_on DESC, r.digest) = 1
    """,
    )


def branch_id(row: str) -> str:
    """SQL: the branch of a row, empty where the column holds the body's own name."""
    return (
        f"CASE WHEN trim({row}.RZJG_KEY_ID) <> '' AND trim({row}.RZJG_KEY_ID) IS DISTINCT FROM "
        f"(SELECT name FROM body WHERE body.body_id = {row}.body_id) "
        f"THEN {row}.body_id || '/' || trim({row}.RZJG_KEY_ID) END"
    )


def organisations(session: duckdb.DuckDBPyConnection) -> pa.Table:
    """Organisations of certificates, then of plans and inspections; each fact from the newest row that has it."""
    facts = ["name", "uscc", "region_code", "address", "longitude", "latitude", "industry_code", "employees"]
    newest = ", ".join(
        f"first({fact} ORDER BY priority, seen_on DESC, digest DESC) FILTER (WHERE {fact} IS NOT NULL) AS {fact}"
        for fact in facts
    )
    places = ", ".join(
        f"first({place} ORDER BY priority, seen_on DESC, digest DESC) AS {place}"
        for place in ("source_file", "source_sheet", "source_row")
    )
    return fill(
        session,
        "organisations",
        f"""
        SELECT org_id, {newest}, {places} FROM (
            SELECT org_id, 1 AS priority, business_on AS seen_on, digest, trim(ORG_NAME) AS name,
                   ORG_CODE_VALID AS uscc, {region("ORG_DISTRICT")} AS region_code,
                   {first_item("ORG_ADDRESS")} AS address, CAST(NULL AS DOUBLE) AS longitude,
                   CAST(NULL AS DOUBLE) AS latitude, {first_item("BEL_INDUSTRY")} AS industry_code,
                   ORG_PEOP_NUM AS employees, source_file, source_sheet, source_row
            FROM certificate
            UNION ALL BY NAME SELECT *, 2 AS priority FROM factory_organisation
            UNION ALL BY NAME SELECT *, 3 AS priority FROM planned_organisation)
        GROUP BY org_id
    """,
    )


def first_item(column: str) -> str:
    return f"{items(column)}[1]"


def certificates(session: duckdb.DuckDBPyConnection) -> pa.Table:
    marks = f"list_transform({items('ACC_SYMBOL', ANY_MARK)}, x -> {meaning('mark', 'x')})"
    return fill(
        session,
        "certificates",
        f"""
        SELECT certificate_no, body_id, org_id, scheme, trim(AUTH_PROJ_CODEDEC) AS standard,
            trim(BUSI_COVER_SCOP) AS scope, RELA_PEOP_NUM AS personnel,
            CASE WHEN RISK_PARAM IN ('high', 'medium', 'low') THEN RISK_PARAM END AS complexity,
            -- A list of one item may as well say 详见附件: then the number of sites is not known.
            CASE WHEN NOT IS_MULTI_SCENE THEN 1
                 WHEN len({items("PLACE_NAME_ADD")}) > 1 THEN len({items("PLACE_NAME_ADD")}) END AS site_count,
            FIRST_CERT_DATE AS first_issued_on, AWARD_DATE AS issued_on, CERTI_E_DATE AS expires_on,
            CERTI_STATUS AS status, application_id,
            CASE WHEN list_contains({marks}, 'cnas') THEN 'cnas' WHEN list_contains({marks}, 'other') THEN 'other'
                 WHEN list_contains({marks}, 'none') THEN 'none' END AS accreditation,
            source_file, source_sheet, source_row
        FROM certificate LEFT JOIN application_of_certificate USING (certificate_no)
    """,
    )


def certificate_fields(session: duckdb.DuckDBPyConnection) -> pa.Table:
    return fill(
        session,
        "certificate_fields",
        f"""
        SELECT DISTINCT ON (certificate_no, field_code) * FROM (
            SELECT certificate_no, unnest({items("BUSI_SCOP_CODE", ANY_MARK)}) AS field_code,
                   source_file, source_sheet, source_row FROM certificate)
    """,
    )


def stage_events(session: duckdb.DuckDBPyConnection) -> None:
    """`event`: every change of a certificate that any row reports with its day."""
    session.execute(f"""
        CREATE TEMP TABLE event AS
        WITH change AS (
            SELECT * FROM (SELECT *, {meaning("change", "code")} AS means
                           FROM (SELECT *, unnest({items("CHG_TYP_CODE", ANY_MARK)}) AS code FROM report))
            WHERE means IS NOT NULL),
        awards AS (
            SELECT *, min(AWARD_DATE) OVER (PARTITION BY certificate_no) AS first_award,
                bool_or(activity = 'recertification' OR recertifications > 0)
                    OVER (PARTITION BY certificate_no, AWARD_DATE) AS after_recertification
            FROM report)
        SELECT certificate_no,
               CASE WHEN after_recertification AND FIRST_CERT_DATE < AWARD_DATE THEN 'renewed'
                    WHEN AWARD_DATE = first_award THEN 'issued' ELSE 'amended' END AS kind,
               AWARD_DATE AS effective_on, NULL AS reason, rank, REPORTED_ON AS reported_on,
               source_file, source_sheet, source_row
        FROM awards
        UNION ALL BY NAME
        SELECT certificate_no, 'suspended' AS kind, PAUSE_S_DATE AS effective_on,
               {_reason("suspension", "PAUSE_CAUSE")} AS reason, rank, REPORTED_ON AS reported_on,
               source_file, source_sheet, source_row
        FROM report WHERE PAUSE_S_DATE IS NOT NULL
        UNION ALL BY NAME
        SELECT certificate_no, CERTI_STATUS AS kind, coalesce(CANCEL_DATE, CHG_DATE) AS effective_on,
               {_reason("withdrawal", "CANCEL_CAUSE")} AS reason, rank, REPORTED_ON AS reported_on,
               source_file, source_sheet, source_row
        FROM report WHERE CERTI_STATUS IN ('revoked', 'cancelled') AND coalesce(CANCEL_DATE, CHG_DATE) IS NOT NULL
        UNION ALL BY NAME
        SELECT certificate_no, CASE WHEN means = 'status' THEN 'restored' ELSE means END AS kind,
               CHG_DATE AS effective_on, rank, REPORTED_ON AS reported_on, source_file, source_sheet, source_row
        FROM change
        -- A change of status to valid lifts a suspension; to anything else it is told by that status itself.
        WHERE CHG_DATE IS NOT NULL AND (means NOT IN ('status', 'restored') OR CERTI_STATUS = 'valid')
        UNION ALL BY NAME
        SELECT certificate_no, 'transferred' AS kind, EXCHANGE_DATE AS effective_on, rank,
               REPORTED_ON AS reported_on, source_file, source_sheet, source_row
        FROM report WHERE EXCHANGE_DATE IS NOT NULL AND {meaning("exchange", "trim(EXCHANGE_CAUSE)")} = 'transferred'
    """)


def _reason(listed: str, column: str) -> str:
    """SQL: the reason code. Of several reasons the first that is not the holder's own wish, which excuses nothing."""
    means = f"list_transform({items(column, ANY_MARK)}, x -> {meaning(listed, 'x')})"
    known = f"list_filter({means}, x -> x IS NOT NULL)"
    return (
        f"coalesce(list_filter({known}, x -> x <> 'own_request')[1], {known}[1], nullif(trim({column}), ''))"
    )


def certificate_events(session: duckdb.DuckDBPyConnection) -> pa.Table:
    return fill(
        session,
        "certificate_events",
        """
        SELECT certificate_no || '/' || kind || '/' || effective_on AS event_id, * EXCLUDE (rank) FROM event
        QUALIFY row_number() OVER (PARTITION BY certificate_no, kind, effective_on ORDER BY rank) = 1
    """,
    )


def transfers(session: duckdb.DuckDBPyConnection) -> pa.Table:
    return fill(
        session,
        "transfers",
        f"""
        SELECT r.certificate_no || '/transfer' AS transfer_id, c.org_id, nullif(trim(r.O_AWARD_JG), '') AS from_body_id,
               r.body_id AS to_body_id, nullif(regexp_replace(r.O_CERTI_NUM, '\\s', '', 'g'), '') AS old_certificate_no,
               r.certificate_no AS new_certificate_no, r.source_file, r.source_sheet, r.source_row
        FROM report r JOIN certificate c USING (certificate_no)
        WHERE {meaning("exchange", "trim(r.EXCHANGE_CAUSE)")} = 'transferred'
        QUALIFY row_number() OVER (PARTITION BY r.certificate_no ORDER BY r.rank) = 1
    """,
    )
