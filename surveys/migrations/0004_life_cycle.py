import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import surveys.models


class Migration(migrations.Migration):
    dependencies = [
        ("journeys", "0003_attribution"),
        ("surveys", "0003_own_answers"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Contact",
            fields=[
                (
                    "id",
                    models.BigIntegerField(
                        default=surveys.models.random_key,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("address", models.CharField(max_length=254, verbose_name="address")),
                ("given_on", models.DateField(verbose_name="given on")),
            ],
            options={
                "verbose_name": "contact",
                "verbose_name_plural": "contacts",
                "ordering": ["pk"],
            },
        ),
        migrations.CreateModel(
            name="NetworkStarts",
            fields=[
                (
                    "id",
                    models.BigIntegerField(
                        default=surveys.models.random_key,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("network_hash", models.CharField(max_length=64)),
                ("begins_at", models.DateTimeField()),
                ("n", models.PositiveIntegerField(default=0)),
            ],
            options={
                "ordering": ["pk"],
            },
        ),
        migrations.CreateModel(
            name="Translation",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("language", models.CharField(max_length=10, verbose_name="language")),
                ("key", models.CharField(max_length=40)),
                ("source", models.TextField(default="")),
                ("text", models.TextField()),
            ],
            options={
                "ordering": ["revision", "language", "key"],
            },
        ),
        migrations.AddField(
            model_name="response",
            name="duration_s",
            field=models.PositiveIntegerField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="survey",
            name="archived_at",
            field=models.DateTimeField(
                blank=True, editable=False, null=True, verbose_name="archived"
            ),
        ),
        migrations.AddField(
            model_name="survey",
            name="closes_at",
            field=models.DateTimeField(blank=True, null=True, verbose_name="closes"),
        ),
        migrations.AddField(
            model_name="survey",
            name="deleted_at",
            field=models.DateTimeField(
                blank=True, editable=False, null=True, verbose_name="deleted"
            ),
        ),
        migrations.AddField(
            model_name="survey",
            name="is_anonymous",
            field=models.BooleanField(default=True, verbose_name="anonymous"),
        ),
        migrations.AddField(
            model_name="survey",
            name="opens_at",
            field=models.DateTimeField(blank=True, null=True, verbose_name="opens"),
        ),
        migrations.AddField(
            model_name="survey",
            name="time_zone",
            field=models.CharField(default="UTC", max_length=64, verbose_name="time zone"),
        ),
        migrations.AddField(
            model_name="surveyrevision",
            name="contact",
            field=models.TextField(blank=True, verbose_name="what an address is for"),
        ),
        migrations.AddField(
            model_name="surveyrevision",
            name="shuffle_items",
            field=models.BooleanField(default=False, verbose_name="items in random order"),
        ),
        migrations.AlterField(
            model_name="survey",
            name="status",
            field=models.CharField(
                choices=[
                    ("draft", "Draft"),
                    ("open", "Open"),
                    ("paused", "Paused"),
                    ("closed", "Closed"),
                ],
                default="draft",
                editable=False,
                max_length=6,
                verbose_name="status",
            ),
        ),
        migrations.AddConstraint(
            model_name="survey",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("opens_at", None),
                    ("closes_at", None),
                    ("opens_at__lt", models.F("closes_at")),
                    _connector="OR",
                ),
                name="survey_opens_before_it_closes",
            ),
        ),
        migrations.AddField(
            model_name="contact",
            name="revision",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="contacts",
                to="surveys.surveyrevision",
            ),
        ),
        migrations.AddField(
            model_name="networkstarts",
            name="survey",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="+", to="surveys.survey"
            ),
        ),
        migrations.AddField(
            model_name="translation",
            name="revision",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="translations",
                to="surveys.surveyrevision",
            ),
        ),
        migrations.AddConstraint(
            model_name="networkstarts",
            constraint=models.UniqueConstraint(
                fields=("survey", "network_hash", "begins_at"),
                name="one_count_per_network_and_time",
            ),
        ),
        migrations.AddConstraint(
            model_name="translation",
            constraint=models.UniqueConstraint(
                fields=("revision", "language", "key"), name="one_translation_per_text"
            ),
        ),
    ]
