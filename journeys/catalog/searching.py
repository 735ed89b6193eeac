"""Search over every entry of the catalog, in a copy that each process keeps of its texts.

The whole catalog is a few thousand short texts: looking through them in memory takes a millisecond,
where asking the database for each word in every kind of entry takes a hundred. The copy is made
anew when a journey's version says so.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby, islice
from operator import attrgetter

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.text import get_text_list
from django.utils.translation import gettext_lazy as _

from journeys.catalog import kinds
from journeys.catalog.kinds import KINDS, Kind
from journeys.documents import Document, documents_of
from journeys.models import Journey

MAX_HITS = 50
SHORTEST_QUERY = 2

# A text in parts; those that match are to be marked.
Parts = Sequence[tuple[str, bool]]

_JOURNEY = Kind(
    "journeys",
    _("Journeys"),
    _("Journey"),
    "",
    Journey,
    "",
    text="name",
    detail=("description", "job", "role"),
)


@dataclass(frozen=True)
class Hit:
    """An entry that matches, with the address of the place where it stands."""

    kind: str | Promise
    code: str
    url: str
    text: Parts
    details: Sequence[Parts]


@dataclass(frozen=True)
class JourneyHits:
    """The hits within one journey, whose words they are, and under which licence."""

    name: str
    role: str
    attribution: str
    licence: str
    hits: Sequence[Hit]


@dataclass(frozen=True)
class Hits:
    """What a search found: how many entries in all, and the first of them by journey."""

    total: int
    shown: int
    groups: Sequence[JourneyHits]

    @property
    def credits(self) -> list[HitsCredit]:
        """Whose words the hits are, each author once, in the order of the page."""
        names: dict[tuple[str, str], list[str]] = {}
        for group in self.groups:
            names.setdefault((group.attribution, group.licence), []).append(group.name)
        is_one = len(names) == 1
        return [
            HitsCredit("" if is_one else get_text_list(theirs, str(_("and"))), *words)
            for words, theirs in names.items()
        ]


@dataclass(frozen=True)
class HitsCredit:
    """Whose words hits are, and of which journeys; `journeys` is empty where it is all of them."""

    journeys: str
    attribution: str
    licence: str


def search_terms(query: str) -> list[str]:
    """The different words of `query`, each of which a hit must contain."""
    words = unicodedata.normalize("NFC", query).split()
    return list({word.casefold(): word for word in words}.values())


def marked(text: str, terms: Sequence[str]) -> Parts:
    """`text` cut into parts, each with whether it matches one of `terms`, whatever the case."""
    longest_first = sorted(terms, key=len, reverse=True)
    pattern = "|".join(re.escape(term) for term in longest_first)
    # A pattern in one pair of brackets: every second part is a match.
    parts = re.split(f"({pattern})", text, flags=re.IGNORECASE)
    return [(part, place % 2 == 1) for place, part in enumerate(parts) if part]


# --- What is looked through ---------------------------------------------------------------------


@dataclass(frozen=True)
class _Entry:
    """An entry as it is looked through: `folded` holds its code and texts, case folded."""

    journey: Journey
    kind: Kind
    step: str
    code: str
    text: str
    details: Sequence[str]
    folded: str


# The state of each journey, and the entries of all, in the order of the catalog.
_State = tuple[tuple[int, int, datetime], ...]
_copy: tuple[_State, Sequence[_Entry]] = ((), ())


def _entry(journey: Journey, kind: Kind, row: Document, step: str = "") -> _Entry:
    details = [row[field] for field in kind.detail if row[field]]
    code, text = row.get("code", ""), row[kind.text]
    folded = unicodedata.normalize("NFC", "\n".join([code, text, *details])).casefold()
    return _Entry(journey, kind, step, code, text, details, folded)


def _entries(journey: Journey, document: Document) -> Iterator[_Entry]:
    yield _entry(journey, _JOURNEY, document["journey"])
    steps = document[kinds.STEPS.value]
    for step in steps:
        yield _entry(journey, kinds.STEPS, step)
    for step in steps:
        for metric in step["metrics"]:
            yield _entry(journey, kinds.PERFORMANCE_METRICS, metric, step["code"])
    for kind in KINDS:
        if kind not in (kinds.STEPS, kinds.PERFORMANCE_METRICS):
            section = document[kind.value]
            for row in section["items"] if isinstance(section, dict) else section:
                yield _entry(journey, kind, row)


def _all_entries() -> Sequence[_Entry]:
    """Every entry of the catalog as it stands. One query, and nine more after a change."""
    global _copy
    journeys = list(Journey.objects.order_by("position", "slug"))
    state = tuple((journey.pk, journey.version, journey.changed_at) for journey in journeys)
    known, entries = _copy
    if state != known:
        pairs = zip(journeys, documents_of(journeys), strict=True)
        entries = [entry for journey, document in pairs for entry in _entries(journey, document)]
        _copy = (state, entries)
    return entries


# --- What is found ------------------------------------------------------------------------------


def _address(entry: _Entry) -> str:
    slug = entry.journey.slug
    if entry.step:
        return f"{reverse('journeys:job_step_detail', args=[slug, entry.step])}#{entry.code}"
    page = reverse("journeys:journey_detail", args=[slug])
    return f"{page}#{entry.code}" if entry.code else page


def _hit(entry: _Entry, terms: Sequence[str]) -> Hit:
    return Hit(
        kind=entry.kind.singular,
        code=entry.code,
        url=_address(entry),
        text=marked(entry.text, terms),
        details=[marked(detail, terms) for detail in entry.details],
    )


def search(query: str) -> Hits:
    """The entries that contain every word of `query`, whatever the case.

    At most `MAX_HITS` of them are given, in the order of the catalog; `total` counts them all. No
    sign in `query` has a special meaning. A query without words finds nothing. One query to the
    database, and nine more after a change of the catalog.
    """
    terms = search_terms(query)
    if not terms:
        return Hits(0, 0, [])
    folded = [term.casefold() for term in terms]
    found = [entry for entry in _all_entries() if all(term in entry.folded for term in folded)]
    shown = list(islice(found, MAX_HITS))
    groups = [
        JourneyHits(
            *(journey.name, journey.role, journey.attribution, journey.licence),
            [_hit(entry, terms) for entry in hits],
        )
        for journey, hits in groupby(shown, key=attrgetter("journey"))
    ]
    return Hits(len(found), len(shown), groups)
