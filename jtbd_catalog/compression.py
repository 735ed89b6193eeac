"""Which responses are worth compressing, and how hard to try."""

import gzip
import secrets

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware as DjangoGZipMiddleware
from django.middleware.gzip import re_accepts_gzip
from django.utils.cache import patch_vary_headers

# What fits into one packet together with its headers.
ONE_PACKET = 700
# A page of 24 items takes a third of the time of Django's level 6 and is a fifth longer: 9 kB.
LEVEL = 3
# As Django has it: a length that differs by chance tells nothing of the content (BREACH).
MOST_RANDOM_BYTES = 100


class GZipMiddleware(DjangoGZipMiddleware):
    """As Django's, but quicker, and leaves alone what would travel no faster, as a tap's reply."""

    def process_response(
        self, request: HttpRequest, response: HttpResponseBase
    ) -> HttpResponseBase:
        """The response, compressed where it is longer than a packet."""
        if not isinstance(response, HttpResponse):
            return super().process_response(request, response)
        if len(response.content) < ONE_PACKET or response.has_header("Content-Encoding"):
            return response
        patch_vary_headers(response, ("Accept-Encoding",))
        if not re_accepts_gzip.search(request.headers.get("Accept-Encoding", "")):
            return response
        response.content = compressed(response.content)
        response["Content-Length"] = str(len(response.content))
        response["Content-Encoding"] = "gzip"
        etag = response.get("ETag", "")
        if etag.startswith('"'):
            response["ETag"] = f"W/{etag}"
        return response


def compressed(content: bytes) -> bytes:
    """`content` as a gzip file with a name of random length."""
    packed = gzip.compress(content, compresslevel=LEVEL, mtime=0)
    name = b"a" * secrets.randbelow(MOST_RANDOM_BYTES) + b"\x00"
    flags = bytes([packed[3] | 0x08])
    return packed[:3] + flags + packed[4:10] + name + packed[10:]
