"""People out of the audit teams, plans, inspections and lists of deciders (认证人员).

A person is known by the registration number, else by the name within the body. Identity numbers tell two
registrations of one person apart from two persons of one name while a delivery is read; they are never handed on.
"""

from __future__ import annotations

import duckdb
import pyarrow as pa

from zicha.intake.cnca.codes import GRADES
from zicha.intake.cnca.session import fill

PERSON_ID = "coalesce({registration_no}, {body} || '/' || {name})"


def stage_people(session: duckdb.DuckDBPyConnection) -> None:
    """`person_row`: every mention of a person in a team. `namesake`: (body, name) → the persons it may mean."""
    grades = ", ".join(f"'{code}': '{label}'" for code, label in GRADES.items())
    person_id = PERSON_ID.format(registration_no="registration_no", body="body_id", name="name")
    session.execute(f"""
        CREATE TEMP TABLE person_row AS
        SELECT {person_id} AS person_id, body_id, name,
               coalesce(identity, registration_no, name) AS human,
               -- An expert's number is the body's own, not a registration.
               CASE WHEN qualification IS DISTINCT FROM 'expert' THEN registration_no END AS registration_no,
               MAP {{{grades}}}[qualification] AS registration_grade,
               CASE WHEN full_time THEN 'full_time' WHEN NOT full_time THEN 'part_time' END AS employment,
               reaches, CAST(ended_at AS DATE) AS seen_on, source_file, source_sheet, source_row
        FROM member WHERE body_id IS NOT NULL
        UNION ALL BY NAME
        SELECT person_id, body_id, name, coalesce(registration_no, name) AS human, registration_no, seen_on,
               source_file, source_sheet, source_row FROM named_member
    """)
    session.execute("""
        CREATE TEMP TABLE namesake AS
        SELECT body_id, name, count(DISTINCT human) AS humans, min(person_id) AS person_id
        FROM person_row WHERE name <> '' GROUP BY body_id, name
    """)


def people(session: duckdb.DuckDBPyConnection) -> pa.Table:
    facts = ["name", "employment", "registration_no", "registration_grade"]
    order = (
        "ORDER BY reaches DESC NULLS LAST, seen_on DESC NULLS LAST, source_file DESC, "
        "name, employment, registration_grade, source_sheet, source_row"
    )
    newest = ", ".join(f"first({fact} {order}) FILTER (WHERE {fact} IS NOT NULL) AS {fact}" for fact in facts)
    places = ", ".join(
        f"first({place} {order}) AS {place}"
        for place in ("body_id", "source_file", "source_sheet", "source_row")
    )
    return fill(
        session,
        "people",
        f"""
        SELECT person_id, {newest}, {places} FROM (
            SELECT * FROM person_row
            UNION ALL BY NAME SELECT decider_id AS person_id, body_id, name, source_file, source_sheet, source_row
            FROM decision WHERE decider_id IS NOT NULL AND new_person)
        GROUP BY person_id
    """,
    )
