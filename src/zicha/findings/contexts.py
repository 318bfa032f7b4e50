"""Whom a subject is about (对象的关联): certificate, organisation, people, branch, from the tables it stands in.

What a lead is grouped by. One question a kind of subject says what its own row names; what it leaves open is filled
from the audit it belongs to, then from the certificate, whose people and branch are those of its last audit.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

import duckdb
import pyarrow as pa

NOTHING = "SELECT subject_id FROM asked"

# What each kind's own row names: any of certificate_no, org_id, application_id, audit_id, persons, branch_id.
LINKS: Mapping[str, str] = {
    "application": """SELECT application_id AS subject_id, application_id, org_id, [reviewer_id] AS persons
        FROM applications""",
    "audit": "SELECT audit_id AS subject_id, audit_id FROM audits",
    "body": NOTHING,
    "body_field": NOTHING,
    "certificate": "SELECT certificate_no AS subject_id, certificate_no FROM certificates",
    "certificate_event": """SELECT event_id AS subject_id, certificate_no, [decided_by] AS persons
        FROM certificate_events""",
    "claim": "SELECT claim_id AS subject_id, certificate_no, org_id FROM claims",
    # Of several audits only what they agree on is said of the group; its people are all of theirs.
    "combined_group": """SELECT combined_group AS subject_id, CASE WHEN min(org_id) = max(org_id) THEN min(org_id) END
            AS org_id, CASE WHEN min(branch_id) = max(branch_id) THEN min(branch_id) END AS branch_id,
            list_distinct(flatten(list(persons))) AS persons
        FROM audits LEFT JOIN teams USING (audit_id) WHERE combined_group IS NOT NULL GROUP BY combined_group""",
    "complaint": """SELECT complaint_id AS subject_id, CASE WHEN target_kind = 'certificate' THEN target_id END
            AS certificate_no, CASE WHEN target_kind = 'organisation' THEN target_id END AS org_id,
            [CASE WHEN target_kind = 'person' THEN target_id END] AS persons FROM complaints""",
    "decision": """SELECT decision_id AS subject_id, certificate_no, audit_id, [reviewer_id, decider_id] AS persons
        FROM decisions""",
    "device": """SELECT device_id AS subject_id, list(DISTINCT person_id) AS persons FROM sign_ins
        WHERE device_id IS NOT NULL GROUP BY device_id""",
    "document": "SELECT document_id AS subject_id, audit_id, org_id, [author_id] AS persons FROM documents",
    "duty_filing": NOTHING,
    "expense": "SELECT expense_id AS subject_id, audit_id, [person_id] AS persons FROM expenses",
    "fee": "SELECT fee_id AS subject_id, audit_id, application_id FROM fees",
    "lab_contract": NOTHING,
    "organisation": "SELECT org_id AS subject_id, org_id FROM organisations",
    # The scheme is a code without a bar; the number of an organisation may hold one.
    "organisation_scheme": r"SELECT subject_id, regexp_replace(subject_id, '\|[^|]*$', '') AS org_id FROM asked",
    "person": "SELECT person_id AS subject_id, [person_id] AS persons FROM people",
    "person_year": r"SELECT subject_id, [regexp_replace(subject_id, '\|[^|]*$', '')] AS persons FROM asked",
    "product_check": """SELECT check_id AS subject_id, audit_id, certificate_no FROM product_checks
        LEFT JOIN product_units USING (unit_id)""",
    "sign_in": "SELECT sign_in_id AS subject_id, audit_id, [person_id] AS persons FROM sign_ins",
    "team_membership": """SELECT audit_id || '|' || person_id AS subject_id, audit_id, [person_id] AS persons
        FROM audit_team""",
    "test_report": """SELECT report_no AS subject_id, certificate_no, org_id, application_id FROM test_reports""",
    "transfer": """SELECT transfer_id AS subject_id, new_certificate_no AS certificate_no, org_id,
            [evaluator_id] AS persons FROM transfers""",
}

# Shared by every kind, made once. Rows dated after the judging date are not there: they cannot be the last audit.
_SHARED = """
    CREATE TEMP TABLE teams AS
        SELECT audit_id, list(DISTINCT person_id ORDER BY person_id) AS persons FROM audit_team GROUP BY audit_id;
    CREATE TEMP TABLE certificate_of_application AS
        SELECT application_id, max_by(certificate_no, (issued_on, certificate_no)) AS certificate_no
        FROM certificates WHERE application_id IS NOT NULL GROUP BY application_id;
    CREATE TEMP TABLE audit_links AS
        SELECT audit_id, coalesce(audits.certificate_no, made.certificate_no) AS certificate_no, org_id, branch_id,
            persons, coalesce(started_at, planned_from) AS day
        FROM audits LEFT JOIN certificate_of_application AS made USING (application_id)
        LEFT JOIN teams USING (audit_id);
    CREATE TEMP TABLE certificate_links AS
        SELECT certificate_no, certificates.org_id, persons, branch_id
        FROM certificates LEFT JOIN (
            SELECT certificate_no, max_by(audit_id, (day, audit_id)) AS audit_id FROM audit_links
            WHERE certificate_no IS NOT NULL AND day < CAST(? AS DATE) + 1 GROUP BY certificate_no
        ) AS last_audit USING (certificate_no)
        LEFT JOIN (SELECT audit_id, persons, branch_id FROM audit_links) AS of_it USING (audit_id);
