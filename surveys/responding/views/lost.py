"""Respondents' links as people and programs hand them on, mended where they can be."""

import re

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from jtbd_catalog.http import HtmxRequest
from surveys import links


@never_cache
@require_safe
def response_lost(request: HtmxRequest, door: str, rest: str) -> HttpResponse:
    """An address that is nearly one of ours: on to what it must have been."""
    parts = [part for part in map(links.mended, rest.split("/")) if part]
    if not parts or not all(map(links.is_name, parts)):
        raise Http404
    if door.lower() == "respond":
        url = reverse("surveys:response_start", args=parts[:1])
    elif len(parts) > 1:
        url = reverse("surveys:response_section", args=[parts[0], _page_name(parts[1])])
    else:
        url = reverse("surveys:response_resume", args=parts)
    if url == request.path:
        raise Http404
    query = request.META.get("QUERY_STRING", "")
    return HttpResponseRedirect(f"{url}?{query}" if query else url)


def _page_name(part: str) -> str:
    """A page's name as it is written: job steps are capital, as in `S03-2`."""
    return part.upper() if re.fullmatch(r"s\d+(-\d+)?", part) else part
