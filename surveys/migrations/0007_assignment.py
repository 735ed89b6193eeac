from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("surveys", "0006_frozen_words"),
    ]

    operations = [
        migrations.AddField(
            model_name="response",
            name="assigned",
            field=models.JSONField(blank=True, null=True),
        ),
    ]
