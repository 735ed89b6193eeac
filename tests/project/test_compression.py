"""What is compressed for a browser that takes gzip."""

import gzip

import pytest
from django.http import HttpResponse, StreamingHttpResponse

from jtbd_catalog.compression import ONE_PACKET, GZipMiddleware


def sent(rf, response):
    """The response to a browser that takes gzip."""
    return GZipMiddleware(lambda request: response)(
        rf.get("/", headers={"Accept-Encoding": "gzip"})
    )


@pytest.mark.parametrize(("n", "is_compressed"), [(ONE_PACKET - 1, False), (ONE_PACKET, True)])
def test_response_is_compressed_from_a_packet_on(rf, n, is_compressed):
    response = sent(rf, HttpResponse(b"a" * n))

    assert ("Content-Encoding" in response.headers) == is_compressed
    content = gzip.decompress(response.content) if is_compressed else response.content
    assert content == b"a" * n


def test_stream_is_compressed_however_short(rf):
    response = sent(rf, StreamingHttpResponse([b"a", b"b"]))

    assert gzip.decompress(b"".join(response.streaming_content)) == b"ab"
