"""Which texts of a revision can be translated: each with its key, its place, and its limits.

Leads, default texts and the labels of preset scales are the program's, and so are their
translations; they are not in the list.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
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
TEXT_FIELDS = ("welcome", "consent", "thanks", "gate", "contact", "stem")
MAX_LINE = 200
MAX_HEADING = 160
MAX_LABEL = 80
MAX_TEXT = 4000


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


def defaults(revision: SurveyRevision) -> Mapping[str, str]:
    """The texts that the program has given `revision`, as far as it would give them today.

    With each, how the program's own translations know it. Asked for while a revision is a draft,
    and for what its editors are shown; respondents read the rows that opening made.
    """
    known = {questions.CONSENT, questions.THANKS, questions.GATE}
    known |= {*questions.default_words().values()}
    for preset in questions.SCALE_PRESETS.values():
        known |= {label for labels in preset.values() for label in labels}
    welcome = {questions.default_welcome(revision.stem): questions.WELCOME_WITHOUT_JOB}
    return {text: text for text in known} | welcome


def words_read(revision: SurveyRevision, items: Iterable[SurveyItem]) -> Iterator[tuple[str, str]]:
    """Key and text of what people read around `items`: texts, labels, words of the questions."""
    for name in TEXT_FIELDS:
        yield name, getattr(revision, name)
    kinds = {item.kind for item in items}
    asked = {code for kind in kinds for code in revision.asks[kind]}
    for question in asked & {*revision.scales}:
        for point, label in enumerate(revision.scales[question], start=1):
            yield f"{question}.{point}", label
    for key, word in revision.words.items():
        if key.partition(".")[0] in {*kinds, *asked, *questions.COMMON_WORDS}:
            yield key, word


def read_translation(text: Text, raw: str) -> str:
    """`raw` as it is stored: trimmed, with plain line feeds, or none in a text of one line."""
    if text.is_line:
        return " ".join(raw.split())
    return raw.replace("\r\n", "\n").replace("\r", "\n").strip()


def translatable(revision: SurveyRevision, items: Iterable[SurveyItem]) -> list[Text]:
    """The texts of `revision` and its `items` (in the order asked) that can be translated.

    In the order in which a respondent meets them. Reads nothing but `revision.survey`.
    """
    items, known = list(items), defaults(revision)
    texts = [*_first_texts(revision, known), *_question_texts(revision, items, known)]
    texts += [*_page_texts(revision, items, known), *_last_texts(revision, known)]
    return [text for text in texts if text.source.strip()]


def _first_texts(revision: SurveyRevision, known: Collection[str]) -> Iterator[Text]:
    part = _("First page")
    yield Text("title", part, _("Title"), revision.survey.title, MAX_LINE)
    if revision.welcome not in known:
        yield Text("welcome", part, _("Welcome"), revision.welcome, MAX_TEXT, is_line=False)
    if revision.consent not in known:
        yield Text("consent", part, _("Consent"), revision.consent, MAX_TEXT, is_line=False)


def _question_texts(
    revision: SurveyRevision, items: Sequence[SurveyItem], known: Collection[str]
) -> Iterator[Text]:
    """The stem and the researcher's own scale labels, where anything is rated."""
    if not any(questions.KIND[item.kind].is_rated for item in items):
        return
    part = _("Above the questions")
    yield Text("stem", part, _("Beginning of the sentence"), revision.stem, MAX_LINE)
    for question in filter(revision.scales.__contains__, questions.QUESTIONS):
        name = _(questions.QUESTION[question].label)
        for point, label in enumerate(revision.scales[question], start=1):
            if label not in known:
                place = f"{name}, {point}"
                yield Text(f"{question}.{point}", part, place, label, MAX_LABEL)


def _page_texts(
    revision: SurveyRevision, items: Sequence[SurveyItem], known: Collection[str]
) -> Iterator[Text]:
    headings: set[str] = set()
    is_gate_due = revision.gate not in known
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


def _last_texts(revision: SurveyRevision, known: Collection[str]) -> Iterator[Text]:
    part = _("Last page")
    if revision.thanks not in known:
        yield Text("thanks", part, _("Thank-you"), revision.thanks, MAX_TEXT, is_line=False)
    place = _("What an address is for")
    yield Text("contact", part, place, revision.contact, MAX_TEXT, is_line=False)
