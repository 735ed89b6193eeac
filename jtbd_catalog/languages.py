"""In which language a page is shown: a respondent's in theirs, every other one in English.

A respondent's language is the one their link names (`?lang=de`), else the first of their browser's
that this site speaks, else English. Only these addresses vary with the browser's languages.
"""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.cache import patch_vary_headers


class LanguageMiddleware:
    """Sets the language of each request, and says in the response which one it was."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """The response, in the language of its address."""
        is_translated = request.path_info.startswith(settings.TRANSLATED_PATHS)
        language = asked_language(request) if is_translated else settings.LANGUAGE_CODE
        with translation.override(language):
            response = self.get_response(request)
            response.headers.setdefault("Content-Language", translation.get_language() or language)
        if is_translated:
            patch_vary_headers(response, ("Accept-Language",))
        return response


def asked_language(request: HttpRequest) -> str:
    """The code of the language that the link names, else of the browser's, else English."""
    named = spoken(request.GET.get("lang", ""))
    return named or translation.get_language_from_request(request)


def spoken(code: str) -> str | None:
    """The language of this site that `code` means (`de` for `de-AT`), or None."""
    try:
        return translation.get_supported_language_variant(code.lower())
    except LookupError:
        return None
