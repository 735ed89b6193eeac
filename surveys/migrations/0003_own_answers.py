from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("surveys", "0002_groups"),
    ]

    operations = [
        migrations.AddField(
            model_name="survey",
            name="n_withdrawn",
            field=models.PositiveIntegerField(default=0, editable=False, verbose_name="withdrawn"),
        ),
        migrations.AddField(
            model_name="survey",
            name="retention_days",
            field=models.PositiveSmallIntegerField(
                blank=True, null=True, verbose_name="kept for days"
            ),
        ),
        migrations.AddField(
            model_name="surveyrevision",
            name="allow_changes",
            field=models.BooleanField(default=False, verbose_name="answers may be changed"),
        ),
    ]
