"""Which texts of a revision can be translated: each with its key, its place, and its limits.

Leads, default texts and the labels of preset scales belong to the interface, whose translations
come with it; they are not in the list.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from django.conf import settings
from django.utils.translation import gettext as _

from surveys import questions
from surveys.models import SurveyItem, SurveyRevision

# The language that surveys are written in.
TEXT_LANGUAGE = "en"
HEADING = "heading"
ITEM_FIELDS = ("text", "low_anchor", "high_anchor", HEADING)
MAX_LINE = 200
MAX_HEADING = 160
MAX_LABEL = 80
MAX_TEXT = 4000
_PRESET_LABELS = frozenset(
    label
    for scales in questions.SCALE_PRESETS.values()
    for labels in scales.values()
    for label in labels
)
_DEFAULT_TEXTS = frozenset((questions.CONSENT, questions.THANKS, questions.GATE))


@dataclass(frozen=True)
class Text:
    """One text that a researcher, or the catalog, wrote.

    `part` is the stretch of the survey it belongs to and `place` what it is there, both in words.
    A text of one line, `is_line`, takes no line breaks.
    """

    key: str
    part: str
    place: str
    source: str
    max_length: int
    is_line: bool = True

    @property
    def is_heading(self) -> bool:
        """Whether it is a heading: one translation serves wherever the same heading stands."""
        return self.key.endswith(f".{HEADING}")


def offered_languages() -> list[str]:
    """The codes of the languages that texts can be translated to."""
    return [code for code, _name in settings.LANGUAGES if code != TEXT_LANGUAGE]


def is_preset_label(label: str) -> bool:
    """Whether the interface translates this scale label."""
    return label in _PRESET_LABELS


def is_default_text(text: str) -> bool:
    """Whether the interface translates this consent, thank-you text or gate question."""
    return text in _DEFAULT_TEXTS


def has_default_welcome(revision: SurveyRevision) -> bool:
    """Whether the interface translates the revision's welcome."""
    return revision.welcome == questions.default_welcome(revision.stem)


def read_translation(text: Text, raw: str) -> str:
    """`raw` as it is stored: trimmed, with plain line feeds, or none in a text of one line."""
    if text.is_line:
        return " ".join(raw.split())
    return raw.replace("\r\n", "\n").replace("\r", "\n").strip()


def translatable(revision: SurveyRevision, items: Iterable[SurveyItem]) -> list[Text]:
    """The texts of `revision` and its `items` (in the order asked) that can be translated.

    In the order in which a respondent meets them. Reads nothing but `revision.survey`.
    """
    items = list(items)
    texts = [*_first_texts(revision), *_question_texts(revision, items)]
    texts += [*_page_texts(revision, items), *_last_texts(revision)]
    return [text for text in texts if text.source.strip()]


def _first_texts(revision: SurveyRevision) -> Iterator[Text]:
    part = _("First page")
    yield Text("title", part, _("Title"), revision.survey.title, MAX_LINE)
    if not has_default_welcome(revision):
        yield Text("welcome", part, _("Welcome"), revision.welcome, MAX_TEXT, is_line=False)
    if not is_default_text(revision.consent):
        yield Text("consent", part, _("Consent"), revision.consent, MAX_TEXT, is_line=False)


def _question_texts(revision: SurveyRevision, items: Sequence[SurveyItem]) -> Iterator[Text]:
    """The stem and the researcher's own scale labels, where anything is rated."""
    if not any(questions.KIND[item.kind].is_rated for item in items):
        return
    part = _("Above the questions")
    yield Text("stem", part, _("Beginning of the sentence"), revision.stem, MAX_LINE)
    names = {questions.IMPORTANCE: _("Importance"), questions.DIFFICULTY: _("Difficulty")}
    for question in filter(revision.scales.__contains__, questions.QUESTIONS):
        for point, label in enumerate(revision.scales[question], start=1):
            if not is_preset_label(label):
                place = f"{names.get(question, question)}, {point}"
                yield Text(f"{question}.{point}", part, place, label, MAX_LABEL)


def _page_texts(revision: SurveyRevision, items: Sequence[SurveyItem]) -> Iterator[Text]:
    headings: set[str] = set()
    is_gate_due = not is_default_text(revision.gate)
    for _section, members in groupby(items, key=lambda item: questions.section_of(item.page)):
        on_page = list(members)
        part = _part(on_page[0])
        if is_gate_due and on_page[0].kind in questions.GATED_KINDS:
            is_gate_due = False
            place = _("Purchase-decision question")
            yield Text("gate", part, place, revision.gate, MAX_TEXT, is_line=False)
        for item in on_page:
            if item.heading not in headings:
                headings.add(item.heading)
                key = f"{item.code}.{HEADING}"
                yield Text(key, part, _("Heading"), item.heading, MAX_HEADING)
            yield from _item_texts(item, part)


def _item_texts(item: SurveyItem, part: str) -> Iterator[Text]:
    low = _("%(code)s, at 1") % {"code": item.code}
    high = _("%(code)s, at 5") % {"code": item.code}
    yield Text(f"{item.code}.text", part, item.code, item.text, MAX_TEXT, is_line=False)
    yield Text(f"{item.code}.low_anchor", part, low, item.low_anchor, MAX_LINE)
    yield Text(f"{item.code}.high_anchor", part, high, item.high_anchor, MAX_LINE)


def _part(first: SurveyItem) -> str:
    """What the stretch of a page is called, after its first item."""
    kind = _(questions.KIND[first.kind].label)
    if first.kind == questions.PERFORMANCE_METRICS and first.heading:
        return f"{kind}: {first.heading}"
    return kind


def _last_texts(revision: SurveyRevision) -> Iterator[Text]:
    part = _("Last page")
    if not is_default_text(revision.thanks):
        yield Text("thanks", part, _("Thank-you"), revision.thanks, MAX_TEXT, is_line=False)
    place = _("What an address is for")
    yield Text("contact", part, place, revision.contact, MAX_TEXT, is_line=False)
