"""Audits and teams out of 审核结果信息表, set against what 证书信息表 says of the same activity (审核与审核组).

`activity`  one audit activity of a certificate: its newest row. Corrections of one activity fold; two surveillances
            with the same count, more than GAP days apart, stay two.
`visit`     the rows of one stage of one certificate: a team on one audit
`audit`     visits and, where a surveillance, special or recertification audit has no result rows, the activity itself
Numbers     GAP, NEAR and LONGEST are ours: they tell mistyped years from real dates, no rule says them
"""

from __future__ import annotations

import duckdb
import pyarrow as pa

from zicha.intake.cnca.certificates import branch_id
from zicha.intake.cnca.people import PERSON_ID
from zicha.intake.cnca.session import fill

GAP = 120
"""Days between two audits of one kind; rows closer together speak of one audit."""

NEAR = 31
"""Days by which the two sheets may differ on one date and still speak of the same."""

LONGEST = 183
"""Days no stage of one audit lasts; a longer span holds a mistyped year."""

HALF_DAYS = 2
"""Half-day audits of one person that fit into one day."""


def stage_activities(session: duckdb.DuckDBPyConnection) -> None:
    # An initial audit and a recertification happen once per certificate and cycle, whatever their dates say.
    session.execute(f"""
        CREATE TEMP TABLE activity AS
        WITH dated AS (SELECT *, coalesce(APPR_E_DATE, APP_ASS_DATE, business_on) AS on_day FROM report),
        jumps AS (
            SELECT *, activity NOT IN ('initial', 'recertification') AND on_day - lag(on_day) OVER w > {GAP} AS jump
            FROM dated WINDOW w AS (PARTITION BY certificate_no, activity, recertifications, surveillances
                                    ORDER BY on_day, rank)),
        counted AS (
            SELECT *, count(*) FILTER (WHERE jump) OVER (
                PARTITION BY certificate_no, activity, recertifications, surveillances ORDER BY on_day, rank) AS turn
            FROM jumps)
        SELECT certificate_no || '/' || activity || '/' || recertifications || '/' || surveillances || '/' || turn AS activity_id,
               certificate_no, body_id, org_id, scheme, activity, recertifications, surveillances,
               APPR_S_DATE AS from_on, APPR_E_DATE AS to_on, CHK_PD_NUM AS days, IS_COMB, {branch_id("counted")} AS branch_id,
               -- A surveillance that ended before there was a certificate is the initial audit's dates repeated.
               activity IN ('surveillance', 'special', 'recertification')
                   AND APPR_E_DATE <= CASE WHEN activity = 'recertification' THEN FIRST_CERT_DATE
                                           ELSE coalesce(FIRST_CERT_DATE, AWARD_DATE) END AS misdated,
               rank, source_file, source_sheet, source_row
        FROM counted JOIN (SELECT certificate_no, org_id FROM certificate) USING (certificate_no)
        QUALIFY row_number() OVER (PARTITION BY certificate_no, activity, recertifications, surveillances, turn
                                   ORDER BY rank) = 1
    """)


def stage_visits(session: duckdb.DuckDBPyConnection) -> None:
    """`visit_member`: a person on a visit, from the newest report; `visit`: its dates and the activity it belongs to."""
    session.execute(f"""
        CREATE TEMP TABLE grouped AS
        WITH known AS (SELECT *, coalesce(started_at, ended_at) AS moment FROM member WHERE certificate_known),
        jumps AS (
            SELECT *, date_diff('day', lag(moment) OVER w, moment) > {GAP} AS jump
            FROM known WINDOW w AS (PARTITION BY certificate_no, kind ORDER BY moment, ended_at, name)),
        counted AS (
            SELECT *, count(*) FILTER (WHERE jump) OVER (
                PARTITION BY certificate_no, kind ORDER BY moment, ended_at, name) AS turn FROM jumps)
        SELECT *, certificate_no || '/' || kind || '/' || turn AS group_id FROM counted
    """)
    session.execute(f"""
        CREATE TEMP TABLE link AS
        WITH span AS (
            SELECT group_id, any_value(certificate_no) AS certificate_no, any_value(kind) AS kind,
                   min(CAST(started_at AS DATE)) AS from_on, max(CAST(ended_at AS DATE)) AS to_on
            FROM grouped GROUP BY group_id),
        pairs AS (
            SELECT span.group_id, span.kind, a.activity_id,
                CASE a.activity WHEN CASE span.kind WHEN 'stage1' THEN 'initial' WHEN 'stage2' THEN 'initial'
                                     ELSE span.kind END THEN 1 WHEN 'other' THEN 2 WHEN 'change' THEN 3 END AS fit,
                least(abs(span.from_on - a.from_on), abs(span.to_on - a.to_on), abs(span.from_on - a.to_on)) AS away
            FROM span JOIN activity a ON a.certificate_no = span.certificate_no AND NOT coalesce(a.misdated, false))
        SELECT * FROM pairs
        WHERE fit IS NOT NULL AND (away <= {LONGEST} OR (fit = 1 AND kind IN ('stage1', 'stage2', 'recertification')))
        QUALIFY row_number() OVER (PARTITION BY group_id ORDER BY fit, away, activity_id) = 1
    """)
    # Groups of one activity are one visit: a later report may have corrected a mistyped year.
    session.execute(f"""
        CREATE TEMP TABLE visit_member AS
        SELECT coalesce(link.activity_id || '/' || grouped.kind, grouped.group_id) AS visit_id, link.activity_id,
               coalesce(link.fit = 1, false) AS same_activity, grouped.*,
               {PERSON_ID.format(registration_no="registration_no", body="body_id", name="name")} AS person_id
        FROM grouped LEFT JOIN link USING (group_id)
        QUALIFY row_number() OVER (PARTITION BY visit_id, person_id ORDER BY reaches DESC NULLS LAST, source_file DESC,
            ended_at DESC NULLS LAST, started_at DESC NULLS LAST, reported_role, qualification, full_time, source_sheet, source_row) = 1
    """)


