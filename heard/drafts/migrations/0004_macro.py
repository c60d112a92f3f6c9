"""The macro that a draft was made with: what it does besides is done when the reply has left."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("drafts", "0003_confidence"),
        ("phrasing", "0002_macros"),
    ]

    operations = [
        migrations.AddField(
            model_name="draft",
            name="macro",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to="phrasing.macro",
            ),
        ),
    ]
