"""Translating a survey's texts: the languages, the page of one, and its file there and back."""

from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import get_language_info, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from jtbd_catalog.http import absolute_url
from surveys import translating
from surveys.access import SignedInRequest, get_survey_or_404, sign_in_required
from surveys.designing import lifecycle
from surveys.designing.views.translation_rows import (
    FIELD_PREFIX,
    Entered,
    field_id,
    first_missing,
    first_unsaved,
    row_groups,
)
from surveys.forms import DownloadForm, RevisionForm
from surveys.models import Survey, SurveyRevision
from surveys.translating import Changes, Stored, Text


@dataclass(frozen=True)
class Asked:
    """A revision to translate, in the words it asks: of a draft today's of the catalog."""

    survey: Survey
    revision: SurveyRevision
    texts: list[Text]
    others: list[SurveyRevision]

    @property
    def query(self) -> str:
        """The end of an address that keeps to this revision."""
        return f"?revision={self.revision.number}"


@dataclass(frozen=True)
class Language:
    """One language: its English name, its own, and how its words run."""

    code: str
    name: str
    own_name: str
    direction: str


@sign_in_required
@require_safe
def survey_translations(request: SignedInRequest, slug: str) -> HttpResponse:
    """Each language of the site, and how much of the survey is translated to it."""
    survey = get_survey_or_404(request.user, slug)
    asked = _asked(request, survey)
    n_done = translating.n_translated(asked.revision, asked.texts)
    start = absolute_url(request, reverse("surveys:response_start", args=[slug]))
    rows = [
        {
            "language": _language(code),
            "url": _page_url(asked, code),
            "n_done": str(n_done[code]),
            "link": f"{start}?lang={code}",
        }
        for code in translating.offered_languages()
    ]
    context = {"survey": survey, "asked": asked, "rows": rows, "n_texts": str(len(asked.texts))}
    return render(request, "designing/translation_list.html", context)


@sign_in_required
@require_http_methods(["GET", "HEAD", "POST"])
def survey_translation(request: SignedInRequest, slug: str, language: str) -> HttpResponse:
    """The texts beside their translation; saved by a plain form, or filled in from a file."""
    survey = get_survey_or_404(request.user, slug)
    _demand_offered(language)
    asked = _asked(request, survey)
    if request.method != "POST":
        return _page(request, asked, language)
    if request.POST.get("action") == "upload":
        return _uploaded(request, asked, language)
    return _saved(request, asked, language)


@sign_in_required
@require_safe
def translation_csv(request: SignedInRequest, slug: str, language: str) -> HttpResponse:
    """The texts and their translation as a file for a translator."""
    survey = get_survey_or_404(request.user, slug)
    _demand_offered(language)
    asked = _asked(request, survey)
    stored = translating.stored_translations(asked.revision, language, asked.texts)
    with_bom = DownloadForm(request.GET).with_bom
    data = translating.translations_file(asked.texts, stored, with_bom=with_bom)
    response = HttpResponse(data, content_type="text/csv; charset=utf-8")
    name = f"{slug}-{asked.revision.number}-{language}.csv"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _demand_offered(language: str) -> None:
    """Raise Http404 for a language that texts cannot be translated to."""
    if language not in translating.offered_languages():
        raise Http404


def _asked(request: SignedInRequest, survey: Survey) -> Asked:
    """The revision that the address names, else the draft, else the newest; 404 for another."""
    revisions = list(survey.revisions.order_by("-number"))
    number = RevisionForm(request.GET).number or revisions[0].number
    revision = next((one for one in revisions if one.number == number), None)
    if revision is None:
        raise Http404
    revision.survey = survey
    if revision.opened_at:
        items = list(revision.items.order_by("position"))
    else:
        items = lifecycle.fresh_draft(survey, revision).items
    others = [one for one in revisions if one != revision]
    return Asked(survey, revision, translating.translatable(revision, items), others)


def _language(code: str) -> Language:
    info = get_language_info(code)
    own_name = capfirst(info["name_local"])
    return Language(code, _(info["name"]), own_name, "rtl" if info["bidi"] else "ltr")


def _page_url(asked: Asked, language: str) -> str:
    url = reverse("surveys:survey_translation", args=[asked.survey.slug, language])
    return f"{url}{asked.query}"


