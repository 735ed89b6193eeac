"""A revision's texts in the language of whoever reads them, on the objects that pages draw from."""

from collections.abc import Iterable

from django.db.models import Q

from surveys import questions
from surveys.models import Survey, SurveyItem, SurveyRevision, Translation
from surveys.translating.built_in import Said, built_in
from surveys.translating.texts import HEADING, ITEM_FIELDS, TEXT_FIELDS, TEXT_LANGUAGE


class Translated(str):
    """A text in the language of the page, standing where the survey's own words do."""

    __slots__ = ()


class _Words:
    """The translations of one revision and language, each asked for with what it translates."""

    def __init__(self, rows: Iterable[tuple[str, str, str]], own: Said | None = None) -> None:
        self.by_key = (own or {}) | {(key, source): text for key, source, text in rows}
        self.headings = {
            source: text
            for (key, source), text in self.by_key.items()
            if key.endswith(f".{HEADING}")
        }

    def __bool__(self) -> bool:
        return bool(self.by_key)

    def said(self, key: str, source: str) -> str:
        """The translation, or `source` where there is none that fits."""
        text = self.by_key.get((key, source))
        return Translated(text) if text else source

    def heading(self, source: str) -> str:
        """Likewise for a heading, whichever item it was stored under."""
        text = self.headings.get(source)
        return Translated(text) if text else source


def localize(revision: SurveyRevision, items: Iterable[SurveyItem], language: str) -> None:
    """Put what is translated to `language` into `revision`, its survey's title and `items`.

    For showing only: none of them may be saved afterwards. One query, none in the survey's own
    language. What has no translation stays as it is.
    """
    if language == TEXT_LANGUAGE:
        return
    found = Translation.objects.filter(revision_id=revision.pk, language=language).order_by()
    items = list(items)
    own = built_in(revision, items, language) if revision.opened_at is None else None
    words = _Words(found.values_list("key", "source", "text"), own)
    if not words:
        return
    for name in TEXT_FIELDS:
        setattr(revision, name, words.said(name, getattr(revision, name)))
    revision.survey.title = words.said("title", revision.survey.title)
    _localize_words(revision, words)
    for item in items:
        _localize_item(item, words)
        item.heading = words.heading(item.heading)


def localize_title(survey: Survey, language: str) -> None:
    """What `localize` does, for a survey's title alone, as its newest revision has it."""
    if language == TEXT_LANGUAGE:
        return
    found = Translation.objects.filter(
        revision__survey=survey, language=language, key="title", source=survey.title
    )
    text = found.order_by("-revision__number").values_list("text", flat=True).first()
    survey.title = Translated(text) if text else survey.title


def localize_card(revision: SurveyRevision, item: SurveyItem, language: str) -> None:
    """What `localize` does, for one item's card alone: its text, its anchors, scales and words.

    Touches no other field, so it suits objects of which the others have not been read.
    """
    if language == TEXT_LANGUAGE:
        return
    keys = Q(key__startswith=f"{item.code}.") | Q(key__startswith=f"{item.kind}.")
    keys |= Q(key=questions.NO_ANSWER)
    for question in revision.asks[item.kind]:
        keys |= Q(key=question) | Q(key__startswith=f"{question}.")
    found = Translation.objects.filter(keys, revision_id=revision.pk, language=language).order_by()
    words = _Words(found.values_list("key", "source", "text"))
    _localize_words(revision, words)
    _localize_item(item, words)


def _localize_item(item: SurveyItem, words: _Words) -> None:
    for name in ITEM_FIELDS[:-1]:
        setattr(item, name, words.said(f"{item.code}.{name}", getattr(item, name)))


def _localize_words(revision: SurveyRevision, words: _Words) -> None:
    revision.words = {key: words.said(key, text) for key, text in revision.words.items()}
    revision.scales = {
        question: [
            words.said(f"{question}.{point}", label) for point, label in enumerate(labels, start=1)
        ]
        for question, labels in revision.scales.items()
    }
