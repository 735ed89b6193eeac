"""One cell saved by HTMX: the request that there is most of, and its short reply.

The headers that `never_cache` and `vary_on_headers` work out for a page are written here as they
are: working them out took longer than writing the answer.
"""

from http import HTTPStatus
from typing import Any

from django.http import Http404, HttpResponse
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from jtbd_catalog.http import HtmxRequest
from surveys.responding import answering, grids, languages, saving
from surveys.responding.answering import Verdict
from surveys.responding.forms import page_load_of, tap_of
from surveys.responding.saving import Saved
from surveys.responding.views.closed import refused_save
from surveys.responding.views.pages import get_response_or_404, refusal_words


@require_POST
def answer_save(request: HtmxRequest, token: str) -> HttpResponse:
    """Save the one cell the request names, and answer with its mark and the progress."""
    reply = _reply(request, token)
    reply.headers["Cache-Control"] = "no-store"
    reply.headers["Vary"] = "HX-Request"
    return reply


def _reply(request: HtmxRequest, token: str) -> HttpResponse:
    try:
        saved = saving.save_cell(token=token, tap=tap_of(request), page_load=page_load_of(request))
    except saving.UnknownCell as unknown:
        raise Http404 from unknown
    except ValueError:
        get_response_or_404(token)  # for its language
        return HttpResponse(_("That is not an answer."), status=HTTPStatus.UNPROCESSABLE_ENTITY)
    except answering.ResponseClosed:
        return refused_save(get_response_or_404(token))
    languages.use_language_of(saved.response)
    is_conflict = saved.outcome.verdict is Verdict.CONFLICT
    if is_conflict or request.POST.get("clear"):
        return _whole_cell(request, saved, is_conflict=is_conflict)
    mark = {
        "name": saved.save.name,
        "seen": grids.seen_mark(saved.outcome.stored, saved.save.question),
    }
    context = _progress(request, saved) | {"mark": mark}
    return HttpResponse(render_to_string("responding/section.html#saved", context))


def _whole_cell(request: HtmxRequest, saved: Saved, *, is_conflict: bool) -> HttpResponse:
    """The cell as it stands now, in place of the one on the page."""
    save, outcome = saved.save, saved.outcome
    state = grids.PageState(
        stored={(save.item.pk, save.question): outcome.stored},
        messages=refusal_words([save], {save.name: outcome}) if is_conflict else {},
    )
    languages.localize_card(saved.response, save.item)
    card = grids.page_card(saved.response.revision, save.item, state)
    context = _progress(request, saved) | {
        "cell": next(cell for cell in card["cells"] if cell["name"] == save.name),
        "save_url": request.path,
    }
    reply = HttpResponse(render_to_string("responding/section.html#cell-reply", context))
    reply["HX-Retarget"] = f"#{save.name}"
    reply["HX-Reswap"] = "outerHTML"
    return reply


def _progress(request: HtmxRequest, saved: Saved) -> dict[str, Any]:
    """How far the person is; how many cells they are asked, their page has told."""
    told = request.POST.get("n_cells", "")
    n_cells = told if told.isascii() and told.isdigit() else "0"
    return {"n_answered": str(saved.n_answered), "n_cells": n_cells}
