"""Entity tags of catalog pages: a browser that holds the current page need not be sent it again.

A tag names all that a page is made of: the journey's version, the language, and the code and
templates that are running. People who are signed in, or for whom a message waits, see a page of
their own; it gets no tag.
"""

import hashlib
from functools import cache
from pathlib import Path

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import get_language

from journeys.models import Journey

_MADE_FROM = (("templates", "*.html"), ("journeys", "*.py"), ("static", "*.[cj]s*"))


@cache
def running_code() -> str:
    """A digest of the files that pages are made from, read once per process."""
    digest = hashlib.sha256()
    for folder, pattern in _MADE_FROM:
        for path in sorted(Path(settings.BASE_DIR, folder).rglob(pattern)):
            digest.update(path.read_bytes())
    return digest.hexdigest()[:12]


def journey_tag(journey: Journey, *, variant: str) -> str:
    """The tag of one form of `journey`: a page, a part of it, or a file."""
    changed = f"{journey.changed_at.timestamp():.6f}"
    parts = (variant, str(journey.pk), str(journey.version), changed, running_code())
    return f'"{hashlib.sha256("|".join(parts).encode()).hexdigest()[:32]}"'


def page_tag(request: HttpRequest, journey: Journey, *, variant: str) -> str | None:
    """The tag of a page about `journey`, or None if the page is for this person only.

    In development there is none either: templates change while the process runs.
    """
    own = {settings.SESSION_COOKIE_NAME, "messages"}
    if settings.DEBUG or own & request.COOKIES.keys():
        return None
    return journey_tag(journey, variant=f"{variant}|{get_language()}")
