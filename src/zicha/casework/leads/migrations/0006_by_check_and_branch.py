"""Counts of each check at each branch, kept by PostgreSQL like the others; all states in the order of priority."""

from django.db import migrations, models

_TALLY = "body_id, campaign_id, kind, value, state, verdict, assigned"


def _cells(rows: str, sign: str) -> str:
    return f"""
        SELECT body_id, campaign_id, 'cell' AS kind, code || ' ' || branch_id AS value, state, verdict,
               assignee_id IS NOT NULL AS assigned, {sign} AS n
        FROM {rows} WHERE branch_id <> ''
    """


def _counted(*parts: str) -> str:
    return f"""
        INSERT INTO leads_leadgrouptally ({_TALLY}, n)
        SELECT {_TALLY}, sum(n) FROM ({" UNION ALL ".join(parts)}) AS cells GROUP BY {_TALLY} HAVING sum(n) <> 0;
    """


_NEW, _OLD = _cells("new_rows", "1"), _cells("old_rows", "-1")

_UP = f"""
CREATE FUNCTION leads_cells() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN {_counted(_NEW)}
    ELSIF TG_OP = 'UPDATE' THEN {_counted(_NEW, _OLD)}
    ELSE {_counted(_OLD)}
    END IF;
    RETURN NULL;
END $$;

CREATE TRIGGER leads_cells_inserted AFTER INSERT ON leads_lead
    REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION leads_cells();
CREATE TRIGGER leads_cells_updated AFTER UPDATE ON leads_lead
    REFERENCING NEW TABLE AS new_rows OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION leads_cells();
CREATE TRIGGER leads_cells_deleted AFTER DELETE ON leads_lead
    REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION leads_cells();
"""

_DOWN = """
DROP TRIGGER leads_cells_inserted ON leads_lead;
DROP TRIGGER leads_cells_updated ON leads_lead;
DROP TRIGGER leads_cells_deleted ON leads_lead;
DROP FUNCTION leads_cells();
"""


class Migration(migrations.Migration):
    dependencies = [("leads", "0005_absent_since")]

    operations = [
        migrations.AlterField(
            model_name="leadgrouptally", name="value", field=models.CharField(max_length=100)
        ),
        migrations.AddIndex(
            model_name="lead", index=models.Index(fields=["campaign", "rank", "id"], name="lead_of_any_state")
        ),
        migrations.RunSQL(_UP, _DOWN),
    ]
