"""Editors may do everything to the catalog."""

from django.db import migrations

from jtbd_catalog.groups import ALL_ACTIONS, grant


def make_editors(apps, schema_editor):
    models = [model._meta.model_name for model in apps.get_app_config("journeys").get_models()]
    grant(apps, "Editors", app_label="journeys", models=models, actions=ALL_ACTIONS)


class Migration(migrations.Migration):
    dependencies = [
        ("journeys", "0001_initial"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]

    # Backwards the group stays: people may have been put into it.
    operations = [migrations.RunPython(make_editors, migrations.RunPython.noop)]
