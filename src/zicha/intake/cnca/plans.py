"""Plans, applications and planned times out of 审核计划信息表 (审核计划、申请).

`plan_item`      one audit of a plan: stages, application numbers and certificates stand in lists side by side
`planned_audit`  the audits with what their plan adds, and audits that so far are only planned
The sheet has no day of reporting. Only an export with 上报时间 makes rows of audit_plans and plan_reported_on.
"""

from __future__ import annotations

import duckdb
import pyarrow as pa

from zicha.intake.cnca.audits import LONGEST, NEAR
from zicha.intake.cnca.session import fill, items, meaning, org_id_of, region

# 2021 on the first part of a member is an identity number, which is not kept.
_IDENTITY = "^([0-9]{15}|[0-9]{17}[0-9X])$"


def stage_plans(session: duckdb.DuckDBPyConnection) -> None:
    def at(listed: str, one_for_all: bool = False) -> str:
        whole = f"len({listed}) = audits_in_plan"
        single = f" WHEN len({listed}) = 1 THEN {listed}[1]" if one_for_all else ""
        return f"CASE WHEN {whole} THEN {listed}[i]{single} END"

    session.execute(f"""
        CREATE TEMP TABLE plan_item AS
        WITH plan AS (
            SELECT *, body_of(RZJG_ID, AUDIT_PLAN_CODE) AS body_id,
                {items("AUDIT_ACT_TYPE")} AS stages, {items("AUDIT_APPLY_NO")} AS applications,
                {items("CERT_NUMBER")} AS certificates, {items("AUTH_PROJ_CODE")} AS projects
            FROM cnca_audit_plans),
        counted AS (SELECT *, greatest(len(stages), len(projects)) AS audits_in_plan FROM plan),
        single AS (SELECT *, unnest(range(1, audits_in_plan + 1)) AS i FROM counted),
        read AS (
            SELECT *, {at("stages", True)} AS stage, {at("applications", True)} AS application_no,
                regexp_replace({at("certificates")}, '\\s', '', 'g') AS certificate_no,
                {at("projects", True)} AS project FROM single)
        SELECT AUDIT_PLAN_CODE AS plan_code, i, body_id, {meaning("stage", "stage")} AS kind, scheme_of.scheme,
            {org_id_of("ORG")} AS own_org_id, nullif(certificate_no, '') AS certificate_no,
            nullif(application_no, '') AS application_no,
            count(DISTINCT scheme_of.scheme) OVER (PARTITION BY source_file, source_sheet, source_row) AS schemes,
            count(DISTINCT scheme_of.scheme) OVER (
                PARTITION BY source_file, source_sheet, source_row, application_no) AS schemes_applied,
            AUDIT_START_DATE AS planned_from, AUDIT_END_DATE AS planned_to, AUDIT_METHOD AS method,
            REPORTED_AT AS reported_at, AUDIT_INSPECTOR, trim(ORG_NAME) AS name, ORG_CODE_VALID AS uscc,
            {region("ORG_DISTRICT")} AS region_code, trim(ORG_ADDRESS) AS address,
            source_file, source_sheet, source_row
        FROM read LEFT JOIN scheme_of ON scheme_of.code = read.project AND scheme_of.standard = ''
    """)
    _stage_links(session)
    _stage_planned_members(session)


def _stage_links(session: duckdb.DuckDBPyConnection) -> None:
    """`plan_link`: the audit each planned one became, by certificate or else by organisation and scheme."""
    session.execute(f"""
        CREATE TEMP TABLE plan_link AS
        WITH usable AS (
            SELECT p.*, coalesce(c.org_id, p.own_org_id) AS org_id
            FROM plan_item p LEFT JOIN certificate c USING (certificate_no)
            WHERE p.body_id IS NOT NULL AND p.kind IS NOT NULL AND p.scheme IS NOT NULL),
        fits AS (
            SELECT u.source_file, u.source_sheet, u.source_row, u.i, a.audit_id,
                   CASE WHEN u.certificate_no = a.certificate_no THEN 1 ELSE 2 END AS fit,
                   abs(date_diff('day', u.planned_from, coalesce(a.started_at, a.ended_at))) AS away
            FROM usable u JOIN audit a ON a.kind = u.kind AND a.scheme = u.scheme AND a.org_id = u.org_id
             AND (u.certificate_no IS NULL OR u.certificate_no = a.certificate_no)),
        best AS (
            SELECT * FROM fits WHERE away <= CASE fit WHEN 1 THEN {LONGEST} ELSE {NEAR} END
            QUALIFY row_number() OVER (PARTITION BY source_file, source_sheet, source_row, i
                                       ORDER BY fit, away, audit_id) = 1)
        SELECT u.*, b.audit_id AS matched_audit_id,
            coalesce(b.audit_id, 'plan/' || u.body_id || '/' || u.plan_code || '/' || u.i) AS audit_id,
            CASE WHEN u.schemes_applied > 1 THEN u.application_no || '/' || u.scheme ELSE u.application_no END AS application_id
        FROM usable u LEFT JOIN best b USING (source_file, source_sheet, source_row, i)
    """)
    session.execute("""
        CREATE TEMP TABLE newest_plan AS
        SELECT *, CAST(min(reported_at) OVER (PARTITION BY audit_id) AS DATE) AS plan_reported_on
        FROM plan_link
        QUALIFY row_number() OVER (PARTITION BY audit_id ORDER BY reported_at DESC NULLS LAST, planned_from DESC,
                                   source_file DESC, plan_code, source_sheet, source_row) = 1
    """)
    session.execute("""
        CREATE TEMP TABLE planned_audit AS
        SELECT audit.*, p.application_id, p.planned_from, p.planned_to, p.method, p.plan_reported_on
        FROM audit LEFT JOIN newest_plan p USING (audit_id)
        UNION ALL BY NAME
        SELECT audit_id, body_id, org_id, certificate_no, application_id, scheme, kind, planned_from, planned_to, method,
               plan_reported_on, source_file, source_sheet, source_row,
               CASE WHEN schemes > 1 THEN org_id || '/' || CAST(planned_from AS DATE) END AS combined_group
        FROM newest_plan WHERE matched_audit_id IS NULL
    """)
    _stage_first_stages(session)
    session.execute("""
        CREATE TEMP TABLE planned_organisation AS
        SELECT org_id, any_value(name) AS name, any_value(uscc) AS uscc, any_value(region_code) AS region_code,
               any_value(address) AS address, CAST(planned_from AS DATE) AS seen_on, plan_code AS digest,
               source_file, source_sheet, source_row
        FROM newest_plan GROUP BY ALL
    """)
    session.execute("""
        CREATE TEMP TABLE application_of_certificate AS
        SELECT certificate_no, max(application_id) AS application_id FROM planned_audit
        WHERE certificate_no IS NOT NULL AND application_id IS NOT NULL
          AND kind IN ('stage1', 'stage2', 'recertification')
        GROUP BY certificate_no HAVING count(DISTINCT application_id) = 1
    """)


