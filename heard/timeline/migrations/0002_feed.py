"""Each entry keeps the number of its transaction, so that whoever reads the timeline on misses none."""

from django.db import migrations, models

import heard.timeline.models


def index(apps, schema_editor):
    """On SQLite the transaction is 0 throughout, and the primary key is the order."""
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("CREATE INDEX entry_feed ON timeline_entry (xact, id)")


def no_index(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("DROP INDEX entry_feed")


class Migration(migrations.Migration):

    dependencies = [
        ("timeline", "0001_initial"),
    ]

    operations = [
        migrations.AddField(
            model_name="entry",
            name="xact",
            field=models.BigIntegerField(db_default=heard.timeline.models.CurrentTransaction(), editable=False),
        ),
        migrations.RunPython(index, no_index),
    ]
