"""Factory inspections of compulsory certification out of 工厂检查结果信息表 (CCC 工厂检查).

An inspection is one audit of scheme CCC. The sheet names the certificates it covers, each with a decision, but no day
of decision and none of the certificates' dates: it makes neither decisions nor certificates, and says so.
"""

from __future__ import annotations

import duckdb

from zicha.intake.cnca.plans import parts_to_member, team_parts
from zicha.intake.cnca.session import items, org_id_of, region


def stage_factories(session: duckdb.DuckDBPyConnection) -> None:
    session.execute(f"""
        CREATE TEMP TABLE inspection AS
        WITH placed AS (SELECT *, body_of(RZJG_ID, AUDIT_PLAN_CODE) AS body_id FROM cnca_factory_inspections)
        SELECT *, {org_id_of("FAC")} AS org_id, body_id || '/factory/' || trim(AUDIT_PLAN_CODE) AS audit_id,
               list_transform({items("CERT_NO")}, x -> trim(string_split(x, ',')[1])) AS certificates
        FROM placed WHERE body_id IS NOT NULL
        -- A plan reported again replaces what was reported before.
        QUALIFY row_number() OVER (PARTITION BY body_id, trim(AUDIT_PLAN_CODE) ORDER BY AUDIT_END_DATE DESC NULLS LAST,
                                   AUDIT_START_DATE DESC NULLS LAST, source_file DESC, FAC_INSPECT_DAYS, source_row) = 1
    """)
    session.execute("""
        CREATE TEMP TABLE factory_audit AS
        SELECT audit_id, body_id, org_id, CASE WHEN len(certificates) = 1 THEN certificates[1] END AS certificate_no,
               'CCC' AS scheme, AUDIT_ACT_TYPE AS kind, AUDIT_START_DATE AS started_at,
               CASE WHEN AUDIT_END_DATE >= AUDIT_START_DATE THEN AUDIT_END_DATE END AS ended_at,
               FAC_INSPECT_DAYS AS onsite_days,
               CASE WHEN Inspect_Result IN ('recommended', 'conditional', 'not_recommended') THEN Inspect_Result END
                   AS conclusion,
               source_file, source_sheet, source_row
        FROM inspection
    """)
    session.execute(f"""
        CREATE TEMP TABLE factory_organisation AS
        SELECT org_id, CAST(AUDIT_END_DATE AS DATE) AS seen_on, audit_id AS digest, trim(FAC_NAME) AS name,
               FAC_ORG_CODE_VALID AS uscc, {region("FAC_AREA_CODE")} AS region_code, trim(FAC_ADDRESS) AS address,
               CASE WHEN {_on_earth} THEN FAC_X END AS longitude, CASE WHEN {_on_earth} THEN FAC_Y END AS latitude,
               source_file, source_sheet, source_row
        FROM inspection
    """)
    session.execute(f"""
        CREATE TEMP TABLE factory_team AS
        WITH parts AS (
            SELECT *, unnest({team_parts("AUDIT_INSPECTOR")}) AS part FROM inspection),
        experts AS (
            SELECT *, unnest({items("AUDIT_INSPECT_ZJ")}) AS expert FROM inspection)
        SELECT *, coalesce(registration_no, body_id || '/' || name) AS person_id FROM (
            SELECT audit_id, body_id, CAST(AUDIT_END_DATE AS DATE) AS seen_on, {parts_to_member("part", "factory_role")},
                   source_file, source_sheet, source_row FROM parts
            UNION ALL BY NAME
            SELECT audit_id, body_id, CAST(AUDIT_END_DATE AS DATE) AS seen_on, trim(string_split(expert, ',')[1]) AS name,
                   'expert' AS role, source_file, source_sheet, source_row FROM experts)
        WHERE name <> ''
    """)
    session.execute("""
        CREATE TEMP TABLE named_member AS
        SELECT person_id, body_id, name, registration_no, seen_on, source_file, source_sheet, source_row FROM factory_team
        UNION ALL
        SELECT person_id, body_id, name, registration_no, seen_on, source_file, source_sheet, source_row FROM planned_member
    """)


# Degrees outside the globe, or both zero, are no place.
_on_earth = "FAC_X BETWEEN -180 AND 180 AND FAC_Y BETWEEN -90 AND 90 AND NOT (FAC_X = 0 AND FAC_Y = 0)"
