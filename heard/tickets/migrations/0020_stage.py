"""Beside what the customer wants and feels stands whether they have bought yet."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("tickets", "0019_until_solved")]

    operations = [
        migrations.AddField(
            "matter",
            "stage",
            models.CharField(
                blank=True,
                choices=[
                    ("before", "Before buying"),
                    ("during", "Order under way"),
                    ("after", "After buying"),
                ],
                db_default="",
                default="",
                max_length=8,
            ),
        )
    ]
