"""Counts, persons and organisations of leads, kept by PostgreSQL with every statement that touches leads."""

from django.db import migrations

_KIND = """
    body_id, campaign_id, state, verdict, code, area, severity, assignee_id, first_run_id,
    reopened_because <> '' AS reopened, CASE WHEN state = 'open' THEN due_on END AS due_on
"""
_TALLY = (
    "body_id, campaign_id, state, verdict, code, area, severity, assignee_id, first_run_id, reopened, due_on"
)
_GROUP = "body_id, campaign_id, kind, value, state, verdict, assigned"


def _groups(rows: str, sign: str) -> str:
    shared = "body_id, campaign_id"
    rest = f"state, verdict, assignee_id IS NOT NULL AS assigned, {sign} AS n"
    return f"""
        SELECT {shared}, 'org' AS kind, org_id AS value, {rest} FROM {rows} WHERE org_id <> ''
        UNION ALL
        SELECT {shared}, 'branch', branch_id, {rest} FROM {rows} WHERE branch_id <> ''
        UNION ALL
        SELECT {shared}, 'person', person, {rest}
        FROM (SELECT DISTINCT id, body_id, campaign_id, unnest(person_ids) AS person, state, verdict, assignee_id
              FROM {rows}) AS persons
    """


def _counted(parts: list[tuple[str, str]]) -> str:
    kinds = " UNION ALL ".join(f"SELECT {_KIND}, {sign} AS n FROM {rows}" for rows, sign in parts)
    groups = " UNION ALL ".join(_groups(rows, sign) for rows, sign in parts)
    return f"""
        INSERT INTO leads_leadtally ({_TALLY}, n)
        SELECT {_TALLY}, sum(n) FROM ({kinds}) AS counted GROUP BY {_TALLY} HAVING sum(n) <> 0;
        INSERT INTO leads_leadgrouptally ({_GROUP}, n)
        SELECT {_GROUP}, sum(n) FROM ({groups}) AS counted GROUP BY {_GROUP} HAVING sum(n) <> 0;
    """


_NEW = ("new_rows", "1")
_OLD = ("old_rows", "-1")

_PERSONS = """
    INSERT INTO leads_leadperson (body_id, campaign_id, person_id, lead_id)
    SELECT DISTINCT body_id, campaign_id, unnest(person_ids), id FROM {rows};
"""
_ORGANISATIONS = """
    INSERT INTO leads_leadorganisation (body_id, campaign_id, org_id, name)
    SELECT DISTINCT ON (campaign_id, org_id) body_id, campaign_id, org_id, org_name
    FROM {rows} WHERE org_id <> '' ORDER BY campaign_id, org_id, id DESC
    ON CONFLICT (campaign_id, org_id) DO UPDATE SET name = EXCLUDED.name
    WHERE leads_leadorganisation.name <> EXCLUDED.name;
"""
# Nearly every update leaves these columns alone; then there is nothing to do.
_ABOUT_OTHERS = """
    SELECT count(*) FROM new_rows JOIN old_rows USING (id)
    WHERE new_rows.person_ids <> old_rows.person_ids
       OR (new_rows.org_id, new_rows.org_name) <> (old_rows.org_id, old_rows.org_name)
"""
_CHANGED = "(SELECT new_rows.* FROM new_rows JOIN old_rows USING (id) WHERE new_rows.person_ids <> old_rows.person_ids)"
_RENAMED = """(SELECT new_rows.* FROM new_rows JOIN old_rows USING (id)
    WHERE (new_rows.org_id, new_rows.org_name) <> (old_rows.org_id, old_rows.org_name))"""

_UP = f"""
CREATE FUNCTION leads_inserted() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    {_counted([_NEW])}
    {_PERSONS.format(rows="new_rows")}
    {_ORGANISATIONS.format(rows="new_rows")}
    RETURN NULL;
END $$;

CREATE FUNCTION leads_updated() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    {_counted([_NEW, _OLD])}
    IF ({_ABOUT_OTHERS}) > 0 THEN
        DELETE FROM leads_leadperson WHERE lead_id IN (SELECT id FROM {_CHANGED} AS changed);
        {_PERSONS.format(rows=f"{_CHANGED} AS changed")}
        {_ORGANISATIONS.format(rows=f"{_RENAMED} AS renamed")}
    END IF;
    RETURN NULL;
END $$;

CREATE FUNCTION leads_deleted() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    {_counted([_OLD])}
    DELETE FROM leads_leadperson WHERE lead_id IN (SELECT id FROM old_rows);
    RETURN NULL;
END $$;

CREATE TRIGGER leads_inserted AFTER INSERT ON leads_lead
    REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION leads_inserted();
CREATE TRIGGER leads_updated AFTER UPDATE ON leads_lead
    REFERENCING NEW TABLE AS new_rows OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION leads_updated();
CREATE TRIGGER leads_deleted AFTER DELETE ON leads_lead
    REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION leads_deleted();
"""

_DOWN = """
DROP TRIGGER leads_inserted ON leads_lead;
DROP TRIGGER leads_updated ON leads_lead;
DROP TRIGGER leads_deleted ON leads_lead;
DROP FUNCTION leads_inserted();
DROP FUNCTION leads_updated();
DROP FUNCTION leads_deleted();
"""


class Migration(migrations.Migration):
    dependencies = [("leads", "0002_queue")]

    operations = [migrations.RunSQL(_UP, _DOWN)]