def stage_audits(session: duckdb.DuckDBPyConnection) -> None:
    """`audit`: one row an audit, dates settled between the two sheets; `date_doubt` says which were not taken."""
    session.execute("""
        CREATE TEMP TABLE visit AS
        WITH v AS (
            SELECT visit_id, any_value(activity_id) AS activity_id, bool_or(same_activity) AS same_activity,
                any_value(certificate_no) AS certificate_no, any_value(kind) AS kind, min(started_at) AS started_at,
                max(ended_at) AS ended_at, min(CAST(ended_at AS DATE)) AS earliest_end,
                first(source_file ORDER BY reaches DESC NULLS LAST, source_file DESC, source_row) AS source_file,
                first(source_sheet ORDER BY reaches DESC NULLS LAST, source_file DESC, source_row) AS source_sheet,
                first(source_row ORDER BY reaches DESC NULLS LAST, source_file DESC, source_row) AS source_row
            FROM visit_member GROUP BY visit_id)
        SELECT v.*, a.from_on, a.to_on, a.days, a.recertifications, a.surveillances, a.IS_COMB, a.branch_id,
               a.activity_id IS NOT NULL AS linked
        FROM v LEFT JOIN activity a USING (activity_id)
        UNION ALL BY NAME
        -- No result rows: the certificate sheet still says that a single-stage audit took place, and when.
        SELECT activity_id || '/-' AS visit_id, activity_id, true AS same_activity, certificate_no, activity AS kind,
               CAST(from_on AS TIMESTAMP) AS started_at, CAST(to_on AS TIMESTAMP) AS ended_at,
               from_on, to_on, days, recertifications, surveillances, IS_COMB, branch_id, true AS linked,
               source_file, source_sheet, source_row, true AS without_team
        FROM activity
        WHERE activity IN ('surveillance', 'special', 'recertification') AND NOT coalesce(misdated, false)
          AND to_on IS NOT NULL
          AND activity_id NOT IN (SELECT activity_id FROM visit_member WHERE same_activity)
    """)
    _settle_dates(session)
    session.execute("""
        CREATE TEMP TABLE audit AS
        WITH based AS (
            SELECT s.*, c.body_id, c.org_id, c.scheme,
                CASE WHEN NOT linked THEN certificate_no || '/' || kind
                     WHEN kind IN ('stage1', 'stage2', 'recertification')
                          THEN certificate_no || '/' || kind || '/R' || recertifications
                     ELSE certificate_no || '/' || kind || '/R' || recertifications || 'S' || surveillances END AS base_id,
                CAST(coalesce(s.started_at, s.ended_at, s.raw_start, s.raw_end) AS DATE) AS on_day,
                count(*) OVER (PARTITION BY activity_id) AS stages
            FROM settled s JOIN (SELECT certificate_no, body_id, org_id, scheme FROM certificate) c USING (certificate_no))
        SELECT base_id
                || CASE WHEN linked AND place = 1 THEN '' ELSE '/' || coalesce(CAST(on_day AS VARCHAR), visit_id) END
                || CASE WHEN place_on_day > 1 AND NOT (linked AND place = 1) THEN '/' || place_on_day ELSE '' END AS audit_id,
            body_id, org_id, certificate_no, scheme, kind,
            CASE WHEN kind = 'surveillance' AND surveillances > 0 THEN surveillances END AS sequence,
            started_at, ended_at, branch_id,
            -- The reported days cover all stages of the activity: they are one audit's only where it has one stage.
            -- Without its team nobody can be said to have spent them, which must not read as nobody having done so.
            CASE WHEN same_activity AND stages = 1 AND kind NOT IN ('stage1', 'stage2') AND without_team IS NULL
                 THEN days END AS onsite_days,
            CASE WHEN same_activity AND IS_COMB NOT IN ('', '01', '1') AND started_at IS NOT NULL
                 THEN org_id || '/' || CAST(started_at AS DATE) END AS combined_group,
            same_activity AND days IS NOT NULL AND (stages > 1 OR kind IN ('stage1', 'stage2')) AS days_not_split,
            linked, coalesce(without_team, false) AS without_team, date_doubt, hours_unknown, visit_id, activity_id,
            same_activity, source_file, source_sheet, source_row
        FROM (SELECT *, row_number() OVER (PARTITION BY base_id ORDER BY linked DESC, on_day, visit_id) AS place,
                     row_number() OVER (PARTITION BY base_id, on_day ORDER BY linked DESC, visit_id) AS place_on_day
              FROM based)
    """)


