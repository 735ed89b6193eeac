"""Instead of a bare 403 for a form whose CSRF token is gone: the form, filled in, with a fresh one.

Nothing is written. A save by HTMX gets the fresh token in a header and tries again.
"""

from collections.abc import Callable
from http import HTTPStatus

from django.http import HttpResponse
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.utils.translation import gettext as _

from jtbd_catalog.http import HtmxRequest
from surveys.responding.views.finish import done_refilled
from surveys.responding.views.pages import get_response_or_404, section_refilled
from surveys.responding.views.start import start_refilled

SAVES = {"surveys:answer_save", "surveys:response_section"}


def csrf_failure(request: HtmxRequest, reason: str = "") -> HttpResponse:
    """What a respondent typed comes back; of any other form it is said what to do."""
    del reason
    match = request.resolver_match
    view = match.view_name if match else ""
    if view == "surveys:answer_save" or (request.htmx and view in SAVES):
        refused = HttpResponse(_("Please try again."), status=HTTPStatus.FORBIDDEN)
        refused["X-Csrf-Renewed"] = get_token(request)
        return refused
    refilled = _REFILLED[view](request, **match.kwargs) if match and view in _REFILLED else None
    if refilled is not None:
        return refilled
    if match and "token" in match.kwargs:
        get_response_or_404(match.kwargs["token"])  # for its language
    context = {"action": request.get_full_path() if view.startswith("surveys:response") else ""}
    return render(request, "responding/try_again.html", context, status=HTTPStatus.FORBIDDEN)


_REFILLED: dict[str, Callable[..., HttpResponse | None]] = {
    "surveys:response_start": start_refilled,
    "surveys:response_section": section_refilled,
    "surveys:response_done": done_refilled,
}
