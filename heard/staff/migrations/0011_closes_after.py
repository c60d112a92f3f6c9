"""What is solved can be closed by itself; at a desk that is at work only once somebody says so."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("staff", "0010_heirs")]

    operations = [migrations.AddField("desk", "closes_after", models.PositiveSmallIntegerField(null=True))]
