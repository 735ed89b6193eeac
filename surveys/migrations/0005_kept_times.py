from django.db import migrations


def fill_durations(apps, schema_editor):
    """Responses sent before there was such a column: from their times, while these are exact."""
    responses = apps.get_model("surveys", "Response").objects
    sent = responses.filter(submitted_at__isnull=False, duration_s=None).only(
        "started_at", "submitted_at"
    )
    batch = []
    for response in sent.iterator():
        taken = response.submitted_at - response.started_at
        response.duration_s = max(int(taken.total_seconds()), 0)
        batch.append(response)
        if len(batch) == 500:
            responses.bulk_update(batch, ["duration_s"])
            batch = []
    responses.bulk_update(batch, ["duration_s"])


def keep_exact_times(apps, schema_editor):
    """Surveys opened before there was anonymity: nobody chose it for them, so they go on as before.

    A draft gets the tick that a new survey has; its researcher sees it before opening.
    """
    surveys = apps.get_model("surveys", "Survey").objects
    surveys.exclude(status="draft").update(is_anonymous=False)


class Migration(migrations.Migration):
    dependencies = [
        ("surveys", "0004_life_cycle"),
    ]

    operations = [
        migrations.RunPython(fill_durations, migrations.RunPython.noop),
        migrations.RunPython(keep_exact_times, migrations.RunPython.noop),
    ]
