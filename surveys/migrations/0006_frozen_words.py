from django.db import migrations, models

from surveys import questions
from surveys.migrations import _first_edition as first_edition

TEXTS = ("welcome", "consent", "thanks", "gate")


def freeze_words(apps, schema_editor):
    """Revisions of the edition before keep its words; those in the field its translations, too."""
    revisions = apps.get_model("surveys", "SurveyRevision").objects
    revisions.update(asks=first_edition.ASKS, words=first_edition.WORDS)
    for revision in revisions.exclude(opened_at=None).iterator():
        freeze_translations(apps, revision)


def freeze_translations(apps, revision):
    """What the edition before said of its defaults in other languages, as rows."""
    translation = apps.get_model("surveys", "Translation")
    there = {}
    for language, key, source in revision.translations.values_list("language", "key", "source"):
        there.setdefault(language, {})[key] = source
    read = list(words_read(revision))
    rows = []
    for language, said in first_edition.SAID.items():
        stored = there.get(language, {})
        new = {key: source for key, source in read if source in said and stored.get(key) != source}
        revision.translations.filter(language=language, key__in=new).delete()
        rows += [
            translation(
                revision=revision, language=language, key=key, source=source, text=said[source]
            )
            for key, source in new.items()
        ]
        welcome = default_welcome(revision.stem)
        if revision.welcome == welcome and stored.get("welcome") != welcome:
            revision.translations.filter(language=language, key="welcome").delete()
            text = said[first_edition.WELCOME_WITHOUT_JOB]
            row = {"revision": revision, "language": language, "key": "welcome"}
            rows.append(translation(**row, source=welcome, text=text))
    translation.objects.bulk_create(rows)


def words_read(revision):
    """Key and text of the words around the revision's items."""
    for name in TEXTS:
        yield name, getattr(revision, name)
    kinds = set(revision.items.order_by().values_list("kind", flat=True))
    asked = {code for kind in kinds for code in first_edition.ASKS[kind]}
    for code in asked & {*revision.scales}:
        for point, label in enumerate(revision.scales[code], start=1):
            yield f"{code}.{point}", label
    for key, word in first_edition.WORDS.items():
        if key.partition(".")[0] in {*kinds, *asked, "not_applicable", "no", "yes"}:
            yield key, word


def default_welcome(stem):
    """The welcome that the edition before gave a survey with this stem."""
    return first_edition.WELCOME % {"doing": stem[:1].lower() + stem[1:]}


class Migration(migrations.Migration):
    dependencies = [
        ("surveys", "0005_kept_times"),
    ]

    operations = [
        migrations.AddField(
            model_name="surveyrevision",
            name="asks",
            field=models.JSONField(default=questions.default_asks, verbose_name="questions"),
        ),
        migrations.AddField(
            model_name="surveyrevision",
            name="words",
            field=models.JSONField(default=questions.default_words, verbose_name="words"),
        ),
        migrations.RunPython(freeze_words, migrations.RunPython.noop),
    ]
