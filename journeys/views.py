"""Pages of the public catalog. They read; nothing here writes."""

import logging
from collections.abc import Callable, Iterable

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.utils.cache import get_conditional_response
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe
from django.views.decorators.vary import vary_on_headers

from journeys.accepting import ACCEPTED_FILE, read_accepted
from journeys.catalog import Hits, Wording, catalog_figures, catalog_rows, journey_page, step_page
from journeys.catalog import search as catalog_search
from journeys.documents import journey_csv, journey_json, journey_yaml
from journeys.fitting import asked_kind, kind_choice, remembering
from journeys.forms import SearchForm, WordingForm
from journeys.freshness import catalog_tag, journey_tag, keep_page, kept_page, page_tag
from journeys.models import (
    CATALOG_ATTRIBUTION,
    CATALOG_LICENCE,
    PROJECT_ATTRIBUTION,
    Journey,
    Phase,
)
from journeys.reading import CatalogFileError
from jtbd_catalog.http import HtmxRequest

logger = logging.getLogger(__name__)

FILES: dict[str, tuple[str, Callable[[Journey, str], str | Iterable[str]]]] = {
    "yaml": ("application/yaml; charset=utf-8", lambda journey, _kind: journey_yaml(journey)),
    "json": ("application/json", journey_json),
    "csv": ("text/csv; charset=utf-8", journey_csv),
}

# The tokens that the style guide shows, as static/css/tokens.css names them.
COLOURS = (
    *("paper", "paper-raised", "paper-sunk", "ink", "ink-soft", "rule", "control", "accent"),
    *("accent-ink", "accent-wash", "mark", "importance", "importance-wash", "difficulty"),
    *("difficulty-wash", "ok", "warn", "error", "error-wash"),
)

# A browser asks each time whether its copy still holds; no cache on the way keeps one.
own_copy_only = cache_control(private=True, no_cache=True)


@require_safe
@own_copy_only
@vary_on_headers("Cookie")
def journey_list(request: HtmxRequest) -> HttpResponseBase:
    """Home: every journey, in the life cycle of owning a solution."""

    def page() -> HttpResponse:
        stages = catalog_rows()
        credits = dict.fromkeys(row.credit for stage in stages for row in stage.journeys)
        context = {"stages": stages, "credits": list(credits)}
        return render(request, "journeys/journey_list.html", context)

    return _unless_current(request, catalog_tag(request), page)


@require_safe
@own_copy_only
@vary_on_headers("Cookie")
def journey_detail(request: HtmxRequest, slug: str) -> HttpResponseBase:
    """A journey with all its sections, or with what fits `?kind=` of thing."""
    journey = get_object_or_404(Journey, slug=slug)
    choice = kind_choice(request, journey)
    tag = page_tag(request, journey, variant=f"page {choice.variant}")

    def page() -> HttpResponse:
        contents = journey_page(journey, choice.kind)
        context = {
            "page": contents,
            "journey": contents.journey,
            "formats": list(FILES),
            "is_open": False,
            "marks_origin": contents.steps.has_several_origins,
            "choice": choice,
            "n_left_out": contents.n_left_out,
        }
        return render(request, "journeys/journey_detail.html", context)

    return remembering(request, _unless_current(request, tag, page))


@require_safe
@own_copy_only
@vary_on_headers("Cookie", "HX-Request")
def job_step_detail(request: HtmxRequest, slug: str, code: str) -> HttpResponseBase:
    """A step with its metrics: a page, or the step's place in the journey's job map.

    In place, `?closed` asks for it folded up again, `?wording=` for the metrics alone, so worded;
    `?kind=` leaves out what does not fit that kind of thing.
    """
    journey = get_object_or_404(Journey, slug=slug)
    wording = _wording(request)
    is_open = "closed" not in request.GET
    template = _step_template(request)
    choice = kind_choice(request, journey)
    variant = f"{template} {code} {is_open} {wording} {choice.variant}"
    tag = page_tag(request, journey, variant=variant)

    def page() -> HttpResponse:
        step = step_page(journey, code, choice.kind)
        if step is None:
            raise Http404
        context = {"journey": journey, "step": step, "row": step.row, "is_open": is_open}
        context |= {"marks_origin": step.marks_origin, "wording": wording, "wordings": Wording}
        context |= {"choice": choice, "n_left_out": step.n_left_out}
        # What the steps beside it are shown by, too.
        said = {} if wording == Wording.OUTCOME.value else {"wording": wording}
        context["shown_by"] = said | choice.shown_by
        context["is_in_place"] = bool(request.htmx)
        return render(request, template, context)

    return remembering(request, _unless_current(request, tag, page))


