"""What both apps share about requests."""

from django.conf import settings
from django.http import HttpRequest
from django_htmx.middleware import HtmxDetails


class HtmxRequest(HttpRequest):
    """A request as it arrives behind django-htmx's middleware."""

    htmx: HtmxDetails


def absolute_url(request: HttpRequest, path: str) -> str:
    """The full address of `path` (it begins with /): PUBLIC_URL's when set, else the request's."""
    if settings.PUBLIC_URL:
        return f"{settings.PUBLIC_URL}{path}"
    return request.build_absolute_uri(path)
