"""Where a form came from: Django's token for staff, the browser's own word for respondents.

A respondent's right to write is the token in the path, which no other site knows; so their pages
need no cookie, and none that is blocked, cleared or outlived can cost an answer. What another
site sends there is refused by what browsers say of a request, `Sec-Fetch-Site` or else `Origin`;
one that says neither is taken (decision 0022).
"""

from http import HTTPStatus
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.middleware.csrf import CsrfViewMiddleware
from django.shortcuts import render

SAFE = frozenset({"GET", "HEAD", "OPTIONS", "TRACE"})
OURS = frozenset({"same-origin", "none"})


class FormOriginMiddleware(CsrfViewMiddleware):
    """Django's own, but for respondents' pages, which set and read no cookie."""

    def process_request(self, request: HttpRequest) -> None:
        """Look for Django's cookie where its token is asked for."""
        if not is_respondents(request):
            super().process_request(request)

    def process_view(  # type: ignore[override]  # Django's refusal is a page, too
        self, request: HttpRequest, callback: Any, callback_args: Any, callback_kwargs: Any
    ) -> HttpResponseBase | None:
        """The refusal of a form that is not ours; None for any other request."""
        if not is_respondents(request):
            return super().process_view(request, callback, callback_args, callback_kwargs)
        if request.method in SAFE or not is_foreign(request):
            return None
        return _refused(request)


def is_respondents(request: HttpRequest) -> bool:
    """Whether it is for one of the respondents' pages."""
    return request.path_info.startswith(settings.TRANSLATED_PATHS)


def is_foreign(request: HttpRequest) -> bool:
    """Whether the browser says that another site made this request."""
    if site := request.headers.get("Sec-Fetch-Site", ""):
        return site not in OURS
    origin = request.headers.get("Origin", "null")
    if origin in {"null", *settings.CSRF_TRUSTED_ORIGINS}:
        return False
    return urlsplit(origin).netloc != request.get_host()


def _refused(request: HttpRequest) -> HttpResponse:
    context = {"address": request.path}
    return render(request, "responding/foreign.html", context, status=HTTPStatus.FORBIDDEN)
