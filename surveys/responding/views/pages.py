"""The respondent's pages between start and end: one page after another, review, submit.

Every page is a plain form first. HTMX posts one cell at a time (`saves`); both ways read cells with
the same function and write them through `answering`.
"""

from collections.abc import Callable
from functools import wraps
from http import HTTPStatus
from secrets import token_hex
from typing import Any

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from jtbd_catalog.http import HtmxRequest, absolute_url
from surveys.models import Response
from surveys.responding import answering, grids, languages
from surveys.responding.answering import PageLoad, Save
from surveys.responding.assignment import GATE_PAGE, REVIEW_PAGE
from surveys.responding.forms import page_load_of, posted_saves
from surveys.responding.views.closed import refused_page, refused_save
from surveys.responding.views.walk import Walk, where_to_go_on

# Up to so many gaps are listed at once at review; beyond, each page's open at a press.
MAX_LISTED = 20


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
            return (
                refused_save(response) if request.htmx else refused_page(request, response, token)
            )
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


# /responses/<token>/


@never_cache
@require_safe
def response_resume(request: HtmxRequest, token: str) -> HttpResponse:
    """The link a person keeps: on to the first question left open, or to the end."""
    response = get_response_or_404(token)
    if response.status == Response.Status.SUBMITTED:
        return redirect("surveys:response_done", token=token)
    page, code = where_to_go_on(response)
    url = reverse("surveys:response_section", args=[token, page])
    return HttpResponseRedirect(f"{url}#{code}" if code else url)


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
    saves, messages = posted_saves(request, response, walk.cells)
    target = _target(request, walk)
    outcomes = answering.record_page(
        response=response,
        saves=saves,
        page_load=page_load_of(request),
        onward="" if messages else target,
    )
    messages |= refusal_words(saves, outcomes)
    if messages:
        return _section_page(request, walk, messages, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    return _onward(request, walk, target)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@answers_wanted
def response_review(request: HtmxRequest, response: Response, token: str) -> HttpResponse:
    """What is answered and what is open, by page; then submit."""
    walk = Walk(response, token, REVIEW_PAGE)
    if request.method != "POST":
        return render(request, "responding/review.html", _context(request, walk) | _review(walk))
    if request.POST.get("action") == "back":
        return _redirect_to(token, walk.previous)
    answering.submit_response(response=response, page_load=PageLoad(token_hex(8), 0))
    return redirect("surveys:response_done", token=token)


# What the views above share


def refusal_words(saves: list[Save], outcomes: dict[str, answering.Outcome]) -> dict[str, str]:
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
    status: HTTPStatus = HTTPStatus.OK,
) -> HttpResponse:
    stored = answering.stored_cells(walk.response, walk.items)
    state = grids.PageState(stored, messages)
    context = _context(request, walk) | {
        "grid": grids.page_grid(
            walk.response.revision,
            walk.items,
            state,
            part=grids.part_words(walk.page, walk.given.pages),
        ),
        "messages_by_cell": messages,
        "page_load": token_hex(8),
    }
    return render(request, "responding/section.html", context, status=status)


def _gate(request: HtmxRequest, walk: Walk) -> HttpResponse:
    """Whether the person makes the purchase decision; only then are costs asked.

    HTMX sends the answer at once, the plain form with its buttons.
    """
    if request.method != "POST":
        return _gate_page(request, walk)
    said = _said(request)
    if request.htmx and said is None:
        return HttpResponse(_("That is not an answer."), status=HTTPStatus.UNPROCESSABLE_ENTITY)
    if said is not None:
        walk.passes_the_gate(decision_maker=said)
    target = _target(request, walk)
    answering.record_gate(
        response=walk.response, decision_maker=walk.response.decision_maker, onward=target
    )
    return HttpResponse(_("Saved")) if request.htmx else _onward(request, walk, target)


def _said(request: HtmxRequest) -> bool | None:
    return {"1": True, "0": False}.get(request.POST.get("decision_maker", ""))


def _gate_page(request: HtmxRequest, walk: Walk) -> HttpResponse:
    decision_maker = walk.response.decision_maker
    context = _context(request, walk) | {
        "decision_maker": decision_maker,
        "stored": {True: "1", False: "0", None: ""}[decision_maker],
    }
    return render(request, "responding/gate.html", context)


def _review(walk: Walk) -> dict[str, Any]:
    """Each page with its open cells, and what the review says besides. One query."""
    pages = walk.given.pages_of_items
    items = [item for page in pages for item in walk.given.pages[page]]
    state = grids.PageState(answering.stored_cells(walk.response, items))
    rows = [_review_row(walk, page, state) for page in pages]
    is_gate_open = GATE_PAGE in walk.given.walked and walk.response.decision_maker is None
    n_gaps = sum(len(row["gaps"]) for row in rows) + is_gate_open
    return {
        "rows": rows,
        "n_gaps": n_gaps,
        "is_short": n_gaps <= MAX_LISTED,
        "has_gate": GATE_PAGE in walk.given.walked,
        "is_gate_open": is_gate_open,
        "gate_page": GATE_PAGE,
        "is_sent": walk.response.status == Response.Status.SUBMITTED,
    }


def _review_row(walk: Walk, page: str, state: grids.PageState) -> dict[str, Any]:
    """A page's title, how many cells are answered, and the open cells by name."""
    part = grids.part_words(page, walk.given.pages)
    grid = grids.page_grid(walk.response.revision, walk.given.pages[page], state, part=part)
    gaps = [cell for cell in grid.cells if cell["is_open"]]
    return {
        "page": page,
        "title": grid.title,
        "part": part,
        "n_answered": str(grid.n_cells - len(gaps)),
        "n_cells": str(grid.n_cells),
        "gaps": gaps,
        "gap_words": ngettext("%(n)s open", "%(n)s open", len(gaps)) % {"n": len(gaps)},
    }
