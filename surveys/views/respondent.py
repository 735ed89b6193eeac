"""The respondent's pages: start, one page after another, review, submit, done.

Every page is a plain form first. HTMX posts one cell at a time to `answer_save`; both ways read
cells with the same function and write them through `answering`.
"""

from collections.abc import Callable
from functools import wraps
from http import HTTPStatus
from secrets import token_hex
from typing import Any

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.middleware.csrf import get_token
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django.views.decorators.vary import vary_on_headers

from jtbd_catalog.http import HtmxRequest, absolute_url
from surveys import answering, grids, languages, links, questions, saving
from surveys.answering import GATE_PAGE, REVIEW_PAGE, PageLoad, Save, Verdict
from surveys.models import Response, Survey
from surveys.saving import Saved
from surveys.views.durations import minutes_words
from surveys.views.posted import page_load_of, posted_saves, tap_of
from surveys.views.walk import Walk


def answers_wanted(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Turn `ResponseClosed` into words: to the receipt once submitted, else that it is closed."""

    @wraps(view)
    def wrapped(request: HtmxRequest, token: str, **kwargs: str) -> HttpResponse:
        response = get_response_or_404(token)
        try:
            answering.demand_open(response)
            return view(request, response, token, **kwargs)
        except answering.ResponseClosed:
            response = get_response_or_404(token)
            if response.status == Response.Status.SUBMITTED:
                return redirect("surveys:response_done", token=token)
            return _closed_page(request, response.revision.survey)
        except Response.DoesNotExist as withdrawn:
            raise Http404 from withdrawn

    return wrapped


def get_response_or_404(token: str) -> Response:
    """The response of a token, and its language for what follows; unknown tokens are not found."""
    response = answering.response_of_token(token)
    if response is None:
        raise Http404
    languages.use_language_of(response)
    return response


# /respond/<slug>/


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def response_start(request: HtmxRequest, slug: str) -> HttpResponse:
    """Welcome and consent. Nothing is stored before the consent box is ticked."""
    survey = Survey.objects.filter(slug=slug).first()
    if survey is None:
        raise Http404
    if survey.status != Survey.Status.OPEN:
        return _closed_page(request, survey)
    revision = survey.revisions.filter(opened_at__isnull=False).latest("number")
    pages = answering.page_items(revision)
    walk = answering.page_sequence(pages, decision_maker=None)
    is_refused = request.method == "POST" and not request.POST.get("consent")
    if request.method != "POST" or is_refused:
        minutes = minutes_words(questions.minutes(answering.n_cells(pages, walk)))
        context = {"survey": survey, "revision": revision, "minutes": minutes}
        context |= {"is_refused": is_refused, "languages": languages.language_links(request)}
        status = HTTPStatus.UNPROCESSABLE_ENTITY if is_refused else HTTPStatus.OK
        return render(request, "respond/start.html", context, status=status)
    _response, token = answering.start_response(
        revision=revision,
        language=get_language() or "en",
        parameters={name: request.GET.get(name, "") for name in request.GET if name != "lang"},
        first_page=walk[0],
    )
    return redirect("surveys:response_section", token=token, page=walk[0])


# /responses/<token>/


@never_cache
@require_safe
def response_resume(request: HtmxRequest, token: str) -> HttpResponse:
    """The link a person keeps: on to the page they were at, or to the end."""
    response = get_response_or_404(token)
    if response.status == Response.Status.SUBMITTED:
        return redirect("surveys:response_done", token=token)
    pages = answering.page_items(response.revision)
    sequence = answering.page_sequence(pages, decision_maker=response.decision_maker)
    shown = [page for page in sequence if page in response.pages_shown]
    return redirect("surveys:response_section", token=token, page=(shown or sequence)[-1])


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@answers_wanted
def response_section(
    request: HtmxRequest, response: Response, token: str, page: str
) -> HttpResponse:
    """One page of items, or the gate: shown, or posted whole by a plain form."""
    walk = Walk(response, token, page)
    if page == GATE_PAGE:
        return _gate(request, walk)
    if request.method != "POST":
        return _section_page(request, walk, {})
    saves, messages = posted_saves(request, walk)
    target = _target(request, walk)
    outcomes = answering.record_page(
        response=response,
        saves=saves,
        page_load=page_load_of(request),
        onward="" if messages else target,
    )
    messages |= _refusals(saves, outcomes)
    if messages:
        return _section_page(request, walk, messages, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    return _onward(request, walk, target)


@never_cache
@require_POST
@vary_on_headers("HX-Request")
def answer_save(request: HtmxRequest, token: str) -> HttpResponse:
    """Save the one cell the request names, and answer with its mark and the progress."""
    try:
        saved = saving.save_cell(token=token, tap=tap_of(request), page_load=page_load_of(request))
    except saving.UnknownCell as unknown:
        raise Http404 from unknown
    except ValueError:
        get_response_or_404(token)  # for its language
        return HttpResponse(_("That is not an answer."), status=HTTPStatus.UNPROCESSABLE_ENTITY)
    except answering.ResponseClosed:
        return HttpResponse(_closed_words(get_response_or_404(token)), status=HTTPStatus.GONE)
    languages.use_language_of(saved.response)
    return _saved(request, saved)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@answers_wanted
def response_review(request: HtmxRequest, response: Response, token: str) -> HttpResponse:
    """What is answered and what is open, by page; then submit."""
    walk = Walk(response, token, REVIEW_PAGE)
    if request.method != "POST":
        return render(request, "respond/review.html", _context(request, walk) | _review(walk))
    if request.POST.get("action") == "back":
        return _redirect_to(token, walk.previous)
    answering.submit_response(response=response, page_load=PageLoad(token_hex(8), 0))
    return redirect("surveys:response_done", token=token)


@never_cache
@require_safe
def response_done(request: HtmxRequest, token: str) -> HttpResponse:
    """Thanks and the receipt code, once the response is submitted."""
    response = get_response_or_404(token)
    if response.status != Response.Status.SUBMITTED:
        return redirect("surveys:response_resume", token=token)
    context = {
        "survey": response.revision.survey,
        "revision": response.revision,
        "receipt": links.receipt_code(token),
        "receipt_url": reverse("surveys:response_receipt", args=[token]),
    }
    return render(request, "respond/done.html", context)


def csrf_failure(request: HtmxRequest, reason: str = "") -> HttpResponse:
    """Instead of a bare 403: a respondent's form comes back filled in, with a fresh token.

    Nothing is written. A save by HTMX gets the fresh token in a header and tries again.
    """
    del reason
    match = request.resolver_match
    view = match.view_name if match else ""
    if view == "surveys:answer_save":
        refused = HttpResponse(_("Please try again."), status=HTTPStatus.FORBIDDEN)
        refused["X-Csrf-Renewed"] = get_token(request)
        return refused
    if match and view == "surveys:response_section" and match.kwargs["page"] != GATE_PAGE:
        return _refilled(request, **match.kwargs)
    if match and "token" in match.kwargs:
        get_response_or_404(match.kwargs["token"])  # for its language
    context = {"action": request.get_full_path() if view.startswith("surveys:response") else ""}
    return render(request, "respond/try_again.html", context, status=HTTPStatus.FORBIDDEN)


# What the views above share


def _refusals(saves: list[Save], outcomes: dict[str, answering.Outcome]) -> dict[str, str]:
    """Words for each cell where another window's newer answer stands."""
    words = _(
        "Answered in another window meanwhile; that newer answer is shown. "
        "Choose again to change it."
    )
    return {save.name: words for save in answering.overruled(saves, outcomes)}


def _target(request: HtmxRequest, walk: Walk) -> str:
    """The page that the form's button leads to; this one for any other."""
    action = request.POST.get("action", "")
    return {"next": walk.next, "back": walk.previous}.get(action, walk.page)


def _onward(request: HtmxRequest, walk: Walk, target: str) -> HttpResponse:
    cleared = request.POST.get("clear", "")
    if cleared and cleared.isascii():
        here = reverse("surveys:response_section", args=[walk.token, walk.page])
        return HttpResponseRedirect(f"{here}#{cleared}")
    return _redirect_to(walk.token, target)


def _redirect_to(token: str, page: str) -> HttpResponse:
    if page == REVIEW_PAGE:
        return redirect("surveys:response_review", token=token)
    return redirect("surveys:response_section", token=token, page=page)


def _context(request: HtmxRequest, walk: Walk) -> dict[str, Any]:
    resume = reverse("surveys:response_resume", args=[walk.token])
    return walk.context(resume_url=absolute_url(request, resume))


def _section_page(
    request: HtmxRequest,
    walk: Walk,
    messages: dict[str, str],
    *,
    posted: dict[tuple[int, str], answering.Entry] | None = None,
    status: HTTPStatus = HTTPStatus.OK,
) -> HttpResponse:
    stored = answering.stored_cells(walk.response, walk.items)
    state = grids.PageState(stored, posted or {}, messages)
    context = _context(request, walk) | {
        "grid": grids.page_grid(walk.response.revision, walk.items, state),
        "messages_by_cell": messages,
        "page_load": token_hex(8),
    }
    return render(request, "respond/section.html", context, status=status)


def _gate(request: HtmxRequest, walk: Walk) -> HttpResponse:
    """Whether the person makes the purchase decision; only then are costs asked."""
    if request.method != "POST":
        context = _context(request, walk) | {"decision_maker": walk.response.decision_maker}
        return render(request, "respond/gate.html", context)
    answer = {"1": True, "0": False}.get(request.POST.get("decision_maker", ""))
    if answer is not None:
        walk.response.decision_maker = answer
    target = _target(request, walk)
    answering.record_gate(
        response=walk.response, decision_maker=walk.response.decision_maker, onward=target
    )
    return _onward(request, walk, target)


def _saved(request: HtmxRequest, saved: Saved) -> HttpResponse:
    """The reply to one save: a mark, the version now seen, the progress; or the whole cell."""
    save, outcome = saved.save, saved.outcome
    is_conflict = outcome.verdict is Verdict.CONFLICT
    n_cells = request.POST.get("n_cells", "")
    context: dict[str, Any] = {
        "n_answered": str(saved.n_answered),
        "n_cells": n_cells if n_cells.isascii() and n_cells.isdigit() else "0",
    }
    if not is_conflict and not request.POST.get("clear"):
        seen = grids.seen_mark(outcome.stored, save.question)
        context["mark"] = {"name": save.name, "seen": seen}
        return HttpResponse(render_to_string("respond/section.html#saved", context))
    state = grids.PageState(
        stored={(save.item.pk, save.question): outcome.stored},
        messages=_refusals([save], {save.name: outcome}) if is_conflict else {},
    )
    card = grids.page_card(saved.response.revision, save.item, state)
    context["cell"] = next(cell for cell in card["cells"] if cell["name"] == save.name)
    context["save_url"] = request.path
    reply = HttpResponse(render_to_string("respond/section.html#cell-reply", context))
    reply["HX-Retarget"] = f"#{save.name}"
    reply["HX-Reswap"] = "outerHTML"
    return reply


def _review(walk: Walk) -> dict[str, Any]:
    """Per page: its title, how many cells are answered, and the open cells by name. One query."""
    pages = [page for page in walk.sequence if page in walk.pages]
    items = [item for page in pages for item in walk.pages[page]]
    state = grids.PageState(answering.stored_cells(walk.response, items))
    rows: list[dict[str, Any]] = []
    for page in pages:
        grid = grids.page_grid(walk.response.revision, walk.pages[page], state)
        gaps = [cell for cell in grid.cells if cell["is_open"]]
        rows.append(
            {
                "page": page,
                "title": grid.title,
                "n_answered": str(grid.n_cells - len(gaps)),
                "n_cells": str(grid.n_cells),
                "gaps": gaps,
                "gap_words": ngettext("%(n)s open", "%(n)s open", len(gaps)) % {"n": len(gaps)},
            }
        )
    is_gate_open = GATE_PAGE in walk.sequence and walk.response.decision_maker is None
    n_gaps = sum(len(row["gaps"]) for row in rows) + is_gate_open
    return {
        "rows": rows,
        "n_gaps": n_gaps,
        "has_gate": GATE_PAGE in walk.sequence,
        "is_gate_open": is_gate_open,
        "gate_page": GATE_PAGE,
        "is_sent": walk.response.status == Response.Status.SUBMITTED,
    }


def _refilled(request: HtmxRequest, token: str, page: str) -> HttpResponse:
    """The page as posted, over what is stored, with nothing written."""
    response = get_response_or_404(token)
    walk = Walk(response, token, page)
    saves, messages = posted_saves(request, walk)
    posted = {
        (save.item.pk, save.question): save.entry
        for save in saves
        if save.entry != answering.SKIPPED
    }
    return _section_page(request, walk, messages, posted=posted, status=HTTPStatus.FORBIDDEN)


def _closed_words(response: Response) -> str:
    response.refresh_from_db(fields=["status"])
    if response.status == Response.Status.SUBMITTED:
        return _("You have already sent your answers. Thank you.")
    return _("This survey is closed. Everything you answered until then is kept.")


def _closed_page(request: HtmxRequest, survey: Survey) -> HttpResponse:
    is_draft = survey.status == Survey.Status.DRAFT
    status = HTTPStatus.CONFLICT if is_draft else HTTPStatus.GONE
    context = {"survey": survey, "is_draft": is_draft}
    return render(request, "respond/closed.html", context, status=status)
