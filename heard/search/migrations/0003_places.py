"""The key of a text becomes its place in time; the rows hold folded words, with who said them apart.

What was indexed before is taken out: `heard reindex` puts it in again (no desk older than this one is known).
"""

from django.db import migrations, models

from heard.search import postgres, sqlite

BY_WORD = "CREATE INDEX search_name_word ON search_name (word, kind, ref_id)"


def _run(schema_editor, on_sqlite, on_postgresql):
    is_postgresql = schema_editor.connection.vendor == "postgresql"
    for statement in on_postgresql if is_postgresql else on_sqlite:
        schema_editor.execute(statement)


def take_down(apps, schema_editor):
    _run(schema_editor, sqlite.TAKE_DOWN, ["ALTER TABLE search_doc DROP COLUMN words"])
    apps.get_model("search", "Doc").objects.all().delete()


def set_up(apps, schema_editor):
    # A range of words is a beginning only in the order of their bytes.
    in_bytes = 'ALTER TABLE search_name ALTER COLUMN word TYPE varchar(100) COLLATE "C"'
    _run(schema_editor, [*sqlite.SETUP, BY_WORD], [*postgres.SETUP, in_bytes, BY_WORD])


class Migration(migrations.Migration):
    atomic = True
    dependencies = [("search", "0002_words")]
    operations = [
        migrations.RunPython(take_down, migrations.RunPython.noop),
        migrations.RemoveField("doc", "at"),
        migrations.AddField("doc", "who", models.TextField(blank=True)),
        migrations.AddField("doc", "whom", models.TextField(blank=True)),
        migrations.AlterField("doc", "id", models.BigIntegerField(primary_key=True, serialize=False)),
        migrations.CreateModel(
            name="Name",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("word", models.CharField(max_length=100)),
                ("kind", models.CharField(max_length=20)),
                ("ref_id", models.BigIntegerField()),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=["kind", "ref_id", "word"], name="name_once")
                ]
            },
        ),
        migrations.RunPython(set_up, migrations.RunPython.noop),
    ]
