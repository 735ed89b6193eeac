"""What a respondent reads in another language than the survey is written in.

The words of the interface are translated. What belongs to the survey, its items, texts, labels and
the words around them, is shown as the revision has it translated (`translating`); without that it
stays as it is, and is marked as being in the survey's language where the page around it is in
another.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest
from django.utils import translation
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import get_language, get_language_info

from jtbd_catalog.languages import spoken
from surveys import translating
from surveys.models import Response, Survey, SurveyItem, SurveyRevision
from surveys.translating import TEXT_LANGUAGE, Translated

_MARKS = format_html(' lang="{}" dir="auto"', TEXT_LANGUAGE)
_NO_MARKS = SafeString("")


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


def localize(response: Response, items: Iterable[SurveyItem] = ()) -> None:
    """Put what is translated to the page's language into the response's revision and `items`.

    For showing only (`translating.localize`). One query, none in the survey's language.
    """
    translating.localize(response.revision, items, get_language() or TEXT_LANGUAGE)


def localize_revision(revision: SurveyRevision, items: Iterable[SurveyItem] = ()) -> None:
    """Likewise for a revision that nobody answers yet. One query, none in the survey's language."""
    translating.localize(revision, items, get_language() or TEXT_LANGUAGE)


def localize_title(survey: Survey) -> None:
    """Likewise for the title alone of a survey. One query, none in the survey's language."""
    translating.localize_title(survey, get_language() or TEXT_LANGUAGE)


def localize_card(response: Response, item: SurveyItem) -> None:
    """Likewise for one item's card alone. One query, none in the survey's language."""
    translating.localize_card(response.revision, item, get_language() or TEXT_LANGUAGE)


def is_foreign() -> bool:
    """Whether the page is in another language than the survey."""
    return get_language() != TEXT_LANGUAGE


def text_marks() -> SafeString:
    """The attributes of an element that holds words in the survey's language (WCAG 3.1.2)."""
    return _MARKS if is_foreign() else _NO_MARKS


def marks_of(text: str) -> SafeString:
    """The attributes of an element that holds `text` of the survey: none where it is translated."""
    return _NO_MARKS if isinstance(text, Translated) else text_marks()


def marked(text: str) -> SafeString:
    """`text` of the survey in an element of its own, for a place amid other words."""
    return format_html("<bdi{}>{}</bdi>", marks_of(text), text)


def shown(text: str) -> str:
    """A word of the survey amid others: in an element of its own where that needs marks."""
    return marked(text) if marks_of(text) else text


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
