"""Which responses are worth compressing."""

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.middleware import gzip

# What fits into one packet together with its headers.
ONE_PACKET = 700


class GZipMiddleware(gzip.GZipMiddleware):
    """As Django's, but leaves alone what would travel no faster, such as the reply to a tap."""

    def process_response(
        self, request: HttpRequest, response: HttpResponseBase
    ) -> HttpResponseBase:
        """The response, compressed where it is longer than a packet."""
        if isinstance(response, HttpResponse) and len(response.content) < ONE_PACKET:
            return response
        return super().process_response(request, response)
