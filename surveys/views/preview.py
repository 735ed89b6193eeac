"""The respondent's pages of a survey, walked through without storing anything."""

from collections.abc import Sequence
from itertools import groupby
from typing import Any

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from surveys import answering, grids, publishing, questions
from surveys.models import Survey, SurveyItem, SurveyRevision
from surveys.views.access import SignedInRequest, get_survey_or_404, sign_in_required
from surveys.views.durations import minutes_words

WELCOME, DONE = "welcome", "done"


@sign_in_required
@require_http_methods(["GET", "HEAD", "POST"])
def survey_preview(request: SignedInRequest, slug: str) -> HttpResponse:
    """One page as respondents get it: a draft's in today's wording, an opened survey's as frozen.

    The page is named by `?page=`. A POST walks on, and stores nothing.
    """
    survey = get_survey_or_404(request.user, slug)
    revision, items = _asked(survey)
    pages = {page: list(members) for page, members in groupby(items, lambda item: item.page)}
    walked = answering.page_sequence(pages, decision_maker=True)[:-1]
    sequence = [WELCOME, *walked, DONE]
    page = request.GET.get("page", WELCOME)
    if page not in sequence:
        raise Http404
    if request.method == "POST":
        return _walked_on(request, survey, sequence, page)
    context = _context(survey, revision, sequence, page) | _page(revision, pages, page)
    context["steps"] = [
        {"label": _label(pages, step), "url": _url(survey, step), "is_here": step == page}
        for step in sequence
    ]
    return render(request, "surveys/survey_preview.html", context)


def _asked(survey: Survey) -> tuple[SurveyRevision, list[SurveyItem]]:
    revision = survey.revisions.latest("number")
    if revision.opened_at:
        return revision, list(revision.items.order_by("position"))
    fresh = publishing.fresh_draft(survey, revision)
    return fresh.revision, fresh.items


def _url(survey: Survey, page: str) -> str:
    return f"{reverse('surveys:survey_preview', args=[survey.slug])}?page={page}"


def _walked_on(
    request: SignedInRequest, survey: Survey, sequence: Sequence[str], page: str
) -> HttpResponse:
    step = {"next": 1, "back": -1}.get(request.POST.get("action", ""), 0)
    index = min(max(sequence.index(page) + step, 0), len(sequence) - 1)
    return HttpResponseRedirect(_url(survey, sequence[index]))


def _context(
    survey: Survey, revision: SurveyRevision, sequence: Sequence[str], page: str
) -> dict[str, Any]:
    """What every page of the walk shows."""
    url = _url(survey, page)
    is_walk = page not in {WELCOME, DONE}
    return {
        "survey": survey,
        "revision": revision,
        "token": "",
        "resume_url": "",
        "page_url": url,
        "save_url": url,
        "page_load": "preview",
        "page_number": str(sequence.index(page)) if is_walk else "",
        "n_pages": str(len(sequence) - 1),
        "is_first": sequence.index(page) == 1,
    }


def _page(
    revision: SurveyRevision, pages: dict[str, list[SurveyItem]], page: str
) -> dict[str, Any]:
    """The respondent's template of `page`, and what it shows besides."""
    if page == WELCOME:
        walk = answering.page_sequence(pages, decision_maker=None)
        minutes = minutes_words(questions.minutes(answering.n_cells(pages, walk)))
        start = {"is_refused": False, "minutes": minutes, "languages": []}
        return start | {"template": "respond/start.html"}
    if page == DONE:
        return {"template": "respond/done.html", "receipt": _("EXAMPLE")}
    if page == answering.GATE_PAGE:
        return {"template": "respond/gate.html", "decision_maker": None}
    return {
        "template": "respond/section.html",
        "grid": grids.page_grid(revision, pages[page], grids.PageState({})),
        "messages_by_cell": {},
        "n_answered": "0",
        "n_cells": str(answering.n_cells(pages, pages)),
    }


def _label(pages: dict[str, list[SurveyItem]], page: str) -> str:
    """What the list of pages calls one."""
    fixed = {
        WELCOME: _("Welcome"),
        DONE: _("Thank-you"),
        answering.GATE_PAGE: _("Purchase decision"),
    }
    if page in fixed:
        return fixed[page]
    first = pages[page][0]
    if first.kind == questions.PERFORMANCE_METRICS:
        return first.heading
    return _(questions.KIND[first.kind].label)
