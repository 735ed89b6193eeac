"""The respondent's pages of a survey, walked through without storing anything."""

from collections.abc import Sequence
from typing import Any

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from jtbd_catalog.languages import spoken
from surveys import questions
from surveys.access import SignedInRequest, get_survey_or_404, sign_in_required
from surveys.designing import lifecycle
from surveys.designing.revisions import shown_revision
from surveys.forms import RevisionForm
from surveys.models import Survey, SurveyItem, SurveyRevision
from surveys.moments import minutes_words
from surveys.responding import grids, languages
from surveys.responding.assignment import GATE_PAGE, Assignment, whole
from surveys.responding.views.start import HONEYPOT_FIELD
from surveys.translating import TEXT_LANGUAGE

WELCOME, DONE = "welcome", "done"


@sign_in_required
@require_http_methods(["GET", "HEAD", "POST"])
def survey_preview(request: SignedInRequest, slug: str) -> HttpResponse:
    """One page as respondents get it: a draft's in today's wording, an opened revision as frozen.

    The page is named by `?page=`, the revision by `?revision=`, else the one in the field, and
    respondents' language by `?lang=`. A POST walks on, and stores nothing.
    """
    survey = get_survey_or_404(request.user, slug)
    number = RevisionForm(request.GET).number
    revision, items = _asked(survey, number)
    language = spoken(request.GET.get("lang", "")) or TEXT_LANGUAGE
    url = _url(survey, number, language)
    given = whole(revision, items, decision_maker=True)
    sequence = [WELCOME, *given.walked[:-1], DONE]
    page = request.GET.get("page", WELCOME)
    if page not in sequence:
        raise Http404
    if request.method == "POST":
        return _walked_on(request, url, sequence, page)
    steps = [
        {"label": _label(given, step), "url": url + step, "is_here": step == page}
        for step in sequence
    ]
    with translation.override(language):
        languages.localize_revision(revision, given.pages.get(page, ()))
        context = _context(survey, revision, sequence, page) | _page(given, page)
        context |= dict.fromkeys(("page_url", "save_url"), url + page) | {"steps": steps}
        return render(request, "designing/survey_preview.html", context)


def _asked(survey: Survey, number: int | None) -> tuple[SurveyRevision, list[SurveyItem]]:
    revisions = list(survey.revisions.order_by("number"))
    wanted = number or shown_revision(revisions).number
    revision = next((one for one in revisions if one.number == wanted), None)
    if revision is None:
        raise Http404
    if revision.opened_at:
        return revision, list(revision.items.order_by("position"))
    fresh = lifecycle.fresh_draft(survey, revision)
    return fresh.revision, fresh.items


def _url(survey: Survey, number: int | None, language: str) -> str:
    """The preview's address up to a page's name; it names what is not the usual."""
    named = "" if number is None else f"revision={number}&"
    named += "" if language == TEXT_LANGUAGE else f"lang={language}&"
    return f"{reverse('surveys:survey_preview', args=[survey.slug])}?{named}page="


def _walked_on(
    request: SignedInRequest, url: str, sequence: Sequence[str], page: str
) -> HttpResponse:
    step = {"next": 1, "back": -1}.get(request.POST.get("action", ""), 0)
    index = min(max(sequence.index(page) + step, 0), len(sequence) - 1)
    return HttpResponseRedirect(url + sequence[index])


def _context(
    survey: Survey, revision: SurveyRevision, sequence: Sequence[str], page: str
) -> dict[str, Any]:
    """What every page of the walk shows."""
    is_walk = page not in {WELCOME, DONE}
    return {
        "survey": survey,
        "revision": revision,
        "token": "",
        "resume_url": "",
        "page_load": "preview",
        "page_number": str(sequence.index(page)) if is_walk else "",
        "n_pages": str(len(sequence) - 1),
        "is_first": sequence.index(page) == 1,
    }


def _page(given: Assignment, page: str) -> dict[str, Any]:
    """The respondent's template of `page`, and what it shows besides."""
    if page == WELCOME:
        n_cells = given.at_the_gate(decision_maker=None).n_cells
        minutes = minutes_words(questions.minutes(n_cells))
        start = {"is_refused": False, "is_changed": False, "minutes": minutes, "languages": []}
        start |= {"honeypot": HONEYPOT_FIELD, "ticket": ""}
        return start | {"template": "responding/start.html"}
    if page == DONE:
        return {"template": "responding/done.html", "receipt": _("EXAMPLE")}
    if page == GATE_PAGE:
        return {"template": "responding/gate.html", "decision_maker": None, "stored": ""}
    return {
        "template": "responding/section.html",
        "grid": grids.page_grid(
            given.revision,
            given.pages[page],
            grids.PageState({}),
            part=grids.part_words(page, given.pages),
        ),
        "messages_by_cell": {},
        "n_answered": "0",
        "n_cells": str(given.n_cells),
    }


def _label(given: Assignment, page: str) -> str:
    """What the list of pages calls one."""
    fixed = {
        WELCOME: _("Welcome"),
        DONE: _("Thank-you"),
        GATE_PAGE: _("Purchase decision"),
    }
    if page in fixed:
        return fixed[page]
    first = given.pages[page][0]
    is_step = first.kind == questions.PERFORMANCE_METRICS
    title = first.heading if is_step else _(questions.KIND[first.kind].label)
    part = grids.part_words(page, given.pages)
    return f"{title} · {part}" if part else title
