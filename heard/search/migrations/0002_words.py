"""The database's own full-text index beside the rows: FTS5 on SQLite, tsvector on PostgreSQL."""

from django.db import migrations

from heard.search import postgres, sqlite


def make(apps, schema_editor):
    statements = postgres.SETUP if schema_editor.connection.vendor == "postgresql" else sqlite.SETUP
    for statement in statements:
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("search", "0001_initial")]
    operations = [migrations.RunPython(make, migrations.RunPython.noop)]
