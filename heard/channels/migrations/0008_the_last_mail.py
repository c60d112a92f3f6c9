"""A mail to which nothing shall come back says so itself; those on their way are told apart by what they are
about, as they were until now."""

from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps


def mark(apps: StateApps, _editor: BaseDatabaseSchemaEditor) -> None:
    """The mails that tell somebody that they are deleted."""
    apps.get_model("channels", "Outgoing").objects.filter(about_kind="erasure").update(is_last=True)


class Migration(migrations.Migration):
    dependencies = [("channels", "0007_erased_aside")]

    operations = [
        migrations.AddField("outgoing", "is_last", models.BooleanField(db_default=False, default=False)),
        migrations.RunPython(mark, migrations.RunPython.noop),
    ]