def _saved(request: SignedInRequest, asked: Asked, language: str) -> HttpResponse:
    """Write what the form holds; else the form again, as it was filled in."""
    given = _given(request, asked.texts)
    try:
        changes = translating.write_translations(
            revision=asked.revision,
            language=language,
            texts=asked.texts,
            given=given,
            seen=request.POST.get("seen", ""),
        )
    except translating.TranslationError as refusal:
        errors = {problem.key: problem.words for problem in refusal.problems}
        status = HTTPStatus.UNPROCESSABLE_ENTITY
        return _page(request, asked, language, Entered(refusal.meant, errors), status=status)
    except translating.TranslationsChangedError as change:
        words = _("Changed by somebody else since you opened this page. Save again to replace it.")
        entered = Entered(change.meant, dict.fromkeys(change.keys, words))
        return _page(request, asked, language, entered, status=HTTPStatus.CONFLICT)
    messages.success(request, _("Saved: %(changes)s.") % {"changes": _changes_words(changes)})
    return redirect(_page_url(asked, language))


def _given(request: SignedInRequest, texts: list[Text]) -> dict[str, str]:
    """The posted translations by key, as they would be stored; unknown keys as they came."""
    by_key = {text.key: text for text in texts}
    given = {}
    for name in request.POST:
        if name.startswith(FIELD_PREFIX):
            key, raw = name.removeprefix(FIELD_PREFIX), request.POST[name]
            text = by_key.get(key)
            given[key] = translating.read_translation(text, raw) if text else raw
    return given


def _uploaded(request: SignedInRequest, asked: Asked, language: str) -> HttpResponse:
    """The page filled in from a file, to be looked at and saved; or what is wrong with the file."""
    stored = translating.stored_translations(asked.revision, language, asked.texts)
    file = request.FILES.get("file")
    problems: list[dict[str, str]] = []
    try:
        data = file.read(translating.MAX_BYTES + 1) if file else b""
        given = translating.read_file(data, asked.texts, stored)
    except translating.TranslationError as refusal:
        given = {}
        problems = [{"target": "file", "words": _line_words(one)} for one in refusal.problems]
    changes = translating.changes_to(asked.texts, stored, given)
    more = {
        "file_problems": problems,
        "preview": "" if problems else _changes_words(changes),
        "n_removed": len(changes.removed),
    }
    status = HTTPStatus.UNPROCESSABLE_ENTITY if problems else HTTPStatus.OK
    return _page(request, asked, language, Entered(given), status=status, **more)


def _line_words(problem: translating.Problem) -> str:
    if not problem.line:
        return problem.words
    return _("Line %(line)s, %(key)s: %(words)s") % {
        "line": problem.line,
        "key": problem.key or "–",
        "words": problem.words,
    }


def _changes_words(changes: Changes) -> str:
    """`12 new, 3 changed, 0 removed`."""
    return _("%(new)s new, %(changed)s changed, %(removed)s removed") % {
        "new": len(changes.new),
        "changed": len(changes.changed),
        "removed": len(changes.removed),
    }


def _page(
    request: SignedInRequest,
    asked: Asked,
    language: str,
    entered: Entered | None = None,
    *,
    status: HTTPStatus = HTTPStatus.OK,
    **more: Any,
) -> HttpResponse:
    entered = entered or Entered()
    stored = translating.stored_translations(asked.revision, language, asked.texts)
    csv_url = reverse("surveys:translation_csv", args=[asked.survey.slug, language])
    preview_url = reverse("surveys:survey_preview", args=[asked.survey.slug])
    context = _standing(asked.texts, stored, entered) | {
        "survey": asked.survey,
        "asked": asked,
        "language": _language(language),
        "errors": _errors(asked.texts, entered) + more.pop("file_problems", []),
        "page_url": _page_url(asked, language),
        "csv_url": f"{csv_url}{asked.query}",
        "preview_url": f"{preview_url}{asked.query}&lang={language}",
    }
    return render(request, "designing/translation_form.html", context | more, status=status)


def _standing(texts: list[Text], stored: Stored, entered: Entered) -> dict[str, Any]:
    """The texts with their translations, and how far they are."""
    groups = row_groups(texts, stored, entered)
    words = ngettext("%(done)s of %(n)s text", "%(done)s of %(n)s texts", len(texts))
    return {
        "groups": groups,
        "first_unsaved": first_unsaved(groups),
        "first_missing": first_missing(texts, stored),
        "progress": words % {"done": len(stored.fitting), "n": len(texts)},
        "seen": translating.seen_mark(texts, stored),
        "is_frozen": bool(stored.frozen),
    }


def _errors(texts: list[Text], entered: Entered) -> list[dict[str, str]]:
    """What is wrong, each with the place to go to; a text that is gone has none."""
    places = {text.key: f"{text.part}, {text.place}" for text in texts}
    return [
        {
            "target": field_id(key) if key in places else "translation-form",
            "words": f"{places.get(key, key)}: {words}",
        }
        for key, words in entered.errors.items()
    ]
