"""Entity tags of catalog pages, and the pages kept by them.

A tag names all that a page is made of: the journey's version, the language, and the code and
templates that are running. A browser that holds the current page need not be sent it again, and
a page that was made once is kept whole, compressed, in this process (decision 0023). People who are
signed in, or for whom a message waits, see a page of their own; it gets no tag and is not kept.
"""

import gzip
import hashlib
from collections import OrderedDict
from functools import cache
from pathlib import Path
from threading import Lock

from django.conf import settings
from django.db.models import Count, Max, Sum
from django.http import HttpRequest, HttpResponse
from django.middleware.gzip import re_accepts_gzip
from django.utils.cache import patch_vary_headers
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


def catalog_tag(request: HttpRequest) -> str | None:
    """The tag of home, which is made of every journey; None as for `page_tag`. One query."""
    if is_own_page(request):
        return None
    seen = Journey.objects.aggregate(Count("pk"), Sum("pk"), Sum("version"), Max("changed_at"))
    parts = (*map(str, seen.values()), str(get_language()), running_code())
    return f'"{hashlib.sha256("|".join(parts).encode()).hexdigest()[:32]}"'


def is_own_page(request: HttpRequest) -> bool:
    """Whether the page is for this person only, or templates may change while the process runs."""
    own = {settings.SESSION_COOKIE_NAME, "messages"}
    return bool(settings.DEBUG or own & request.COOKIES.keys())


def page_tag(request: HttpRequest, journey: Journey, *, variant: str) -> str | None:
    """The tag of a page about `journey`, or None if the page is for this person only.

    In development there is none either: templates change while the process runs.
    """
    if is_own_page(request):
        return None
    return journey_tag(journey, variant=f"{variant}|{get_language()}")


# About 10 kB each.
MOST_PAGES = 500
_kept: OrderedDict[str, tuple[str, bytes]] = OrderedDict()
_lock = Lock()


def keep_page(tag: str, page: HttpResponse) -> None:
    """Keep a page by its tag; the one that was asked for longest ago makes room."""
    kept = page.headers["Content-Type"], gzip.compress(page.content, mtime=0)
    with _lock:
        _kept[tag] = kept
        if len(_kept) > MOST_PAGES:
            _kept.popitem(last=False)


def kept_page(request: HttpRequest, tag: str) -> HttpResponse | None:
    """The page of this tag, compressed as the browser likes it; None where none is kept."""
    with _lock:
        if tag not in _kept:
            return None
        _kept.move_to_end(tag)
        content_type, packed = _kept[tag]
    is_packed = bool(re_accepts_gzip.search(request.headers.get("Accept-Encoding", "")))
    content = packed if is_packed else gzip.decompress(packed)
    page = HttpResponse(content, content_type=content_type)
    if is_packed:
        page["Content-Encoding"] = "gzip"
    patch_vary_headers(page, ("Accept-Encoding",))
    return page


def forget_pages() -> None:
    """Keep no page any longer."""
    with _lock:
        _kept.clear()
