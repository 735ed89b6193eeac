"""Every entry of the catalog, in a copy that each process keeps.

The whole catalog is a few thousand short texts: looking through them in memory takes a millisecond,
where asking the database for each word in every kind of entry takes a hundred. A journey is copied
anew when its version says so.
"""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from django.utils.translation import gettext_lazy as _

from journeys.asking import read_document
from journeys.catalog import kinds
from journeys.catalog.kinds import KINDS, Kind
from journeys.documents import Document, documents_of
from journeys.models import Journey
from journeys.wellformed import Finding, findings

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
    """An entry, or a journey itself; `folded` holds its code, texts and examples, case folded."""

    journey: Journey
    kind: Kind
    step: str
    code: str
    text: str
    details: Sequence[str]
    folded: str


def _entry(journey: Journey, kind: Kind, row: Document, step: str = "") -> Entry:
    details = [row[field] for field in kind.detail if row[field]]
    code, text = row.get("code", ""), row[kind.text]
    examples = [text for texts in row.get("examples", {}).values() for text in texts]
    said = "\n".join([code, text, *details, *examples])
    folded = unicodedata.normalize("NFC", said).casefold()
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


@dataclass(frozen=True)
class JourneyCopy:
    """A journey as it was at one version, and what follows from it, worked out once."""

    journey: Journey
    document: Document

    @cached_property
    def entries(self) -> Sequence[Entry]:
        """The journey itself and all its entries, as they are read, in the order of its page."""
        return list(_entries(self.journey, read_document(self.document)))

    @cached_property
    def counts(self) -> Sequence[int]:
        """How many entries it has of each of KINDS."""
        counts = Counter(entry.kind.value for entry in self.entries)
        return [counts[kind.value] for kind in KINDS]

    @cached_property
    def findings(self) -> Sequence[Finding]:
        """What the rules say of it."""
        return findings(self.document)


_State = tuple[int, int, datetime]
_copies: dict[_State, JourneyCopy] = {}


def journey_copies() -> list[JourneyCopy]:
    """Every journey, in the order of the catalog.

    One query, and nine more where a journey has changed since it was copied.
    """
    global _copies
    journeys = {(row.pk, row.version, row.changed_at): row for row in _in_order()}
    known = _copies
    changed = [state for state in journeys if state not in known]
    if changed or len(known) > len(journeys):
        documents = documents_of([journeys[state] for state in changed])
        fresh = {
            state: JourneyCopy(journeys[state], document)
            for state, document in zip(changed, documents, strict=True)
        }
        known = _copies = {state: fresh.get(state) or known[state] for state in journeys}
    return [known[state] for state in journeys]


def _in_order() -> Iterator[Journey]:
    yield from Journey.objects.order_by("position", "slug")
