"""The sums of groups are made out of their index alone."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("leads", "0009_counted_anew")]

    operations = [
        migrations.RemoveIndex(model_name="leadgrouptally", name="tally_of_group"),
        migrations.AddIndex(
            model_name="leadgrouptally",
            index=models.Index(
                fields=["campaign", "kind", "state", "value"],
                include=("body", "verdict", "assigned", "n"),
                name="tally_of_groups",
            ),
        ),
    ]
