"""What the program itself says in other languages: translations of the defaults it gives a survey.

A draft's defaults are today's, so their translations are looked up as they are shown. Opening
copies them into the revision as rows (`keep_built_in`); from then on rows alone are read, and no
release rewords what is in the field.
"""

from collections.abc import Iterable

from django.utils import translation
from django.utils.translation import gettext as _

from surveys.models import SurveyItem, SurveyRevision, Translation
from surveys.translating.texts import defaults, offered_languages, words_read

# A translation by the key of its text and the text itself.
Said = dict[tuple[str, str], str]


def built_in(revision: SurveyRevision, items: Iterable[SurveyItem], language: str) -> Said:
    """The program's own translations to `language` of what `revision` asks with `items`."""
    known = defaults(revision)
    with translation.override(language):
        return {
            (key, source): _(known[source])
            for key, source in words_read(revision, items)
            if source in known
        }


def keep_built_in(revision: SurveyRevision, items: Iterable[SurveyItem]) -> None:
    """Give a revision that is opened the program's translations of its defaults, as rows.

    What somebody has translated stays. Two queries, and one a language.
    """
    items = list(items)
    there = set(revision.translations.values_list("language", "key", "source"))
    rows = [
        Translation(revision=revision, language=language, key=key, source=source, text=text)
        for language in offered_languages()
        for (key, source), text in built_in(revision, items, language).items()
        if (language, key, source) not in there
    ]
    for language in {row.language for row in rows}:
        # A translation of what the text read before would be in the way.
        keys = [row.key for row in rows if row.language == language]
        revision.translations.filter(language=language, key__in=keys).delete()
    Translation.objects.bulk_create(rows)
