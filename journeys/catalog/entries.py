"""Every entry of the catalog, in a copy that each process keeps.

The whole catalog is a few thousand short texts: looking through them in memory takes a millisecond,
where asking the database for each word in every kind of entry takes a hundred. The copy is made
anew when a journey's version says so.
"""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import chain

from django.utils.translation import gettext_lazy as _

from journeys.catalog import kinds
from journeys.catalog.kinds import KINDS, Kind
from journeys.documents import Document, documents_of
from journeys.models import Journey

_JOURNEYS = Kind(
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
class Entry:
    """An entry, or a journey itself; `folded` holds its code and texts, case folded."""

    journey: Journey
    kind: Kind
    step: str
    code: str
    text: str
    details: Sequence[str]
    folded: str


@dataclass(frozen=True)
class _Copy:
    """The entries of all journeys, in the order of the catalog, and the state they were copied in.

    `counts` has each journey with its entries of each of KINDS.
    """

    state: Sequence[tuple[int, int, datetime]]
    entries: Sequence[Entry]
    counts: Sequence[tuple[Journey, Sequence[int]]]


_copy = _Copy((), (), ())


def _entry(journey: Journey, kind: Kind, row: Document, step: str = "") -> Entry:
    details = [row[field] for field in kind.detail if row[field]]
    code, text = row.get("code", ""), row[kind.text]
    folded = unicodedata.normalize("NFC", "\n".join([code, text, *details])).casefold()
    return Entry(journey, kind, step, code, text, details, folded)


def _entries(journey: Journey, document: Document) -> Iterator[Entry]:
    yield _entry(journey, _JOURNEYS, document["journey"])
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


def _counts(journey: Journey, entries: Sequence[Entry]) -> tuple[Journey, Sequence[int]]:
    counts = Counter(entry.kind.value for entry in entries)
    return journey, [counts[kind.value] for kind in KINDS]


def _current_copy() -> _Copy:
    """The catalog as it stands. One query, and nine more after a change."""
    global _copy
    journeys = list(Journey.objects.order_by("position", "slug"))
    state = [(journey.pk, journey.version, journey.changed_at) for journey in journeys]
    known = _copy
    if state != known.state:
        documents = documents_of(journeys)
        parts = [list(_entries(*pair)) for pair in zip(journeys, documents, strict=True)]
        counts = [_counts(*pair) for pair in zip(journeys, parts, strict=True)]
        known = _copy = _Copy(state, list(chain.from_iterable(parts)), counts)
    return known


def all_entries() -> Sequence[Entry]:
    """Every entry of the catalog, and every journey itself, in the order of the catalog.

    One query, and nine more after a change of the catalog.
    """
    return _current_copy().entries


def counted_journeys() -> Sequence[tuple[Journey, Sequence[int]]]:
    """Every journey with how many entries it has of each of KINDS.

    One query, and nine more after a change of the catalog.
    """
    return _current_copy().counts
