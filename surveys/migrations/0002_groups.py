"""Researchers may make surveys; whose surveys they see is decided by ownership, not here."""

from django.db import migrations

from jtbd_catalog.groups import grant


def make_researchers(apps, schema_editor):
    actions = ["add", "change", "view"]
    grant(apps, "Researchers", app_label="surveys", models=["survey"], actions=actions)


class Migration(migrations.Migration):
    dependencies = [
        ("surveys", "0001_initial"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]

    # Backwards the group stays: people may have been put into it.
    operations = [migrations.RunPython(make_researchers, migrations.RunPython.noop)]
