"""What both apps share about requests."""

from ipaddress import IPv4Address, IPv6Address, ip_address

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


def client_ip(request: HttpRequest) -> IPv4Address | IPv6Address | None:
    """The address a request came from, or None where it cannot be told.

    Each of the TRUSTED_PROXIES appends to X-Forwarded-For whom it heard from, so the client stands
    that many places from its end. What a client wrote there itself stands before, and is not
    believed; nor is a list that is too short. An IPv4 address in IPv6 clothing is given as IPv4.
    """
    came_from = request.META.get("REMOTE_ADDR", "")
    if settings.TRUSTED_PROXIES:
        forwarded = request.headers.get("X-Forwarded-For", "").split(",")
        if len(forwarded) >= settings.TRUSTED_PROXIES:
            came_from = forwarded[-settings.TRUSTED_PROXIES] or came_from
    return _ip(came_from.strip())


def _ip(text: str) -> IPv4Address | IPv6Address | None:
    """The address in `text`, which may carry a port (`192.0.2.1:80`, `[2001:db8::1]:80`)."""
    if text.startswith("["):
        text = text[1:].partition("]")[0]
    elif text.count(":") == 1:
        text = text.partition(":")[0]
    try:
        found = ip_address(text.partition("%")[0])
    except ValueError:
        return None
    mapped = found.ipv4_mapped if isinstance(found, IPv6Address) else None
    return mapped or found