"""

_CONTEXTS = """
    SELECT asked.subject_id,
        coalesce(links.certificate_no, audit.certificate_no, made.certificate_no, '') AS certificate_no,
        coalesce(links.org_id, audit.org_id, certificate.org_id, '') AS org_id,
        coalesce(organisations.name, '') AS org_name,
        list_sort(coalesce(nullif(own.persons, []), audit.persons, certificate.persons, [])) AS person_ids,
        coalesce(links.branch_id, audit.branch_id, certificate.branch_id, '') AS branch_id
    FROM asked LEFT JOIN links USING (subject_id)
    LEFT JOIN LATERAL (SELECT list_filter(list_distinct(links.persons), lambda one: one IS NOT NULL) AS persons) AS own
        ON true
    LEFT JOIN audit_links AS audit ON audit.audit_id = links.audit_id
    LEFT JOIN certificate_of_application AS made ON made.application_id = links.application_id
    LEFT JOIN certificate_links AS certificate
        ON certificate.certificate_no = coalesce(links.certificate_no, audit.certificate_no, made.certificate_no)
    LEFT JOIN organisations
        ON organisations.org_id = coalesce(links.org_id, audit.org_id, certificate.org_id)
"""


@dataclass(frozen=True, slots=True)
class Context:
    """Whom a subject is about (关联); empty where the records do not say."""

    certificate_no: str = ""
    org_id: str = ""
    org_name: str = ""
    person_ids: tuple[str, ...] = ()
    branch_id: str = ""


def prepare_contexts(connection: duckdb.DuckDBPyConnection, as_of: date) -> None:
    """Make what every kind's question rests on; the connection has the views of `tables_of`."""
    connection.execute(_SHARED, [as_of])


def context_query(connection: duckdb.DuckDBPyConnection, kind: str) -> str:
    """The question for subjects of that kind, named in the table `asked`. Raises KeyError for an unknown kind."""
    connection.execute(f"CREATE OR REPLACE TEMP VIEW own_links AS {LINKS[kind]}")
    named = {row[0] for row in connection.execute("DESCRIBE own_links").fetchall()}
    columns = ["subject_id"]
    for name in ("certificate_no", "org_id", "application_id", "audit_id", "branch_id"):
        columns.append(name if name in named else f"CAST(NULL AS VARCHAR) AS {name}")
    columns.append("persons" if "persons" in named else "CAST(NULL AS VARCHAR[]) AS persons")
    # Only the rows asked for: the tables are large and the subjects few. Of a repeated key the first counts.
    return f"""WITH links AS (SELECT {", ".join(columns)} FROM own_links SEMI JOIN asked USING (subject_id)
        QUALIFY row_number() OVER (PARTITION BY subject_id) = 1) {_CONTEXTS}"""


def contexts_of(
    connection: duckdb.DuckDBPyConnection, kind: str, subject_ids: Iterable[str]
) -> dict[str, Context]:
    """The context of each of these subjects."""
    asked = pa.table({"subject_id": pa.array(list(dict.fromkeys(subject_ids)), pa.string())})
    connection.register("asked_rows", asked)
    connection.execute("CREATE OR REPLACE TEMP TABLE asked AS SELECT * FROM asked_rows")
    rows = connection.execute(context_query(connection, kind)).fetchall()
    return {subject: Context(number, org, name, tuple(people), branch)
            for subject, number, org, name, people, branch in rows}  # fmt: skip
