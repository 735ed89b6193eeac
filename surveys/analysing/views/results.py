"""The results page and the downloads: figures, answers, codebook."""

from django import forms
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from surveys.access import SignedInRequest, get_survey_or_404, sign_in_required
from surveys.analysing.exports import ExportOptions, export_file, figures_csv
from surveys.analysing.results import NoSuchRevisionError, SurveyResults, survey_results
from surveys.analysing.views.page import CATALOG_ORDER, DEFAULT_SORT, METHOD_OF_SORT, results_page
from surveys.forms import DownloadForm, RevisionForm
from surveys.models import Survey

CSV = "text/csv; charset=utf-8"


class SortForm(forms.Form):
    """How the results are sorted; anything unknown is as if nothing had been said."""

    sort = forms.ChoiceField(choices=[(sort, sort) for sort in METHOD_OF_SORT])

    @property
    def chosen(self) -> str:
        """The word of the address, or the default."""
        return str(self.cleaned_data["sort"]) if self.is_valid() else DEFAULT_SORT


@sign_in_required
@require_safe
def results(request: SignedInRequest, slug: str) -> HttpResponse:
    """The landscape, and the ranking of every section."""
    survey = get_survey_or_404(request.user, slug)
    sort = SortForm(request.GET).chosen
    found = _sorted_results(request, survey, sort)
    context = {
        "survey": survey,
        "sort": sort,
        "page": results_page(found, sort),
    }
    return render(request, "analysing/results.html", context)


@sign_in_required
@require_safe
def results_csv(request: SignedInRequest, slug: str) -> HttpResponse:
    """The page's figures, in the page's order."""
    survey = get_survey_or_404(request.user, slug)
    found = _sorted_results(request, survey, SortForm(request.GET).chosen)
    text = figures_csv(found, with_bom=DownloadForm(request.GET).with_bom)
    name = _file_name(survey, "results", RevisionForm(request.GET).number)
    return HttpResponse(
        text, content_type=CSV, headers={"Content-Disposition": f'attachment; filename="{name}"'}
    )


def _sorted_results(request: SignedInRequest, survey: Survey, sort: str) -> SurveyResults:
    """The figures of the revision that the address names, else of all of them pooled."""
    try:
        return survey_results(
            survey,
            method=METHOD_OF_SORT[sort],
            in_catalog_order=sort == CATALOG_ORDER,
            revision=RevisionForm(request.GET).number,
        )
    except NoSuchRevisionError as error:
        raise Http404 from error


@sign_in_required
@require_safe
def responses_csv(request: SignedInRequest, slug: str) -> FileResponse:
    """The answers, a row a response."""
    return _download(request, slug, "wide", "responses")


@sign_in_required
@require_safe
def answers_csv(request: SignedInRequest, slug: str) -> FileResponse:
    """The answers, a row an answer."""
    return _download(request, slug, "long", "answers")


@sign_in_required
@require_safe
def codebook_csv(request: SignedInRequest, slug: str) -> FileResponse:
    """What the columns of the wide file hold."""
    return _download(request, slug, "codebook", "codebook")


def _download(request: SignedInRequest, slug: str, name: str, label: str) -> FileResponse:
    """A complete file, sent in pieces with its length, so that a broken download shows itself.

    It holds the revision that the address names, else all of them.
    """
    survey = get_survey_or_404(request.user, slug)
    number = RevisionForm(request.GET).number
    opened = survey.revisions.exclude(opened_at=None)
    if number is not None and not opened.filter(number=number).exists():
        raise Http404
    options = ExportOptions(revision=number, with_bom=DownloadForm(request.GET).with_bom)
    return FileResponse(
        export_file(survey, name, options),
        as_attachment=True,
        filename=_file_name(survey, label, number),
        content_type=CSV,
    )


def _file_name(survey: Survey, label: str, number: int | None) -> str:
    """`pilot-answers-revision-2.csv`; without a number for all revisions."""
    revision = "" if number is None else f"-revision-{number}"
    return f"{survey.slug}-{label}{revision}.csv"
