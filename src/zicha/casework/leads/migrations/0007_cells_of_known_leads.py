"""Counts of each check at each branch of the leads that are there already."""

from django.db import migrations

_COUNT = """
    INSERT INTO leads_leadgrouptally (body_id, campaign_id, kind, value, state, verdict, assigned, n)
    SELECT body_id, campaign_id, 'cell', code || ' ' || branch_id, state, verdict, assignee_id IS NOT NULL, count(*)
    FROM leads_lead WHERE branch_id <> '' GROUP BY 1, 2, 3, 4, 5, 6, 7
"""
# The walls hold for the owner too; within this transaction the rows of all bodies are counted.
_EVERYBODY = "SELECT set_config('zicha.bodies', '*', true)"
_NOBODY = "SELECT set_config('zicha.bodies', '', true)"


class Migration(migrations.Migration):
    dependencies = [("leads", "0006_by_check_and_branch")]

    operations = [
        migrations.RunSQL(
            [_EVERYBODY, _COUNT, _NOBODY],
            [_EVERYBODY, "DELETE FROM leads_leadgrouptally WHERE kind = 'cell'", _NOBODY],
        )
    ]
