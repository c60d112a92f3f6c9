from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('staff', '0007_sign_in_providers'),
    ]

    operations = [
        migrations.AddField(
            model_name='signinlink',
            name='is_asked',
            field=models.BooleanField(default=False),
        ),
    ]
