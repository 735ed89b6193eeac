"""Search over every entry of the catalog, in the copy that `entries` keeps."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby, islice
from operator import attrgetter

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.text import get_text_list
from django.utils.translation import gettext_lazy as _

from journeys.catalog.entries import Entry, journey_copies
from journeys.catalog.kinds import Wording

MAX_HITS = 50
SHORTEST_QUERY = 2

# A text in parts; those that match are to be marked.
Parts = Sequence[tuple[str, bool]]


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


# --- What is found ------------------------------------------------------------------------------


def _address(entry: Entry) -> str:
    slug = entry.journey.slug
    if entry.step:
        step = reverse("journeys:job_step_detail", args=[slug, entry.step])
        return f"{step}?wording={Wording.BOTH.value}#{entry.code}"
    page = reverse("journeys:journey_detail", args=[slug])
    return f"{page}#{entry.code}" if entry.code else page


def _hit(entry: Entry, terms: Sequence[str]) -> Hit:
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
    found = [
        entry
        for copy in journey_copies()
        for entry in copy.entries
        if all(term in entry.folded for term in folded)
    ]
    shown = list(islice(found, MAX_HITS))
    groups = [
        JourneyHits(
            *(journey.name, journey.role, journey.attribution, journey.licence),
            [_hit(entry, terms) for entry in hits],
        )
        for journey, hits in groupby(shown, key=attrgetter("journey"))
    ]
    return Hits(len(found), len(shown), groups)
