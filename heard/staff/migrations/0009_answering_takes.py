"""A desk may leave nobody's tickets nobody's when somebody answers them; until now they became theirs."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("staff", "0008_asked_links")]

    operations = [
        migrations.AddField("desk", "answering_takes", models.BooleanField(db_default=True, default=True)),
    ]