def _settle_dates(session: duckdb.DuckDBPyConnection) -> None:
    """`settled`: a date that contradicts the certificate sheet, or comes before the start, is not taken.

    The end is then the certificate sheet's own end of that activity, where it fits: dropping it would turn a
    surveillance that took place into one that did not.
    """
    session.execute(f"""
        CREATE TEMP TABLE judged AS
        SELECT *, started_at AS raw_start, ended_at AS raw_end,
            CAST(started_at AS DATE) NOT BETWEEN from_on - {NEAR} AND to_on + {NEAR} AS start_wrong,
            CAST(ended_at AS DATE) NOT BETWEEN from_on - {NEAR} AND to_on + {NEAR} AS end_strange
        FROM visit
    """)
    session.execute(f"""
        CREATE TEMP TABLE settled AS
        WITH ends AS (
            SELECT *, coalesce(start_wrong, false) AS drop_start,
                coalesce(end_strange, false) OR (NOT coalesce(start_wrong, false)
                    AND (ended_at < started_at OR date_diff('day', started_at, ended_at) > {LONGEST})) AS drop_end
            FROM judged)
        SELECT * REPLACE (
            CASE WHEN NOT drop_start THEN started_at END AS started_at,
            CASE WHEN NOT drop_end THEN {_end()}
                 -- Stage 1 ends on a day of its own, which the certificate sheet does not tell.
                 WHEN kind <> 'stage1' AND (drop_start OR to_on BETWEEN CAST(started_at AS DATE)
                                            AND CAST(started_at AS DATE) + {LONGEST}) THEN CAST(to_on AS TIMESTAMP)
            END AS ended_at),
            CASE WHEN drop_start AND drop_end THEN 'both' WHEN drop_start THEN 'start' WHEN drop_end THEN 'end' END
                AS date_doubt,
            coalesce(crowd <= {HALF_DAYS}, false) AS hours_unknown
        FROM ends LEFT JOIN ({_half_days()}) USING (visit_id)
    """)


def _end() -> str:
    """SQL: the end of an audit; that of a half-day audit without hours is moved to the start of its day.

    00:00 to 23:00 is how a day without hours is written. Two half days fit into one day, so they must not look as if
    they overlapped; three do not fit, and then the dates stay as they were reported.
    """
    return f"CASE WHEN crowd <= {HALF_DAYS} THEN date_trunc('day', ended_at) ELSE ended_at END"


def _half_days() -> str:
    """SQL: half-day audits without hours, and how many their busiest member has on that day."""
    return """
        SELECT visit_id, max(times) AS crowd FROM (
            SELECT visit_id, count(DISTINCT visit_id) OVER (PARTITION BY person_id, CAST(started_at AS DATE)) AS times
            FROM visit_member JOIN (
                SELECT visit_id FROM judged
                WHERE days <= 0.5 AND started_at = date_trunc('day', started_at)
                  AND ended_at BETWEEN started_at AND started_at + INTERVAL 1 DAY
                  AND (ended_at = started_at OR hour(ended_at) = 23)
            ) USING (visit_id))
        GROUP BY visit_id
    """


def audits(session: duckdb.DuckDBPyConnection) -> pa.Table:
    return fill(
        session,
        "audits",
        """
        SELECT * EXCLUDE (linked, without_team, date_doubt, hours_unknown, days_not_split, visit_id, activity_id,
                          same_activity)
        FROM planned_audit
        UNION ALL BY NAME SELECT * FROM factory_audit
    """,
    )


def stage_team(session: duckdb.DuckDBPyConnection) -> None:
    """`team`: who was on an audit and as what. A trainee or an expert stays one, whatever the role says."""
    session.execute("""
        CREATE TEMP TABLE team AS
        SELECT audit.audit_id, m.person_id, m.name, m.body_id,
               CASE WHEN m.qualification = 'trainee' THEN 'trainee'
                    WHEN m.qualification = 'expert' THEN 'expert'
                    WHEN m.reported_role IS NOT NULL THEN m.reported_role
                    WHEN regexp_matches(coalesce(m.observer_flag, ''), '[0-9]') THEN 'observer' END AS role,
               m.source_file, m.source_sheet, m.source_row
        FROM visit_member m JOIN audit USING (visit_id)
        UNION ALL BY NAME
        SELECT audit_id, person_id, name, body_id, role, source_file, source_sheet, source_row FROM factory_team
    """)


def audit_team(session: duckdb.DuckDBPyConnection) -> pa.Table:
    return fill(
        session,
        "audit_team",
        """
        SELECT * EXCLUDE (name, body_id) FROM team WHERE role IS NOT NULL
        QUALIFY row_number() OVER (PARTITION BY audit_id, person_id ORDER BY source_row, role) = 1
    """,
    )
