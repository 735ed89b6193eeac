"""The results page: a survey's figures as ready strings beside their geometry."""

from dataclasses import dataclass, field, replace

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from surveys.access import SignedInRequest, get_survey_or_404, sign_in_required
from surveys.analysing.query import (
    NoSuchRevisionError,
    Parameters,
    ResultsQuery,
    ResultsQueryForm,
)
from surveys.analysing.results import SurveyResults, survey_results
from surveys.analysing.views.landscape import Landscape, landscape, landscape_marks
from surveys.analysing.views.revisions import RevisionChoice, pooling_words, revision_choices
from surveys.analysing.views.sections import ShownSection, SortChoice, shown_section, sort_choices
from surveys.models import Survey


@dataclass(frozen=True)
class ResultsPage:
    """Everything the page shows. Without sections it says why in `empty`.

    `address` are the parameters of its own address, `scope` those that the files of answers take.
    `revisions` and `pooling` are empty where a survey has one. `rights` are the licences and
    attributions of the entries shown.
    """

    address: Parameters
    scope: Parameters
    revisions: list[RevisionChoice]
    pooling: str
    summary: str
    demo: str
    empty: str
    method: str
    formula: str
    meaning: str
    rights: list[tuple[str, str]]
    sorts: list[SortChoice] = field(default_factory=list)
    landscape: Landscape | None = None
    sections: list[ShownSection] = field(default_factory=list)


@sign_in_required
@require_safe
def results(request: SignedInRequest, slug: str) -> HttpResponse:
    """The landscape, and the ranking of every section."""
    survey = get_survey_or_404(request.user, slug)
    found = results_or_404(survey, ResultsQueryForm(request.GET).query)
    context = {"survey": survey, "page": results_page(found)}
    return render(request, "analysing/results.html", context)


def results_or_404(survey: Survey, query: ResultsQuery) -> SurveyResults:
    """The figures; 404 for a revision that the survey does not have."""
    try:
        return survey_results(survey, query)
    except NoSuchRevisionError as error:
        raise Http404 from error


def results_page(found: SurveyResults) -> ResultsPage:
    """The page's content, in the order of the figures."""
    revisions = revision_choices(found)
    # Where there is one revision, addresses need not name it.
    query = found.query if revisions else replace(found.query, revision=None)
    page = ResultsPage(
        address=query.parameters,
        scope=query.scope,
        revisions=revisions,
        pooling=pooling_words(found),
        summary=_summary(found),
        demo=_demo(found),
        empty="" if found.n else _empty(found),
        method=str(found.method.label),
        formula=found.method.formula,
        meaning=str(found.method.meaning),
        rights=found.rights,
    )
    if not found.n:
        return page
    marks = landscape_marks(found.sections)
    sections = [shown_section(section, found, marks) for section in found.sections]
    items = {item.key: item for section in sections for item in section.items}
    return replace(
        page,
        sorts=sort_choices(found),
        landscape=landscape(found.sections, items, marks),
        sections=sections,
    )


def _summary(found: SurveyResults) -> str:
    if not found.n:
        return ""
    people = ngettext(
        "%(n)s person has submitted answers.", "%(n)s people have submitted answers.", found.n
    ) % {"n": found.n}
    if not found.n_in_progress:
        return people
    return f"{people} " + ngettext(
        "%(n)s more is in progress and not counted.",
        "%(n)s more are in progress and not counted.",
        found.n_in_progress,
    ) % {"n": found.n_in_progress}


def _demo(found: SurveyResults) -> str:
    if not found.n_demo:
        return ""
    return ngettext(
        "Includes %(n)s demo response, which is made up.",
        "Includes %(n)s demo responses, which are made up.",
        found.n_demo,
    ) % {"n": found.n_demo}


def _empty(found: SurveyResults) -> str:
    if found.revision is None:
        return _("This survey has never been open, so nobody has answered it.")
    if found.n_in_progress:
        return ngettext(
            "Nobody has submitted answers yet; %(n)s person is in the middle of it.",
            "Nobody has submitted answers yet; %(n)s people are in the middle of it.",
            found.n_in_progress,
        ) % {"n": found.n_in_progress}
    return _("Nobody has submitted answers yet.")
