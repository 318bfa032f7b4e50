"""Tallies that stay small: people and days are counted apart from the checks."""

import django.db.models.deletion
from django.db import migrations, models

_KIND = """
    body_id, campaign_id, state, verdict, code, area, severity, first_run_id, reopened_because <> '' AS reopened,
    assignee_id IS NOT NULL AS assigned, state = 'open' AND due_on IS NOT NULL AS dated
"""
_TALLY = "body_id, campaign_id, state, verdict, code, area, severity, first_run_id, reopened, assigned, dated"
_DUE = "body_id, campaign_id, assignee_id, due_on"
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


def _sums(table: str, columns: str, rows: str) -> str:
    return f"""
        INSERT INTO {table} ({columns}, n)
        SELECT {columns}, sum(n) FROM ({rows}) AS counted GROUP BY {columns} HAVING sum(n) <> 0;
    """


def _counted(parts: list[tuple[str, str]]) -> str:
    of_due = "state = 'open' AND (assignee_id IS NOT NULL OR due_on IS NOT NULL)"
    kinds = " UNION ALL ".join(f"SELECT {_KIND}, {sign} AS n FROM {rows}" for rows, sign in parts)
    dues = " UNION ALL ".join(
        f"SELECT {_DUE}, {sign} AS n FROM {rows} WHERE {of_due}" for rows, sign in parts
    )
    groups = " UNION ALL ".join(_groups(rows, sign) for rows, sign in parts)
    return (
        _sums("leads_leadtally", _TALLY, kinds)
        + _sums("leads_leadduetally", _DUE, dues)
        + _sums("leads_leadgrouptally", _GROUP, groups)
    )


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

_FUNCTIONS = f"""
CREATE OR REPLACE FUNCTION leads_inserted() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    {_counted([_NEW])}
    {_PERSONS.format(rows="new_rows")}
    {_ORGANISATIONS.format(rows="new_rows")}
    RETURN NULL;
END $$;

CREATE OR REPLACE FUNCTION leads_updated() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    {_counted([_NEW, _OLD])}
    IF ({_ABOUT_OTHERS}) > 0 THEN
        DELETE FROM leads_leadperson WHERE lead_id IN (SELECT id FROM {_CHANGED} AS changed);
        {_PERSONS.format(rows=f"{_CHANGED} AS changed")}
        {_ORGANISATIONS.format(rows=f"{_RENAMED} AS renamed")}
    END IF;
    RETURN NULL;
END $$;

CREATE OR REPLACE FUNCTION leads_deleted() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    {_counted([_OLD])}
    DELETE FROM leads_leadperson WHERE lead_id IN (SELECT id FROM old_rows);
    RETURN NULL;
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("campaigns", "0001_first"),
        ("leads", "0007_cells_of_known_leads"),
        ("tenancy", "0001_first"),
    ]

    operations = [
        migrations.RemoveField(model_name="leadtally", name="assignee_id"),
        migrations.RemoveField(model_name="leadtally", name="due_on"),
        migrations.AddField(
            model_name="leadtally",
            name="assigned",
            field=models.BooleanField(default=False),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="leadtally",
            name="dated",
            field=models.BooleanField(default=False),
            preserve_default=False,
        ),
        migrations.CreateModel(
            name="LeadDueTally",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "body",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="tenancy.body",
                        verbose_name="认证机构",
                    ),
                ),
                (
                    "campaign",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="campaigns.campaign",
                    ),
                ),
                ("assignee_id", models.BigIntegerField(null=True)),
                ("due_on", models.DateField(null=True)),
                ("n", models.IntegerField()),
            ],
            options={
                "abstract": False,
                "base_manager_name": "objects",
                "indexes": [models.Index(fields=["campaign", "assignee_id", "due_on"], name="tally_of_due")],
            },
        ),
        migrations.RunSQL(_FUNCTIONS),
    ]