def _wording(request: HttpRequest) -> str:
    form = WordingForm(request.GET)
    return str(form.cleaned_data["wording"]) if form.is_valid() else Wording.OUTCOME.value


def _step_template(request: HtmxRequest) -> str:
    if not request.htmx:
        return "journeys/job_step_detail.html"
    return (
        "journeys/_metrics.html"
        if "wording" in request.GET
        else "journeys/journey_detail.html#job-step"
    )


@require_safe
@own_copy_only
def journey_file(request: HtmxRequest, slug: str, format: str) -> HttpResponseBase:
    """A journey as a file that `load_catalog` or a spreadsheet reads.

    `?kind=` leaves out of JSON and CSV what does not fit. YAML is whole: who loads a part retires
    the rest.
    """
    journey = get_object_or_404(Journey, slug=slug)
    content_type, written = FILES[format]
    kind = "" if format == "yaml" else asked_kind(request) or ""

    def file() -> HttpResponse:
        body = written(journey, kind)
        response = HttpResponse(
            body if isinstance(body, str) else "".join(body), content_type=content_type
        )
        name = f"{journey.slug}-{kind}" if kind else journey.slug
        response["Content-Disposition"] = f'attachment; filename="{name}.{format}"'
        return response

    return _unless_current(request, journey_tag(journey, variant=f"{format} {kind}".strip()), file)


@require_safe
@own_copy_only
@vary_on_headers("HX-Request")
def search(request: HtmxRequest) -> HttpResponse:
    """Every entry that contains all the words asked for; as you type, only the results."""
    form = SearchForm(request.GET)
    query = form.cleaned_data["q"] if form.is_valid() else ""
    hits = catalog_search(query) if query else None
    context = {
        "query": request.GET.get("q", "").replace("\0", ""),
        "hits": hits,
        "summary": _summary(form, hits),
        "is_search_page": True,
    }
    template = "journeys/search.html#search-results" if request.htmx else "journeys/search.html"
    return render(request, template, context)


@require_safe
@own_copy_only
def statistics(request: HttpRequest) -> HttpResponse:
    """What the catalog holds, in figures: entries by kind and journey, and what the rules find."""
    try:
        accepted = read_accepted(settings.BASE_DIR / ACCEPTED_FILE)
    except CatalogFileError as error:
        logger.warning("Accepted findings cannot be read: %s", error)
        accepted = {}
    figures = catalog_figures(accepted)
    return render(request, "journeys/statistics.html", {"figures": figures})


@require_safe
@own_copy_only
def about(request: HttpRequest) -> HttpResponse:
    """About the method: what each section is for, and how priorities are computed."""
    attributions = [CATALOG_ATTRIBUTION, PROJECT_ATTRIBUTION]
    context = {"licence": CATALOG_LICENCE, "attributions": attributions}
    return render(request, "journeys/about.html", context)


@require_safe
def styleguide(request: HttpRequest) -> HttpResponse:
    """The living page of the design language, where development shows it."""
    if not (settings.DEBUG or getattr(settings, "SHOW_STYLEGUIDE", False)):
        raise Http404
    return render(request, "journeys/styleguide.html", {"colours": COLOURS, "phases": list(Phase)})


def _unless_current(
    request: HttpRequest, tag: str | None, page: Callable[[], HttpResponse]
) -> HttpResponseBase:
    """304 if the browser holds what `tag` names; else the page, kept or made now, tagged.

    Files are not kept: they are long, and asked for seldom.
    """
    if tag is None:
        return page()
    current = get_conditional_response(request, etag=tag)
    if current is not None:
        return current
    response = kept_page(request, tag)
    if response is None:
        response = page()
        if response.headers["Content-Type"].startswith("text/html"):
            keep_page(tag, response)
    response["ETag"] = tag
    return response


def _summary(form: SearchForm, hits: Hits | None) -> str:
    """What the search came to, in one sentence."""
    if not form.is_valid():
        return " ".join(str(error) for error in form.errors.get("q", []))
    if hits is None:
        return ""
    if not hits.total:
        return _("Nothing in the catalog contains all of these words.")
    found = ngettext("%(n)s entry found.", "%(n)s entries found.", hits.total) % {"n": hits.total}
    if hits.total > hits.shown:
        return f"{found} " + _("The first %(n)s are shown; add a word.") % {"n": hits.shown}
    return found
