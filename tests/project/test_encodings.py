"""A request in another encoding than UTF-8 is refused in words."""

import io

import pytest
from django.test import RequestFactory

from jtbd_catalog.encodings import Utf8Only
from jtbd_catalog.wsgi import application

FORM = "application/x-www-form-urlencoded"


def asked(application, content_type):
    """Status and body that the application answers a form with."""
    environ = RequestFactory().generic("POST", "/", b"a=1").environ
    environ |= {"CONTENT_TYPE": content_type, "QUERY_STRING": "lang=d%e4"}
    environ |= {"wsgi.input": io.BytesIO(b"a=1")}
    statuses = []
    body = application(environ, lambda status, headers: statuses.append(status))
    return statuses, b"".join(body)


def inner(environ, start_response):
    start_response("200 OK", [])
    return [b"read"]


@pytest.mark.parametrize("encoding", ["latin-1", "utf-16", "undefined", "zlib", "nonsense", '""'])
@pytest.mark.parametrize("form", [FORM, "text/plain", "multipart/form-data; boundary=x"])
def test_request_in_another_encoding_is_a_bad_request_in_words(encoding, form):
    told = asked(application, f"{form}; Charset={encoding}")

    assert told == (["400 Bad Request"], b"This site reads text in UTF-8 only.\n")


@pytest.mark.parametrize("named", ["; charset=UTF-8", '; charset="utf8"', "; boundary=charset", ""])
def test_request_in_utf_8_is_read(named):
    assert asked(Utf8Only(inner), f"{FORM}{named}") == (["200 OK"], b"read")