def _stage_first_stages(session: duckdb.DuckDBPyConnection) -> None:
    """A first stage the result sheet does not list, but the certificate sheet begins with.

    Only where an application ties the stages together: there its absence would read as an omitted stage 1.
    """
    session.execute("""
        INSERT INTO planned_audit BY NAME
        SELECT certificate_no || '/stage1/R' || v.recertifications AS audit_id, p.body_id, p.org_id, p.certificate_no, p.scheme,
               'stage1' AS kind, CAST(v.from_on AS TIMESTAMP) AS started_at, p.application_id,
               p.source_file, p.source_sheet, p.source_row
        FROM planned_audit p JOIN settled v USING (visit_id, certificate_no)
        WHERE p.kind = 'stage2' AND p.application_id IS NOT NULL AND p.same_activity
          AND v.from_on < CAST(p.started_at AS DATE)
          AND p.application_id NOT IN (SELECT application_id FROM planned_audit
                                       WHERE kind = 'stage1' AND application_id IS NOT NULL)
          AND certificate_no || '/stage1/R' || v.recertifications NOT IN (SELECT audit_id FROM planned_audit)
    """)


def team_parts(column: str) -> str:
    """SQL: members of a team cell as lists of their parts: number, name, role, telephone."""
    return f"list_transform({items(column)}, x -> list_transform(string_split(x, ','), y -> trim(y)))"


def parts_to_member(part: str, role_list: str) -> str:
    """SQL: registration number, name and role of one member; an identity number is not kept."""
    return f"""
        CASE WHEN {part}[1] <> '' AND NOT regexp_matches(upper({part}[1]), '{_IDENTITY}')
             THEN regexp_replace(upper({part}[1]), '\\s', '', 'g') END AS registration_no,
        {part}[2] AS name, {meaning(role_list, part + "[3]")} AS role
    """


def _stage_planned_members(session: duckdb.DuckDBPyConnection) -> None:
    session.execute(f"""
        CREATE TEMP TABLE planned_member AS
        WITH parts AS (
            SELECT audit_id, body_id, reported_at, CAST(planned_to AS DATE) AS seen_on, source_file, source_sheet, source_row,
                   unnest({team_parts("AUDIT_INSPECTOR")}) AS part,
                   generate_subscripts({team_parts("AUDIT_INSPECTOR")}, 1) AS place
            FROM plan_link)
        SELECT *, coalesce(registration_no, body_id || '/' || name) AS person_id
        FROM (SELECT * EXCLUDE (part), {parts_to_member("part", "role")} FROM parts)
        WHERE name <> ''
    """)


def applications(session: duckdb.DuckDBPyConnection) -> pa.Table:
    return fill(
        session,
        "applications",
        """
        SELECT application_id, body_id, org_id, scheme,
               CASE WHEN kind IN ('stage1', 'stage2') THEN 'initial' WHEN kind = 'recertification' THEN kind END AS kind,
               source_file, source_sheet, source_row
        FROM plan_link WHERE application_id IS NOT NULL
        QUALIFY row_number() OVER (PARTITION BY application_id ORDER BY
            kind NOT IN ('stage1', 'stage2', 'recertification'), planned_from, source_file, source_row, i) = 1
    """,
    )


def audit_plans(session: duckdb.DuckDBPyConnection) -> pa.Table:
    return fill(
        session,
        "audit_plans",
        """
        WITH team AS (
            SELECT source_file, source_sheet, source_row, audit_id,
                   coalesce(min(person_id) FILTER (WHERE role = 'leader'), first(person_id ORDER BY place)) AS leader_id,
                   string_agg(person_id, '；' ORDER BY place) AS team
            FROM planned_member GROUP BY ALL)
        SELECT l.audit_id, row_number() OVER (PARTITION BY l.audit_id ORDER BY l.reported_at, l.planned_from,
                   l.source_file, l.source_row) AS version,
               l.reported_at, l.planned_from, l.planned_to, l.method, team.leader_id, team.team, l.address,
               l.source_file, l.source_sheet, l.source_row
        FROM plan_link l LEFT JOIN team USING (source_file, source_sheet, source_row, audit_id)
        WHERE l.reported_at IS NOT NULL
    """,
    )
