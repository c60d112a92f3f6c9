"""What follows once a message has left: the actions of its macro."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("tickets", "0009_words_gone"),
    ]

    operations = [
        migrations.AddField(
            model_name="message",
            name="then",
            field=models.JSONField(null=True),
        ),
    ]
