"""Certification decisions out of 证书信息表 (认证决定).

The sheet names the deciders and one day per row. On a row about an audit that is the decision on the audit. On a
row about a change it is, in the programs that make these sheets, still the day of the last audit's decision, or of
the award: it becomes the decision on the change only where it lies near the change itself.
"""

from __future__ import annotations

import duckdb
import pyarrow as pa

from zicha.intake.cnca.audits import NEAR
from zicha.intake.cnca.session import ANY_MARK, fill, items

_OF_ACTIVITY = """
    CASE WHEN r.activity = 'initial' THEN 'grant'
         WHEN r.activity = 'recertification' THEN 'renew'
         WHEN r.activity IN ('surveillance', 'special') AND r.CERTI_STATUS NOT IN ('suspended', 'revoked', 'cancelled')
              AND NOT coalesce(a.misdated, false) THEN 'maintain' END
"""

_OF_EVENT = "MAP {'suspended': 'suspend', 'revoked': 'revoke', 'restored': 'restore', 'extended': 'extend', 'reduced': 'reduce'}"


def stage_decisions(session: duckdb.DuckDBPyConnection) -> None:
    session.execute(f"""
        CREATE TEMP TABLE decided AS
        WITH of_activity AS (
            SELECT a.activity_id AS decided_id, r.certificate_no, {_OF_ACTIVITY} AS kind, r.APP_ASS_DATE AS decided_on,
                   r.CHK_P_LIST AS names, audit.audit_id, r.body_id, r.source_file, r.source_sheet, r.source_row
            FROM activity a JOIN report r ON r.certificate_no = a.certificate_no AND r.rank = a.rank
            LEFT JOIN (SELECT activity_id, min(audit_id) AS audit_id FROM audit
                       WHERE same_activity AND kind <> 'stage1' GROUP BY activity_id) audit USING (activity_id)
            WHERE r.APP_ASS_DATE IS NOT NULL),
        of_event AS (
            SELECT e.certificate_no || '/' || e.kind || '/' || e.effective_on AS decided_id, e.certificate_no,
                   {_OF_EVENT}[e.kind] AS kind, r.APP_ASS_DATE AS decided_on, r.CHK_P_LIST AS names,
                   CAST(NULL AS VARCHAR) AS audit_id, r.body_id, r.source_file, r.source_sheet, r.source_row
            FROM event e JOIN report r ON r.certificate_no = e.certificate_no AND r.rank = e.rank
            WHERE e.kind IN ('suspended', 'revoked', 'restored', 'extended', 'reduced')
              AND abs(r.APP_ASS_DATE - e.effective_on) <= {NEAR}
            QUALIFY row_number() OVER (PARTITION BY e.certificate_no, e.kind, e.effective_on ORDER BY e.rank) = 1),
        -- A certificate whose initial report was not delivered: a day of decision not after the award is the decision
        -- the certificate rests on. Who decided it is only told where the row is not about a change.
        of_award AS (
            SELECT r.certificate_no || '/award' AS decided_id, r.certificate_no,
                   CASE WHEN r.recertifications > 0 THEN 'renew' ELSE 'grant' END AS kind, r.APP_ASS_DATE AS decided_on,
                   CASE WHEN r.activity = 'other' AND r.CERTI_STATUS = 'valid' THEN r.CHK_P_LIST END AS names,
                   CASE WHEN r.activity = 'other' THEN linked.audit_id END AS audit_id,
                   r.body_id, r.source_file, r.source_sheet, r.source_row
            FROM report r
            LEFT JOIN (SELECT certificate_no, min(audit_id) AS audit_id FROM audit WHERE kind IN ('stage2', 'recertification')
                       GROUP BY certificate_no HAVING count(*) = 1) linked USING (certificate_no)
            WHERE r.APP_ASS_DATE <= r.AWARD_DATE
              AND r.certificate_no NOT IN (SELECT certificate_no FROM of_activity WHERE kind IN ('grant', 'renew'))
            QUALIFY row_number() OVER (PARTITION BY r.certificate_no ORDER BY r.activity <> 'other', r.rank) = 1)
        SELECT * FROM of_activity WHERE kind IS NOT NULL
        UNION ALL SELECT * FROM of_event UNION ALL SELECT * FROM of_award
    """)
    session.execute(f"""
        CREATE TEMP TABLE decision AS
        WITH named AS (
            SELECT * EXCLUDE (names), unnest(CASE WHEN len({items("names", ANY_MARK)}) > 0
                THEN list_distinct({items("names", ANY_MARK)}) ELSE [NULL] END) AS name
            FROM decided),
        -- A name is a person when the body has only one of that name; then the registration used on the audit counts.
        matched AS (
            SELECT n.*, s.humans,
                   CASE WHEN n.name IS NULL OR s.humans > 1 THEN NULL
                        ELSE coalesce(t.person_id, s.person_id, n.body_id || '/' || n.name) END AS decider_id
            FROM named n
            LEFT JOIN namesake s USING (body_id, name)
            LEFT JOIN (SELECT audit_id, name, min(person_id) AS person_id FROM team GROUP BY ALL) t USING (audit_id, name))
        SELECT decided_id || '/D' || row_number() OVER (PARTITION BY decided_id ORDER BY name) AS decision_id, audit_id,
               certificate_no, kind, decider_id, CAST(decided_on AS TIMESTAMP) AS decided_at, body_id, name,
               humans IS NULL AND name IS NOT NULL AS new_person, coalesce(humans > 1, false) AS ambiguous,
               source_file, source_sheet, source_row
        FROM matched
    """)


def decisions(session: duckdb.DuckDBPyConnection) -> pa.Table:
    return fill(session, "decisions", "SELECT * EXCLUDE (body_id, name, new_person, ambiguous) FROM decision")
