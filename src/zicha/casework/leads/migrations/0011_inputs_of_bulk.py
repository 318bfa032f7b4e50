"""What each lead of a bulk action rested on when it began; actions of before have none."""

import django.contrib.postgres.fields
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("leads", "0010_groups_out_of_the_index"),
    ]

    operations = [
        migrations.AddField(
            model_name="bulkaction",
            name="lead_inputs",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(max_length=16), default=list, size=None
            ),
        ),
    ]
