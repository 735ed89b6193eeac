"""What a respondent reads in another language than the survey is written in.

The words of the interface are translated, and so are the labels and texts that surveys are given
by default, as long as nobody has changed them. Whatever a researcher wrote stays as it is, and is
marked as being in the survey's language where the page around it is in another.
"""

from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest
from django.utils import translation
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import get_language, get_language_info
from django.utils.translation import gettext as _

from jtbd_catalog.languages import spoken
from surveys import questions
from surveys.models import Response, SurveyRevision

# The language that surveys are written in.
TEXT_LANGUAGE = "en"
_LABELS = frozenset(
    label
    for scales in questions.SCALE_PRESETS.values()
    for labels in scales.values()
    for label in labels
)
_TEXTS = frozenset((questions.CONSENT, questions.THANKS, questions.GATE))


@dataclass(frozen=True)
class Words:
    """A text as shown; `marks` are the attributes that its element needs, none where it fits."""

    text: str
    marks: str = ""


@dataclass(frozen=True)
class LanguageLink:
    """The same page in another language, under that language's own name."""

    code: str
    name: str
    direction: str
    url: str
    is_current: bool


def use_language_of(response: Response) -> None:
    """Go on in the language in which the response was begun, on whatever device."""
    translation.activate(spoken(response.language) or settings.LANGUAGE_CODE)


def is_foreign() -> bool:
    """Whether the page is in another language than the survey."""
    return get_language() != TEXT_LANGUAGE


def text_marks() -> SafeString:
    """The attributes of an element that holds a text of the survey (WCAG 3.1.2)."""
    return format_html(' lang="{}" dir="auto"', TEXT_LANGUAGE) if is_foreign() else SafeString("")


def shown_label(label: str) -> str:
    """A scale's label: translated if it is one of a preset, else as the researcher wrote it."""
    return _(label) if label in _LABELS else label


def shown_text(text: str) -> Words:
    """A revision's consent, thank-you text or gate question, translated if it is the default."""
    if text in _TEXTS:
        return Words(_(text))
    return Words(text, text_marks())


def shown_welcome(revision: SurveyRevision) -> Words:
    """A revision's welcome. The default one names the job in English, its translations do not."""
    if is_foreign() and revision.welcome == questions.default_welcome(revision.stem):
        return Words(_(questions.WELCOME_WITHOUT_JOB))
    return Words(revision.welcome, text_marks())


def language_links(request: HttpRequest) -> list[LanguageLink]:
    """This page in each language, with whatever else its link carries."""
    links = []
    for code, _name in settings.LANGUAGES:
        info = get_language_info(code)
        query = request.GET.copy()
        query["lang"] = code
        links.append(
            LanguageLink(
                code=code,
                name=capfirst(info["name_local"]),
                direction="rtl" if info["bidi"] else "ltr",
                url=f"?{query.urlencode()}",
                is_current=code == get_language(),
            )
        )
    return links
