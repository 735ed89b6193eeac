"""Requests whose text is not UTF-8."""

from collections.abc import Iterable
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from django.utils.http import parse_header_parameters

WORDS = b"This site reads text in UTF-8 only.\n"


class Utf8Only:
    """The application; 400 for a request that says its text is in another encoding.

    No browser does so with our pages. Django reads the query in that encoding before any of its
    own handling of errors begins, so this stands in front.
    """

    def __init__(self, application: WSGIApplication) -> None:
        self.application = application

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """The application's response, or a sentence."""
        content_type = environ.get("CONTENT_TYPE", "")
        if "charset" not in content_type.lower() or _is_utf8(content_type):
            return self.application(environ, start_response)
        headers = [
            ("Content-Type", "text/plain; charset=utf-8"),
            ("Content-Length", str(len(WORDS))),
            ("X-Content-Type-Options", "nosniff"),
            ("Cache-Control", "no-store"),
        ]
        start_response("400 Bad Request", headers)
        return [WORDS]


def _is_utf8(content_type: str) -> bool:
    _type, parameters = parse_header_parameters(content_type)
    return parameters.get("charset", "utf-8").lower() in {"utf-8", "utf8"}
