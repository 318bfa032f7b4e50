"""The leads that are there already, counted into the tallies of 0008."""

from django.db import migrations

_KINDS = "body_id, campaign_id, state, verdict, code, area, severity, first_run_id"

_COUNT = [
    # The walls hold for the owner too; within this transaction the rows of all bodies are counted.
    "SELECT set_config('zicha.bodies', '*', true)",
    "DELETE FROM leads_leadtally",
    f"""
    INSERT INTO leads_leadtally ({_KINDS}, reopened, assigned, dated, n)
    SELECT {_KINDS}, reopened_because <> '', assignee_id IS NOT NULL, state = 'open' AND due_on IS NOT NULL, count(*)
    FROM leads_lead GROUP BY 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11
    """,
    """
    INSERT INTO leads_leadduetally (body_id, campaign_id, assignee_id, due_on, n)
    SELECT body_id, campaign_id, assignee_id, due_on, count(*) FROM leads_lead
    WHERE state = 'open' AND (assignee_id IS NOT NULL OR due_on IS NOT NULL) GROUP BY 1, 2, 3, 4
    """,
    "SELECT set_config('zicha.bodies', '', true)",
]


class Migration(migrations.Migration):
    dependencies = [("leads", "0008_small_tallies")]

    operations = [migrations.RunSQL(_COUNT)]
