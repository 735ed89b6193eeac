"""The downloads: figures, answers, codebook."""

from django.http import FileResponse, Http404, HttpResponse
from django.views.decorators.http import require_safe

from surveys.access import SignedInRequest, get_survey_or_404, sign_in_required
from surveys.analysing.exports import ExportOptions, csv_text, export_file, figures_table
from surveys.analysing.query import NoSuchRevisionError, ResultsQuery, ResultsQueryForm
from surveys.analysing.views.results import results_or_404
from surveys.forms import DownloadForm
from surveys.models import Survey

CSV = "text/csv; charset=utf-8"


@sign_in_required
@require_safe
def results_csv(request: SignedInRequest, slug: str) -> HttpResponse:
    """The page's figures, in the page's order."""
    survey = get_survey_or_404(request.user, slug)
    query = ResultsQueryForm(request.GET).query
    table = figures_table(results_or_404(survey, query))
    return HttpResponse(
        csv_text(table, with_bom=DownloadForm(request.GET).with_bom),
        content_type=CSV,
        headers={
            "Content-Disposition": f'attachment; filename="{_file_name(survey, "results", query)}"'
        },
    )


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
    """A complete file, sent in pieces with its length, so that a broken download shows itself."""
    survey = get_survey_or_404(request.user, slug)
    query = ResultsQueryForm(request.GET).query
    options = ExportOptions(query=query, with_bom=DownloadForm(request.GET).with_bom)
    try:
        file = export_file(survey, name, options)
    except NoSuchRevisionError as error:
        raise Http404 from error
    return FileResponse(
        file,
        as_attachment=True,
        filename=_file_name(survey, label, query),
        content_type=CSV,
    )


def _file_name(survey: Survey, label: str, query: ResultsQuery) -> str:
    """`pilot-answers-revision-2.csv`; without a number for all revisions."""
    revision = "" if query.revision is None else f"-revision-{query.revision}"
    section = f"-{query.section}" if query.section else ""
    return f"{survey.slug}-{label}{revision}{section}.csv"
