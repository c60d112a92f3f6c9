"""A reply is held once where nobody opened what the customer sent along."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("staff", "0011_closes_after")]

    operations = [
        migrations.AddField(
            "desk", "asks_for_unopened", models.BooleanField(db_default=True, default=True)
        )
    ]
